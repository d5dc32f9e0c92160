/**
 * Words for contexts: where callbacks start, and what predicates such as in_task() say. Data shapes only; the rows are in
 * callbacks.ts, operations.ts and predicates.ts.
 */
import type { World } from './worlds';

/**
 * Where code starts running. `hardirq-threaded`: a real hard interrupt that PREEMPT_RT would thread, so that lockdep allows
 * spinlock_t in it (wait limit CONFIG); `hardirq`: one that stays hard (limit SPIN); `bh-kthread`: a thread with BH off.
 */
export type EntryContext =
  | 'task'
  | 'softirq'
  | 'hardirq'
  | 'hardirq-threaded'
  | 'irq-thread'
  | 'bh-kthread'
  | 'nmi'
  /** Task context with preemption off (stop_one_cpu), with irqs off (stop_machine, CPU hotplug starting states). */
  | 'task-preempt-off'
  | 'task-irqs-off'
  /** The caller holds a spinlock_t that it took with irqs off, or a raw_spinlock_t. */
  | 'spin-locked'
  | 'raw-locked'
  /** Called in contexts of which at least one does not allow to sleep. */
  | 'no-sleep'
  /** Whatever the caller's context is (raw notifiers); no conclusion may be drawn. */
  | 'caller';

export interface EntryFacts {
  readonly context: EntryContext;
  /** Hardware interrupts at entry; 'any' where both happen. */
  readonly irqs: 'on' | 'off' | 'any';
  readonly maySleep: boolean;
  /** Interrupt handlers call it as well as tasks. */
  readonly fromInterrupts?: true;
}

/** One callback argument of a registering call or static initialiser. */
export interface CallbackArgument {
  /** Argument number of the function (from 0). */
  readonly argument: number;
  readonly entry: Readonly<Record<World, EntryFacts>>;
  /** What is registered, in words: 'interrupt handler', 'timer callback'. */
  readonly what: string;
  /** The lockdep or locking condition the callback runs under, if any ('rcu', 'rtnl'). */
  readonly under?: 'rcu' | 'srcu' | 'rtnl' | 'fs_reclaim';
  /** A word of the registering file, as a pattern, that takes back what the entry says. */
  readonly unless?: string;
}

/** The first variant whose name occurs in the flags argument's text replaces the entries of the callbacks. */
export interface CallbackVariant {
  /** Names searched in the text of argument `flags` (IRQF_NO_THREAD, HRTIMER_MODE_REL_HARD, TIMER_IRQSAFE). */
  readonly names: readonly string[];
  readonly flags: number;
  /** Only this callback argument; absent: all. */
  readonly argument?: number;
  readonly entry: Readonly<Record<World, EntryFacts>>;
}

export interface CallbackRegistration {
  readonly name: string;
  readonly kind: 'call' | 'initialiser' | 'operation';
  readonly callbacks: readonly CallbackArgument[];
  readonly variants: readonly CallbackVariant[];
  /**
   * The object whose later configuration decides the context (hrtimer: mode at init, function in a field): argument number
   * of the object; the callback is what is stored in `field` of it.
   */
  readonly object?: { readonly argument: number; readonly field: string };
  readonly since?: string;
  readonly until?: string;
  readonly source: string;
}

/** A query about the current context: `when` tells what holds if the call returns true (nonzero), `whenNot` if zero. */
export interface ContextPredicate {
  readonly name: string;
  readonly when: readonly ContextFact[];
  readonly whenNot: readonly ContextFact[];
  readonly source: string;
}

export type ContextFact =
  | 'in-task'
  | 'not-in-task'
  | 'in-hardirq'
  | 'not-in-hardirq'
  | 'in-softirq-or-bh-off'
  | 'not-in-softirq-nor-bh-off'
  | 'in-softirq'
  | 'not-in-softirq'
  | 'in-nmi'
  | 'not-in-nmi'
  | 'in-interrupt'
  | 'not-in-interrupt'
  | 'irqs-off'
  | 'irqs-on'
  | 'preempt-off'
  | 'preempt-on'
  | 'atomic'
  | 'not-atomic'
  | 'preemptible'
  | 'not-preemptible'
  | 'rcu-read'
  | 'not-rcu-read'
  | 'pagefault-off'
  | 'pagefault-on';

/** A query about a value. `argument` is what it speaks of. */
export interface ValuePredicate {
  readonly name: string;
  readonly argument: number;
  /** What a nonzero result means. */
  readonly meaning:
    | 'error-pointer'
    | 'error-or-null'
    | 'gfp-may-block'
    | 'gfp-may-spin'
    | 'gfp-has-io-fs'
    | 'bad-page'
    | 'good-page'
    | 'lock-held';
  /** What else somebody who turns it round should know, as a clause. */
  readonly note?: string;
  readonly since?: string;
  readonly until?: string;
  readonly source: string;
}
