/**
 * A series on its way through the tree: every patch applied as the patches before it left it, in memory, the files that are
 * asked for judged before and after it.
 */
import type { FilePatch, Hunk, Patch } from '../patch/model';
import type { SaidOfText } from '../workspace/api';
import { type Inputs, joinInputs } from '../workspace/reads';
import type { Applies, HunkReport, ReviewedFinding, ReviewNotAnalysed } from './api';
import { type AppliedPatch, type Headers, isRefusal } from './appliedSeries';
import type { AppliedFile } from './apply';
import type { Bench } from './bench';
import { Comparison, type Draft, type Stage } from './comparison';
import { followEffects } from './effects';
import { type FileFocus, focusOf, namesChangedIn } from './focus';
import { type FunctionLines, type Judged, judge, touchedFunctions } from './judge';
import { badPath, type PathRefusal } from './overlay';
import { fragmentPair, headerLines, isSource, pathOf, type TextPair, wholePair } from './pairs';
import { functionsNamedIn, promisesOf } from './promises';
import type { ReviewPlace } from './reviewPlace';

/** Looks at one file of one patch, each with more functions; who calls whom is seldom deeper where it makes a difference. */
const MAX_LOOKS = 6;

/** How a patch applies as a whole. */
export interface PatchOnTree {
  readonly applies: Applies;
  readonly base: string;
  readonly hunks: readonly HunkReport[];
}

export interface PatchDraft extends PatchOnTree {
  readonly files: readonly FileDraft[];
}

export interface FileDraft {
  readonly path: string;
  readonly functions: number;
  readonly replays: number;
  readonly drafts: readonly Draft[];
  readonly notAnalysed: readonly ReviewNotAnalysed[];
}

/** What is said of one file of one patch. Plain data: it comes from another process, or from an earlier run. */
export interface FileOfPatch extends Omit<FileDraft, 'drafts'> {
  readonly findings: readonly ReviewedFinding[];
  readonly unasked: number;
}

export class SeriesRun {
  private readonly comparison: Comparison;
  private readonly lastUse = new Map<string, number>();
  /** What the messages and headers of the series so far say of its code. */
  private said: Omit<SaidOfText, 'partial'> = { promises: [], declared: [] };

  private constructor(
    replay: boolean,
    private readonly bench: Bench,
    private readonly applied: readonly AppliedPatch[] | undefined,
    private readonly base: string,
    /** Files that are judged; the others are patched only. */
    private readonly own: ReadonlySet<string>,
    /** Which functions of large files are judged. */
    private readonly focus: ReadonlyMap<string, FileFocus>,
  ) {
    this.comparison = new Comparison(replay ? () => bench.workspace : undefined);
  }

  static open(patches: readonly Patch[], own: ReadonlySet<string>, place: ReviewPlace, replay: boolean): SeriesRun {
    const { bench, applied, base } = place;
    const focus = applied === undefined ? new Map<string, FileFocus>() : focusIn(applied, patches, own);
    bench.begin((path) => focus.get(path)?.names);
    const run = new SeriesRun(replay, bench, applied, base, own, focus);
    patches.forEach((patch, index) => {
      for (const file of patch.files) run.lastUse.set(pathOf(file), index);
    });
    return run;
  }

  async review(patch: Patch, index: number): Promise<PatchDraft> {
    const hunks: HunkReport[] = [];
    const before = this.said;
    const declared = [...before.declared, ...headerLines(patch)];
    const applied = this.applied?.[index];
    const sources = patch.files.flatMap((file, at) =>
      this.pairsOf(file, applied?.files[at]?.applied, patch, hunks, declared),
    );
    // With the headers of the tree before this patch, then with those after it. What is only added changes nothing before.
    const inOneTree = addsOnly(patch);
    if (sources.length > 0) await this.useHeaders(inOneTree ? applied?.after : applied?.before);
    if (!inOneTree) for (const { path } of sources) this.focus.get(path)?.widen();
    const old = sources.map((pair) => this.bench.noting(pair.path, () => judge(this.bench, pair, 'before', before)));
    if (sources.length > 0) await this.useHeaders(applied?.after);
    this.said = { promises: [...before.promises, ...promisesOf(patch)], declared };
    const files: FileDraft[] = [];
    for (const [at, pair] of sources.entries()) {
      files.push(
        this.bench.noting(pair.path, () => {
          const both = this.judgeBoth(pair, old[at], before, inOneTree);
          return this.draftOf({ pair, ...both, index, patch }, files);
        }),
      );
      if ((this.lastUse.get(pair.path) ?? index) <= index) this.bench.release(pair.path);
    }
    return { applies: this.appliesOf(hunks), base: this.base, hunks, files };
  }

  /** What all that was said of the files rests on. */
  inputsOf(paths: readonly string[]): Inputs {
    return joinInputs(paths.map((path) => this.bench.inputsOf(path)));
  }

  private draftOf(stage: Stage, others: readonly FileDraft[]): FileDraft {
    const { pair, after } = stage;
    const told = this.comparison.compare(stage);
    const said = others.flatMap(({ drafts }) => drafts);
    const touched = touchedFunctions(after, pair);
    const missing = after.notAnalysed.filter((each) => touched.some(({ name }) => name === each.function));
    const notAnalysed: ReviewNotAnalysed[] = missing.map((each) => ({
      file: pair.path,
      ...each,
      line: changedLine(pair, touched, each.function),
    }));
    if (after.failure !== undefined)
      notAnalysed.push({ file: pair.path, function: '', line: pair.patch.line, reason: after.failure });
    return {
      path: pair.path,
      functions: touched.length - missing.length,
      replays: told.replays,
      // What the patched file says is not said again of the hunks that did not apply.
      drafts: told.drafts.filter((draft) => pair.partial === undefined || !isToldAlready(said, draft)),
      notAnalysed,
    };
  }

  /** The text after the patch, and that before it again where what the patch changed concerns more functions than were judged. */
  private judgeBoth(
    pair: TextPair,
    first: Judged | undefined,
    said: Omit<SaidOfText, 'partial'>,
    inOneTree: boolean,
  ): { readonly before: Judged | undefined; readonly after: Judged } {
    const focus = pair.partial === undefined && inOneTree ? this.focus.get(pair.path) : undefined;
    let before = first;
    let after = judge(this.bench, pair, 'after', this.said);
    if (focus === undefined || before === undefined) return { before, after };
    for (let look = 1; followEffects(before, after, focus); look++) {
      if (look === MAX_LOOKS) focus.widen();
      before = judge(this.bench, pair, 'before', said);
      after = judge(this.bench, pair, 'after', this.said);
      if (look === MAX_LOOKS) break;
    }
    return { before, after };
  }

  private async useHeaders(headers: Headers | undefined): Promise<void> {
    if (headers !== undefined) await this.bench.useHeaders(headers);
  }

  /** What there is to judge of one file, if it is one that is judged; says in `hunks` how it applied. */
  private pairsOf(
    file: FilePatch,
    applied: AppliedFile | PathRefusal | undefined,
    patch: Patch,
    hunks: HunkReport[],
    declared: readonly string[],
  ): readonly TextPair[] {
    const path = pathOf(file);
    const isOwn = isSource(path) && this.own.has(path);
    if (applied === undefined) {
      const reason = badPath(path);
      for (const hunk of file.hunks)
        hunks.push({
          path,
          line: hunk.line,
          state: 'no-tree',
          note: noteOf(reason, hunk),
        });
      return isOwn && (reason === undefined || path === '')
        ? [fragmentPair(file, patch, file.hunks, path.endsWith('.c') ? declared : [])]
        : [];
    }
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
    return isOwn ? this.appliedPairs(applied, patch) : [];
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
    if (this.applied === undefined) return 'no-tree';
    if (hunks.some(({ state }) => state === 'failed')) return 'partly';
    return hunks.some(({ state }) => state === 'fuzz') ? 'fuzz' : 'exact';
  }
}

/** Does the patch change headers by adding to them alone? */
function addsOnly(patch: Patch): boolean {
  return patch.files
    .filter((file) => !pathOf(file).endsWith('.c'))
    .every(({ renamed, oldPath, hunks }) => {
      const removes = hunks.some(({ lines }) => lines.some(({ kind }) => kind === 'remove'));
      return !renamed && oldPath !== undefined && !removes;
    });
}

/** By file, what the series can make a difference to. */
function focusIn(
  applied: readonly AppliedPatch[],
  patches: readonly Patch[],
  own: ReadonlySet<string>,
): ReadonlyMap<string, FileFocus> {
  const pairs = new Map<string, TextPair[]>();
  const outside = new Set<string>();
  for (const [index, patch] of patches.entries()) {
    for (const name of functionsNamedIn(patch)) outside.add(name);
    const telling = !addsOnly(patch);
    for (const { file, applied: how } of applied[index]?.files ?? []) {
      const path = pathOf(file);
      if (isRefusal(how)) continue;
      if (telling && path.endsWith('.h')) for (const name of namesChangedIn(wholePair(how))) outside.add(name);
      if (own.has(path)) pairs.set(path, [...(pairs.get(path) ?? []), wholePair(how)]);
    }
  }
  return new Map(
    [...pairs].flatMap(([path, all]) => {
      const focus = focusOf(all, outside);
      return focus === undefined ? [] : [[path, focus] as const];
    }),
  );
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
