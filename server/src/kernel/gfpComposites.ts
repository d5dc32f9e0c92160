// biome-ignore-all format: a name is one row, and a row is one line
/**
 * Composite GFP names: their expansion per version and what they are for, in our own words (gfp.h 5.8, gfp_types.h 6.1 and
 * 6.12). 16f5dfbc851b gave GFP_NOWAIT its NOWARN in 6.7; 6.3 dropped __GFP_ATOMIC.
 */
export interface GfpCompositeRow {
  readonly name: string;
  readonly expansion: string;
  readonly since?: string;
  readonly until?: string;
  readonly documentation: string;
}

const LIGHT = '((GFP_HIGHUSER_MOVABLE | __GFP_COMP | __GFP_NOMEMALLOC | __GFP_NOWARN) & ~__GFP_RECLAIM)';

export const GFP_COMPOSITES: readonly GfpCompositeRow[] = [
  { name: 'GFP_ATOMIC', expansion: '(__GFP_HIGH | __GFP_ATOMIC | __GFP_KSWAPD_RECLAIM)', until: '6.3', documentation: 'Does not sleep and may use part of the reserves. Not for NMI, nor under raw_spinlock_t.' },
  { name: 'GFP_ATOMIC', expansion: '(__GFP_HIGH | __GFP_KSWAPD_RECLAIM)', since: '6.3', documentation: 'Does not sleep and may use part of the reserves. Not for NMI, nor under raw_spinlock_t.' },
  { name: 'GFP_DMA', expansion: '__GFP_DMA', documentation: 'The zone bit alone: neither sleeps nor wakes kswapd. Combine it with GFP_KERNEL or GFP_ATOMIC.' },
  { name: 'GFP_DMA32', expansion: '__GFP_DMA32', documentation: 'The zone bit alone: neither sleeps nor wakes kswapd. kmalloc() does not support it.' },
  { name: 'GFP_HIGHUSER', expansion: '(GFP_USER | __GFP_HIGHMEM)', documentation: 'User pages the kernel need not address permanently. Sleeps.' },
  { name: 'GFP_HIGHUSER_MOVABLE', expansion: '(GFP_HIGHUSER | __GFP_MOVABLE)', until: '5.14', documentation: 'User pages that can be migrated. Sleeps.' },
  { name: 'GFP_HIGHUSER_MOVABLE', expansion: '(GFP_HIGHUSER | __GFP_MOVABLE | __GFP_SKIP_KASAN_POISON | __GFP_SKIP_KASAN_UNPOISON)', since: '5.14', until: '6.4', documentation: 'User pages that can be migrated. Sleeps.' },
  { name: 'GFP_HIGHUSER_MOVABLE', expansion: '(GFP_HIGHUSER | __GFP_MOVABLE | __GFP_SKIP_KASAN)', since: '6.4', documentation: 'User pages that can be migrated. Sleeps.' },
  { name: 'GFP_KERNEL', expansion: '(__GFP_RECLAIM | __GFP_IO | __GFP_FS)', documentation: 'The usual request from process context: sleeps, may start I/O and enter the filesystem.' },
  { name: 'GFP_KERNEL_ACCOUNT', expansion: '(GFP_KERNEL | __GFP_ACCOUNT)', documentation: 'GFP_KERNEL, charged to the memory cgroup.' },
  { name: 'GFP_NOFS', expansion: '(__GFP_RECLAIM | __GFP_IO)', documentation: 'Sleeps, but reclaim does not enter the filesystem. A memalloc_nofs_save() scope is preferred.' },
  { name: 'GFP_NOIO', expansion: '__GFP_RECLAIM', documentation: 'Sleeps, but reclaim starts no I/O. A memalloc_noio_save() scope is preferred.' },
  { name: 'GFP_NOWAIT', expansion: '__GFP_KSWAPD_RECLAIM', until: '6.7', documentation: 'Does not sleep and uses no reserve; wakes kswapd.' },
  { name: 'GFP_NOWAIT', expansion: '(__GFP_KSWAPD_RECLAIM | __GFP_NOWARN)', since: '6.7', documentation: 'Does not sleep and uses no reserve; wakes kswapd; silent when it fails.' },
  { name: 'GFP_TRANSHUGE', expansion: '(GFP_TRANSHUGE_LIGHT | __GFP_DIRECT_RECLAIM)', documentation: 'Huge pages with direct reclaim and compaction. Sleeps.' },
  { name: 'GFP_TRANSHUGE_LIGHT', expansion: LIGHT, documentation: 'Huge pages without any reclaim, for page faults: does not sleep.' },
  { name: 'GFP_USER', expansion: '(__GFP_RECLAIM | __GFP_IO | __GFP_FS | __GFP_HARDWALL)', documentation: 'Memory for user space that the kernel addresses too; obeys cpusets. Sleeps.' },
  { name: 'GFP_VMALLOC32', expansion: '(GFP_DMA32 | GFP_KERNEL)', documentation: 'vmalloc_32() memory on a machine with ZONE_DMA32 (mm/vmalloc.c). Sleeps.' },
  { name: 'GFP_ZONEMASK', expansion: '(__GFP_DMA | __GFP_HIGHMEM | __GFP_DMA32 | __GFP_MOVABLE)', documentation: 'The bits that choose a zone; a mask, not a request.' },
  { name: '__GFP_RECLAIM', expansion: '(__GFP_DIRECT_RECLAIM | __GFP_KSWAPD_RECLAIM)', documentation: 'Both kinds of reclaim: may sleep, wakes kswapd.' },
];
