/** What is said of a series file by file. Plain data: it comes from another process, or from an earlier run. */
import type { Inputs } from '../workspace/reads';
import type { FileOfPatch, PatchOnTree } from './seriesRun';

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
  /** What that rests on, besides what the series itself says; undefined: it says that nobody could look. */
  readonly inputs: Inputs | undefined;
}
