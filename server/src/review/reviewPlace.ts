/** What one process needs to judge files of a series, one group after the other: the series on its tree, and the bench. */
import * as os from 'node:os';
import { nearestVersion } from '../kernel/versions';
import type { Patch } from '../patch/model';
import { Definitions } from '../workspace/definitions';
import { type SurveyOptions, surveyOnDemand } from '../workspace/survey';
import type { ReviewSetup } from './api';
import { type AppliedPatch, applySeries } from './appliedSeries';
import { fittingVersion } from './baseVersion';
import { Bench } from './bench';

export interface ReviewPlace {
  readonly bench: Bench;
  /** undefined: there is no tree. */
  readonly applied: readonly AppliedPatch[] | undefined;
  /** Version of the tree, or of the facts that fit the hunks best. */
  readonly base: string;
}

/** The survey of the tree, made once somebody asks. */
export function surveyOf(
  { tree, cacheDirectory }: ReviewSetup,
  options: SurveyOptions = { threads: os.availableParallelism() },
): () => Definitions {
  return tree === undefined ? () => new Definitions('') : surveyOnDemand(tree.root, cacheDirectory, options);
}

export async function openReviewPlace(
  patches: readonly Patch[],
  setup: ReviewSetup,
  definitions = surveyOf(setup),
): Promise<ReviewPlace> {
  const { tree, worlds, cacheDirectory, cacheSlot } = setup;
  const base = tree === undefined ? fittingVersion(patches) : shortVersion(tree.version);
  const version = tree === undefined ? base : undefined;
  const bench = await Bench.open({ tree, version, worlds, cacheDirectory, cacheSlot, definitions });
  return { bench, base, applied: tree === undefined ? undefined : applySeries(tree, patches) };
}

function shortVersion(version: string): string {
  return /^\d+\.\d+/.exec(version)?.[0] ?? nearestVersion(version);
}
