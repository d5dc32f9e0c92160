// biome-ignore-all format: a fact is one row, and a row is one line
/**
 * spinlock_t and the wrappers that take one fixed spinlock_t. Non-RT: spins with preemption off; RT: an rtmutex that may
 * sleep, pins the task and enters RCU, and whose _irq flavours leave interrupts alone.
 */
import type { LockRow } from '../rows';

export const SPINLOCKS = [
  { name: 'atomic_dec_and_lock', family: 'lock', operation: 'acquire', lock: 'spinlock', convention: 'wait-nonzero', at: 1, source: 'include/linux/spinlock.h 6.12' },
  { name: 'atomic_dec_and_lock_irqsave', family: 'lock', operation: 'acquire', lock: 'spinlock', convention: 'wait-nonzero', at: 1, irq: 'irqsave', source: 'include/linux/spinlock.h 6.12' },
  { name: 'bh_lock_sock', family: 'lock', operation: 'acquire', lock: 'spinlock', member: 'sk_lock.slock', source: 'include/net/sock.h 6.12' },
  { name: 'bh_lock_sock_nested', family: 'lock', operation: 'acquire', lock: 'spinlock', member: 'sk_lock.slock', nested: true, source: 'include/net/sock.h 6.12' },
  { name: 'bh_unlock_sock', family: 'lock', operation: 'release', lock: 'spinlock', member: 'sk_lock.slock', source: 'include/net/sock.h 6.12' },
  { name: 'netif_addr_lock', family: 'lock', operation: 'acquire', lock: 'spinlock', member: 'addr_list_lock', nested: true, source: 'include/linux/netdevice.h 6.12' },
  { name: 'netif_addr_lock_bh', family: 'lock', operation: 'acquire', lock: 'spinlock', member: 'addr_list_lock', irq: 'bh', nested: true, source: 'include/linux/netdevice.h 6.12' },
  { name: 'netif_addr_unlock', family: 'lock', operation: 'release', lock: 'spinlock', member: 'addr_list_lock', source: 'include/linux/netdevice.h 6.12' },
  { name: 'netif_addr_unlock_bh', family: 'lock', operation: 'release', lock: 'spinlock', member: 'addr_list_lock', irq: 'bh', source: 'include/linux/netdevice.h 6.12' },
  { name: 'refcount_dec_and_lock', family: 'lock', operation: 'acquire', lock: 'spinlock', convention: 'wait-nonzero', at: 1, source: 'include/linux/refcount.h 6.12' },
  { name: 'refcount_dec_and_lock_irqsave', family: 'lock', operation: 'acquire', lock: 'spinlock', convention: 'wait-nonzero', at: 1, irq: 'irqsave', source: 'include/linux/refcount.h 6.12' },
  { name: 'spin_lock', family: 'lock', operation: 'acquire', lock: 'spinlock', source: 'include/linux/spinlock.h 6.12' },
  { name: 'spin_lock_bh', family: 'lock', operation: 'acquire', lock: 'spinlock', irq: 'bh', source: 'include/linux/spinlock.h 6.12' },
  { name: 'spin_lock_irq', family: 'lock', operation: 'acquire', lock: 'spinlock', irq: 'irq', source: 'include/linux/spinlock.h 6.12' },
  { name: 'spin_lock_irqsave', family: 'lock', operation: 'acquire', lock: 'spinlock', irq: 'irqsave', source: 'include/linux/spinlock.h 6.12' },
  { name: 'spin_lock_irqsave_nested', family: 'lock', operation: 'acquire', lock: 'spinlock', irq: 'irqsave', nested: true, source: 'include/linux/spinlock.h 6.12' },
  { name: 'spin_lock_nest_lock', family: 'lock', operation: 'acquire', lock: 'spinlock', nested: true, source: 'include/linux/spinlock.h 6.12' },
  { name: 'spin_lock_nested', family: 'lock', operation: 'acquire', lock: 'spinlock', nested: true, source: 'include/linux/spinlock.h 6.12' },
  { name: 'spin_trylock', family: 'lock', operation: 'acquire', lock: 'spinlock', convention: 'trylock', source: 'include/linux/spinlock.h 6.12' },
  { name: 'spin_trylock_bh', family: 'lock', operation: 'acquire', lock: 'spinlock', convention: 'trylock', irq: 'bh', source: 'include/linux/spinlock.h 6.12' },
  { name: 'spin_trylock_irq', family: 'lock', operation: 'acquire', lock: 'spinlock', convention: 'trylock', irq: 'irq', source: 'include/linux/spinlock.h 6.12' },
  { name: 'spin_trylock_irqsave', family: 'lock', operation: 'acquire', lock: 'spinlock', convention: 'trylock', irq: 'irqsave', source: 'include/linux/spinlock.h 6.12' },
  { name: 'spin_unlock', family: 'lock', operation: 'release', lock: 'spinlock', source: 'include/linux/spinlock.h 6.12' },
  { name: 'spin_unlock_bh', family: 'lock', operation: 'release', lock: 'spinlock', irq: 'bh', source: 'include/linux/spinlock.h 6.12' },
  { name: 'spin_unlock_irq', family: 'lock', operation: 'release', lock: 'spinlock', irq: 'irq', source: 'include/linux/spinlock.h 6.12' },
  { name: 'spin_unlock_irqrestore', family: 'lock', operation: 'release', lock: 'spinlock', irq: 'irqsave', source: 'include/linux/spinlock.h 6.12' },
  { name: 'task_lock', family: 'lock', operation: 'acquire', lock: 'spinlock', member: 'alloc_lock', source: 'include/linux/sched/task.h 6.12' },
  { name: 'task_unlock', family: 'lock', operation: 'release', lock: 'spinlock', member: 'alloc_lock', source: 'include/linux/sched/task.h 6.12' },
] as const satisfies readonly LockRow[];
