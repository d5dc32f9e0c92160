/**
 * What kernel/ offers: one place to ask what a call does. Rows live in the tables beside this file; nothing else in the
 * project lists kernel function names.
 */
import type { CallbackRegistration, ContextPredicate, ValuePredicate } from './contexts';
import type { CallEffects, LockKind } from './effects';
import type { World } from './worlds';

/** A kernel version as the tables key it. Trees of other versions use the nearest one not newer, else the oldest. */
export type KernelVersion = '5.8' | '5.9' | '6.1' | '6.12' | '6.15';

export interface WaitTypes {
  /** 2 SPIN, 3 CONFIG, 4 SLEEP; 0 not checked (lockdep_types.h, PROVE_RAW_LOCK_NESTING on). */
  readonly inner: 0 | 1 | 2 | 3 | 4;
  readonly outer: 0 | 1 | 2 | 3 | 4;
}

/** How a held lock of a kind changes the context, per world. */
export interface LockKindFacts {
  readonly kind: LockKind;
  readonly cType: string; // 'spinlock_t', 'struct mutex', ...
  readonly wait: WaitTypes;
  /** Taking it may block the task in this world (mutex everywhere, spinlock_t on RT). */
  readonly sleepsToAcquire: boolean;
  /** Holding it disables preemption in this world. */
  readonly disablesPreemption: boolean;
  /** Holding it is an RCU read section in this world (RT spinlock_t): might_sleep() complains, rtlocks do not. */
  readonly entersRcu: boolean;
  /** Holding it disables migration. */
  readonly disablesMigration: boolean;
  /** Seen by lockdep at all. */
  readonly tracked: boolean;
  /**
   * The sleep check inside the lock operation itself, which no `might-sleep` effect spells: RT spin_lock() asks lockdep
   * first, RT read_lock()/write_lock() check first; both allow RCU read sections (rtlock_might_resched()). Mutexes and the
   * like have an explicit `might-sleep` effect before their `acquire`, so they say 'none'.
   */
  readonly rtCheck: 'none' | 'after-lockdep' | 'before-lockdep';
}

export interface KernelFacts {
  readonly version: KernelVersion;
  /** undefined: not a primitive; look for a body. `argumentCount` settles kvfree_rcu's two forms. */
  callEffects(name: string, argumentCount: number, world: World): CallEffects | undefined;
  lockKind(kind: LockKind, world: World): LockKindFacts;
  /** 'spinlock_t' -> 'spinlock', 'struct mutex' -> 'mutex'; undefined for other types. */
  lockKindOfType(cType: string): LockKind | undefined;
  /** True for every name with a row in some version: such macros must not be expanded by the lowering. */
  isPrimitive(name: string): boolean;
  /** BUG(), panic(), do_exit(): the path ends there. */
  isNoReturn(name: string): boolean;
  /** Where the facts of a name come from: 'include/linux/spinlock.h, 6.12'. */
  source(name: string): string | undefined;
  /** in_task(), irqs_disabled(), ...: what a truth value says about the context. */
  contextPredicate(name: string): ContextPredicate | undefined;
  /** IS_ERR(), gfpflags_allow_blocking(), check_new_page(): what a truth value says about an argument. */
  valuePredicate(name: string): ValuePredicate | undefined;
  /** request_irq(), timer_setup(), INIT_WORK(), DEFINE_TIMER(): which argument becomes a callback, and its context. */
  callbackRegistration(name: string): CallbackRegistration | undefined;
  /** `.write_atomic` of `struct console`: the context of an operations-table member. */
  operationContext(structTag: string, field: string): CallbackRegistration | undefined;
}
