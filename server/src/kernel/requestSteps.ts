// biome-ignore-all format: a step is one row
/**
 * What a page request passes on its way through the allocator besides zone->lock: a flag that promises that nothing is taken
 * must be looked at before each of these. mm/page_alloc.c; which function does it differs between versions.
 */
import { inRange, type VersionRange } from './versions';

/** Where on its way: at the entry, in the walk over the zones, at the per-CPU lists. */
export type RequestPlace = 'entry' | 'zones' | 'lists';

export type RequestStepId = 'unlooked' | 'fault-injection' | 'watermark' | 'preparation' | 'boosted-wakeup' | 'high-order';

export interface RequestStepRow extends VersionRange {
  readonly id: RequestStepId;
  readonly place: RequestPlace;
  /** Calls that are the step. */
  readonly calls: readonly string[];
  /** The function that does it. */
  readonly within: string;
  /** What happens there, as the second half of a sentence. */
  readonly what: string;
  readonly source: string;
}

export const REQUEST_STEPS: readonly RequestStepRow[] = [
  { id: 'unlooked', place: 'entry', calls: ['get_page_from_freelist'], within: '__alloc_pages', what: 'nothing from there to rmqueue() looks at the flag, and what the per-CPU lists do not have is taken under zone->lock (spinlock_t)', source: 'mm/page_alloc.c: get_page_from_freelist(), rmqueue(), rmqueue_bulk() 5.8, 6.12' },
  { id: 'fault-injection', place: 'entry', calls: ['should_fail_alloc_page'], within: 'prepare_alloc_pages', what: 'with FAIL_PAGE_ALLOC it prints the injected failure and its stack, and printing takes locks', source: 'mm/page_alloc.c: prepare_alloc_pages(), mm/fail_page_alloc.c; alloc_pages_nolock() of 6.15 leaves it out' },
  { id: 'watermark', place: 'zones', calls: ['zone_watermark_fast', 'zone_watermark_ok'], within: 'get_page_from_freelist', what: 'with little free memory the zone is skipped although its per-CPU lists have pages, and a request that may also direct-reclaim gets into node_reclaim()', source: 'mm/page_alloc.c: get_page_from_freelist() 5.8, 6.12' },
  { id: 'preparation', place: 'zones', calls: ['prep_new_page'], within: 'get_page_from_freelist', what: 'with page_owner on, the stack depot takes its lock and may allocate, which takes zone->lock, and with DEBUG_PAGEALLOC the mapping hook of an architecture may take sleeping locks', source: 'mm/page_alloc.c: prep_new_page(), mm/page_owner.c, lib/stackdepot.c, arch/powerpc/mm/book3s64/hash_utils.c' },
  { id: 'boosted-wakeup', place: 'lists', calls: ['wakeup_kswapd'], within: 'rmqueue', what: "where the zone's watermark is boosted kswapd is woken after a page was found, and waking it takes the lock of its wait queue (spinlock_t)", until: '6.5', source: 'mm/page_alloc.c: rmqueue() 5.8, 6.1' },
  { id: 'boosted-wakeup', place: 'lists', calls: ['wakeup_kswapd'], within: 'rmqueue', what: "where the zone's watermark is boosted and the request also has __GFP_KSWAPD_RECLAIM, kswapd is woken after a page was found, and waking it takes the lock of its wait queue (spinlock_t)", since: '6.5', source: 'mm/page_alloc.c: rmqueue() 6.12' },
  { id: 'high-order', place: 'lists', calls: [], within: 'rmqueue', what: 'an order above 0 does not come from the per-CPU lists: it goes straight to spin_lock_irqsave(&zone->lock)', until: '5.13', source: 'mm/page_alloc.c: rmqueue() 5.8' },
  { id: 'high-order', place: 'lists', calls: [], within: 'rmqueue', what: 'an order that the per-CPU lists do not hold (above PAGE_ALLOC_COSTLY_ORDER) goes straight to spin_lock_irqsave(&zone->lock)', since: '5.13', source: 'mm/page_alloc.c: rmqueue(), pcp_allowed_order() 6.12' },
];

export function requestSteps(version: string): readonly RequestStepRow[] {
  return REQUEST_STEPS.filter((row) => inRange(row, version));
}

/** Calls and globals by which the walk over the zones is known. */
const ZONE_WALK = /watermark|deferred|node_reclaim/;

export function isZoneWalkName(name: string): boolean {
  return ZONE_WALK.test(name);
}

/** The bound of loops over the per-CPU lists (include/linux/mmzone.h), and the member that holds them. */
export const PER_CPU_LISTS = { types: 'MIGRATE_PCPTYPES', member: 'lists' } as const;

/** Flags that mean sleeping, charging or never failing, which no request that takes no lock can do. */
export const LOCKING_FLAGS: readonly { readonly flag: string; readonly why: string; readonly source: string }[] = [
  { flag: '__GFP_DIRECT_RECLAIM', why: 'might_sleep() fires on entry, node_reclaim() becomes possible', source: 'mm/page_alloc.c: prepare_alloc_pages(), get_page_from_freelist()' },
  { flag: '__GFP_ACCOUNT', why: 'charging takes locks', source: 'mm/memcontrol.c: __memcg_kmem_charge_page()' },
  { flag: '__GFP_NOFAIL', why: 'it cannot fail and may not wait', source: 'mm/page_alloc.c: __alloc_pages_slowpath()' },
];

/** The mask that keeps flags for nested allocations (slab pages, vmalloc tables), and its header. */
export const NESTED_MASK = { name: 'GFP_RECLAIM_MASK', header: 'mm/internal.h' } as const;
