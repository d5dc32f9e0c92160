// biome-ignore-all format: a fact is one row, and a row is one line
/**
 * Primitives with effects of no family: user access macros, downgrades, timer deletion. raw_write_seqcount_barrier() and the
 * latch counter change the count without opening a section.
 */
import type { PlainRow } from '../rows';

export const MACROS = [
  { name: 'del_timer_sync', family: 'plain', before: [{ kind: 'transient', lockKind: 'raw_spinlock', name: 'timer_base.lock' }], beforeOnRealtime: [{ kind: 'assert-context', what: 'preempt-on' }, { kind: 'transient', lockKind: 'raw_spinlock', name: 'timer_base.lock' }], returns: 'boolean', source: 'include/linux/timer.h 6.12' },
  { name: 'done_seqretry', family: 'plain', before: [], returns: 'unknown', source: 'include/linux/seqlock.h 6.12' },
  { name: 'downgrade_write', family: 'plain', before: [{ kind: 'release', lock: 0, lockKind: 'rwsem', mode: 'exclusive' }, { kind: 'acquire', lock: 0, lockKind: 'rwsem', mode: 'read', try: true }], returns: 'none', source: 'include/linux/rwsem.h 6.12' },
  { name: 'get_user', family: 'plain', before: [{ kind: 'might-sleep', unless: 'pagefault-disabled' }], returns: 'zero-or-negative', assigns: [0], source: 'include/linux/uaccess.h 6.12' },
  { name: 'mmap_write_downgrade', family: 'plain', before: [{ kind: 'release', lock: 0, member: 'mmap_lock', lockKind: 'rwsem', mode: 'exclusive' }, { kind: 'acquire', lock: 0, member: 'mmap_lock', lockKind: 'rwsem', mode: 'read', try: true }], returns: 'none', source: 'include/linux/mmap_lock.h 6.12' },
  { name: 'need_seqretry', family: 'plain', before: [], returns: 'unknown', source: 'include/linux/seqlock.h 6.12' },
  { name: 'put_user', family: 'plain', before: [{ kind: 'might-sleep', unless: 'pagefault-disabled' }], returns: 'zero-or-negative', source: 'include/linux/uaccess.h 6.12' },
  { name: 'raw_read_seqcount_latch', family: 'plain', before: [], returns: 'unknown', source: 'include/linux/seqlock.h 6.12' },
  { name: 'raw_write_seqcount_barrier', family: 'plain', before: [], returns: 'none', source: 'include/linux/seqlock.h 6.12' },
  { name: 'raw_write_seqcount_latch', family: 'plain', before: [], returns: 'unknown', source: 'include/linux/seqlock.h 6.12' },
  { name: 'read_seqbegin_or_lock', family: 'plain', before: [], returns: 'unknown', source: 'include/linux/seqlock.h 6.12' },
  { name: 'read_seqcount_latch', family: 'plain', before: [], returns: 'unknown', source: 'include/linux/seqlock.h 6.12' },
  { name: 'timer_delete_sync', family: 'plain', before: [{ kind: 'transient', lockKind: 'raw_spinlock', name: 'timer_base.lock' }], beforeOnRealtime: [{ kind: 'assert-context', what: 'preempt-on' }, { kind: 'transient', lockKind: 'raw_spinlock', name: 'timer_base.lock' }], returns: 'boolean', source: 'include/linux/timer.h 6.12' },
  { name: 'timer_shutdown_sync', family: 'plain', before: [{ kind: 'transient', lockKind: 'raw_spinlock', name: 'timer_base.lock' }], beforeOnRealtime: [{ kind: 'assert-context', what: 'preempt-on' }, { kind: 'transient', lockKind: 'raw_spinlock', name: 'timer_base.lock' }], returns: 'boolean', source: 'include/linux/timer.h 6.12' },
  { name: 'write_seqcount_invalidate', family: 'plain', before: [], returns: 'none', source: 'include/linux/seqlock.h 6.12' },
] as const satisfies readonly PlainRow[];
