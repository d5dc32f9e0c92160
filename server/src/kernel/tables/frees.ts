// biome-ignore-all format: a fact is one row, and a row is one line
/**
 * Frees. They take the same locks as the allocators, so they are illegal under raw locks on RT; only vfree() sleeps, and
 * defers in interrupt. kvfree() makes no claim: it sleeps only for vmalloc memory.
 */
import type { FreeRow } from '../rows';

export const FREES = [
  { name: '__free_page', family: 'free', allocator: 'page', source: 'include/linux/gfp.h 6.12' },
  { name: '__free_pages', family: 'free', allocator: 'page', source: 'include/linux/gfp.h 6.12' },
  { name: '__page_frag_cache_drain', family: 'free', allocator: 'page', source: 'mm/page_alloc.c 6.12' },
  { name: 'bitmap_free', family: 'free', allocator: 'slab', source: 'include/linux/bitmap.h 6.12' },
  { name: 'consume_skb', family: 'free', allocator: 'skb', source: 'include/linux/skbuff.h 6.12' },
  { name: 'dev_consume_skb_any', family: 'free', allocator: 'skb', source: 'include/linux/skbuff.h 6.12' },
  { name: 'dev_kfree_skb', family: 'free', allocator: 'skb', source: 'include/linux/skbuff.h 6.12' },
  { name: 'dev_kfree_skb_any', family: 'free', allocator: 'skb', source: 'include/linux/skbuff.h 6.12' },
  { name: 'devm_kfree', family: 'free', allocator: 'slab', source: 'include/linux/device.h 6.12' },
  { name: 'dma_pool_free', family: 'free', allocator: 'other', source: 'include/linux/dmapool.h 6.12' },
  { name: 'free_cpumask_var', family: 'free', allocator: 'slab', source: 'include/linux/cpumask.h 6.12' },
  { name: 'free_page', family: 'free', allocator: 'page', source: 'include/linux/gfp.h 6.12' },
  { name: 'free_pages', family: 'free', allocator: 'page', source: 'include/linux/gfp.h 6.12' },
  { name: 'free_pages_exact', family: 'free', allocator: 'page', source: 'include/linux/gfp.h 6.12' },
  { name: 'free_pages_nolock', family: 'free', allocator: 'page-nolock', since: '6.15', source: 'mm/page_alloc.c 6.15, commit 8c57b687e833' },
  { name: 'free_percpu', family: 'free', allocator: 'percpu', source: 'include/linux/percpu.h 6.12' },
  { name: 'free_unref_page', family: 'free', allocator: 'page', source: 'include/linux/gfp.h 6.12' },
  { name: 'ida_free', family: 'free', allocator: 'xarray', source: 'include/linux/idr.h 6.12' },
  { name: 'idr_remove', family: 'free', allocator: 'xarray', source: 'include/linux/idr.h 6.12' },
  { name: 'kfree', family: 'free', allocator: 'slab', source: 'include/linux/slab.h 6.12' },
  { name: 'kfree_bulk', family: 'free', allocator: 'slab', source: 'include/linux/slab.h 6.12' },
  { name: 'kfree_const', family: 'free', allocator: 'slab', source: 'include/linux/slab.h 6.12' },
  { name: 'kfree_nolock', family: 'free', allocator: 'slab-nolock', since: '6.15', source: 'mm/slub.c 6.18' },
  { name: 'kfree_sensitive', family: 'free', allocator: 'slab', source: 'include/linux/slab.h 6.12' },
  { name: 'kfree_skb', family: 'free', allocator: 'skb', source: 'include/linux/skbuff.h 6.12' },
  { name: 'kmem_cache_free', family: 'free', allocator: 'slab', source: 'include/linux/slab.h 6.12' },
  { name: 'kmem_cache_free_bulk', family: 'free', allocator: 'slab', source: 'include/linux/slab.h 6.12' },
  { name: 'kvfree', family: 'free', allocator: 'kvmalloc', source: 'include/linux/slab.h 6.12' },
  { name: 'kvfree_sensitive', family: 'free', allocator: 'kvmalloc', source: 'include/linux/slab.h 6.12' },
  { name: 'kzfree', family: 'free', allocator: 'slab', until: '5.15', source: 'include/linux/slab.h 6.12' },
  { name: 'mempool_free', family: 'free', allocator: 'mempool', source: 'include/linux/mempool.h 6.12' },
  { name: 'page_frag_free', family: 'free', allocator: 'page', source: 'mm/page_alloc.c 6.12' },
  { name: 'vfree', family: 'free', allocator: 'vmalloc', sleeps: 'unless-in-interrupt', source: 'include/linux/vmalloc.h 6.12' },
  { name: 'vfree_atomic', family: 'free', allocator: 'vmalloc-atomic', source: 'include/linux/vmalloc.h 6.12' },
  { name: 'xa_erase', family: 'free', allocator: 'xarray', source: 'include/linux/xarray.h 6.12' },
  { name: 'xa_erase_bh', family: 'free', allocator: 'xarray', source: 'include/linux/xarray.h 6.12' },
  { name: 'xa_erase_irq', family: 'free', allocator: 'xarray', source: 'include/linux/xarray.h 6.12' },
] as const satisfies readonly FreeRow[];
