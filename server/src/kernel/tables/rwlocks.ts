// biome-ignore-all format: a fact is one row, and a row is one line
/**
 * rwlock_t. State effects like spinlock_t; on RT readers and writers block on an rtmutex and stay preemptible.
 */
import type { LockRow } from '../rows';

export const RWLOCKS = [
  { name: 'read_lock', family: 'lock', operation: 'acquire', lock: 'rwlock', mode: 'read', source: 'include/linux/rwlock.h 6.12' },
  { name: 'read_lock_bh', family: 'lock', operation: 'acquire', lock: 'rwlock', mode: 'read', irq: 'bh', source: 'include/linux/rwlock.h 6.12' },
  { name: 'read_lock_irq', family: 'lock', operation: 'acquire', lock: 'rwlock', mode: 'read', irq: 'irq', source: 'include/linux/rwlock.h 6.12' },
  { name: 'read_lock_irqsave', family: 'lock', operation: 'acquire', lock: 'rwlock', mode: 'read', irq: 'irqsave', source: 'include/linux/rwlock.h 6.12' },
  { name: 'read_trylock', family: 'lock', operation: 'acquire', lock: 'rwlock', convention: 'trylock', mode: 'read', source: 'include/linux/rwlock.h 6.12' },
  { name: 'read_unlock', family: 'lock', operation: 'release', lock: 'rwlock', mode: 'read', source: 'include/linux/rwlock.h 6.12' },
  { name: 'read_unlock_bh', family: 'lock', operation: 'release', lock: 'rwlock', mode: 'read', irq: 'bh', source: 'include/linux/rwlock.h 6.12' },
  { name: 'read_unlock_irq', family: 'lock', operation: 'release', lock: 'rwlock', mode: 'read', irq: 'irq', source: 'include/linux/rwlock.h 6.12' },
  { name: 'read_unlock_irqrestore', family: 'lock', operation: 'release', lock: 'rwlock', mode: 'read', irq: 'irqsave', source: 'include/linux/rwlock.h 6.12' },
  { name: 'write_lock', family: 'lock', operation: 'acquire', lock: 'rwlock', source: 'include/linux/rwlock.h 6.12' },
  { name: 'write_lock_bh', family: 'lock', operation: 'acquire', lock: 'rwlock', irq: 'bh', source: 'include/linux/rwlock.h 6.12' },
  { name: 'write_lock_irq', family: 'lock', operation: 'acquire', lock: 'rwlock', irq: 'irq', source: 'include/linux/rwlock.h 6.12' },
  { name: 'write_lock_irqsave', family: 'lock', operation: 'acquire', lock: 'rwlock', irq: 'irqsave', source: 'include/linux/rwlock.h 6.12' },
  { name: 'write_lock_nested', family: 'lock', operation: 'acquire', lock: 'rwlock', nested: true, since: '5.17', source: 'include/linux/rwlock.h 6.12' },
  { name: 'write_trylock', family: 'lock', operation: 'acquire', lock: 'rwlock', convention: 'trylock', source: 'include/linux/rwlock.h 6.12' },
  { name: 'write_trylock_irqsave', family: 'lock', operation: 'acquire', lock: 'rwlock', convention: 'trylock', irq: 'irqsave', source: 'include/linux/rwlock.h 6.12' },
  { name: 'write_unlock', family: 'lock', operation: 'release', lock: 'rwlock', source: 'include/linux/rwlock.h 6.12' },
  { name: 'write_unlock_bh', family: 'lock', operation: 'release', lock: 'rwlock', irq: 'bh', source: 'include/linux/rwlock.h 6.12' },
  { name: 'write_unlock_irq', family: 'lock', operation: 'release', lock: 'rwlock', irq: 'irq', source: 'include/linux/rwlock.h 6.12' },
  { name: 'write_unlock_irqrestore', family: 'lock', operation: 'release', lock: 'rwlock', irq: 'irqsave', source: 'include/linux/rwlock.h 6.12' },
] as const satisfies readonly LockRow[];
