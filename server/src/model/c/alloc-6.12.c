/* The allocator's one door since 6.10: allocation profiling wraps it in a macro of the plain name. */

struct page *__alloc_pages_noprof(gfp_t gfp, unsigned int order, int preferred_nid, void *nodemask)
{
	unsigned int alloc_flags = ALLOC_WMARK_LOW;
	struct alloc_context ac;
	struct page *page;
	gfp_t fast;

	if (order_too_large(order, gfp))
		return NULL;
	gfp = current_gfp_context(gfp & gfp_allowed_mask);
	fast = gfp;
	if (!prepare_alloc_pages(gfp, order, preferred_nid, nodemask, &ac, &fast, &alloc_flags))
		return NULL;
	page = get_page_from_freelist(fast, order, alloc_flags | fast_path_flags(&ac, fast), &ac);
	if (!page) {
		ac.spread_dirty_pages = false;
		ac.nodemask = nodemask;
		page = __alloc_pages_slowpath(gfp, order, &ac);
	}
	return page;
}

struct page *__alloc_pages(gfp_t gfp, unsigned int order, int preferred_nid, void *nodemask)
{
	return __alloc_pages_noprof(gfp, order, preferred_nid, nodemask);
}
