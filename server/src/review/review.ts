/**
 * A series reviewed, in parts that may be made by several processes: findings before and after each patch compared, what is
 * introduced replayed. What a later patch fixes is known at the end.
 */
import { BANDS, type Band } from '../analysis/finding';
import type { Patch } from '../patch/model';
import { orderSeries, type Series } from '../patch/series';
import type { Definitions } from '../workspace/definitions';
import { ReviewCancelled, type ReviewedFinding, type ReviewSetup, type SeriesReview } from './api';
import type { Draft } from './comparison';
import { KeptReviews } from './keptReviews';
import { pathOf } from './pairs';
import type { PartOfReview, ReviewedFiles } from './partOfReview';
import { type FileGroup, groupsOf, smallParts } from './parts';
import { openReviewPlace, type ReviewPlace, surveyOf } from './reviewPlace';
import { type FileDraft, type FileOfPatch, type PatchDraft, SeriesRun } from './seriesRun';

/** A review of the whole series, in this process. */
export async function reviewSeries(patches: readonly Patch[], setup: ReviewSetup): Promise<SeriesReview> {
  const definitions = surveyOf(setup);
  return reviewWith(patches, setup, definitions, (series, groups) => reviewHere(series, groups, setup, definitions));
}

/** `review` judges the files of which no earlier run has left what it said; there may be none. */
export async function reviewWith(
  patches: readonly Patch[],
  setup: ReviewSetup,
  definitions: () => Definitions,
  review: (patches: readonly Patch[], groups: readonly FileGroup[]) => Promise<readonly PartOfReview[]>,
): Promise<SeriesReview> {
  const series = orderSeries(patches);
  const kept = KeptReviews.open(series.patches, setup, definitions);
  const known: ReviewedFiles[] = [];
  const groups = groupsOf(series.patches).filter((group) => {
    const found = kept?.find(group);
    if (found !== undefined) known.push(found);
    return found === undefined;
  });
  const parts = await review(series.patches, groups);
  kept?.keep(parts.flatMap(({ files }) => files));
  return joinParts(series, [...parts, { patches: [], files: known }], setup);
}

/** One part after the other. */
export async function reviewHere(
  patches: readonly Patch[],
  groups: readonly FileGroup[],
  setup: ReviewSetup,
  definitions: () => Definitions,
): Promise<readonly PartOfReview[]> {
  const place = await openReviewPlace(patches, setup, definitions);
  const parts: PartOfReview[] = [];
  try {
    for (const part of smallParts(groups, patches)) {
      setup.progress?.(parts.length, part.flat().join(', '));
      parts.push(await reviewPart(patches, part, place, setup));
    }
  } finally {
    place.bench.close();
  }
  return parts;
}

/** The series is applied as a whole, and the files of `groups` are judged. */
export async function reviewPart(
  patches: readonly Patch[],
  groups: readonly FileGroup[],
  place: ReviewPlace,
  { band, cancelled, replay }: Pick<ReviewSetup, 'band' | 'cancelled' | 'replay'>,
): Promise<PartOfReview> {
  const run = SeriesRun.open(patches, new Set(groups.flat()), place, replay);
  const drafts: PatchDraft[] = [];
  for (const [index, patch] of patches.entries()) {
    if (cancelled?.() === true) throw new ReviewCancelled('review cancelled');
    drafts.push(await run.review(patch, index));
  }
  return {
    patches: drafts.map(({ applies, base, hunks }) => ({ applies, base, hunks })),
    files: groups.map((paths) => ({
      paths,
      said: drafts.map(({ files }, index) =>
        files.filter(({ path }) => paths.includes(path)).map((draft) => finished(draft, index, band)),
      ),
      inputs: run.inputsOf(paths),
    })),
  };
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
