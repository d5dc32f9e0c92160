// biome-ignore-all format: a fact is one row, and a row is one line
/**
 * RCU read-side sections. PREEMPT_RCU in every world: the plain flavour only counts; _bh and _sched switch off what they name.
 */
import type { RcuRow } from '../rows';

export const RCU_READERS = [
  { name: 'rcu_read_lock', family: 'rcu', operation: 'acquire', flavour: 'rcu', source: 'include/linux/rcupdate.h 6.12' },
  { name: 'rcu_read_lock_bh', family: 'rcu', operation: 'acquire', flavour: 'rcu_bh', source: 'include/linux/rcupdate.h 6.12' },
  { name: 'rcu_read_lock_sched', family: 'rcu', operation: 'acquire', flavour: 'rcu_sched', source: 'include/linux/rcupdate.h 6.12' },
  { name: 'rcu_read_lock_sched_notrace', family: 'rcu', operation: 'acquire', flavour: 'rcu_sched', source: 'include/linux/rcupdate.h 6.12' },
  { name: 'rcu_read_lock_trace', family: 'rcu', operation: 'acquire', flavour: 'rcu_tasks', source: 'include/linux/rcupdate_trace.h 6.12' },
  { name: 'rcu_read_unlock', family: 'rcu', operation: 'release', flavour: 'rcu', source: 'include/linux/rcupdate.h 6.12' },
  { name: 'rcu_read_unlock_bh', family: 'rcu', operation: 'release', flavour: 'rcu_bh', source: 'include/linux/rcupdate.h 6.12' },
  { name: 'rcu_read_unlock_sched', family: 'rcu', operation: 'release', flavour: 'rcu_sched', source: 'include/linux/rcupdate.h 6.12' },
  { name: 'rcu_read_unlock_sched_notrace', family: 'rcu', operation: 'release', flavour: 'rcu_sched', source: 'include/linux/rcupdate.h 6.12' },
  { name: 'rcu_read_unlock_trace', family: 'rcu', operation: 'release', flavour: 'rcu_tasks', source: 'include/linux/rcupdate_trace.h 6.12' },
  { name: 'srcu_read_lock', family: 'rcu', operation: 'acquire', flavour: 'srcu', source: 'include/linux/srcu.h 6.12' },
  { name: 'srcu_read_lock_fast', family: 'rcu', operation: 'acquire', flavour: 'srcu', since: '6.15', source: 'include/linux/srcu.h 6.12' },
  { name: 'srcu_read_lock_nmisafe', family: 'rcu', operation: 'acquire', flavour: 'srcu', since: '6.2', source: 'include/linux/srcu.h 6.12' },
  { name: 'srcu_read_lock_notrace', family: 'rcu', operation: 'acquire', flavour: 'srcu', source: 'include/linux/srcu.h 6.12' },
  { name: 'srcu_read_unlock', family: 'rcu', operation: 'release', flavour: 'srcu', source: 'include/linux/srcu.h 6.12' },
  { name: 'srcu_read_unlock_fast', family: 'rcu', operation: 'release', flavour: 'srcu', since: '6.15', source: 'include/linux/srcu.h 6.12' },
  { name: 'srcu_read_unlock_nmisafe', family: 'rcu', operation: 'release', flavour: 'srcu', since: '6.2', source: 'include/linux/srcu.h 6.12' },
  { name: 'srcu_read_unlock_notrace', family: 'rcu', operation: 'release', flavour: 'srcu', source: 'include/linux/srcu.h 6.12' },
] as const satisfies readonly RcuRow[];
