/* The allocator's one door, as it is called from 5.13 to 6.9. */

struct page *__alloc_pages(gfp_t gfp, unsigned int order, int preferred_nid, void *nodemask)
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
