/* A call of each row of tables/pageAllocators.ts; beside it what the call does. Kernel 6.12 unless a version stands in brackets. */
void pageAllocators_rows(void)
{
	__alloc_frozen_pages(GFP_KERNEL, 1); // allocate page gfp @0 order @1
	__alloc_pages(GFP_KERNEL, 1); // allocate page gfp @0 order @1
	__alloc_pages_bulk(GFP_KERNEL); // allocate page-bulk gfp @0
	__alloc_pages_node(a, GFP_KERNEL, 1); // allocate page gfp @1 order @2
	__alloc_pages_nodemask(GFP_KERNEL, 1); // [5.8] allocate page gfp @0 order @1
	__folio_alloc(GFP_KERNEL, 1); // allocate page gfp @0 order @1
	__folio_alloc_node(GFP_KERNEL, 1); // allocate page gfp @0 order @1
	__get_dma_pages(GFP_KERNEL, 1); // allocate page gfp @0 order @1
	__get_free_page(GFP_KERNEL); // allocate page gfp @0 order 0
	__get_free_pages(GFP_KERNEL, 1); // allocate page gfp @0 order @1
	alloc_frozen_pages(GFP_KERNEL, 1); // allocate page gfp @0 order @1
	alloc_page(GFP_KERNEL); // allocate page gfp @0 order 0
	alloc_page_vma(GFP_KERNEL); // allocate page gfp @0 order 0
	alloc_pages(GFP_KERNEL, 1); // allocate page gfp @0 order @1
	alloc_pages_bulk(GFP_KERNEL); // allocate page-bulk gfp @0
	alloc_pages_bulk_array(GFP_KERNEL); // allocate page-bulk gfp @0
	alloc_pages_bulk_array_mempolicy(GFP_KERNEL); // allocate page-bulk gfp @0
	alloc_pages_bulk_array_node(GFP_KERNEL); // allocate page-bulk gfp @0
	alloc_pages_bulk_list(GFP_KERNEL); // allocate page-bulk gfp @0
	alloc_pages_current(GFP_KERNEL, 1); // allocate page gfp @0 order @1
	alloc_pages_exact(a, GFP_KERNEL); // allocate page gfp @1
	alloc_pages_exact_nid(a, b, GFP_KERNEL); // allocate page gfp @2
	alloc_pages_mpol(GFP_KERNEL, 1); // allocate page gfp @0 order @1
	alloc_pages_node(a, GFP_KERNEL, 1); // allocate page gfp @1 order @2
	alloc_pages_nolock(a, 1); // [6.15] allocate page-nolock __GFP_NOWARN | __GFP_ZERO | __GFP_NOMEMALLOC | __GFP_COMP order @1
	alloc_pages_nolock(GFP_KERNEL, b, 1); // [6.15] allocate page-nolock gfp @0 order @2
	alloc_pages_preferred_many(GFP_KERNEL, 1); // allocate page gfp @0 order @1
	alloc_pages_vma(GFP_KERNEL, 1); // [5.8] allocate page gfp @0 order @1
	devm_get_free_pages(a, GFP_KERNEL, 1); // allocate page gfp @1 order @2
	filemap_alloc_folio(GFP_KERNEL, 1); // allocate page gfp @0 order @1
	folio_alloc(GFP_KERNEL, 1); // allocate page gfp @0 order @1
	folio_alloc_mpol(GFP_KERNEL, 1); // allocate page gfp @0 order @1
	get_zeroed_page(GFP_KERNEL); // allocate page gfp @0 order 0
	page_frag_alloc(a, b, GFP_KERNEL); // allocate page gfp @2
	try_alloc_pages(a, 1); // [6.15] allocate page-nolock __GFP_NOWARN | __GFP_ZERO | __GFP_NOMEMALLOC | __GFP_COMP order @1
	vma_alloc_folio(GFP_KERNEL, 1); // allocate page gfp @0 order @1
}
