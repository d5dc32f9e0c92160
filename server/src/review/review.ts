/**
 * A series reviewed: every patch applied to the tree as the patches before it left it, in memory; findings before and after
 * compared; what is introduced replayed. What a later patch fixes is known at the end.
 */
import { BANDS, type Band } from '../analysis/finding';
import { nearestVersion } from '../kernel/versions';
import type { FilePatch, Hunk, Patch } from '../patch/model';
import { orderSeries } from '../patch/series';
import type { SaidOfText } from '../workspace/api';
import {
  type Applies,
  type HunkReport,
  type PatchReview,
  ReviewCancelled,
  type ReviewedFinding,
  type ReviewNotAnalysed,
  type ReviewSetup,
  type SeriesReview,
} from './api';
import type { AppliedFile } from './apply';
import { fittingVersion } from './baseVersion';
import { Bench } from './bench';
import { Comparison, type Draft } from './comparison';
import { type FunctionLines, judge, touchedFunctions } from './judge';
import { badPath, Overlay, type PathRefusal } from './overlay';
import { fragmentPair, headerLines, isSource, pathOf, type TextPair, wholePair } from './pairs';
import { promisesOf } from './promises';

interface PatchDraft {
  readonly review: Omit<PatchReview, 'findings' | 'unasked'>;
  readonly drafts: readonly Draft[];
}

export async function reviewSeries(patches: readonly Patch[], setup: ReviewSetup): Promise<SeriesReview> {
  const series = orderSeries(patches);
  const run = await SeriesRun.open(series.patches, setup);
  const drafts: PatchDraft[] = [];
  try {
    for (const [index, patch] of series.patches.entries()) {
      if (setup.cancelled?.() === true) throw new ReviewCancelled('review cancelled');
      setup.progress?.(index, series.patches.length, patch.headers.subject);
      drafts.push(await run.review(patch, index));
    }
  } finally {
    run.close();
  }
  return {
    patches: drafts.map((draft, index) => finished(draft, index, setup.band)),
    cover: series.cover,
    notes: series.skipped.map(({ patch, note }) => ({ file: patch.file, ...note })),
  };
}

function finished(draft: PatchDraft, index: number, band: Band): PatchReview {
  const asked = draft.drafts.filter(({ finding }) => BANDS.indexOf(finding.view.band) <= BANDS.indexOf(band));
  const introduced = (drafts: readonly Draft[]) => drafts.filter(({ status }) => status === 'introduced').length;
  const findings = asked.map(({ tracked, finding, status }): ReviewedFinding => {
    const later = status === 'introduced' && tracked?.fixedBy !== undefined && tracked.fixedBy > index;
    return { ...finding, status: later ? 'fixed-later' : status };
  });
  const unasked = introduced(draft.drafts) - introduced(asked);
  return { ...draft.review, findings: askedOnce(findings.sort(byPlace)), unasked };
}

/** What stands on lines that the patch does not show is asked once, however many lines there are. */
function askedOnce(findings: readonly ReviewedFinding[]): readonly ReviewedFinding[] {
  return findings.filter(
    (finding, at) =>
      finding.shown ||
      !findings
        .slice(0, at)
        .some(
          (other) =>
            !other.shown &&
            other.patchLine === finding.patchLine &&
            other.status === finding.status &&
            other.view.rule === finding.view.rule &&
            other.view.message === finding.view.message,
        ),
  );
}

function byPlace(a: ReviewedFinding, b: ReviewedFinding): number {
  return (
    a.patchLine - b.patchLine ||
    compareText(a.file, b.file) ||
    a.view.range.startLine - b.view.range.startLine ||
    a.view.range.startColumn - b.view.range.startColumn ||
    compareText(a.view.rule, b.view.rule) ||
    compareText(a.view.message, b.view.message)
  );
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

class SeriesRun {
  private readonly comparison: Comparison;
  private readonly lastUse = new Map<string, number>();
  /** What the messages and headers of the series so far say of its code. */
  private said: Omit<SaidOfText, 'partial'> = { promises: [], declared: [] };

  private constructor(
    private readonly setup: ReviewSetup,
    private readonly bench: Bench,
    private readonly overlay: Overlay | undefined,
    private readonly base: string,
  ) {
    this.comparison = new Comparison(setup.replay ? () => bench.workspace : undefined);
  }

  static async open(patches: readonly Patch[], setup: ReviewSetup): Promise<SeriesRun> {
    const { tree, worlds, cacheDirectory } = setup;
    const base = tree === undefined ? fittingVersion(patches) : shortVersion(tree.version);
    const bench = await Bench.open({ tree, version: tree === undefined ? base : undefined, worlds, cacheDirectory });
    const overlay = tree === undefined ? undefined : new Overlay(tree.root);
    const run = new SeriesRun(setup, bench, overlay, base);
    patches.forEach((patch, index) => {
      for (const file of patch.files) run.lastUse.set(pathOf(file), index);
    });
    return run;
  }

  close(): void {
    this.bench.close();
  }

  async review(patch: Patch, index: number): Promise<PatchDraft> {
    const hunks: HunkReport[] = [];
    const before = this.said;
    const declared = [...before.declared, ...headerLines(patch)];
    const pairs = patch.files.flatMap((file) => this.pairsOf(file, patch, hunks, declared));
    const sources = pairs.filter(({ path }) => isSource(path));
    // With the headers of the tree before this patch, then with those after it.
    const old = sources.map((pair) => judge(this.bench, pair, 'before', before));
    if (this.overlay !== undefined) await this.bench.useHeaders(this.overlay.headers());
    this.said = { promises: [...before.promises, ...promisesOf(patch)], declared };
    const drafts: Draft[] = [];
    const notAnalysed: ReviewNotAnalysed[] = [];
    let functions = 0;
    let replays = 0;
    for (const [at, pair] of sources.entries()) {
      const after = judge(this.bench, pair, 'after', this.said);
      const told = this.comparison.compare({ pair, before: old[at], after, index, patch });
      // What the patched file says is not said again of the hunks that did not apply.
      drafts.push(...told.drafts.filter((draft) => pair.partial === undefined || !isToldAlready(drafts, draft)));
      replays += told.replays;
      const touched = touchedFunctions(after, pair);
      const missing = after.notAnalysed.filter((each) => touched.some(({ name }) => name === each.function));
      functions += touched.length - missing.length;
      notAnalysed.push(
        ...missing.map((each) => ({
          file: pair.path,
          ...each,
          line: changedLine(pair, touched, each.function),
        })),
      );
      if (after.failure !== undefined)
        notAnalysed.push({ file: pair.path, function: '', line: pair.patch.line, reason: after.failure });
      if ((this.lastUse.get(pair.path) ?? index) <= index) this.bench.release(pair.path);
    }
    const applies = this.appliesOf(hunks);
    const checked = { functions, worlds: this.setup.worlds, replays };
    return { review: { patch, applies, base: this.base, checked, hunks, notAnalysed }, drafts };
  }

  /** What there is to judge of one file; says in `hunks` how it applied. */
  private pairsOf(
    file: FilePatch,
    patch: Patch,
    hunks: HunkReport[],
    declared: readonly string[],
  ): readonly TextPair[] {
    const path = pathOf(file);
    if (this.overlay === undefined) {
      const reason = badPath(path);
      for (const hunk of file.hunks)
        hunks.push({
          path,
          line: hunk.line,
          state: 'no-tree',
          note: noteOf(reason, hunk),
        });
      return reason === undefined || path === ''
        ? [fragmentPair(file, patch, file.hunks, path.endsWith('.c') ? declared : [])]
        : [];
    }
    const applied = this.overlay.apply(file, patch);
    if (isRefusal(applied)) {
      const notes = file.hunks.length === 0 ? [{ line: file.line }] : file.hunks;
      for (const { line } of notes) hunks.push({ path, line, state: 'failed', note: `refused: ${applied.reason}` });
      return [];
    }
    for (const { hunk, state, note } of applied.hunks)
      hunks.push({
        path,
        line: hunk.line,
        state,
        note: noteOf(note, hunk),
      });
    return this.appliedPairs(applied, patch);
  }

  /** The patched file, and what the hunks that did not apply show by themselves. */
  private appliedPairs(applied: AppliedFile, patch: Patch): readonly TextPair[] {
    const failed = applied.hunks.flatMap(({ hunk, state }) => (state === 'failed' ? [hunk] : []));
    const pairs: TextPair[] = applied.hunks.length === failed.length && failed.length > 0 ? [] : [wholePair(applied)];
    if (failed.length > 0 && !applied.patch.binary) {
      const includes = (applied.before ?? '').match(/^[ \t]*#[ \t]*include\b.*$/gm) ?? [];
      pairs.push(fragmentPair(applied.patch, patch, failed, includes));
    }
    return pairs;
  }

  private appliesOf(hunks: readonly HunkReport[]): Applies {
    if (this.overlay === undefined) return 'no-tree';
    if (hunks.some(({ state }) => state === 'failed')) return 'partly';
    return hunks.some(({ state }) => state === 'fuzz') ? 'fuzz' : 'exact';
  }
}

function isToldAlready(drafts: readonly Draft[], { finding, status }: Draft): boolean {
  const { view, file } = finding;
  return drafts.some(
    (other) =>
      other.status === status &&
      other.finding.file === file &&
      other.finding.view.rule === view.rule &&
      other.finding.view.message === view.message,
  );
}

function isRefusal(applied: AppliedFile | PathRefusal): applied is PathRefusal {
  return 'reason' in applied;
}

/** The first changed line of a function in the patch. */
function changedLine(pair: TextPair, touched: readonly FunctionLines[], name: string): number {
  const around = touched.find((each) => each.name === name);
  const changed = [...pair.maps.added, ...pair.maps.cuts].sort((a, b) => a - b);
  const line = changed.find((each) => around !== undefined && around.first <= each && each <= around.last);
  return (line === undefined ? undefined : pair.maps.newToPatch.get(line)) ?? pair.patch.line;
}

function noteOf(first: string | undefined, hunk: Hunk): string {
  return [...(first === undefined ? [] : [first]), ...hunk.notes.map(({ text }) => text)].join('; ');
}

function shortVersion(version: string): string {
  return /^\d+\.\d+/.exec(version)?.[0] ?? nearestVersion(version);
}
