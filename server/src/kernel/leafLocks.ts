// biome-ignore-all format: a lock is one row
/**
 * Locks under which nothing that reaches far may be called, because what it reaches takes locks that are held around them
 * elsewhere: the order is documented, the other half is in files far away.
 */
export type FarCall = 'wake-up' | 'printk' | 'kswapd';

export interface LeafLockRow {
  readonly class: string;
  readonly forbids: readonly FarCall[];
  /** How the circle closes. */
  readonly why: string;
  readonly source: string;
}

export const LEAF_LOCKS: readonly LeafLockRow[] = [
  { class: 'global kmemleak_lock', forbids: ['printk'], why: 'a console that allocates (netconsole) comes back to kmemleak, which takes it', source: 'commit 47b0f6d8f0d2' },
  { class: 'struct wait_queue_head.lock', forbids: ['kswapd'], why: "waking kswapd takes its wait queue's lock, of the same class and inside what wakers hold", source: 'commits 726ccdba1521, eb799279fb1f' },
  { class: 'struct zone.lock', forbids: ['wake-up', 'printk'], why: 'timers, the scheduler and consoles allocate with their locks held, and every allocation can take zone->lock', source: 'commits 73444bc4d8f9, 4a55c0474a92' },
];

export function leafLock(name: string): LeafLockRow | undefined {
  return LEAF_LOCKS.find((row) => row.class === name);
}

/** Hooks of lockdep, which may print a report (include/linux/lockdep.h 6.12). */
export const LOCKDEP_HOOKS: ReadonlySet<string> = new Set(['lock_acquire', 'rwlock_acquire', 'seqcount_acquire', 'seqcount_lockdep_reader_access', 'spin_acquire']);

/** Calls that must not happen without a flag of the request: commit "don't wake kswapd from rmqueue() ...", 6.5. */
export const FLAGGED_CALLS: readonly { readonly call: string; readonly flag: RegExp; readonly says: string; readonly source: string }[] = [
  { call: 'wakeup_kswapd', flag: /KSWAPD/, says: '__GFP_KSWAPD_RECLAIM', source: 'mm/page_alloc.c: rmqueue() 6.12' },
];
