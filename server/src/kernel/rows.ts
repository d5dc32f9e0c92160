/**
 * The row language of the tables: what a primitive is, said once for all worlds. primitives.ts spells a row as effects in
 * one world. A row says *what* (family, operation, irq flavour, operands); never how a world does it.
 */
import type {
  AllocationScope,
  Allocator,
  CallEffects,
  Counter,
  Effect,
  LockKind,
  LockMode,
  Operand,
  Outcome,
} from './effects';
import type { VersionRange } from './versions';

export type Returns = CallEffects['returns'];

interface RowHead extends VersionRange {
  readonly name: string;
  /** Header or kernel document, and the version it was read in. */
  readonly source: string;
  /** The row holds only for calls with this many arguments (kvfree_rcu's two forms). */
  readonly argumentCount?: number;
}

export type IrqFlavour = 'irq' | 'irqsave' | 'bh';

/** Conventions of conditional lock operations. */
export type TryConvention =
  /** spin_trylock(), mutex_trylock(): nonzero means taken; never waits. */
  | 'trylock'
  /** down_trylock(): zero means taken; never waits. */
  | 'trylock-zero'
  /** mutex_lock_interruptible(): waits; zero means taken. */
  | 'wait-zero'
  /** atomic_dec_and_lock(), lock_mm_and_find_vma(): waits; nonzero means taken. */
  | 'wait-nonzero';

export interface LockRow extends RowHead {
  readonly family: 'lock';
  readonly operation: 'acquire' | 'release';
  readonly lock: LockKind;
  readonly convention?: TryConvention;
  /** Argument of the lock; default 0. `global` names the one object instead. */
  readonly at?: Operand;
  readonly member?: string;
  readonly global?: string;
  readonly mode?: LockMode;
  readonly irq?: IrqFlavour;
  /** Argument of the flags variable; for irqsave flavours default is the next one after the lock. */
  readonly flags?: Operand;
  readonly nested?: true;
}

/** Seqlock writers and exclusive readers: the embedded lock, and the counter unless `counts` is false. */
export interface SeqlockRow extends RowHead {
  readonly family: 'seqlock';
  readonly operation: 'acquire' | 'release';
  readonly counts: boolean;
  readonly irq?: IrqFlavour;
  readonly member?: string;
}

/** seqcount and seqlock readers, and bare counter writers. */
export interface SeqRow extends RowHead {
  readonly family: 'seq';
  readonly action: 'read-begin' | 'read-end' | 'write-begin' | 'write-end';
  readonly lock: 'seqlock' | 'seqcount';
  readonly waits?: true;
  readonly clearsOdd?: true;
  readonly raw?: true;
  readonly nested?: true;
  readonly member?: string;
}

/** local_lock families and RCU flavours: counters and a lock together. */
export interface LocalLockRow extends RowHead {
  readonly family: 'local-lock';
  readonly operation: 'acquire' | 'release';
  readonly irq?: 'irq' | 'irqsave' | 'nested-bh';
  readonly convention?: 'trylock' | 'wait-zero';
  /** idr_preload(): one fixed lock instead of argument 0, and an allocation with the flags of argument `gfp` before it. */
  readonly global?: string;
  readonly gfp?: Operand;
}

export interface RcuRow extends RowHead {
  readonly family: 'rcu';
  readonly operation: 'acquire' | 'release';
  readonly flavour: 'rcu' | 'rcu_bh' | 'rcu_sched' | 'srcu' | 'rcu_tasks';
}

/** preempt_disable() and other counted contexts; `with` names further counters that change with it. */
export interface CountRow extends RowHead {
  readonly family: 'count';
  readonly counter: Counter | 'migrate-or-preempt' | 'nested-preempt' | 'kmap-atomic';
  readonly delta: 1 | -1;
  readonly returns?: Returns;
  readonly asserts?: 'non-migratable';
}

export interface IrqRow extends RowHead {
  readonly family: 'irq';
  readonly action: 'disable' | 'enable' | 'save' | 'restore' | 'save-only';
  readonly flags?: Operand;
}

/** A call that always passes might_sleep(), and may then do more. */
export interface SleepRow extends RowHead {
  readonly family: 'sleep';
  /** schedules: gives up the CPU for certain; checks-only: might_sleep() alone; may-block: might_sleep(), then perhaps more. */
  readonly how: 'check' | 'block' | 'schedule' | 'schedule-unchecked' | 'schedule-enabled';
  readonly when?: Operand;
  readonly unless?: 'in-interrupt' | 'pagefault-disabled';
  readonly returns?: Returns;
}

export interface AllocateRow extends RowHead {
  readonly family: 'allocate';
  readonly allocator: Allocator;
  readonly gfp?: Operand;
  readonly fixedGfp?: string;
  readonly order?: Operand;
  readonly fixedOrder?: number;
  readonly returns?: Returns;
}

export interface FreeRow extends RowHead {
  readonly family: 'free';
  readonly allocator: Allocator;
  /** vfree(): might_sleep() unless it defers in interrupt. */
  readonly sleeps?: 'unless-in-interrupt';
}

export interface TransientRow extends RowHead {
  readonly family: 'transient';
  readonly lock: LockKind;
  readonly lockName: string;
  readonly at?: Operand;
  readonly member?: string;
  readonly returns?: Returns;
}

export interface ScopeRow extends RowHead {
  readonly family: 'scope';
  readonly scope: AllocationScope;
  readonly action: 'save' | 'restore';
}

/** Everything with no family of its own: effects spelled out, the same in every world. */
export interface PlainRow extends RowHead {
  readonly family: 'plain';
  readonly before: readonly Effect[];
  readonly outcome?: Outcome;
  readonly onSuccess?: readonly Effect[];
  readonly onFailure?: readonly Effect[];
  readonly returns?: Returns;
  /** On PREEMPT_RT instead of `before`. */
  readonly beforeOnRealtime?: readonly Effect[];
  /** Arguments a macro assigns to: get_user(x, p). */
  readonly assigns?: readonly number[];
}

export type Row =
  | LockRow
  | SeqlockRow
  | SeqRow
  | LocalLockRow
  | RcuRow
  | CountRow
  | IrqRow
  | SleepRow
  | AllocateRow
  | FreeRow
  | TransientRow
  | ScopeRow
  | PlainRow;
