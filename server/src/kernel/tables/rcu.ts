// biome-ignore-all format: a fact is one row, and a row is one line
/**
 * Grace periods and deferred frees. kfree_rcu() with two arguments never sleeps and takes a raw lock (5.8: a spinlock_t);
 * with one argument, renamed _mightsleep in 6.3, it sleeps.
 */
import type { PlainRow } from '../rows';

export const RCU = [
  { name: 'call_rcu', family: 'plain', before: [{ kind: 'transient', lockKind: 'raw_spinlock', name: 'rcu_data.nocb_lock' }], returns: 'none', source: 'include/linux/rcupdate.h 6.12' },
  { name: 'call_rcu_hurry', family: 'plain', before: [{ kind: 'transient', lockKind: 'raw_spinlock', name: 'rcu_data.nocb_lock' }], returns: 'none', source: 'include/linux/rcupdate.h 6.12' },
  { name: 'call_rcu_tasks', family: 'plain', before: [{ kind: 'transient', lockKind: 'raw_spinlock', name: 'srcu_data.lock' }], returns: 'none', source: 'include/linux/srcu.h 6.12' },
  { name: 'call_rcu_tasks_trace', family: 'plain', before: [{ kind: 'transient', lockKind: 'raw_spinlock', name: 'srcu_data.lock' }], returns: 'none', source: 'include/linux/srcu.h 6.12' },
  { name: 'call_srcu', family: 'plain', before: [{ kind: 'transient', lockKind: 'raw_spinlock', name: 'srcu_data.lock' }], returns: 'none', source: 'include/linux/srcu.h 6.12' },
  { name: 'cleanup_srcu_struct', family: 'plain', before: [{ kind: 'might-sleep' }], returns: 'none', source: 'include/linux/srcu.h 6.12' },
  { name: 'cond_synchronize_rcu', family: 'plain', before: [], returns: 'unknown', source: 'include/linux/rcupdate.h 6.12' },
  { name: 'get_state_synchronize_rcu', family: 'plain', before: [], returns: 'unknown', source: 'include/linux/rcupdate.h 6.12' },
  { name: 'kfree_rcu', family: 'plain', before: [{ kind: 'might-sleep' }, { kind: 'free', allocator: 'slab' }], argumentCount: 1, since: '5.9', until: '6.3', returns: 'none', source: 'include/linux/rcupdate.h 6.1' },
  { name: 'kfree_rcu', family: 'plain', before: [{ kind: 'transient', lockKind: 'raw_spinlock', name: 'kfree_rcu_cpu.lock' }], argumentCount: 2, since: '5.9', returns: 'none', source: 'include/linux/rcupdate.h 6.12' },
  { name: 'kfree_rcu', family: 'plain', before: [{ kind: 'transient', lockKind: 'spinlock', name: 'kfree_rcu_cpu.lock' }], argumentCount: 2, until: '5.9', returns: 'none', source: 'include/linux/rcupdate.h 5.8' },
  { name: 'kfree_rcu_mightsleep', family: 'plain', before: [{ kind: 'might-sleep' }, { kind: 'free', allocator: 'slab' }], since: '6.3', returns: 'none', source: 'include/linux/rcupdate.h 6.12' },
  { name: 'kvfree_rcu', family: 'plain', before: [{ kind: 'might-sleep' }, { kind: 'free', allocator: 'slab' }], argumentCount: 1, since: '5.9', until: '6.3', returns: 'none', source: 'include/linux/rcupdate.h 6.1' },
  { name: 'kvfree_rcu', family: 'plain', before: [{ kind: 'transient', lockKind: 'raw_spinlock', name: 'kfree_rcu_cpu.lock' }], argumentCount: 2, since: '5.9', returns: 'none', source: 'include/linux/rcupdate.h 6.12' },
  { name: 'kvfree_rcu_barrier', family: 'plain', before: [{ kind: 'might-sleep' }], since: '6.12', returns: 'none', source: 'include/linux/rcupdate.h 6.12' },
  { name: 'kvfree_rcu_mightsleep', family: 'plain', before: [{ kind: 'might-sleep' }, { kind: 'free', allocator: 'slab' }], since: '6.3', returns: 'none', source: 'include/linux/rcupdate.h 6.12' },
  { name: 'poll_state_synchronize_rcu', family: 'plain', before: [], returns: 'unknown', source: 'include/linux/rcupdate.h 6.12' },
  { name: 'rcu_barrier', family: 'plain', before: [{ kind: 'might-sleep' }], returns: 'none', source: 'include/linux/rcupdate.h 6.12' },
  { name: 'rcu_barrier_tasks', family: 'plain', before: [{ kind: 'might-sleep' }], returns: 'none', source: 'include/linux/rcupdate.h 6.12' },
  { name: 'rcu_barrier_tasks_trace', family: 'plain', before: [{ kind: 'might-sleep' }], returns: 'none', source: 'include/linux/rcupdate.h 6.12' },
  { name: 'srcu_barrier', family: 'plain', before: [{ kind: 'might-sleep' }], returns: 'none', source: 'include/linux/srcu.h 6.12' },
  { name: 'start_poll_synchronize_rcu', family: 'plain', before: [], returns: 'unknown', source: 'include/linux/rcupdate.h 6.12' },
  { name: 'synchronize_net', family: 'plain', before: [{ kind: 'might-sleep' }, { kind: 'grace-period', flavour: 'rcu' }], returns: 'none', source: 'include/linux/netdevice.h 6.12' },
  { name: 'synchronize_rcu', family: 'plain', before: [{ kind: 'might-sleep' }, { kind: 'grace-period', flavour: 'rcu' }], returns: 'none', source: 'include/linux/rcupdate.h 6.12' },
  { name: 'synchronize_rcu_expedited', family: 'plain', before: [{ kind: 'might-sleep' }, { kind: 'grace-period', flavour: 'rcu' }], returns: 'none', source: 'include/linux/rcupdate.h 6.12' },
  { name: 'synchronize_rcu_tasks', family: 'plain', before: [{ kind: 'might-sleep' }, { kind: 'grace-period', flavour: 'tasks' }], returns: 'none', source: 'include/linux/rcupdate.h 6.12' },
  { name: 'synchronize_rcu_tasks_rude', family: 'plain', before: [{ kind: 'might-sleep' }, { kind: 'grace-period', flavour: 'tasks' }], returns: 'none', source: 'include/linux/rcupdate.h 6.12' },
  { name: 'synchronize_rcu_tasks_trace', family: 'plain', before: [{ kind: 'might-sleep' }, { kind: 'grace-period', flavour: 'tasks' }], returns: 'none', source: 'include/linux/rcupdate.h 6.12' },
  { name: 'synchronize_srcu', family: 'plain', before: [{ kind: 'might-sleep' }, { kind: 'grace-period', flavour: 'srcu' }], returns: 'none', source: 'include/linux/srcu.h 6.12' },
  { name: 'synchronize_srcu_expedited', family: 'plain', before: [{ kind: 'might-sleep' }, { kind: 'grace-period', flavour: 'srcu' }], returns: 'none', source: 'include/linux/srcu.h 6.12' },
] as const satisfies readonly PlainRow[];
