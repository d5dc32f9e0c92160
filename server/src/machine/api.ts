/** What the machine offers to model/ and replay/: programs in, verdicts with traces out. No clock, no randomness. */
import type { Span } from '../base/span';
import type { FunctionIr, GlobalInitialiser } from '../ir/ir';
import type { Declarations } from '../ir/types';
import type { World } from '../kernel/worlds';

/** The kinds a run can report; CONTRACT words. Order decides ties. */
export const SPLAT_KINDS = [
  'invalid-wait-context',
  'sleeping-in-atomic',
  'scheduling-while-atomic',
  'voluntary-switch-in-rcu',
  'recursive-locking',
  'circular-locking',
  'irq-lock-order',
  'inconsistent-lock-state',
  'lock-imbalance',
  'context-leak',
  'irqs-enabled-early',
  'suspicious-rcu',
  'seqcount-assert',
  'held-lock-freed',
  'kernel-bug',
  'warning',
  'deadlock',
  'livelock',
  'missed-retry',
  'needless-failure',
  'page-lost',
  'page-twice',
  'bad-page',
  'null-deref',
  'use-after-free',
  'out-of-bounds',
  'list-corruption',
  'build-error',
] as const;
export type SplatKind = (typeof SPLAT_KINDS)[number];

/** Contexts an actor can run in. `hardirq` is a real one; `hardirq-threaded` is what PREEMPT_RT makes of request_irq(). */
export type MachineContext = 'task' | 'softirq' | 'hardirq' | 'hardirq-threaded' | 'irq-thread' | 'nmi';

/** Code the machine can run, from several texts: later units replace functions of the same name of earlier ones. */
export interface ProgramUnit {
  /** Shown in traces: 'model/page_alloc.c', 'mm/page_alloc.c'. */
  readonly file: string;
  readonly text: string;
  readonly functions: readonly FunctionIr[];
  readonly globals: readonly GlobalInitialiser[];
  readonly declarations: Declarations;
}

export interface Actor {
  readonly name: string;
  readonly function: string;
  /** Which CPU it runs on, from 0. */
  readonly cpu: number;
  readonly context: MachineContext;
  /** 'free' actors are scheduled; an interrupt may arrive wherever its context is enabled on its CPU. */
  readonly arrival: 'start' | 'interrupt';
  /** FIFO priority of a task: a higher one preempts; 0 is ordinary. */
  readonly priority?: number;
}

export interface Bounds {
  readonly preemptions: number;
  readonly interrupts: number;
  /** Steps over all runs. */
  readonly steps: number;
  /** Distinct states. */
  readonly states: number;
}

/** CONTRACT's "bound". */
export const DEFAULT_BOUNDS: Bounds = { preemptions: 2, interrupts: 2, steps: 5_000_000, states: 200_000 };

export interface TraceStep {
  readonly step: number;
  readonly cpu: number;
  readonly context: MachineContext;
  readonly actor: string;
  readonly file: string;
  readonly function: string;
  readonly span: Span;
  readonly line: number; // 1-based
  readonly source: string;
  /** CONTRACT event words: 'acquire zone->lock', 'irq off', 'pop 1', ... */
  readonly event: string;
  readonly held: readonly string[];
  readonly irqs: boolean;
  readonly preempt: number;
  /** Raw spinlocks held on this CPU, interrupted contexts included. */
  readonly rawHeld: number;
  /** Steps of the run so far, those without an event included; 0 where several actors share the machine. */
  readonly at: number;
}

export interface Report {
  readonly kind: SplatKind;
  /** Index into the trace of the step that raised it. */
  readonly step: number;
  readonly file: string;
  readonly function: string;
  readonly span: Span;
  readonly context: MachineContext;
  /** The call chain of the user's code to the report, outermost first. */
  readonly stack: readonly { readonly function: string; readonly file: string; readonly span: Span }[];
}

export interface RunOutcome {
  readonly verdict: 'clean' | 'splat' | 'inconclusive';
  readonly reports: readonly Report[];
  readonly reason?: string;
  readonly states: number;
  readonly exhausted: boolean;
  readonly bounds: Bounds;
  /** Shortest run that shows the outcome. */
  readonly trace: readonly TraceStep[];
  /** The splat as the kernel prints it, a line each. */
  readonly console: readonly string[];
  /** Decisions of the run, enough to run it again bit for bit. */
  readonly decisions: string;
  /** What was assumed of unknown callees and values on the way. */
  readonly assumptions: readonly string[];
}

export interface MachineWorld {
  readonly world: World;
  /** Kernel version facts are taken from: '5.8', '6.1', '6.12', ... */
  readonly version: string;
}
