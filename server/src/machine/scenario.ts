/**
 * What a run is asked to do: who runs where, from which state, steered how, and what ends it. model/ and replay/ write
 * scenarios; explore.ts runs them. Plain data: a scenario can be printed, compared and run again.
 */
import type { Span } from '../base/span';
import type { KernelFacts } from '../kernel/api';
import type { World } from '../kernel/worlds';
import type { Actor, Bounds, MachineContext, SplatKind } from './api';

/** A value handed to a parameter or written to a global. Pointers to globals are spelled by name. */
export type GivenValue =
  | { readonly kind: 'integer'; readonly value: bigint }
  | { readonly kind: 'address'; readonly global: string }
  | { readonly kind: 'function'; readonly name: string }
  /** A fresh valid object of the parameter's pointee type (the default of pointer parameters). */
  | { readonly kind: 'fresh' }
  /** Unknown: every branch on it is taken (the default of other parameters). */
  | { readonly kind: 'unknown' };

/** Where a run's branch should go: the first branch whose condition lies in `span` of `function` goes `taken`. */
export interface SteeringHint {
  readonly function: string;
  readonly span: Span;
  readonly taken: boolean | bigint;
  /** The actor it is for, by its number; absent: whoever comes by. */
  readonly actor?: number;
}

/** A lock that the caller holds when an actor starts: `&zone->lock` over its parameters, as a primitive to run first. */
export interface EntryCall {
  readonly primitive: string;
  /** Over the actor function's parameters: 'zone->lock' of parameter `zone` is { parameter: 0, path: ['lock'] }. */
  readonly lock?:
    | { readonly parameter: number; readonly path: readonly string[] }
    | { readonly global: string; readonly path: readonly string[] };
}

export interface ScenarioActor extends Actor {
  readonly args?: readonly GivenValue[];
  /** Run before the function in the same context, undone by nobody: what the annotations say is held at entry. */
  readonly entry?: readonly EntryCall[];
  /** 'whenever': nobody waits for its end: a load in the background, a task that others may starve by right. */
  readonly ends?: 'whenever';
  /** In a scenario that runs its actors in turn: it stops where it has come through this place and holds nothing any more. */
  readonly until?: { readonly function: string; readonly span: Span };
}

export interface Scenario {
  readonly id: string;
  readonly world: World;
  readonly facts: KernelFacts;
  readonly actors: readonly ScenarioActor[];
  /** Functions run one after the other on CPU 0 before the actors start, as plain task code; lockdep is not watching. */
  readonly setup?: readonly string[];
  /**
   * The actors run one after the other, each when the one before has come to its `until`: a task preempted there for good.
   * What the machine and lockdep remember of it stays. Of several ways to `until` the shortest is taken.
   */
  readonly inTurn?: true;
  /** Functions run when all actors are done (invariants of the model: they raise reports themselves). */
  readonly finish?: readonly string[];
  /** Integers written to globals before `setup`: pinned states such as pcp=empty. */
  readonly globals?: readonly { readonly name: string; readonly value: bigint }[];
  readonly steering?: readonly SteeringHint[];
  /** A run ends at the report that matches; without it a run goes on after lockdep's reports until it cannot. */
  readonly stop?: { readonly kinds: readonly SplatKind[]; readonly function?: string; readonly span?: Span };
  /**
   * Others have run before and run beside: globals of the code under test hold anything, static keys are either way, a shared
   * atomic may have changed since it was last looked at, and pointers that callers hand in may be NULL. Absent: the machine is as it
   * booted, nobody else runs, and pointers are valid.
   */
  readonly amongOthers?: true;
  /** A writer on another CPU passes through each counter the entry function reads, behind its first begin. */
  readonly passingWriter?: true;
  /** Kinds whose first occurrence ends the search; absent: any report. */
  readonly wanted?: readonly SplatKind[];
  /** Every exit that leaves another context than it came with is a report; absent: only one that differs from its like. */
  readonly leaks?: 'any';
  /** Actors whose loads may change places (Z10). */
  readonly weak?: readonly string[];
  /** Globals that point to objects for pointer parameters, by the tag of the record they point to; absent: fresh ones. */
  readonly objects?: Readonly<Record<string, string>>;
  /** Tasks are ordinary ones: not reclaiming, not real-time, not killed; absent: nothing is known of `current`. */
  readonly plainTasks?: true;
  /** Number of CPUs; default: one more than the highest actor's, at least 2. */
  readonly cpus?: number;
  /** True: every kind found over all runs is collected into `reports` of the outcome (CONTRACT's --scenario rule). */
  readonly collectAll?: boolean;
  /** All interleavings, however many preemptions they take; absent: up to the bounds. */
  readonly exhaust?: true;
  /** 'none': no partial-order reduction, to measure what it saves. */
  readonly reduction?: 'none';
  /**
   * The order of lockdep's annotation and the increment in write_seqcount_begin(); absent: as the version has it (6.6 put the
   * annotation first: 41b43b6c6e30).
   */
  readonly seqAnnotation?: 'before-count' | 'after-count';
  /** C functions run where lockdep annotates a write section, as what its report's printk does (once per run). */
  readonly seqReports?: { readonly begin?: string; readonly end?: string };
  readonly cancelled?: () => boolean;
}

/** Where a function starts running. */
export interface StartContext {
  readonly context: MachineContext;
  readonly irqs: 'on' | 'off';
  readonly entry: readonly EntryCall[];
  /** Why: 'registered by request_irq()', 'called by f', 'annotated __must_hold(...)', 'default'. */
  readonly because: string;
  /** The function through which it is entered (a static function's caller), if not itself. */
  readonly through?: string;
  /** The function without parameters that registers it: run before, it leaves the file's objects as a callback finds them. */
  readonly registrar?: string;
}

export type { Actor, Bounds };
