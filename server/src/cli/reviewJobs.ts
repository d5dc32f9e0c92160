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
import { type FileGroup, groupsOf, partsOf } from '../review/parts';
import { joinParts, type PartOfReview, type ReviewedFiles, reviewPart } from '../review/review';
import { runPool } from '../workspace/pool';
import { KeptReviews } from './keptReviews';

export interface ReviewJobSetup {
  readonly kind: 'review';
  readonly patches: readonly Patch[];
  readonly setup: Omit<ReviewSetup, 'cancelled' | 'progress'>;
}

export interface ReviewJob {
  readonly groups: readonly FileGroup[];
}

export type ReviewJobResult =
  | { readonly kind: 'part'; readonly part: PartOfReview }
  | { readonly kind: 'lost'; readonly groups: readonly FileGroup[]; readonly reason: string };

/** One part's check with replays; beyond it the worker is given up. */
const PART_LIMIT_MS = 900_000;
/** Less code than this is judged faster here: what every process learns of the headers costs more than the rest. */
const IN_PROCESS_BYTES = 500_000;

export async function reviewWithJobs(
  patches: readonly Patch[],
  setup: ReviewSetup,
  jobs: number,
): Promise<SeriesReview> {
  const series = orderSeries(patches);
  const kept = KeptReviews.open(series.patches, setup);
  const known: ReviewedFiles[] = [];
  const groups = groupsOf(series.patches).filter((group) => {
    const found = kept?.find(group);
    if (found !== undefined) known.push(found);
    return found === undefined;
  });
  const parts = await partsWithJobs(series.patches, groups, setup, jobs);
  kept?.keep(parts.flatMap((part) => (part.isWhole ? part.files : [])));
  return joinParts(series, [...parts, { patches: [], files: known }], setup);
}

/** `isWhole`: nothing was lost on the way. */
async function partsWithJobs(
  patches: readonly Patch[],
  groups: readonly FileGroup[],
  setup: ReviewSetup,
  jobs: number,
): Promise<readonly (PartOfReview & { readonly isWhole: boolean })[]> {
  const { tree } = setup;
  const sizeOf = (treePath: string): number =>
    tree === undefined ? 0 : (fs.statSync(path.join(tree.root, treePath), { throwIfNoEntry: false })?.size ?? 0);
  const parts = partsOf(groups, jobs, sizeOf);
  const bytes = groups.flat().reduce((sum, file) => sum + sizeOf(file), 0);
  if (tree === undefined || jobs === 1 || parts.length === 1 || bytes < IN_PROCESS_BYTES) {
    const made: (PartOfReview & { readonly isWhole: boolean })[] = [];
    for (const part of partsOf(groups, 1)) made.push({ ...(await reviewPart(patches, part, setup)), isWhole: true });
    return made;
  }
  const { cancelled: _, progress, ...plain } = setup;
  const results = await runPool<ReviewJobSetup, ReviewJob, ReviewJobResult>({
    program: path.join(__dirname, 'worker.js'),
    workers: jobs,
    setup: { kind: 'review', patches, setup: plain },
    jobs: parts.map((part) => ({ groups: part })),
    weight: (job) => job.groups.flat().reduce((sum, file) => sum + sizeOf(file), 0),
    limitMs: PART_LIMIT_MS,
    lost: (job, reason) => ({ kind: 'lost', groups: job.groups, reason }),
    done: (finished, job) => progress?.(finished - 1, parts.length, job.groups.flat().join(', ')),
  });
  const applied = results.find((result) => result.kind === 'part')?.part.patches;
  return results.map((result) =>
    result.kind === 'part'
      ? { ...result.part, isWhole: true }
      : { ...lostPart(patches, result.groups, result.reason, applied), isWhole: false },
  );
}

/** In a worker. */
export async function openReviewer({
  patches,
  setup,
}: ReviewJobSetup): Promise<(job: ReviewJob) => Promise<ReviewJobResult>> {
  return async ({ groups }) => ({ kind: 'part', part: await reviewPart(patches, groups, setup) });
}

/** What nobody could look into is counted as such. */
function lostPart(
  patches: readonly Patch[],
  groups: readonly FileGroup[],
  reason: string,
  applied: PartOfReview['patches'] | undefined,
): PartOfReview {
  const nothing = { functions: 0, replays: 0, findings: [], unasked: 0 };
  return {
    patches: applied ?? patches.map(() => ({ applies: 'partly', base: '', hunks: [] })),
    files: groups.map((paths) => ({
      paths,
      said: patches.map((patch) =>
        patch.files
          .filter((file) => paths.includes(pathOf(file)))
          .map((file) => ({
            ...nothing,
            path: pathOf(file),
            notAnalysed: [{ file: pathOf(file), function: '', line: file.line, reason }],
          })),
      ),
      inputs: { files: [], names: [] },
    })),
  };
}
