/**
 * The effect language: what a kernel primitive does to the context, said once. A fact row holds a world-independent
 * description; `effectsOf(row, world)` (in primitives.ts) spells it as a list of these effects, in program order.
 * analysis/ interprets them abstractly, machine/ concretely; neither has a list of function names.
 */

/**
 * Lock families with their own rules. Wait types per family and world: lockKinds.ts.
 * `bit` (bit_spin_lock) is not tracked by lockdep; `page` (lock_page) is not either.
 */
export type LockKind =
  | 'raw_spinlock'
  | 'spinlock'
  | 'rwlock'
  | 'local_lock'
  | 'bit_spinlock'
  | 'mutex'
  | 'rt_mutex'
  | 'ww_mutex'
  | 'rwsem'
  | 'percpu_rwsem'
  | 'semaphore'
  | 'page_lock'
  | 'seqlock'
  | 'seqcount'
  | 'seqcount_raw_spinlock'
  | 'seqcount_spinlock'
  | 'seqcount_rwlock'
  | 'seqcount_mutex'
  | 'rcu'
  | 'rcu_bh'
  | 'rcu_sched'
  | 'srcu'
  | 'rcu_tasks';

export type LockMode = 'exclusive' | 'read';

/** Where an operand is found: argument number (from 0), or the returned value. */
export type Operand = number | 'result';

export type Counter = 'preempt' | 'bh' | 'migrate' | 'printk_deferred' | 'pagefault';

/** Allocation scopes of memalloc_*_save(): they clear GFP bits of allocations inside. */
export type AllocationScope = 'noio' | 'nofs' | 'noreclaim' | 'pin';

/** The lock is this member of the object the operand points to: mmap_read_lock(mm) takes `mm->mmap_lock`. */
interface LockPlace {
  readonly lock?: Operand;
  readonly member?: string;
  /** One global object per row (cpus_read_lock: 'cpu_hotplug_lock'). */
  readonly name?: string;
}

export type Effect =
  /** A counted context: preempt_disable(), local_bh_disable(), migrate_disable(), printk_deferred_enter(). */
  | { readonly kind: 'count'; readonly counter: Counter; readonly delta: 1 | -1 }
  /** Hardware interrupts really off or on. `save`/`restore` use the flags variable at `flags`. */
  | { readonly kind: 'irq'; readonly action: 'disable' | 'enable' }
  | { readonly kind: 'irq'; readonly action: 'save' | 'restore'; readonly flags: Operand }
  /** A flags variable written or read without touching interrupts (RT spin_lock_irqsave): pairing is still checked. */
  | { readonly kind: 'flags'; readonly action: 'save' | 'restore'; readonly flags: Operand }
  /** Taking a lock. `lock` absent: one global object per row (rcu_read_lock, cpus_read_lock: `name`). */
  | (LockPlace & {
      readonly kind: 'acquire';
      readonly lockKind: LockKind;
      readonly mode: LockMode;
      /** A trylock: no wait-type check, marks no irq usage. */
      readonly try: boolean;
      /** _nested / _nest_lock: a subclass, no recursion report. */
      readonly nested?: true;
    })
  | (LockPlace & { readonly kind: 'release'; readonly lockKind: LockKind; readonly mode: LockMode })
  /**
   * might_sleep()'s check. With `gfp`: only if that argument has __GFP_DIRECT_RECLAIM; with `when`: only if that argument
   * is not zero. An `allocate` effect implies might_alloc() of its flags; no row says both. `unless` names the state in
   * which the check is skipped: vfree() defers in interrupt, user copies do not fault with page faults disabled.
   */
  | {
      readonly kind: 'might-sleep';
      readonly gfp?: Operand;
      readonly when?: Operand;
      readonly unless?: 'in-interrupt' | 'pagefault-disabled';
    }
  /**
   * schedule(): the task gives up the CPU (SWA/VSW reports instead of SLP). `unless`: not if that argument is nonzero
   * (the condition of wait_event()). `timeout`: the clock ends it if nothing else does.
   */
  | { readonly kind: 'schedule'; readonly unless?: Operand; readonly timeout?: true }
  /** Takes a lock of this kind and drops it again inside the callee (wake_up's queue lock, the timer base's raw lock). */
  | {
      readonly kind: 'transient';
      readonly lockKind: LockKind;
      readonly name: string;
      readonly lock?: Operand;
      readonly member?: string;
      readonly unless?: Operand;
      readonly worlds?: readonly ('smp' | 'rt' | 'up')[];
    }
  /** An allocation or a free; analysis applies GFP rules, the machine enters the model. */
  | {
      readonly kind: 'allocate';
      readonly allocator: Allocator;
      readonly gfp?: Operand;
      readonly fixedGfp?: string;
      readonly order?: Operand;
      readonly fixedOrder?: number;
    }
  | { readonly kind: 'free'; readonly allocator: Allocator }
  /**
   * Sequence counters. The returned value of `read-begin` is the start value, the returned truth of `read-end` means
   * "retry". `lockKind` 'seqcount' stands for any seqcount type where the primitive is generic: the operand's declared type
   * (KernelFacts.lockKindOfType) refines it. `waits`: spins while the count is odd. `clearsOdd`: raw_seqcount_begin().
   */
  | {
      readonly kind: 'seq';
      readonly action: 'read-begin' | 'read-end' | 'write-begin' | 'write-end';
      readonly seq: Operand;
      readonly member?: string;
      readonly lockKind: LockKind;
      readonly waits: boolean;
      readonly start?: Operand;
      readonly nested?: true;
      readonly clearsOdd?: true;
      /** Without lockdep's annotation: the raw_ and __ forms. */
      readonly raw?: true;
    }
  /** RCU: waits for a grace period (suspicious-rcu inside a read section). */
  | { readonly kind: 'grace-period'; readonly flavour: 'rcu' | 'srcu' | 'tasks' }
  | {
      readonly kind: 'scope';
      readonly scope: AllocationScope;
      readonly action: 'save' | 'restore';
      readonly flags: Operand;
    }
  /** printk and friends: may reach a console. */
  | { readonly kind: 'printk'; readonly deferred: boolean }
  /** An assertion about the context that the callee relies on: lockdep_assert_held(&l), lockdep_assert_irqs_disabled(). */
  | {
      readonly kind: 'assert-held';
      readonly lock: Operand;
      readonly member?: string;
      readonly lockKind?: LockKind;
      readonly mode?: LockMode;
      readonly not?: true;
    }
  | {
      readonly kind: 'assert-context';
      readonly what:
        | 'irqs-off'
        | 'irqs-on'
        | 'preempt-off'
        | 'preempt-on'
        | 'in-softirq'
        | 'in-hardirq'
        | 'non-migratable'
        | 'may-sleep';
    }
  /** Must not be called in interrupt context at all (mutex_trylock, vmalloc's BUG_ON(in_interrupt())). */
  | { readonly kind: 'forbid-interrupt'; readonly report: 'kernel-bug' | 'warning' }
  /** Does not return (BUG(), panic()). */
  | { readonly kind: 'noreturn' };

export type Allocator =
  | 'page'
  | 'page-bulk'
  | 'page-nolock'
  | 'slab'
  | 'slab-nolock'
  | 'kvmalloc'
  | 'vmalloc'
  | 'vmalloc-atomic'
  | 'percpu'
  | 'mempool'
  | 'skb'
  | 'bio'
  | 'xarray'
  | 'other';

/** When a conditional row's effects happen, judged by the returned value. */
export type Outcome = 'always' | 'if-nonzero' | 'if-zero' | 'if-nonnull-pointer';

/**
 * What one call does in one world: effects before the outcome is known, then those of each outcome.
 * `success` is what a trylock returns when it got the lock.
 */
export interface CallEffects {
  readonly before: readonly Effect[];
  readonly outcome: Outcome;
  /** Effects when the outcome holds (all effects of an 'always' row are in `before`). */
  readonly onSuccess: readonly Effect[];
  readonly onFailure: readonly Effect[];
  /** Arguments that a macro assigns besides flags variables: get_user(x, p) writes x. */
  readonly assigns?: readonly number[];
  readonly returns: 'none' | 'pointer-or-null' | 'pointer' | 'zero-or-negative' | 'boolean' | 'integer' | 'unknown';
}
