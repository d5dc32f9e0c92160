/**
 * Lock kinds: C types, wait types, and what holding one means per world. Sources: lockdep_types.h, spinlock_types_raw.h,
 * spinlock_rt.c, rwlock_rt.h, local_lock_internal.h, rcupdate.c (6.12).
 */
import type { LockKindFacts, WaitTypes } from './api';
import type { LockKind } from './effects';
import { isRealtime, type World } from './worlds';

interface KindRow {
  readonly cType: string;
  readonly wait: WaitTypes;
  /** spinning: raw rules everywhere; config: spins on non-RT, an rtmutex on RT; sleeping: blocks everywhere; section: no lock. */
  readonly behaviour: 'spinning' | 'config' | 'sleeping' | 'section';
  readonly tracked: boolean;
  readonly source: string;
}

const UNCHECKED: WaitTypes = { inner: 0, outer: 0 };
const SPIN: WaitTypes = { inner: 2, outer: 0 };
const CONFIG: WaitTypes = { inner: 3, outer: 0 };
const SLEEP: WaitTypes = { inner: 4, outer: 0 };

/** Kinds in alphabetical order. percpu_rwsem and srcu have lockdep maps without a wait type. */
const KINDS = {
  bit_spinlock: {
    cType: 'unsigned long',
    wait: UNCHECKED,
    behaviour: 'spinning',
    tracked: false,
    source: 'bit_spinlock.h 6.12',
  },
  local_lock: {
    cType: 'local_lock_t',
    wait: CONFIG,
    behaviour: 'config',
    tracked: true,
    source: 'local_lock_internal.h 6.12',
  },
  mutex: { cType: 'struct mutex', wait: SLEEP, behaviour: 'sleeping', tracked: true, source: 'mutex.h 6.12' },
  page_lock: {
    cType: 'struct folio',
    wait: UNCHECKED,
    behaviour: 'sleeping',
    tracked: false,
    source: 'pagemap.h 6.12',
  },
  percpu_rwsem: {
    cType: 'struct percpu_rw_semaphore',
    wait: UNCHECKED,
    behaviour: 'sleeping',
    tracked: true,
    source: 'percpu-rwsem.h 6.12',
  },
  raw_spinlock: {
    cType: 'raw_spinlock_t',
    wait: SPIN,
    behaviour: 'spinning',
    tracked: true,
    source: 'spinlock_types_raw.h 6.12',
  },
  rcu: { cType: '', wait: { inner: 3, outer: 1 }, behaviour: 'section', tracked: true, source: 'rcu/update.c 6.12' },
  rcu_bh: { cType: '', wait: { inner: 3, outer: 1 }, behaviour: 'section', tracked: true, source: 'rcu/update.c 6.12' },
  rcu_sched: {
    cType: '',
    wait: { inner: 2, outer: 1 },
    behaviour: 'section',
    tracked: true,
    source: 'rcu/update.c 6.12',
  },
  rcu_tasks: { cType: '', wait: UNCHECKED, behaviour: 'section', tracked: true, source: 'rcu/tasks.h 6.12' },
  rt_mutex: { cType: 'struct rt_mutex', wait: SLEEP, behaviour: 'sleeping', tracked: true, source: 'rtmutex.h 6.12' },
  rwlock: { cType: 'rwlock_t', wait: CONFIG, behaviour: 'config', tracked: true, source: 'rwlock_types.h 6.12' },
  rwsem: { cType: 'struct rw_semaphore', wait: SLEEP, behaviour: 'sleeping', tracked: true, source: 'rwsem.h 6.12' },
  semaphore: {
    cType: 'struct semaphore',
    wait: UNCHECKED,
    behaviour: 'sleeping',
    tracked: false,
    source: 'semaphore.h 6.12',
  },
  seqcount: {
    cType: 'seqcount_t',
    wait: UNCHECKED,
    behaviour: 'section',
    tracked: true,
    source: 'seqlock_types.h 6.12',
  },
  seqcount_mutex: {
    cType: 'seqcount_mutex_t',
    wait: UNCHECKED,
    behaviour: 'section',
    tracked: true,
    source: 'seqlock_types.h 6.12',
  },
  seqcount_raw_spinlock: {
    cType: 'seqcount_raw_spinlock_t',
    wait: UNCHECKED,
    behaviour: 'section',
    tracked: true,
    source: 'seqlock_types.h 6.12',
  },
  seqcount_rwlock: {
    cType: 'seqcount_rwlock_t',
    wait: UNCHECKED,
    behaviour: 'section',
    tracked: true,
    source: 'seqlock_types.h 6.12',
  },
  seqcount_spinlock: {
    cType: 'seqcount_spinlock_t',
    wait: UNCHECKED,
    behaviour: 'section',
    tracked: true,
    source: 'seqlock_types.h 6.12',
  },
  seqlock: { cType: 'seqlock_t', wait: CONFIG, behaviour: 'config', tracked: true, source: 'seqlock_types.h 6.12' },
  spinlock: { cType: 'spinlock_t', wait: CONFIG, behaviour: 'config', tracked: true, source: 'spinlock_types.h 6.12' },
  srcu: { cType: 'struct srcu_struct', wait: UNCHECKED, behaviour: 'section', tracked: true, source: 'srcu.h 6.12' },
  ww_mutex: { cType: 'struct ww_mutex', wait: SLEEP, behaviour: 'sleeping', tracked: true, source: 'ww_mutex.h 6.12' },
} as const satisfies Record<LockKind, KindRow>;

/** Other spellings of the same lock types: the struct behind a typedef, RT's and 6.15's variants. */
const TYPE_ALIASES = {
  local_trylock_t: 'local_lock',
  raw_spinlock: 'raw_spinlock',
  rwlock: 'rwlock',
  'struct local_lock': 'local_lock',
  'struct raw_spinlock': 'raw_spinlock',
  'struct rt_mutex_base': 'rt_mutex',
  'struct seqcount': 'seqcount',
  'struct seqcount_mutex': 'seqcount_mutex',
  'struct seqcount_raw_spinlock': 'seqcount_raw_spinlock',
  'struct seqcount_rwlock': 'seqcount_rwlock',
  'struct seqcount_spinlock': 'seqcount_spinlock',
  'struct seqlock': 'seqlock',
  'struct spinlock': 'spinlock',
} as const satisfies Record<string, LockKind>;

const KIND_OF_TYPE: ReadonlyMap<string, LockKind> = new Map([
  ...(Object.keys(KINDS) as LockKind[])
    .filter((kind) => KINDS[kind].cType !== '' && kind !== 'bit_spinlock' && kind !== 'page_lock')
    .map((kind) => [KINDS[kind].cType, kind] as const),
  ...(Object.entries(TYPE_ALIASES) as [string, LockKind][]),
]);

/** 'spinlock_t' → 'spinlock'; qualifiers and spare blanks do not matter. */
export function lockKindOfType(cType: string): LockKind | undefined {
  return KIND_OF_TYPE.get(
    cType
      .replace(/\b(const|volatile)\b/g, '')
      .replace(/\s+/g, ' ')
      .trim(),
  );
}

export function lockKindFacts(kind: LockKind, world: World): LockKindFacts {
  const row: KindRow = KINDS[kind];
  const realtime = isRealtime(world);
  const rtlock = row.behaviour === 'config' && realtime;
  return {
    kind,
    cType: row.cType,
    wait: row.wait,
    sleepsToAcquire: row.behaviour === 'sleeping' || rtlock,
    // local_lock() spells its own preemption count; a mutex-associated counter disables preemption on non-RT.
    disablesPreemption:
      row.behaviour === 'spinning' ||
      (row.behaviour === 'config' && kind !== 'local_lock' && !realtime) ||
      (kind === 'seqcount_mutex' && !realtime),
    entersRcu: rtlock || kind === 'rcu',
    disablesMigration: rtlock,
    tracked: row.tracked,
    rtCheck: !rtlock ? 'none' : kind === 'rwlock' ? 'before-lockdep' : 'after-lockdep',
  };
}

export const LOCK_KINDS: readonly LockKind[] = Object.keys(KINDS) as LockKind[];
