/**
 * A series judged by several processes, a few files each. Every one of them applies the whole series; what they find is
 * joined in the order of the patches, so that the number of jobs changes nothing that is printed.
 */
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { Patch } from '../patch/model';
import { orderSeries } from '../patch/series';
import type { ReviewSetup, SeriesReview } from '../review/api';
import { pathOf } from '../review/pairs';
import { partsOf } from '../review/parts';
import { joinParts, type PartOfPatch, reviewPart, reviewSeries } from '../review/review';
import { runPool } from '../workspace/pool';

export interface ReviewJobSetup {
  readonly kind: 'review';
  readonly patches: readonly Patch[];
  readonly setup: Omit<ReviewSetup, 'cancelled' | 'progress'>;
}

export interface ReviewJob {
  readonly files: readonly string[];
}

export type ReviewJobResult =
  | { readonly kind: 'part'; readonly part: readonly PartOfPatch[] }
  | { readonly kind: 'lost'; readonly files: readonly string[]; readonly reason: string };

/** One part's check with replays; beyond it the worker is given up. */
const PART_LIMIT_MS = 900_000;
/** Less code than this is judged faster here: what every process learns of the headers costs more than the rest. */
const IN_PROCESS_BYTES = 500_000;

export async function reviewWithJobs(
  patches: readonly Patch[],
  setup: ReviewSetup,
  jobs: number,
): Promise<SeriesReview> {
  const { tree } = setup;
  const series = orderSeries(patches);
  const sizeOf = (treePath: string): number =>
    tree === undefined ? 0 : (fs.statSync(path.join(tree.root, treePath), { throwIfNoEntry: false })?.size ?? 0);
  const parts = partsOf(series.patches, jobs, sizeOf);
  const bytes = parts.flat().reduce((sum, file) => sum + sizeOf(file), 0);
  if (tree === undefined || jobs === 1 || parts.length === 1 || bytes < IN_PROCESS_BYTES)
    return reviewSeries(patches, setup);
  const { cancelled: _, progress, ...plain } = setup;
  const results = await runPool<ReviewJobSetup, ReviewJob, ReviewJobResult>({
    program: path.join(__dirname, 'worker.js'),
    workers: jobs,
    setup: { kind: 'review', patches: series.patches, setup: plain },
    jobs: parts.map((files) => ({ files })),
    weight: ({ files }) => files.reduce((sum, file) => sum + sizeOf(file), 0),
    limitMs: PART_LIMIT_MS,
    lost: ({ files }, reason) => ({ kind: 'lost', files, reason }),
    done: (finished, { files }) => progress?.(finished - 1, parts.length, files.join(', ')),
  });
  const applied = results.find((result) => result.kind === 'part');
  const made = results.map((result) =>
    result.kind === 'part' ? result.part : lostPart(series.patches, result.files, result.reason, applied?.part),
  );
  return joinParts(series, made, setup);
}

/** In a worker. */
export async function openReviewer({
  patches,
  setup,
}: ReviewJobSetup): Promise<(job: ReviewJob) => Promise<ReviewJobResult>> {
  return async ({ files }) => ({ kind: 'part', part: await reviewPart(patches, files, setup) });
}

/** What nobody could look into is counted as such. */
function lostPart(
  patches: readonly Patch[],
  files: readonly string[],
  reason: string,
  other: readonly PartOfPatch[] | undefined,
): readonly PartOfPatch[] {
  return patches.map((patch, index) => ({
    applies: other?.[index]?.applies ?? 'partly',
    base: other?.[index]?.base ?? '',
    hunks: other?.[index]?.hunks ?? [],
    functions: 0,
    replays: 0,
    findings: [],
    unasked: 0,
    notAnalysed: patch.files
      .filter((file) => files.includes(pathOf(file)))
      .map((file) => ({ file: pathOf(file), function: '', line: file.line, reason })),
  }));
}
