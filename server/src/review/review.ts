/**
 * A series reviewed: every patch applied to the tree as the patches before it left it, in memory; findings before and after
 * compared; what is introduced replayed. What a later patch fixes is known at the end.
 */
import { BANDS, type Band, type Finding, type ReplayVerdict } from '../analysis/finding';
import { nearestVersion } from '../kernel/versions';
import type { FilePatch, Patch } from '../patch/model';
import { orderSeries } from '../patch/series';
import type {
  Applies,
  FindingStatus,
  HunkReport,
  PatchReview,
  ReviewedFinding,
  ReviewNotAnalysed,
  ReviewSetup,
  SeriesReview,
} from './api';
import type { AppliedFile } from './apply';
import { fittingVersion } from './baseVersion';
import { Bench } from './bench';
import { commentOf } from './comment';
import { compareFindings } from './delta';
import { type FunctionLines, type Judged, judge, touchedFunctions } from './judge';
import { badPath, Overlay, type PathRefusal } from './overlay';
import { fragmentPair, headerLines, isSource, pathOf, type TextPair, wholePair } from './pairs';
import { placeInPatch, placeOfFixed } from './patchLine';
import { replayFindings } from './replayFindings';
import { type FindingView, viewFile } from './view';

/** A finding on its way through the series. */
interface Tracked {
  readonly view: FindingView;
  /** 0-based patch that introduced it; undefined: it was there before the series. */
  readonly since: number | undefined;
  /** Set once a later patch fixes it. */
  fixedBy: number | undefined;
}

interface Draft {
  readonly tracked: Tracked | undefined;
  readonly finding: Omit<ReviewedFinding, 'status'>;
  readonly status: Exclude<FindingStatus, 'fixed-later'>;
}

interface PatchDraft {
  readonly review: Omit<PatchReview, 'findings'>;
  readonly drafts: readonly Draft[];
}

export async function reviewSeries(patches: readonly Patch[], setup: ReviewSetup): Promise<SeriesReview> {
  const series = orderSeries(patches);
  const run = await SeriesRun.open(series.patches, setup);
  const drafts: PatchDraft[] = [];
  for (const [index, patch] of series.patches.entries()) {
    setup.progress?.(index, series.patches.length, patch.headers.subject);
    drafts.push(await run.review(patch, index));
  }
  run.close();
  return {
    patches: drafts.map((draft, index) => finished(draft, index, setup.band)),
    cover: series.cover,
    notes: series.skipped.map(({ patch, note }) => ({ file: patch.file, ...note })),
  };
}

function finished(draft: PatchDraft, index: number, band: Band): PatchReview {
  const findings = draft.drafts
    .filter(({ finding }) => BANDS.indexOf(finding.view.band) <= BANDS.indexOf(band))
    .map(({ tracked, finding, status }): ReviewedFinding => {
      const later = status === 'introduced' && tracked?.fixedBy !== undefined && tracked.fixedBy > index;
      return { ...finding, status: later ? 'fixed-later' : status };
    });
  return { ...draft.review, findings: findings.sort(byPlace) };
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
  /** Findings of each file as the last patch that touched it left them. */
  private readonly tracked = new Map<string, readonly Tracked[]>();
  private readonly lastUse = new Map<string, number>();

  private constructor(
    private readonly setup: ReviewSetup,
    private readonly bench: Bench,
    private readonly overlay: Overlay | undefined,
    private readonly base: string,
  ) {}

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
    const pairs = patch.files.flatMap((file) => this.pairsOf(file, patch, hunks));
    const sources = pairs.filter(({ path }) => isSource(path));
    // With the headers of the tree before this patch, then with those after it.
    const before = sources.map((pair) => judge(this.bench, pair, pair.before));
    if (this.overlay !== undefined) await this.bench.useHeaders(this.overlay.headers());
    const drafts: Draft[] = [];
    const notAnalysed: ReviewNotAnalysed[] = [];
    let functions = 0;
    let replays = 0;
    for (const [at, pair] of sources.entries()) {
      const after = judge(this.bench, pair, pair.after);
      const told = this.compare(pair, before[at], after, index, patch.quoted > 0);
      drafts.push(...told.drafts);
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
  private pairsOf(file: FilePatch, patch: Patch, hunks: HunkReport[]): readonly TextPair[] {
    const path = pathOf(file);
    if (this.overlay === undefined) {
      const reason = badPath(path);
      for (const hunk of file.hunks)
        hunks.push({
          path,
          line: hunk.line,
          state: 'no-tree',
          note: noteOf(
            reason,
            hunk.notes.map(({ text }) => text),
          ),
        });
      return reason === undefined || path === '' ? [fragmentPair(file, patch, file.hunks, headerLines(patch))] : [];
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
        note: noteOf(
          note,
          hunk.notes.map(({ text }) => text),
        ),
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

  private compare(
    pair: TextPair,
    before: Judged | undefined,
    after: Judged,
    index: number,
    quotedInPart: boolean,
  ): { readonly drafts: readonly Draft[]; readonly replays: number } {
    const old = before?.views ?? [];
    const delta = compareFindings(old, after.views, (line) => pair.oldLine.get(line));
    const known = this.trackedBefore(pair, old);
    const introduced = after.findings.filter((_, at) => delta.before[at] === undefined);
    const replayed = this.replay(after, introduced);
    const drafts: Draft[] = [];
    const now: Tracked[] = [];
    after.findings.forEach((finding, at) => {
      const match = delta.before[at];
      const seen = replayed.views.get(finding) ?? after.views[at];
      if (seen === undefined) return;
      const tracked: Tracked = (match === undefined ? undefined : known[match]) ?? {
        view: seen,
        since: match === undefined ? index : undefined,
        fixedBy: undefined,
      };
      now.push(tracked);
      const place = placeInPatch(seen, pair, after.functions);
      const view = quotedInPart && !place.shown ? doubted(seen) : seen;
      drafts.push({
        tracked,
        status: match === undefined ? 'introduced' : 'pre-existing',
        finding: {
          view,
          file: pair.path,
          patchLine: place.line,
          shown: place.shown,
          comment: commentOf(view),
          fixes: (finding.fixes ?? []).map((fix) => ({ fix, treePath: pair.path, text: pair.after ?? '' })),
        },
      });
    });
    for (const at of delta.fixed) {
      const view = old[at];
      const tracked = known[at];
      if (view === undefined) continue;
      if (tracked !== undefined) tracked.fixedBy = index;
      const place = placeOfFixed(view, pair);
      drafts.push({
        tracked,
        status: 'fixed',
        finding: {
          view,
          file: pair.path,
          patchLine: place.line,
          shown: place.shown,
          comment: commentOf(view),
          fixes: [],
        },
      });
    }
    if (pair.partial === undefined) this.tracked.set(pair.path, now);
    return { drafts, replays: replayed.count };
  }

  /** The findings before this patch as the series knows them, in the order of `old`. */
  private trackedBefore(pair: TextPair, old: readonly FindingView[]): readonly (Tracked | undefined)[] {
    const known = pair.partial === undefined ? (this.tracked.get(pair.path) ?? []) : [];
    const delta = compareFindings(
      known.map(({ view }) => view),
      old,
      (line) => line,
    );
    return old.map((view, at) => {
      const match = delta.before[at];
      return match === undefined ? { view, since: undefined, fixedBy: undefined } : known[match];
    });
  }

  private replay(
    judged: Judged,
    introduced: readonly Finding[],
  ): { readonly views: ReadonlyMap<Finding, FindingView>; readonly count: number } {
    const { checked } = judged;
    const views = new Map<Finding, FindingView>();
    if (!this.setup.replay || checked === undefined || introduced.length === 0) return { views, count: 0 };
    const { workspace } = this.bench;
    const replayed = replayFindings(workspace, { ...checked, report: { ...checked.report, findings: introduced } });
    const all = judged.findings.map((finding) => {
      const at = introduced.indexOf(finding);
      return at === -1 ? finding : (replayed[at] ?? finding);
    });
    viewFile(checked, all, []).findings.forEach((view, at) => {
      const finding = judged.findings[at];
      if (finding !== undefined) views.set(finding, view);
    });
    return {
      views,
      count: replayed.reduce((sum, { replay }) => sum + Object.values(replay ?? {}).filter(wasRun).length, 0),
    };
  }
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

/** A reply quotes what it speaks of: other hunks of the patch may make good what is not shown. */
function doubted(view: FindingView): FindingView {
  const assumption = 'the parts of the patch that the mail does not quote change nothing here';
  return { ...view, band: 'question', assumptions: [...view.assumptions, assumption] };
}

function wasRun({ id, states }: ReplayVerdict): boolean {
  return id !== undefined || states !== undefined;
}

function noteOf(first: string | undefined, rest: readonly string[]): string {
  return [...(first === undefined ? [] : [first]), ...rest].join('; ');
}

function shortVersion(version: string): string {
  return /^\d+\.\d+/.exec(version)?.[0] ?? nearestVersion(version);
}
