/**
 * Before against after, for one text of one patch: each finding gets its status and its line in the patch, what is introduced
 * is replayed, and findings are followed through the series, so that a later patch that fixes one is known.
 */
import type { Finding, ReplayVerdict } from '../analysis/finding';
import type { Patch } from '../patch/model';
import type { Workspace } from '../workspace/api';
import type { FindingStatus, ProposedFix, ReviewedFinding } from './api';
import { commentOf } from './comment';
import { compareFindings } from './delta';
import { inPatchLines } from './hunkPlaces';
import { type Judged, touchedFunctions } from './judge';
import type { TextPair } from './pairs';
import { placeInPatch, placeOfFixed } from './patchLine';
import { replayFindings } from './replayFindings';
import { type FunctionRuns, runChanged } from './runs';
import { type FindingView, viewFile } from './view';

/** A finding on its way through the series. */
export interface Tracked {
  readonly view: FindingView;
  /** 0-based number of the patch that fixes it; set once that patch is seen. */
  fixedBy: number | undefined;
}

/** A finding of one patch, before it is known what later patches do about it. */
export interface Draft {
  readonly tracked: Tracked | undefined;
  readonly finding: Omit<ReviewedFinding, 'status'>;
  readonly status: Exclude<FindingStatus, 'fixed-later'>;
}

export interface Stage {
  readonly pair: TextPair;
  readonly before: Judged | undefined;
  readonly after: Judged;
  /** 0-based number of the patch in the series. */
  readonly index: number;
  readonly patch: Patch;
}

export class Comparison {
  /** Findings of each file as the last patch that touched it left them. */
  private readonly tracked = new Map<string, readonly Tracked[]>();

  /** Without a workspace nothing is replayed. */
  constructor(private readonly workspace: (() => Workspace) | undefined) {}

  compare(stage: Stage): { readonly drafts: readonly Draft[]; readonly replays: number } {
    const { pair, before, after, patch, index } = stage;
    const old = before?.views ?? [];
    const delta = compareFindings(old, after.views, (line) => pair.oldLine.get(line));
    const known = this.trackedBefore(pair, old);
    const introduced = after.findings.filter((_, at) => delta.before[at] === undefined);
    const replayed = this.replay(after, introduced);
    const drafts: Draft[] = [];
    const now: Tracked[] = [];
    after.findings.forEach((finding, at) => {
      const match = delta.before[at];
      const view = replayed.views.get(finding) ?? after.views[at];
      if (view === undefined) return;
      const tracked = (match === undefined ? undefined : known[match]) ?? { view, fixedBy: undefined };
      now.push(tracked);
      drafts.push(presentDraft(stage, finding, view, tracked, match === undefined ? 'introduced' : 'pre-existing'));
    });
    for (const at of delta.fixed) {
      const view = old[at];
      const tracked = known[at];
      if (view === undefined) continue;
      if (tracked !== undefined) tracked.fixedBy = index;
      drafts.push(fixedDraft(pair, patch, view, tracked));
    }
    const ran = this.run(stage);
    for (const view of ran.findings) {
      const tracked: Tracked = { view, fixedBy: undefined };
      drafts.push(draftOf(stage, view, tracked, 'introduced', []));
    }
    // Of a file that is known by hunks only, what other hunks showed earlier is still there.
    const elsewhere =
      pair.partial === undefined ? [] : this.trackedOf(pair).filter((each) => each.fixedBy === undefined);
    this.tracked.set(pair.path, [...new Set([...elsewhere, ...now])]);
    return { drafts, replays: replayed.count + ran.count };
  }

  /** Functions the patch adds or changes, from their start. */
  private run({ pair, before, after }: Stage): FunctionRuns {
    if (this.workspace === undefined || after.checked === undefined) return { count: 0, findings: [] };
    const told = new Set(after.views.flatMap((view) => [view.function, ...view.path.map((step) => step.function)]));
    // Of a function that is only partly there a run says nothing.
    const whole = touchedFunctions(after, pair).filter(({ name }) => pair.partial?.cut.has(name) !== true);
    return runChanged({
      workspace: this.workspace(),
      before: before?.checked,
      after: after.checked,
      functions: whole.map(({ name }) => name),
      told: (name) => told.has(name),
    });
  }

  /** The findings before this patch as the series knows them, in the order of `old`. */
  private trackedBefore(pair: TextPair, old: readonly FindingView[]): readonly (Tracked | undefined)[] {
    const known = this.trackedOf(pair);
    const views = known.map(({ view }) => view);
    // Lines of one patch's hunks say nothing of another's.
    const delta = compareFindings(views, old, (line) => (pair.partial === undefined ? line : undefined));
    return old.map((view, at) => {
      const match = delta.before[at];
      return match === undefined ? { view, fixedBy: undefined } : known[match];
    });
  }

  private trackedOf(pair: TextPair): readonly Tracked[] {
    return this.tracked.get(pair.path) ?? [];
  }

  private replay(
    judged: Judged,
    introduced: readonly Finding[],
  ): { readonly views: ReadonlyMap<Finding, FindingView>; readonly count: number } {
    const { checked } = judged;
    const views = new Map<Finding, FindingView>();
    if (this.workspace === undefined || checked === undefined || introduced.length === 0) return { views, count: 0 };
    const asked = { ...checked, report: { ...checked.report, findings: introduced } };
    const replayed = replayFindings(this.workspace(), asked);
    const all = judged.findings.map((finding) => {
      const at = introduced.indexOf(finding);
      return at === -1 ? finding : (replayed[at] ?? finding);
    });
    viewFile(checked, all, []).findings.forEach((view, at) => {
      const finding = judged.findings[at];
      if (finding !== undefined) views.set(finding, view);
    });
    const runs = replayed.flatMap(({ replay }) => Object.values(replay ?? {}).filter(wasRun));
    return { views, count: runs.length };
  }
}

function presentDraft(
  stage: Stage,
  finding: Finding,
  view: FindingView,
  tracked: Tracked,
  status: Draft['status'],
): Draft {
  const { pair } = stage;
  // A fix of what is only a hunk could not be applied to anything.
  const text = pair.partial === undefined ? pair.after : undefined;
  const fixes = text === undefined ? [] : (finding.fixes ?? []).map((fix) => ({ fix, treePath: pair.path, text }));
  return draftOf(stage, view, tracked, status, fixes);
}

function draftOf(
  { pair, after, patch }: Stage,
  seen: FindingView,
  tracked: Tracked,
  status: Draft['status'],
  fixes: readonly ProposedFix[],
): Draft {
  const place = placeInPatch(seen, pair, after.functions);
  const view = patch.quoted > 0 && !place.shown ? doubted(seen) : seen;
  return {
    tracked,
    status,
    finding: {
      view: inPatchLines(view, pair, patch.file, 'new'),
      file: pair.path,
      patchLine: place.line,
      shown: place.shown,
      stepLines: stepLines(seen, pair.maps.newToPatch),
      comment: commentOf(view),
      fixes,
    },
  };
}

function fixedDraft(pair: TextPair, patch: Patch, view: FindingView, tracked: Tracked | undefined): Draft {
  const place = placeOfFixed(view, pair);
  return {
    tracked,
    status: 'fixed',
    finding: {
      view: inPatchLines(view, pair, patch.file, 'old'),
      file: pair.path,
      patchLine: place.line,
      shown: place.shown,
      stepLines: stepLines(view, pair.maps.oldToPatch),
      comment: commentOf(view),
      fixes: [],
    },
  };
}

function stepLines(view: FindingView, lines: ReadonlyMap<number, number>): readonly (number | undefined)[] {
  return view.path.map((step) => (step.inTree ? undefined : lines.get(step.line)));
}

/** A reply quotes what it speaks of: other hunks of the patch may make good what is not shown. */
function doubted(view: FindingView): FindingView {
  const assumption = 'the parts of the patch that the mail does not quote change nothing here';
  return { ...view, band: 'question', assumptions: [...view.assumptions, assumption] };
}

function wasRun({ id, states }: ReplayVerdict): boolean {
  return id !== undefined || states !== undefined;
}
