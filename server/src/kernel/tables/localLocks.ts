// biome-ignore-all format: a fact is one row, and a row is one line
/**
 * local_lock_t. Non-RT: preemption or interrupts off plus a lockdep map; RT: migration off and a per-CPU spinlock_t.
 */
import type { LocalLockRow } from '../rows';

export const LOCAL_LOCKS = [
  { name: 'idr_preload', family: 'local-lock', operation: 'acquire', global: 'radix_tree_preloads.lock', gfp: 0, source: 'include/linux/radix-tree.h 6.12' },
  { name: 'idr_preload_end', family: 'local-lock', operation: 'release', global: 'radix_tree_preloads.lock', source: 'include/linux/idr.h 6.12' },
  { name: 'local_lock', family: 'local-lock', operation: 'acquire', since: '5.8', source: 'include/linux/local_lock.h 6.12' },
  { name: 'local_lock_irq', family: 'local-lock', operation: 'acquire', irq: 'irq', since: '5.8', source: 'include/linux/local_lock.h 6.12' },
  { name: 'local_lock_irqsave', family: 'local-lock', operation: 'acquire', irq: 'irqsave', since: '5.8', source: 'include/linux/local_lock.h 6.12' },
  { name: 'local_lock_nested_bh', family: 'local-lock', operation: 'acquire', irq: 'nested-bh', since: '6.11', source: 'include/linux/local_lock.h 6.12' },
  { name: 'local_trylock', family: 'local-lock', operation: 'acquire', convention: 'trylock', since: '6.15', source: 'include/linux/local_lock.h 6.15 (reference)' },
  { name: 'local_trylock_irqsave', family: 'local-lock', operation: 'acquire', irq: 'irqsave', convention: 'trylock', since: '6.15', source: 'include/linux/local_lock.h 6.15 (reference)' },
  { name: 'local_unlock', family: 'local-lock', operation: 'release', since: '5.8', source: 'include/linux/local_lock.h 6.12' },
  { name: 'local_unlock_irq', family: 'local-lock', operation: 'release', irq: 'irq', since: '5.8', source: 'include/linux/local_lock.h 6.12' },
  { name: 'local_unlock_irqrestore', family: 'local-lock', operation: 'release', irq: 'irqsave', since: '5.8', source: 'include/linux/local_lock.h 6.12' },
  { name: 'local_unlock_nested_bh', family: 'local-lock', operation: 'release', irq: 'nested-bh', since: '6.11', source: 'include/linux/local_lock.h 6.12' },
  { name: 'radix_tree_maybe_preload', family: 'local-lock', operation: 'acquire', convention: 'wait-zero', global: 'radix_tree_preloads.lock', gfp: 0, source: 'include/linux/radix-tree.h 6.12' },
  { name: 'radix_tree_preload', family: 'local-lock', operation: 'acquire', convention: 'wait-zero', global: 'radix_tree_preloads.lock', gfp: 0, source: 'include/linux/radix-tree.h 6.12' },
  { name: 'radix_tree_preload_end', family: 'local-lock', operation: 'release', global: 'radix_tree_preloads.lock', source: 'include/linux/radix-tree.h 6.12' },
] as const satisfies readonly LocalLockRow[];
