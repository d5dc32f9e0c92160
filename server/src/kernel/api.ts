/**
 * What kernel/ offers: one place to ask what a call does. Rows live in the tables beside this file; nothing else in the
 * project lists kernel function names.
 */
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
}

export interface KernelFacts {
  readonly version: KernelVersion;
  /** undefined: not a primitive; look for a body. `argumentCount` settles kvfree_rcu's two forms. */
  callEffects(name: string, argumentCount: number, world: World): CallEffects | undefined;
  lockKind(kind: LockKind, world: World): LockKindFacts;
  /** 'spinlock_t' -> 'spinlock', 'struct mutex' -> 'mutex'; undefined for other types. */
  lockKindOfType(cType: string): LockKind | undefined;
}
