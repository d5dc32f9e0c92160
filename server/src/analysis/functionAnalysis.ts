/** What solving one function gave: shared by the driver (analyse.ts) and its memory (memo.ts). */
import type { FunctionIr } from '../ir/ir';
import type { AnalysisEvent, Exit } from './events';
import type { Slice } from './slice';
import type { Summary } from './summary';

export interface FunctionAnalysis {
  readonly fn: FunctionIr;
  /** '' for the checked file. */
  readonly file: string;
  /** What of it was solved; a second look looks at the same part. */
  readonly slice: Slice;
  readonly events: readonly AnalysisEvent[];
  readonly exits: readonly Exit[];
  readonly summary: Summary;
  readonly mergedStates: number;
  readonly truncated: boolean;
  readonly notes: ReadonlyMap<string, number>;
}
