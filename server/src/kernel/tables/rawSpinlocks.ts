// biome-ignore-all format: a fact is one row, and a row is one line
/**
 * raw_spinlock_t: real spinning locks on every kernel. Legal in task, softirq and hardirq; in NMI only the trylocks.
 */
import type { LockRow } from '../rows';

export const RAW_SPINLOCKS = [
  { name: 'atomic_dec_and_raw_lock', family: 'lock', operation: 'acquire', lock: 'raw_spinlock', convention: 'wait-nonzero', at: 1, since: '6.3', source: 'include/linux/spinlock.h 6.12' },
  { name: 'atomic_dec_and_raw_lock_irqsave', family: 'lock', operation: 'acquire', lock: 'raw_spinlock', convention: 'wait-nonzero', at: 1, irq: 'irqsave', since: '6.3', source: 'include/linux/spinlock.h 6.12' },
  { name: 'raw_spin_lock', family: 'lock', operation: 'acquire', lock: 'raw_spinlock', source: 'include/linux/spinlock.h 6.12' },
  { name: 'raw_spin_lock_bh', family: 'lock', operation: 'acquire', lock: 'raw_spinlock', irq: 'bh', source: 'include/linux/spinlock.h 6.12' },
  { name: 'raw_spin_lock_irq', family: 'lock', operation: 'acquire', lock: 'raw_spinlock', irq: 'irq', source: 'include/linux/spinlock.h 6.12' },
  { name: 'raw_spin_lock_irqsave', family: 'lock', operation: 'acquire', lock: 'raw_spinlock', irq: 'irqsave', source: 'include/linux/spinlock.h 6.12' },
  { name: 'raw_spin_lock_irqsave_nested', family: 'lock', operation: 'acquire', lock: 'raw_spinlock', irq: 'irqsave', nested: true, source: 'include/linux/spinlock.h 6.12' },
  { name: 'raw_spin_lock_nest_lock', family: 'lock', operation: 'acquire', lock: 'raw_spinlock', nested: true, source: 'include/linux/spinlock.h 6.12' },
  { name: 'raw_spin_lock_nested', family: 'lock', operation: 'acquire', lock: 'raw_spinlock', nested: true, source: 'include/linux/spinlock.h 6.12' },
  { name: 'raw_spin_trylock', family: 'lock', operation: 'acquire', lock: 'raw_spinlock', convention: 'trylock', source: 'include/linux/spinlock.h 6.12' },
  { name: 'raw_spin_trylock_bh', family: 'lock', operation: 'acquire', lock: 'raw_spinlock', convention: 'trylock', irq: 'bh', source: 'include/linux/spinlock.h 6.12' },
  { name: 'raw_spin_trylock_irq', family: 'lock', operation: 'acquire', lock: 'raw_spinlock', convention: 'trylock', irq: 'irq', source: 'include/linux/spinlock.h 6.12' },
  { name: 'raw_spin_trylock_irqsave', family: 'lock', operation: 'acquire', lock: 'raw_spinlock', convention: 'trylock', irq: 'irqsave', source: 'include/linux/spinlock.h 6.12' },
  { name: 'raw_spin_unlock', family: 'lock', operation: 'release', lock: 'raw_spinlock', source: 'include/linux/spinlock.h 6.12' },
  { name: 'raw_spin_unlock_bh', family: 'lock', operation: 'release', lock: 'raw_spinlock', irq: 'bh', source: 'include/linux/spinlock.h 6.12' },
  { name: 'raw_spin_unlock_irq', family: 'lock', operation: 'release', lock: 'raw_spinlock', irq: 'irq', source: 'include/linux/spinlock.h 6.12' },
  { name: 'raw_spin_unlock_irqrestore', family: 'lock', operation: 'release', lock: 'raw_spinlock', irq: 'irqsave', source: 'include/linux/spinlock.h 6.12' },
] as const satisfies readonly LockRow[];
