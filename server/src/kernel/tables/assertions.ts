// biome-ignore-all format: a fact is one row, and a row is one line
/**
 * Assertions about locks and context: preconditions their function relies on.
 */
import type { PlainRow } from '../rows';

export const ASSERTIONS = [
  { name: 'assert_raw_spin_locked', family: 'plain', before: [{ kind: 'assert-held', lock: 0, lockKind: 'raw_spinlock' }], returns: 'none', source: 'include/linux/spinlock.h 6.12' },
  { name: 'assert_spin_locked', family: 'plain', before: [{ kind: 'assert-held', lock: 0, lockKind: 'spinlock' }], returns: 'none', source: 'include/linux/spinlock.h 6.12' },
  { name: 'cant_migrate', family: 'plain', before: [{ kind: 'assert-context', what: 'non-migratable' }], returns: 'none', source: 'include/linux/kernel.h 6.12' },
  { name: 'cant_sleep', family: 'plain', before: [{ kind: 'assert-context', what: 'preempt-off' }], returns: 'none', source: 'include/linux/kernel.h 6.12' },
  { name: 'lockdep_assert_held', family: 'plain', before: [{ kind: 'assert-held', lock: 0 }], returns: 'none', source: 'include/linux/lockdep.h 6.12' },
  { name: 'lockdep_assert_held_once', family: 'plain', before: [{ kind: 'assert-held', lock: 0 }], returns: 'none', source: 'include/linux/lockdep.h 6.12' },
  { name: 'lockdep_assert_held_read', family: 'plain', before: [{ kind: 'assert-held', lock: 0, mode: 'read' }], returns: 'none', source: 'include/linux/lockdep.h 6.12' },
  { name: 'lockdep_assert_held_write', family: 'plain', before: [{ kind: 'assert-held', lock: 0, mode: 'exclusive' }], returns: 'none', source: 'include/linux/lockdep.h 6.12' },
  { name: 'lockdep_assert_in_irq', family: 'plain', before: [{ kind: 'assert-context', what: 'in-hardirq' }], returns: 'none', source: 'include/linux/lockdep.h 6.12' },
  { name: 'lockdep_assert_in_softirq', family: 'plain', before: [{ kind: 'assert-context', what: 'in-softirq' }], returns: 'none', source: 'include/linux/lockdep.h 6.12' },
  { name: 'lockdep_assert_irqs_disabled', family: 'plain', before: [{ kind: 'assert-context', what: 'irqs-off' }], returns: 'none', source: 'include/linux/lockdep.h 6.12' },
  { name: 'lockdep_assert_irqs_enabled', family: 'plain', before: [{ kind: 'assert-context', what: 'irqs-on' }], returns: 'none', source: 'include/linux/lockdep.h 6.12' },
  { name: 'lockdep_assert_not_held', family: 'plain', before: [{ kind: 'assert-held', lock: 0, not: true }], since: '5.13', returns: 'none', source: 'include/linux/lockdep.h 6.12' },
  { name: 'lockdep_assert_preemption_disabled', family: 'plain', before: [{ kind: 'assert-context', what: 'preempt-off' }], returns: 'none', source: 'include/linux/lockdep.h 6.12' },
  { name: 'lockdep_assert_preemption_enabled', family: 'plain', before: [{ kind: 'assert-context', what: 'preempt-on' }], returns: 'none', source: 'include/linux/lockdep.h 6.12' },
  { name: 'might_alloc', family: 'plain', before: [{ kind: 'might-sleep', gfp: 0 }], since: '5.11', returns: 'none', source: 'include/linux/sched/mm.h 6.12' },
  { name: 'mmap_assert_locked', family: 'plain', before: [{ kind: 'assert-held', lock: 0, member: 'mmap_lock', lockKind: 'rwsem' }], returns: 'none', source: 'include/linux/mmap_lock.h 6.12' },
  { name: 'mmap_assert_write_locked', family: 'plain', before: [{ kind: 'assert-held', lock: 0, member: 'mmap_lock', lockKind: 'rwsem', mode: 'exclusive' }], returns: 'none', source: 'include/linux/mmap_lock.h 6.12' },
  { name: 'rwsem_assert_held', family: 'plain', before: [{ kind: 'assert-held', lock: 0, lockKind: 'rwsem' }], since: '6.10', returns: 'none', source: 'include/linux/rwsem.h 6.12' },
  { name: 'rwsem_assert_held_write', family: 'plain', before: [{ kind: 'assert-held', lock: 0, lockKind: 'rwsem' }], since: '6.10', returns: 'none', source: 'include/linux/rwsem.h 6.12' },
] as const satisfies readonly PlainRow[];
