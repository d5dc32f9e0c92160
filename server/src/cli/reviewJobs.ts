/**
 * A series judged by several processes, a few files each. Every one of them applies the whole series; what they find is
 * joined in the order of the patches, so that the number of jobs changes nothing that is printed.
 */
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { Patch } from '../patch/model';
import type { ReviewSetup, SeriesReview } from '../review/api';
import { pathOf } from '../review/pairs';
import type { PartOfReview } from '../review/partOfReview';
import { type FileGroup, smallParts } from '../review/parts';
import { reviewHere, reviewPart, reviewWith } from '../review/review';
import { openReviewPlace, surveyOf } from '../review/reviewPlace';
import { Definitions } from '../workspace/definitions';
import { runPool } from '../workspace/pool';
import { treeProgress } from './progress';

export interface ReviewJobSetup {
  readonly kind: 'review';
  readonly patches: readonly Patch[];
  readonly setup: Omit<ReviewSetup, 'cancelled' | 'progress'>;
  /** Which files define what, as Definitions.toText() says it: looked up once for all processes. */
  readonly definitions: string;
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
  const definitions = surveyOf(setup, { threads: jobs, progress: treeProgress('.c files') });
  return reviewWith(patches, setup, definitions, (series, groups) =>
    partsWithJobs(series, groups, setup, jobs, definitions),
  );
}

async function partsWithJobs(
  patches: readonly Patch[],
  groups: readonly FileGroup[],
  setup: ReviewSetup,
  jobs: number,
  definitions: () => Definitions,
): Promise<readonly PartOfReview[]> {
  const { tree } = setup;
  const sizeOf = (group: FileGroup): number =>
    group.reduce((sum, treePath) => sum + (tree === undefined ? 0 : sizeOnDisk(tree.root, treePath)), 0);
  const bytes = groups.reduce((sum, group) => sum + sizeOf(group), 0);
  if (tree === undefined || jobs === 1 || groups.length < 2 || bytes < IN_PROCESS_BYTES)
    return reviewHere(patches, groups, setup, definitions);
  const { cancelled: _, progress, ...plain } = setup;
  const results = await runPool<ReviewJobSetup, ReviewJob, ReviewJobResult>({
    program: path.join(__dirname, 'worker.js'),
    workers: jobs,
    setup: { kind: 'review', patches, setup: plain, definitions: definitions().toText() },
    jobs: smallParts(groups, patches).map((part) => ({ groups: part })),
    weight: (job) => job.groups.reduce((sum, group) => sum + sizeOf(group), 0),
    limitMs: PART_LIMIT_MS,
    lost: (job, reason) => ({ kind: 'lost', groups: job.groups, reason }),
    done: (finished, job) => progress?.(finished, job.groups.flat().join(', ')),
  });
  const applied = results.find((result) => result.kind === 'part')?.part.patches;
  return results.map((result) =>
    result.kind === 'part' ? result.part : lostPart(patches, result.groups, result.reason, applied),
  );
}

function sizeOnDisk(root: string, treePath: string): number {
  return fs.statSync(path.join(root, treePath), { throwIfNoEntry: false })?.size ?? 0;
}

export interface Reviewer {
  review(job: ReviewJob): Promise<ReviewJobResult>;
  close(): void;
}

/** In a worker. */
export async function openReviewer({ patches, setup, definitions }: ReviewJobSetup): Promise<Reviewer> {
  const known = new Definitions(definitions);
  const place = await openReviewPlace(patches, setup, () => known);
  return {
    review: async ({ groups }) => ({ kind: 'part', part: await reviewPart(patches, groups, place, setup) }),
    close: () => place.bench.close(),
  };
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
      inputs: undefined,
    })),
  };
}
