// biome-ignore-all format: a rule is one row
/**
 * Contradictory or meaningless GFP combinations (GC1...GC23 of the reference) as data, and the check that reads them.
 * GC2 is no conflict: it is the zone table below. GC13, GC15, GC16 need facts beyond flags and order and are worded for docs.
 */
import type { GfpTable } from './gfpTable';
import { inRange } from './versions';

/** What the request goes to, where a rule depends on it. */
export type GfpHelper = 'pages' | 'address' | 'slab' | 'vmalloc' | 'kvmalloc' | 'mempool' | 'pages-nolock' | 'slab-nolock' | 'unknown';

export interface GfpRuleRow {
  readonly id: string;
  /** invalid: the kernel warns or misbehaves; contradiction: one flag beats another; no-effect: a flag does nothing here. */
  readonly severity: 'invalid' | 'contradiction' | 'no-effect';
  readonly text: string;
  /** All of these set. */
  readonly all?: readonly string[];
  /** At least two of these set. */
  readonly two?: readonly string[];
  /** At least one of these set. */
  readonly some?: readonly string[];
  /** None of these set. */
  readonly none?: readonly string[];
  /** A bit outside these is set. */
  readonly onlyAllowed?: readonly string[];
  /** A bit at or above __GFP_BITS_SHIFT is set. */
  readonly aboveMask?: true;
  readonly helpers?: readonly GfpHelper[];
  /** The order must be known and exceed this. */
  readonly orderAbove?: number;
  readonly orderIs?: number;
  /** Code marked __init may do so: nothing sleeps or interrupts yet. */
  readonly notAtBoot?: true;
  readonly since?: string;
  readonly until?: string;
  readonly source: string;
}

export const GFP_RULES: readonly GfpRuleRow[] = [
  { id: 'GC1', severity: 'invalid', two: ['__GFP_DMA', '__GFP_DMA32', '__GFP_HIGHMEM'], text: 'At most one of __GFP_DMA, __GFP_DMA32 and __GFP_HIGHMEM may be set: the zone table has no entry for the combination.', source: 'gfp.h:gfp_zone 6.12' },
  { id: 'GC3', severity: 'invalid', all: ['__GFP_MOVABLE', '__GFP_RECLAIMABLE'], text: '__GFP_MOVABLE and __GFP_RECLAIMABLE name two different page block types.', source: 'gfp.h:gfp_migratetype 6.12' },
  { id: 'GC4', severity: 'no-effect', all: ['__GFP_HIGHMEM'], helpers: ['address'], text: 'A helper that returns an address masks __GFP_HIGHMEM off: such memory has no kernel address.', source: 'page_alloc.c:get_free_pages 6.12' },
  { id: 'GC5', severity: 'invalid', some: ['__GFP_HIGHMEM', '__GFP_DMA32'], helpers: ['slab', 'slab-nolock'], text: 'Slab objects cannot come from __GFP_HIGHMEM or __GFP_DMA32: "Unexpected gfp", and the bit is stripped.', source: 'slab_common.c:kmalloc_fix_flags 6.12' },
  { id: 'GC5', severity: 'invalid', aboveMask: true, text: 'A bit at or above __GFP_BITS_SHIFT is removed by gfp_allowed_mask; slab reports it as unexpected.', source: 'internal.h:GFP_SLAB_BUG_MASK 6.12' },
  { id: 'GC6', severity: 'invalid', all: ['__GFP_NOFAIL'], none: ['__GFP_DIRECT_RECLAIM'], text: '__GFP_NOFAIL without __GFP_DIRECT_RECLAIM warns and may still return NULL: a request that cannot sleep cannot wait for memory.', source: 'page_alloc.c:__alloc_pages_slowpath 6.12' },
  { id: 'GC7', severity: 'invalid', all: ['__GFP_NOFAIL'], orderAbove: 1, text: '__GFP_NOFAIL above order 1 warns: the allocator cannot promise such blocks.', source: 'page_alloc.c:__alloc_pages_slowpath 6.12' },
  { id: 'GC9', severity: 'contradiction', two: ['__GFP_NORETRY', '__GFP_RETRY_MAYFAIL', '__GFP_NOFAIL'], text: 'Only one of __GFP_NORETRY, __GFP_RETRY_MAYFAIL and __GFP_NOFAIL makes sense: NORETRY is tested first, NOFAIL still loops at the end.', source: 'page_alloc.c:__alloc_pages_slowpath 6.12' },
  { id: 'GC10', severity: 'no-effect', some: ['__GFP_NORETRY', '__GFP_RETRY_MAYFAIL'], none: ['__GFP_DIRECT_RECLAIM'], text: '__GFP_NORETRY and __GFP_RETRY_MAYFAIL do nothing without __GFP_DIRECT_RECLAIM: there is no retry to limit.', source: 'gfp_types.h 6.12' },
  { id: 'GC11', severity: 'contradiction', all: ['__GFP_ATOMIC', '__GFP_DIRECT_RECLAIM'], until: '6.3', text: '__GFP_ATOMIC with __GFP_DIRECT_RECLAIM warns and loses its reserve: a request cannot both be unable to sleep and allowed to.', source: 'page_alloc.c:__alloc_pages_slowpath 5.8' },
  { id: 'GC12', severity: 'contradiction', all: ['__GFP_MEMALLOC', '__GFP_NOMEMALLOC'], text: '__GFP_NOMEMALLOC beats __GFP_MEMALLOC: the reserves are not used.', source: 'page_alloc.c:__gfp_pfmemalloc_flags 6.12' },
  { id: 'GC13', severity: 'invalid', orderAbove: 10, text: 'The order exceeds the largest block (10): the allocator returns NULL and warns.', source: 'page_alloc.c:__alloc_pages 6.12' },
  { id: 'GC14', severity: 'no-effect', all: ['__GFP_COMP'], orderIs: 0, text: '__GFP_COMP does nothing at order 0.', source: 'page_alloc.c:prep_new_page 6.12' },
  { id: 'GC17', severity: 'invalid', none: ['__GFP_DIRECT_RECLAIM'], helpers: ['vmalloc'], notAtBoot: true, text: 'vmalloc() does not support requests that cannot sleep.', source: 'vmalloc.c:__vmalloc_node 6.12' },
  { id: 'GC17', severity: 'no-effect', some: ['__GFP_NORETRY', '__GFP_RETRY_MAYFAIL'], helpers: ['vmalloc'], text: 'Of the retry modifiers vmalloc() supports only __GFP_NOFAIL.', source: 'vmalloc.c:__vmalloc_node 6.12' },
  { id: 'GC18', severity: 'no-effect', none: ['__GFP_DIRECT_RECLAIM'], helpers: ['kvmalloc'], text: 'kvmalloc() without __GFP_DIRECT_RECLAIM tries kmalloc() only and never vmalloc().', source: 'util.c:kvmalloc_node 6.12' },
  { id: 'GC19', severity: 'invalid', all: ['__GFP_ZERO'], helpers: ['mempool'], text: 'mempool_alloc() cannot zero: a reused element keeps its contents.', source: 'mempool.c:mempool_alloc 6.12' },
  { id: 'GC20', severity: 'invalid', onlyAllowed: ['__GFP_ACCOUNT'], helpers: ['pages-nolock'], text: 'alloc_pages_nolock() accepts no flag but __GFP_ACCOUNT.', source: 'page_alloc.c:alloc_pages_nolock 6.17' },
  { id: 'GC21', severity: 'invalid', onlyAllowed: ['__GFP_ACCOUNT', '__GFP_ZERO', '__GFP_NO_OBJ_EXT'], helpers: ['slab-nolock'], text: 'kmalloc_nolock() accepts only __GFP_ACCOUNT, __GFP_ZERO and __GFP_NO_OBJ_EXT.', source: 'slub.c:kmalloc_nolock 6.18' },
  { id: 'GC22', severity: 'contradiction', all: ['__GFP_NO_LOCKS'], some: ['__GFP_DIRECT_RECLAIM', '__GFP_KSWAPD_RECLAIM'], text: 'A request that must take no locks cannot reclaim or wake kswapd: both take locks.', source: 'list discussion of __GFP_NO_LOCKS, 2020' },
];

/** Facts of the zone table and of rules that flags alone do not decide; for hovers and docs. */
export const GFP_RULE_NOTES: readonly { readonly id: string; readonly text: string; readonly source: string }[] = [
  { id: 'GC2', text: 'Zones by the low four bits: 0 Normal, 1 DMA, 2 HighMem, 4 DMA32, 8 Normal, 9 DMA, 0xa Movable, 0xc DMA32.', source: 'gfp.h 6.12' },
  { id: 'GC8', text: '__GFP_NOFAIL from a task with PF_MEMALLOC warns: reclaim would wait for itself.', source: 'page_alloc.c 6.12' },
  { id: 'GC15', text: 'An order above 0 without __GFP_COMP must be freed with __free_pages(page, order); put_page() frees the first page only.', source: 'page_alloc.c:__free_pages 6.12' },
  { id: 'GC16', text: '__GFP_ZERO with a slab cache that has a constructor warns.', source: 'slub.c:new_slab 6.12' },
  { id: 'GC23', text: 'GFP_USER and GFP_HIGHUSER sleep, so they are illegal in interrupts like GFP_KERNEL.', source: 'gfp_types.h 6.12' },
];

export interface GfpConflict {
  readonly id: string;
  readonly severity: GfpRuleRow['severity'];
  readonly text: string;
}

/** What is asked for. */
export interface GfpRequest {
  /** Undefined: not known. */
  readonly order?: number | undefined;
  /** Undefined: the page allocator. */
  readonly helper?: GfpHelper | undefined;
  /** Asked for by code marked __init. */
  readonly atBoot?: boolean;
}

/** Rules that `value` breaks. */
export function gfpConflicts(
  value: number,
  table: GfpTable,
  request: GfpRequest = {},
): readonly GfpConflict[] {
  return GFP_RULES.filter((rule) => inRange(rule, table.version) && applies(rule, value, table, request)).map(({ id, severity, text }) => ({ id, severity, text }));
}

function applies(rule: GfpRuleRow, value: number, table: GfpTable, request: GfpRequest): boolean {
  const has = (name: string): boolean => (value & (table.valueOf(name) ?? 0)) !== 0;
  if (rule.helpers !== undefined && !rule.helpers.includes(request.helper ?? 'pages')) return false;
  if (rule.notAtBoot === true && request.atBoot === true) return false;
  if (rule.orderAbove !== undefined && !(request.order !== undefined && request.order > rule.orderAbove)) return false;
  if (rule.orderIs !== undefined && request.order !== rule.orderIs) return false;
  if (rule.aboveMask === true && value >>> 0 <= (table.valueOf('__GFP_BITS_MASK') ?? 0xffffffff)) return false;
  if (rule.all?.every(has) === false || rule.some?.some(has) === false || rule.none?.some(has) === true) return false;
  if (rule.two !== undefined && rule.two.filter(has).length < 2) return false;
  if (rule.onlyAllowed === undefined) return true;
  const allowed = rule.onlyAllowed.reduce((mask, name) => mask | (table.valueOf(name) ?? 0), 0);
  return (value & ~allowed) !== 0;
}

/** The zone of a request by its low four bits; undefined where the combination is invalid (gfp.h:GFP_ZONE_TABLE). */
export function gfpZone(value: number): string | undefined {
  return ZONES[value & 0xf];
}

const ZONES: readonly (string | undefined)[] = [
  'Normal', 'DMA', 'HighMem', undefined, 'DMA32', undefined, undefined, undefined, 'Normal', 'DMA', 'Movable', undefined, 'DMA32',
];
