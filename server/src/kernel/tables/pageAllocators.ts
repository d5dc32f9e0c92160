// biome-ignore-all format: a fact is one row, and a row is one line
/**
 * Entry points of the page allocator: which argument holds the flags, which the order. An `allocate` effect implies
 * might_alloc() of the flags, then zone->lock and pcp->lock whatever the flags.
 */
import type { AllocateRow } from '../rows';

export const PAGE_ALLOCATORS = [
  { name: '__alloc_frozen_pages', family: 'allocate', allocator: 'page', gfp: 0, order: 1, source: 'include/linux/gfp.h 6.12' },
  { name: '__alloc_pages', family: 'allocate', allocator: 'page', gfp: 0, order: 1, source: 'include/linux/gfp.h 6.12' },
  { name: '__alloc_pages_bulk', family: 'allocate', allocator: 'page-bulk', gfp: 0, returns: 'integer', since: '5.13', source: 'include/linux/gfp.h 6.12' },
  { name: '__alloc_pages_node', family: 'allocate', allocator: 'page', gfp: 1, order: 2, source: 'include/linux/gfp.h 6.12' },
  { name: '__alloc_pages_nodemask', family: 'allocate', allocator: 'page', gfp: 0, order: 1, until: '5.13', source: 'include/linux/gfp.h 5.8' },
  { name: '__folio_alloc', family: 'allocate', allocator: 'page', gfp: 0, order: 1, source: 'include/linux/gfp.h 6.12' },
  { name: '__folio_alloc_node', family: 'allocate', allocator: 'page', gfp: 0, order: 1, source: 'include/linux/gfp.h 6.12' },
  { name: '__get_dma_pages', family: 'allocate', allocator: 'page', gfp: 0, order: 1, source: 'include/linux/gfp.h 6.12' },
  { name: '__get_free_page', family: 'allocate', allocator: 'page', gfp: 0, fixedOrder: 0, source: 'include/linux/gfp.h 6.12' },
  { name: '__get_free_pages', family: 'allocate', allocator: 'page', gfp: 0, order: 1, source: 'include/linux/gfp.h 6.12' },
  { name: 'alloc_frozen_pages', family: 'allocate', allocator: 'page', gfp: 0, order: 1, source: 'include/linux/gfp.h 6.12' },
  { name: 'alloc_page', family: 'allocate', allocator: 'page', gfp: 0, fixedOrder: 0, source: 'include/linux/gfp.h 6.12' },
  { name: 'alloc_page_vma', family: 'allocate', allocator: 'page', gfp: 0, fixedOrder: 0, source: 'include/linux/gfp.h 6.12' },
  { name: 'alloc_pages', family: 'allocate', allocator: 'page', gfp: 0, order: 1, source: 'include/linux/gfp.h 6.12' },
  { name: 'alloc_pages_bulk', family: 'allocate', allocator: 'page-bulk', gfp: 0, returns: 'integer', since: '5.13', source: 'include/linux/gfp.h 6.12' },
  { name: 'alloc_pages_bulk_array', family: 'allocate', allocator: 'page-bulk', gfp: 0, returns: 'integer', since: '5.13', source: 'include/linux/gfp.h 6.12' },
  { name: 'alloc_pages_bulk_array_mempolicy', family: 'allocate', allocator: 'page-bulk', gfp: 0, returns: 'integer', since: '5.13', source: 'include/linux/gfp.h 6.12' },
  { name: 'alloc_pages_bulk_array_node', family: 'allocate', allocator: 'page-bulk', gfp: 0, returns: 'integer', since: '5.13', source: 'include/linux/gfp.h 6.12' },
  { name: 'alloc_pages_bulk_list', family: 'allocate', allocator: 'page-bulk', gfp: 0, returns: 'integer', since: '5.13', source: 'include/linux/gfp.h 6.12' },
  { name: 'alloc_pages_current', family: 'allocate', allocator: 'page', gfp: 0, order: 1, source: 'include/linux/gfp.h 6.12' },
  { name: 'alloc_pages_exact', family: 'allocate', allocator: 'page', gfp: 1, source: 'include/linux/gfp.h 6.12' },
  { name: 'alloc_pages_exact_nid', family: 'allocate', allocator: 'page', gfp: 2, source: 'include/linux/gfp.h 6.12' },
  { name: 'alloc_pages_mpol', family: 'allocate', allocator: 'page', gfp: 0, order: 1, source: 'include/linux/gfp.h 6.12' },
  { name: 'alloc_pages_node', family: 'allocate', allocator: 'page', gfp: 1, order: 2, source: 'include/linux/gfp.h 6.12' },
  { name: 'alloc_pages_nolock', family: 'allocate', allocator: 'page-nolock', argumentCount: 2, fixedGfp: '__GFP_NOWARN | __GFP_ZERO | __GFP_NOMEMALLOC | __GFP_COMP', order: 1, since: '6.15', source: 'mm/page_alloc.c 6.16' },
  { name: 'alloc_pages_nolock', family: 'allocate', allocator: 'page-nolock', argumentCount: 3, gfp: 0, order: 2, since: '6.15', source: 'mm/page_alloc.c 6.17' },
  { name: 'alloc_pages_preferred_many', family: 'allocate', allocator: 'page', gfp: 0, order: 1, source: 'include/linux/gfp.h 6.12' },
  { name: 'alloc_pages_vma', family: 'allocate', allocator: 'page', gfp: 0, order: 1, until: '5.18', source: 'include/linux/gfp.h 5.8' },
  { name: 'devm_get_free_pages', family: 'allocate', allocator: 'page', gfp: 1, order: 2, source: 'include/linux/device.h 6.12' },
  { name: 'filemap_alloc_folio', family: 'allocate', allocator: 'page', gfp: 0, order: 1, source: 'include/linux/gfp.h 6.12' },
  { name: 'folio_alloc', family: 'allocate', allocator: 'page', gfp: 0, order: 1, source: 'include/linux/gfp.h 6.12' },
  { name: 'folio_alloc_mpol', family: 'allocate', allocator: 'page', gfp: 0, order: 1, source: 'include/linux/gfp.h 6.12' },
  { name: 'get_zeroed_page', family: 'allocate', allocator: 'page', gfp: 0, fixedOrder: 0, source: 'include/linux/gfp.h 6.12' },
  { name: 'page_frag_alloc', family: 'allocate', allocator: 'page', gfp: 2, source: 'include/linux/page-flags.h, mm/page_frag_cache.c 6.12' },
  { name: 'try_alloc_pages', family: 'allocate', allocator: 'page-nolock', fixedGfp: '__GFP_NOWARN | __GFP_ZERO | __GFP_NOMEMALLOC | __GFP_COMP', order: 1, since: '6.15', source: 'mm/page_alloc.c 6.15, commit 97769a53f117' },
  { name: 'vma_alloc_folio', family: 'allocate', allocator: 'page', gfp: 0, order: 1, source: 'include/linux/gfp.h 6.12' },
] as const satisfies readonly AllocateRow[];
