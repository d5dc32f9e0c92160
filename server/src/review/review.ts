/**
 * A series reviewed, in parts that may be made by several processes: findings before and after each patch compared, what is
 * introduced replayed. What a later patch fixes is known at the end.
 */
import { BANDS, type Band } from '../analysis/finding';
import type { Patch } from '../patch/model';
import { orderSeries, type Series } from '../patch/series';
import { ReviewCancelled, type ReviewedFinding, type ReviewSetup, type SeriesReview } from './api';
import type { Draft } from './comparison';
import { pathOf } from './pairs';
import { partsOf } from './parts';
import { type PartOfPatch, type PatchDraft, SeriesRun } from './seriesRun';

export type { PartOfPatch } from './seriesRun';

/** A review of the whole series, in this process. */
export async function reviewSeries(patches: readonly Patch[], setup: ReviewSetup): Promise<SeriesReview> {
  const series = orderSeries(patches);
  const parts: (readonly PartOfPatch[])[] = [];
  for (const files of partsOf(series.patches, 1)) parts.push(await reviewPart(series.patches, files, setup));
  return joinParts(series, parts, setup);
}

/** The series is applied as a whole, and `files` are judged. */
export async function reviewPart(
  patches: readonly Patch[],
  files: readonly string[],
  setup: ReviewSetup,
): Promise<readonly PartOfPatch[]> {
  const run = await SeriesRun.open(patches, new Set(files), setup);
  const drafts: PatchDraft[] = [];
  try {
    for (const [index, patch] of patches.entries()) {
      if (setup.cancelled?.() === true) throw new ReviewCancelled('review cancelled');
      setup.progress?.(index, patches.length, patch.headers.subject);
      drafts.push(await run.review(patch, index));
    }
  } finally {
    run.close();
  }
  return drafts.map((draft, index) => finished(draft, index, setup.band));
}

function finished(draft: PatchDraft, index: number, band: Band): PartOfPatch {
  const asked = draft.drafts.filter(({ finding }) => BANDS.indexOf(finding.view.band) <= BANDS.indexOf(band));
  const introduced = (drafts: readonly Draft[]) => drafts.filter(({ status }) => status === 'introduced').length;
  const findings = asked.map(({ tracked, finding, status }): ReviewedFinding => {
    const later = status === 'introduced' && tracked?.fixedBy !== undefined && tracked.fixedBy > index;
    return { ...finding, status: later ? 'fixed-later' : status };
  });
  const unasked = introduced(draft.drafts) - introduced(asked);
  return { ...draft.review, findings, unasked };
}

/** The parts of a series as one review, whoever made them and in whatever order. */
export function joinParts(
  series: Series,
  parts: readonly (readonly PartOfPatch[])[],
  { worlds }: Pick<ReviewSetup, 'worlds'>,
): SeriesReview {
  return {
    patches: series.patches.map((patch, index) => {
      const own = parts.flatMap((part) => part[index] ?? []);
      const place = new Map(patch.files.map((file, at) => [pathOf(file), at]));
      const sum = (count: (part: PartOfPatch) => number) => own.reduce((total, part) => total + count(part), 0);
      return {
        patch,
        applies: own[0]?.applies ?? 'no-tree',
        base: own[0]?.base ?? '',
        checked: { functions: sum((part) => part.functions), worlds, replays: sum((part) => part.replays) },
        hunks: own[0]?.hunks ?? [],
        findings: askedOnce(own.flatMap(({ findings }) => findings).sort(byPlace)),
        unasked: sum((part) => part.unasked),
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
