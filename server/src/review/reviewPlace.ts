/** What one process needs to judge files of a series, one group after the other: the series on its tree, and the bench. */
import { nearestVersion } from '../kernel/versions';
import type { Patch } from '../patch/model';
import { Definitions, surveyDefinitions } from '../workspace/definitions';
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
export function surveyOf({ tree, cacheDirectory }: ReviewSetup): () => Definitions {
  let survey: Definitions | undefined;
  return () => {
    survey ??= tree === undefined ? new Definitions('') : surveyDefinitions(tree.root, cacheDirectory).definitions;
    return survey;
  };
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
