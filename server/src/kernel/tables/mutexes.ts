// biome-ignore-all format: a fact is one row, and a row is one line
/**
 * mutex, rt_mutex, ww_mutex and the wrappers around one fixed mutex. All pass might_sleep() before lockdep sees them;
 * _interruptible and _killable return 0 on success; trylocks return 1 and are still forbidden in interrupt context.
 */
import type { LockRow } from '../rows';

export const MUTEXES = [
  { name: '__rtnl_unlock', family: 'lock', operation: 'release', lock: 'mutex', global: 'rtnl_mutex', source: 'net/core/rtnetlink.c 6.12' },
  { name: 'atomic_dec_and_mutex_lock', family: 'lock', operation: 'acquire', lock: 'mutex', convention: 'wait-nonzero', at: 1, source: 'include/linux/mutex.h 6.12' },
  { name: 'device_lock', family: 'lock', operation: 'acquire', lock: 'mutex', member: 'mutex', nested: true, source: 'include/linux/device.h 6.12' },
  { name: 'device_lock_interruptible', family: 'lock', operation: 'acquire', lock: 'mutex', member: 'mutex', convention: 'wait-zero', nested: true, source: 'include/linux/device.h 6.12' },
  { name: 'device_trylock', family: 'lock', operation: 'acquire', lock: 'mutex', member: 'mutex', convention: 'trylock', source: 'include/linux/device.h 6.12' },
  { name: 'device_unlock', family: 'lock', operation: 'release', lock: 'mutex', member: 'mutex', source: 'include/linux/device.h 6.12' },
  { name: 'lock_sock', family: 'lock', operation: 'acquire', lock: 'mutex', member: 'sk_lock', source: 'include/net/sock.h 6.12' },
  { name: 'lock_sock_nested', family: 'lock', operation: 'acquire', lock: 'mutex', member: 'sk_lock', nested: true, source: 'include/net/sock.h 6.12' },
  { name: 'mutex_lock', family: 'lock', operation: 'acquire', lock: 'mutex', source: 'include/linux/mutex.h 6.12' },
  { name: 'mutex_lock_interruptible', family: 'lock', operation: 'acquire', lock: 'mutex', convention: 'wait-zero', source: 'include/linux/mutex.h 6.12' },
  { name: 'mutex_lock_interruptible_nested', family: 'lock', operation: 'acquire', lock: 'mutex', convention: 'wait-zero', nested: true, source: 'include/linux/mutex.h 6.12' },
  { name: 'mutex_lock_io', family: 'lock', operation: 'acquire', lock: 'mutex', source: 'include/linux/mutex.h 6.12' },
  { name: 'mutex_lock_io_nested', family: 'lock', operation: 'acquire', lock: 'mutex', nested: true, source: 'include/linux/mutex.h 6.12' },
  { name: 'mutex_lock_killable', family: 'lock', operation: 'acquire', lock: 'mutex', convention: 'wait-zero', source: 'include/linux/mutex.h 6.12' },
  { name: 'mutex_lock_killable_nested', family: 'lock', operation: 'acquire', lock: 'mutex', convention: 'wait-zero', nested: true, source: 'include/linux/mutex.h 6.12' },
  { name: 'mutex_lock_nest_lock', family: 'lock', operation: 'acquire', lock: 'mutex', nested: true, source: 'include/linux/mutex.h 6.12' },
  { name: 'mutex_lock_nested', family: 'lock', operation: 'acquire', lock: 'mutex', nested: true, source: 'include/linux/mutex.h 6.12' },
  { name: 'mutex_trylock', family: 'lock', operation: 'acquire', lock: 'mutex', convention: 'trylock', source: 'include/linux/mutex.h 6.12' },
  { name: 'mutex_unlock', family: 'lock', operation: 'release', lock: 'mutex', source: 'include/linux/mutex.h 6.12' },
  { name: 'pci_dev_lock', family: 'lock', operation: 'acquire', lock: 'mutex', member: 'dev.mutex', nested: true, source: 'drivers/pci/pci.c 6.12' },
  { name: 'pci_dev_unlock', family: 'lock', operation: 'release', lock: 'mutex', member: 'dev.mutex', source: 'drivers/pci/pci.c 6.12' },
  { name: 'refcount_dec_and_mutex_lock', family: 'lock', operation: 'acquire', lock: 'mutex', convention: 'wait-nonzero', at: 1, source: 'include/linux/refcount.h 6.12' },
  { name: 'release_sock', family: 'lock', operation: 'release', lock: 'mutex', member: 'sk_lock', source: 'include/net/sock.h 6.12' },
  { name: 'rt_mutex_lock', family: 'lock', operation: 'acquire', lock: 'rt_mutex', source: 'include/linux/rtmutex.h 6.12' },
  { name: 'rt_mutex_lock_interruptible', family: 'lock', operation: 'acquire', lock: 'rt_mutex', convention: 'wait-zero', source: 'include/linux/rtmutex.h 6.12' },
  { name: 'rt_mutex_lock_killable', family: 'lock', operation: 'acquire', lock: 'rt_mutex', convention: 'wait-zero', since: '5.16', source: 'include/linux/rtmutex.h 6.12' },
  { name: 'rt_mutex_lock_nest_lock', family: 'lock', operation: 'acquire', lock: 'rt_mutex', nested: true, source: 'include/linux/rtmutex.h 6.12' },
  { name: 'rt_mutex_lock_nested', family: 'lock', operation: 'acquire', lock: 'rt_mutex', nested: true, source: 'include/linux/rtmutex.h 6.12' },
  { name: 'rt_mutex_trylock', family: 'lock', operation: 'acquire', lock: 'rt_mutex', convention: 'trylock', source: 'include/linux/rtmutex.h 6.12' },
  { name: 'rt_mutex_unlock', family: 'lock', operation: 'release', lock: 'rt_mutex', source: 'include/linux/rtmutex.h 6.12' },
  { name: 'rtnl_lock', family: 'lock', operation: 'acquire', lock: 'mutex', global: 'rtnl_mutex', source: 'include/linux/rtnetlink.h 6.12' },
  { name: 'rtnl_lock_killable', family: 'lock', operation: 'acquire', lock: 'mutex', convention: 'wait-zero', global: 'rtnl_mutex', source: 'include/linux/rtnetlink.h 6.12' },
  { name: 'rtnl_trylock', family: 'lock', operation: 'acquire', lock: 'mutex', convention: 'trylock', global: 'rtnl_mutex', source: 'include/linux/rtnetlink.h 6.12' },
  { name: 'rtnl_unlock', family: 'lock', operation: 'release', lock: 'mutex', global: 'rtnl_mutex', source: 'include/linux/rtnetlink.h 6.12' },
  { name: 'ww_mutex_lock', family: 'lock', operation: 'acquire', lock: 'ww_mutex', convention: 'wait-zero', nested: true, source: 'include/linux/ww_mutex.h 6.12' },
  { name: 'ww_mutex_lock_interruptible', family: 'lock', operation: 'acquire', lock: 'ww_mutex', convention: 'wait-zero', nested: true, source: 'include/linux/ww_mutex.h 6.12' },
  { name: 'ww_mutex_lock_slow', family: 'lock', operation: 'acquire', lock: 'ww_mutex', nested: true, source: 'include/linux/ww_mutex.h 6.12' },
  { name: 'ww_mutex_lock_slow_interruptible', family: 'lock', operation: 'acquire', lock: 'ww_mutex', convention: 'wait-zero', nested: true, source: 'include/linux/ww_mutex.h 6.12' },
  { name: 'ww_mutex_trylock', family: 'lock', operation: 'acquire', lock: 'ww_mutex', convention: 'trylock', source: 'include/linux/ww_mutex.h 6.12' },
  { name: 'ww_mutex_unlock', family: 'lock', operation: 'release', lock: 'ww_mutex', source: 'include/linux/ww_mutex.h 6.12' },
] as const satisfies readonly LockRow[];
