/**
 * What replay/ offers to workspace, cli and lsp: plain data in CONTRACT's shape, nothing of the editor. The functions stand in
 * simulate.ts (simulateFunction, simulateAll), scenario.ts (simulateScenario, listScenarios), finding.ts (replayFinding) and
 * replayId.ts / rerun.ts (rerun).
 */
import type { ReplayVerdict } from '../analysis/finding';
import type { FileIr, FunctionIr } from '../ir/ir';
import type { Declarations } from '../ir/types';
import type { World } from '../kernel/worlds';
import type { Bounds, MachineContext, TraceStep } from '../machine/api';
import type { ModelFrontEnd } from '../model/frontEnd';

/** The initial states a run can be pinned to; what is absent of `pcp` and `slab` is explored both ways. */
export interface StatePins {
  readonly pcp?: 'warm' | 'empty';
  readonly slab?: 'warm' | 'cold';
  readonly zone?: 'ok' | 'low';
}

/** The user's file, lowered for one world. */
export interface CodeUnderTest {
  /** As shown: FILE of the command line. */
  readonly file: string;
  readonly text: string;
  readonly fileIr: FileIr;
  readonly declarations: Declarations;
  /** Header inlines of the tree; asked only for names that neither the file, the model nor the machine knows. */
  readonly resolveFunction?: (name: string) => ForeignFunction | undefined;
  /** A function of another .c file of the tree, by tree path; asked only for those a finding's path leads through. */
  readonly resolveElsewhere?: (
    file: string,
    name: string,
  ) => (ForeignFunction & { readonly declarations: Declarations }) | undefined;
}

/** A function that is not of the user's file. */
export interface ForeignFunction {
  readonly ir: FunctionIr;
  readonly file: string;
  readonly text: string;
}

export interface RunSetup {
  readonly world: World;
  /** 'BASE' or 'BASE+OVERLAY': '6.12', '5.8+D3'. */
  readonly variant: string;
  readonly frontEnd: ModelFrontEnd;
  readonly state?: StatePins;
  readonly bounds?: Bounds;
  /** Asked between runs; true stops with what was found. */
  readonly cancelled?: () => boolean;
}

/** CONTRACT's trace step: lines instead of offsets. `endLine` and columns are for the panel. */
export interface ResultStep {
  readonly step: number;
  readonly cpu: number;
  readonly context: MachineContext;
  readonly actor: string;
  readonly file: string;
  readonly line: number;
  readonly function: string;
  readonly source: string;
  readonly event: string;
  readonly held: readonly string[];
  readonly irqs: boolean;
  readonly preempt: number;
}

/** One object of `simulate --format json` without its `version`. */
export interface SimulationResult {
  readonly subject: string;
  readonly world: World;
  readonly variant: string;
  readonly state: string;
  readonly verdict: 'clean' | 'splat' | 'inconclusive';
  readonly splat?: string;
  readonly reports: readonly string[];
  readonly reason?: string;
  readonly states: number;
  readonly exhausted: boolean;
  readonly bound: { readonly preemptions: number; readonly steps: number };
  readonly id: string;
  readonly trace: readonly ResultStep[];
  readonly console: readonly string[];
  /** What was taken on trust: unknown callees, model functions used instead of the file's own. */
  readonly assumptions: readonly string[];
}

/** A lock held from one step to another on one CPU; for the panel's intervals. Steps are numbers of the trace, inclusive. */
export interface HeldInterval {
  readonly lock: string;
  readonly cpu: number;
  readonly from: number;
  readonly to: number;
}

/** A stretch of one CPU's lane in one context. */
export interface LaneStretch {
  readonly cpu: number;
  readonly actor: string;
  readonly context: MachineContext;
  readonly from: number;
  readonly to: number;
  readonly irqs: boolean;
}

export interface TracePicture {
  readonly cpus: readonly number[];
  readonly lanes: readonly LaneStretch[];
  readonly intervals: readonly HeldInterval[];
}

/** A finding's verdict, and the run behind it. */
export interface FindingReplay {
  readonly verdict: ReplayVerdict;
  readonly result?: SimulationResult;
}

export type Rerun =
  | { readonly kind: 'same'; readonly result: SimulationResult }
  | { readonly kind: 'different'; readonly reason: string };

export type { TraceStep };
