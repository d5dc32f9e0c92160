// biome-ignore-all format: a flag is one row, and a row is one line
/**
 * GFP bits per version, for a kernel without KASAN_HW_TAGS, with LOCKDEP and SLAB_OBJ_EXT: gfp.h 5.8, gfp_types.h 6.1 and
 * 6.12. A flag behind an unset option has the value 0 and no bit. What each flag means is said in our own words.
 */

/** Where the bit stands; 'none' is defined with value 0, undefined is not known to that kernel. */
export type BitPlace = number | 'none' | undefined;

export interface GfpBitRow {
  /** The typed spelling; `___GFP_X` and `___GFP_X_BIT` follow from it. */
  readonly name: string;
  readonly bits: { readonly '5.8'?: BitPlace; readonly '6.1'?: BitPlace; readonly '6.12'?: BitPlace };
  readonly group: 'zone' | 'mobility' | 'watermark' | 'reclaim' | 'action' | 'placement' | 'debug';
  readonly documentation: string;
}

const same = (bit: number) => ({ '5.8': bit, '6.1': bit, '6.12': bit });

export const GFP_BITS: readonly GfpBitRow[] = [
  { name: '__GFP_ACCOUNT', bits: same(22), group: 'placement', documentation: 'Charges the memory to the memory cgroup; the charge happens after the allocation and may fail it.' },
  { name: '__GFP_ATOMIC', bits: { '5.8': 9, '6.1': 9 }, group: 'watermark', documentation: 'The caller cannot sleep and may use more of the reserve. Gone since 6.3 (2973d8229b78).' },
  { name: '__GFP_COMP', bits: same(18), group: 'action', documentation: 'Builds a compound page (head and tail pages) when the order is above 0.' },
  { name: '__GFP_DIRECT_RECLAIM', bits: same(10), group: 'reclaim', documentation: 'The caller may sleep: reclaim, compaction and the OOM killer may run in its context. This one bit decides blocking.' },
  { name: '__GFP_DMA', bits: same(0), group: 'zone', documentation: 'Memory from ZONE_DMA. At most one of DMA, DMA32 and HIGHMEM.' },
  { name: '__GFP_DMA32', bits: same(2), group: 'zone', documentation: 'Memory from ZONE_DMA32 or below.' },
  { name: '__GFP_FS', bits: same(7), group: 'reclaim', documentation: 'Reclaim may call into the filesystem. Matters only with direct reclaim.' },
  { name: '__GFP_HARDWALL', bits: same(20), group: 'placement', documentation: 'Obeys the cpuset strictly; added by itself when cpusets are on.' },
  { name: '__GFP_HIGH', bits: same(5), group: 'watermark', documentation: 'May use half of the minimum reserve.' },
  { name: '__GFP_HIGHMEM', bits: same(1), group: 'zone', documentation: 'Memory that has no permanent kernel address is fine. Meaningless where an address is returned.' },
  { name: '__GFP_IO', bits: same(6), group: 'reclaim', documentation: 'Reclaim may start physical I/O. Matters only with direct reclaim.' },
  { name: '__GFP_KSWAPD_RECLAIM', bits: same(11), group: 'reclaim', documentation: 'Wakes kswapd when the low watermark is reached; the wake-up takes a wait-queue spinlock_t.' },
  { name: '__GFP_MEMALLOC', bits: same(17), group: 'watermark', documentation: 'Ignores watermarks. The caller must free more memory soon.' },
  { name: '__GFP_MOVABLE', bits: same(3), group: 'zone', documentation: 'The page can be migrated; together with HIGHMEM it allows ZONE_MOVABLE. Never for memory the kernel pins.' },
  { name: '__GFP_NOFAIL', bits: same(15), group: 'reclaim', documentation: 'Loops for ever instead of failing. Needs direct reclaim, order 0 or 1.' },
  { name: '__GFP_NOLOCKDEP', bits: { '5.8': 23, '6.1': 27, '6.12': 24 }, group: 'debug', documentation: 'Keeps the call out of the fs_reclaim lockdep map. Value 0 without LOCKDEP.' },
  { name: '__GFP_NOMEMALLOC', bits: same(19), group: 'watermark', documentation: 'Never uses the emergency reserves; beats MEMALLOC and PF_MEMALLOC.' },
  { name: '__GFP_NORETRY', bits: same(16), group: 'reclaim', documentation: 'One light round of reclaim, no OOM killer; may fail.' },
  { name: '__GFP_NOWARN', bits: same(13), group: 'action', documentation: 'No report when the allocation fails.' },
  { name: '__GFP_NO_OBJ_EXT', bits: { '6.12': 25 }, group: 'action', documentation: 'Slab internal: no extension vector for this object. Value 0 without SLAB_OBJ_EXT.' },
  { name: '__GFP_RECLAIMABLE', bits: same(4), group: 'mobility', documentation: 'Slab pages that a shrinker can free. Not together with MOVABLE.' },
  { name: '__GFP_RETRY_MAYFAIL', bits: same(14), group: 'reclaim', documentation: 'Retries as long as reclaim makes progress, no OOM killer; may fail.' },
  { name: '__GFP_SKIP_KASAN', bits: { '6.12': 'none' }, group: 'action', documentation: 'Memory tagging detail (arm64). Value 0 without KASAN_HW_TAGS.' },
  { name: '__GFP_SKIP_KASAN_POISON', bits: { '6.1': 'none' }, group: 'action', documentation: 'Memory tagging detail (arm64). Value 0 without KASAN_HW_TAGS.' },
  { name: '__GFP_SKIP_KASAN_UNPOISON', bits: { '6.1': 'none' }, group: 'action', documentation: 'Memory tagging detail (arm64). Value 0 without KASAN_HW_TAGS.' },
  { name: '__GFP_SKIP_ZERO', bits: { '6.1': 'none', '6.12': 'none' }, group: 'action', documentation: 'Skips zeroing when tags are set at the same time (arm64). Value 0 without KASAN_HW_TAGS.' },
  { name: '__GFP_THISNODE', bits: same(21), group: 'placement', documentation: 'Only the node asked for, no fallback; no OOM kill for this request.' },
  { name: '__GFP_WRITE', bits: same(12), group: 'placement', documentation: 'The caller will dirty the page; the first attempt spreads by per-node dirty limits.' },
  { name: '__GFP_ZERO', bits: same(8), group: 'action', documentation: 'Zeroes the memory.' },
  { name: '__GFP_ZEROTAGS', bits: { '6.1': 23, '6.12': 23 }, group: 'action', documentation: 'Zeroes memory tags along with the memory (arm64).' },
];

/** __GFP_BITS_SHIFT with LOCKDEP on. */
export const GFP_BITS_SHIFT = { '5.8': 24, '6.1': 28, '6.12': 26 } as const;
