/**
 * A series reviewed, in parts that may be made by several processes: findings before and after each patch compared, what is
 * introduced replayed. What a later patch fixes is known at the end.
 */
import { BANDS, type Band } from '../analysis/finding';
import type { Patch } from '../patch/model';
import { orderSeries, type Series } from '../patch/series';
import type { Inputs } from '../workspace/reads';
import { ReviewCancelled, type ReviewedFinding, type ReviewSetup, type SeriesReview } from './api';
import type { Draft } from './comparison';
import { pathOf } from './pairs';
import { type FileGroup, groupsOf, partsOf } from './parts';
import { type FileDraft, type FileOfPatch, type PatchDraft, type PatchOnTree, SeriesRun } from './seriesRun';

/** What one process says of a series: how its patches apply, and what there is to say of some of its files. */
export interface PartOfReview {
  readonly patches: readonly PatchOnTree[];
  readonly files: readonly ReviewedFiles[];
}

/** Files that are judged together, through the whole series. */
export interface ReviewedFiles {
  readonly paths: readonly string[];
  /** By patch. */
  readonly said: readonly (readonly FileOfPatch[])[];
  /** What that rests on, besides what the series itself says. */
  readonly inputs: Inputs;
}

/** A review of the whole series, in this process. */
export async function reviewSeries(patches: readonly Patch[], setup: ReviewSetup): Promise<SeriesReview> {
  const series = orderSeries(patches);
  const parts: PartOfReview[] = [];
  for (const groups of partsOf(groupsOf(series.patches), 1))
    parts.push(await reviewPart(series.patches, groups, setup));
  return joinParts(series, parts, setup);
}

/** The series is applied as a whole, and the files of `groups` are judged. */
export async function reviewPart(
  patches: readonly Patch[],
  groups: readonly FileGroup[],
  setup: ReviewSetup,
): Promise<PartOfReview> {
  const run = await SeriesRun.open(patches, new Set(groups.flat()), setup);
  const drafts: PatchDraft[] = [];
  try {
    for (const [index, patch] of patches.entries()) {
      if (setup.cancelled?.() === true) throw new ReviewCancelled('review cancelled');
      setup.progress?.(index, patches.length, patch.headers.subject);
      drafts.push(await run.review(patch, index));
    }
    return {
      patches: drafts.map(({ applies, base, hunks }) => ({ applies, base, hunks })),
      files: groups.map((paths) => ({
        paths,
        said: drafts.map(({ files }, index) =>
          files.filter(({ path }) => paths.includes(path)).map((draft) => finished(draft, index, setup.band)),
        ),
        inputs: run.inputsOf(paths),
      })),
    };
  } finally {
    run.close();
  }
}

function finished({ drafts, ...draft }: FileDraft, index: number, band: Band): FileOfPatch {
  const asked = drafts.filter(({ finding }) => BANDS.indexOf(finding.view.band) <= BANDS.indexOf(band));
  const introduced = (some: readonly Draft[]) => some.filter(({ status }) => status === 'introduced').length;
  const findings = asked.map(({ tracked, finding, status }): ReviewedFinding => {
    const later = status === 'introduced' && tracked?.fixedBy !== undefined && tracked.fixedBy > index;
    return { ...finding, status: later ? 'fixed-later' : status };
  });
  return { ...draft, findings, unasked: introduced(drafts) - introduced(asked) };
}

/** The parts of a series as one review, whoever made them and in whatever order. */
export function joinParts(
  series: Series,
  parts: readonly PartOfReview[],
  { worlds }: Pick<ReviewSetup, 'worlds'>,
): SeriesReview {
  const applied = parts.find(({ patches }) => patches.length > 0)?.patches ?? [];
  return {
    patches: series.patches.map((patch, index) => {
      const own = parts.flatMap(({ files }) => files.flatMap(({ said }) => said[index] ?? []));
      const place = new Map(patch.files.map((file, at) => [pathOf(file), at]));
      const sum = (count: (file: FileOfPatch) => number) => own.reduce((total, file) => total + count(file), 0);
      return {
        patch,
        applies: applied[index]?.applies ?? 'no-tree',
        base: applied[index]?.base ?? '',
        checked: { functions: sum((file) => file.functions), worlds, replays: sum((file) => file.replays) },
        hunks: applied[index]?.hunks ?? [],
        findings: askedOnce(own.flatMap(({ findings }) => findings).sort(byPlace)),
        unasked: sum((file) => file.unasked),
        notAnalysed: own
          .flatMap(({ notAnalysed }) => notAnalysed)
          .sort((a, b) => (place.get(a.file) ?? 0) - (place.get(b.file) ?? 0)),
      };
    }),
    cover: series.cover,
    notes: series.skipped.map(({ patch, note }) => ({ file: patch.file, ...note })),
  };
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
