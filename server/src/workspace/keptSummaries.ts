/**
 * What functions of other files do (otherFiles.ts), kept between runs: by file, each with all it rests on. Several processes may
 * work on one tree: each writes a file of its own, and reads those of all.
 */
import type { AnalysisMemo } from '../analysis/analyse';
import { type PackedSummary, packSummary, unpackSummary } from '../analysis/packSummary';
import type { Summary } from '../analysis/summary';
import { Answers } from './answers';
import { cacheFileOf, cacheFilesOfOthers } from './cacheDirectory';
import type { Reads } from './reads';
import type { TreeNow } from './versions';

/** By what was asked of the file; null: it has nothing to say. */
type Kept = Map<string, PackedSummary | null>;

export class KeptSummaries {
  private readonly own: Answers;
  private readonly all: readonly Answers[];
  /** Of earlier runs and of this one, by tree path. */
  private readonly files = new Map<string, Kept>();
  private readonly grown = new Set<string>();

  constructor(
    directory: string,
    slot: number,
    private readonly now: TreeNow,
    /** All that summaries depend on besides files. */
    private readonly basis: string,
    private readonly memo: AnalysisMemo,
    private readonly reads: Reads,
    /** Texts in memory that stand for files: what rests on one of these is neither taken nor kept. */
    private readonly isOverlaid: (treePath: string) => boolean,
  ) {
    this.own = new Answers(cacheFileOf(directory, `summaries${slot}`, now.root), now);
    const others = cacheFilesOfOthers(directory, 'summaries', slot, now.root);
    this.all = [this.own, ...others.map((file) => new Answers(file, now))];
  }

  /** Asked where the file's reads are noted. Absent: no run has looked, or something has changed since. */
  find(treePath: string, question: string): { readonly summary: Summary | undefined } | undefined {
    const packed = this.keptOf(treePath).get(question);
    if (packed === undefined) return undefined;
    const { factory, contexts } = this.memo;
    return { summary: packed === null ? undefined : unpackSummary(packed, factory, contexts) };
  }

  keep(treePath: string, question: string, summary: Summary | undefined): void {
    const packed = summary === undefined ? null : packSummary(summary);
    if (packed === undefined) return;
    this.keptOf(treePath).set(question, packed);
    this.grown.add(treePath);
  }

  /** A file is not what it was: what rests on it is found by asking again. */
  forget(): void {
    this.files.clear();
    this.grown.clear();
    this.now.forget();
    for (const answers of this.all) answers.forget();
  }

  save(): void {
    for (const treePath of this.grown) {
      const inputs = this.reads.inputsOf(treePath);
      if ([treePath, ...inputs.files].some(this.isOverlaid)) continue;
      this.own.keep(this.keyOf(treePath), treePath, inputs, Object.fromEntries(this.keptOf(treePath)));
    }
    this.grown.clear();
    this.own.save();
  }

  private keptOf(treePath: string): Kept {
    const known = this.files.get(treePath);
    if (known !== undefined) return known;
    const kept: Kept = new Map();
    this.files.set(treePath, kept);
    for (const answers of this.all) {
      const found = answers.find(this.keyOf(treePath));
      if (found === undefined || found.inputs.files.some(this.isOverlaid)) continue;
      this.reads.restore(found.inputs);
      for (const [question, packed] of Object.entries(found.answer as Record<string, PackedSummary | null>))
        kept.set(question, packed);
    }
    return kept;
  }

  private keyOf(treePath: string): string {
    return `${this.basis} ${treePath}`;
  }
}
