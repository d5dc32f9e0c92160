/**
 * What a function does that some context forbids: the solver's events, with everything a rule needs to judge them. Plain
 * data; rules read these and nothing else.
 */
import type { Span } from '../base/span';
import type { Allocator, LockKind, LockMode } from '../kernel/effects';
import type { Context, Place } from './context';
import type { LockRef } from './locks';
import type { Term } from './terms';

/** One thing that happens, with operands as terms over the function that the event belongs to. */
export type Happening =
  /** might_sleep()'s check; `gfp`: an allocation that sleeps iff this value has __GFP_DIRECT_RECLAIM. */
  | {
      readonly kind: 'sleep';
      readonly gfp?: Term;
      readonly when?: Term;
      readonly unless?: 'in-interrupt' | 'pagefault-disabled';
      /** Only if the memory that is freed came from vmalloc. */
      readonly vmalloc?: true;
    }
  | { readonly kind: 'schedule'; readonly unlessTrue?: Term }
  | {
      readonly kind: 'acquire';
      readonly lock: LockRef;
      readonly lockKind: LockKind;
      readonly mode: LockMode;
      readonly try: boolean;
      readonly nested: boolean;
      /** Taken and dropped inside the call (a wait queue's lock). */
      readonly transient: boolean;
    }
  | {
      readonly kind: 'allocate';
      readonly allocator: Allocator;
      readonly gfp?: Term;
      readonly fixedGfp?: string;
      readonly order?: Term;
      readonly gfpSpan?: Span;
      /** The call returns an address as a number. */
      readonly address: boolean;
    }
  | { readonly kind: 'free'; readonly allocator: Allocator }
  /** Releasing what this function took and already released. */
  | { readonly kind: 'release-twice'; readonly lock: LockRef; readonly lockKind: LockKind; readonly first: Place }
  /** An unlock whose irq flavour is not that of the lock operation. */
  | {
      readonly kind: 'wrong-release';
      readonly lock: LockRef;
      readonly taken: 'plain' | 'irq' | 'irqsave';
      readonly released: 'plain' | 'irq' | 'irqrestore';
      readonly where: Place;
    }
  /** Taken for reading and released as if for writing, or the other way round. */
  | { readonly kind: 'wrong-mode'; readonly lock: LockRef; readonly taken: LockMode; readonly where: Place }
  /** Interrupts enabled although a save is still open. */
  | { readonly kind: 'early-enable'; readonly save: Place }
  /** A flags variable saved again before it was restored. */
  | { readonly kind: 'save-over'; readonly first: Place }
  /** A restore from a variable that holds no saved state here, or (`again`) one that has been restored since. */
  | { readonly kind: 'restore-unsaved'; readonly again: boolean }
  | { readonly kind: 'seq-read'; readonly seq: LockRef; readonly lockKind: LockKind; readonly waits: boolean }
  | {
      readonly kind: 'seq-retry';
      readonly seq: LockRef;
      readonly begun: LockRef | undefined;
      readonly resultUsed: boolean;
    }
  | { readonly kind: 'seq-write'; readonly seq: LockRef; readonly lockKind: LockKind; readonly typed: boolean }
  | { readonly kind: 'grace-period'; readonly flavour: 'rcu' | 'srcu' | 'tasks' }
  | { readonly kind: 'forbid-interrupt'; readonly report: 'kernel-bug' | 'warning' }
  | { readonly kind: 'printk' };

/** "term has this truth": what must hold at the function's entry for the event to happen. */
export interface Condition {
  readonly term: Term;
  readonly holds: boolean;
  /** Already among the event's open decisions, or none of them. */
  readonly counted?: true;
}

export interface AnalysisEvent {
  readonly happening: Happening;
  /** Innermost last: the call in this function first, then calls inside callees down to the primitive. */
  readonly chain: readonly Place[];
  /** This function's context just before the call, less what the callees on the chain had dropped by then. */
  readonly context: Context;
  readonly conditions: readonly Condition[];
  /** Branches on the way, inside callees, that nothing decided. */
  readonly openDecisions: number;
  /** The same in this function, on the way to the call. */
  readonly pathOpen: number;
  /** What is known of the allocation's flags here. */
  readonly gfp?: { readonly ones: bigint; readonly zeros: bigint };
  /** Truth of `when` or of a schedule's condition, if known. */
  readonly when?: boolean;
  readonly path: PathNode | undefined;
  /** The path relied on states that were merged, or on memory that may have changed. */
  readonly merged: boolean;
  readonly stale: boolean;
  /** A callee that nothing is known of ran before: it may have dropped locks. */
  readonly crossed?: true;
}

/** The way to a point, newest first: branches taken, and which outcome of a call. */
export interface PathNode {
  readonly previous: PathNode | undefined;
  readonly block: number;
  readonly branch?: {
    readonly span: { readonly start: number; readonly end: number };
    readonly taken: boolean | bigint;
  };
  readonly length: number;
}

/** How a function can end. */
export interface Exit {
  readonly context: Context;
  readonly value: Term | undefined;
  readonly class: ReturnClass;
  /** Of all ways here. */
  readonly conditions: readonly Condition[];
  /** Of each of a few ways here; none more telling than `conditions` if there are many. */
  readonly ways: readonly (readonly Condition[])[];
  /** Comparisons of the value with what is no constant: a caller can make them too. */
  readonly compared: readonly Condition[];
  /** The number that is returned, where it is one and known. */
  readonly number: bigint | undefined;
  /** Numbers the value is known not to be. */
  readonly excluded: readonly bigint[];
  readonly span: { readonly start: number; readonly end: number };
  readonly path: PathNode | undefined;
  readonly merged: boolean;
  readonly stale: boolean;
  /** Values left behind pointers of the caller (flags saved for it, out parameters). */
  readonly stores: readonly { readonly address: Term; readonly value: Term }[];
  /** Held locks that memory of others points to by now: whoever finds them there may release them. */
  readonly pointedTo: readonly Term[];
  readonly openDecisions: number;
  /** Locks taken and released again on the way, as term ids. */
  readonly cycled: ReadonlySet<Term>;
  /** Those of them that a callee nothing is known of had been handed in between, and left alone. */
  readonly kept: ReadonlySet<Term>;
  /** Where the last call begins that may have written what a decision on the way hung on; -1: none. From the function's start. */
  readonly told: number;
}

/**
 * 'c0', 'c5' for constants; else what is known of the value: 'error' is negative or an error pointer, 'nonzero' may be one,
 * 'positive' and 'no-error' are none.
 */
export type ReturnClass = `c${string}` | 'void' | 'error' | 'nonzero' | 'positive' | 'no-error' | 'any';
