/** What a review says: plain data for the faces. Lines of patches are 1-based lines of the input file. */
import type { Band, Fix } from '../analysis/finding';
import type { World } from '../kernel/worlds';
import type { Patch } from '../patch/model';
import type { KernelTree } from '../workspace/kernelTree';
import type { HunkState } from './apply';
import type { FindingView, NotAnalysedView } from './view';

export const STATUSES = ['introduced', 'pre-existing', 'fixed', 'fixed-later'] as const;
export type FindingStatus = (typeof STATUSES)[number];

export type Applies = 'exact' | 'fuzz' | 'partly' | 'no-tree';

/** Nobody waits for the review any more. */
export class ReviewCancelled extends Error {
  override readonly name = 'ReviewCancelled';
}

export interface ReviewSetup {
  /** Absent: what the hunks show is judged with the embedded facts. */
  readonly tree: KernelTree | undefined;
  readonly worlds: readonly World[];
  readonly band: Band;
  readonly replay: boolean;
  readonly cacheDirectory: string | undefined;
  /** Which of several processes at one review this is; absent: the only one. */
  readonly cacheSlot?: number | undefined;
  /** Asked before each patch; once it says yes the review ends with ReviewCancelled. */
  readonly cancelled?: () => boolean;
  /** Called as files are gone through, for a progress line: how many are finished, and what comes next or is finished. */
  readonly progress?: (finished: number, what: string) => void;
}

/** A hunk that did not apply as it is, or that has something to be said of it. */
export interface HunkReport {
  readonly path: string;
  readonly line: number;
  readonly state: HunkState | 'no-tree';
  /** What is to be said of it, '' where nothing is. */
  readonly note: string;
}

/** An edit of the patched text that cures a finding. */
export interface ProposedFix {
  readonly fix: Fix;
  readonly treePath: string;
  /** The text the edits' offsets count in. */
  readonly text: string;
}

export interface ReviewedFinding {
  readonly view: FindingView;
  /** Tree path of the file the finding is in. */
  readonly file: string;
  readonly status: FindingStatus;
  readonly patchLine: number;
  /** True where the patch shows the finding's own line. */
  readonly shown: boolean;
  /** For each step of the view's path: the line of the patch that shows it. */
  readonly stepLines: readonly (number | undefined)[];
  readonly comment: string;
  readonly fixes: readonly ProposedFix[];
}

export interface ReviewNotAnalysed extends NotAnalysedView {
  readonly file: string;
}

export interface PatchReview {
  readonly patch: Patch;
  readonly applies: Applies;
  /** Version of the tree, or of the facts that fit the hunks best. */
  readonly base: string;
  readonly checked: {
    /** Functions that the patch adds or changes and that were analysed. */
    readonly functions: number;
    readonly worlds: readonly World[];
    readonly replays: number;
  };
  readonly hunks: readonly HunkReport[];
  /** In the order of patch lines. */
  readonly findings: readonly ReviewedFinding[];
  /** Introduced findings of bands that were not asked for. */
  readonly unasked: number;
  /** Changed functions that could not be analysed. */
  readonly notAnalysed: readonly ReviewNotAnalysed[];
}

export interface SeriesReview {
  readonly patches: readonly PatchReview[];
  readonly cover: Patch | undefined;
  /** Mails and files that say nothing to be reviewed, and why. */
  readonly notes: readonly { readonly file: string; readonly line: number; readonly text: string }[];
}
