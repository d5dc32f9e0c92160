// biome-ignore-all format: a fact is one row, and a row is one line
/**
 * Bit spinlocks: raw rules (preemption off, never sleep) on every kernel, invisible to lockdep.
 */
import type { LockRow } from '../rows';

export const BIT_SPINLOCKS = [
  { name: '__bit_spin_unlock', family: 'lock', operation: 'release', lock: 'bit_spinlock', at: 1, source: 'include/linux/bit_spinlock.h 6.12' },
  { name: 'bit_spin_lock', family: 'lock', operation: 'acquire', lock: 'bit_spinlock', at: 1, source: 'include/linux/bit_spinlock.h 6.12' },
  { name: 'bit_spin_trylock', family: 'lock', operation: 'acquire', lock: 'bit_spinlock', at: 1, convention: 'trylock', source: 'include/linux/bit_spinlock.h 6.12' },
  { name: 'bit_spin_unlock', family: 'lock', operation: 'release', lock: 'bit_spinlock', at: 1, source: 'include/linux/bit_spinlock.h 6.12' },
  { name: 'hlist_bl_lock', family: 'lock', operation: 'acquire', lock: 'bit_spinlock', source: 'include/linux/list_bl.h 6.12' },
  { name: 'hlist_bl_unlock', family: 'lock', operation: 'release', lock: 'bit_spinlock', source: 'include/linux/list_bl.h 6.12' },
] as const satisfies readonly LockRow[];
