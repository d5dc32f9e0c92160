/* The allocator's one door, as it is called from 5.13 to 6.9. */

struct page *__alloc_pages(gfp_t gfp_mask, unsigned int order, int preferred_nid, void *nodemask)
{
	struct alloc_context ac;
	struct page *page = NULL;

	if (order > MAX_PAGE_ORDER) {
		if (!(gfp_mask & __GFP_NOWARN))
			__lockstep_report("warning");
		return NULL;
	}
	if (!prepare_alloc_pages(gfp_mask, order, preferred_nid, &ac))
		return NULL;
	page = get_page_from_freelist(gfp_mask, order, gfp_to_alloc_flags_fast(gfp_mask), &ac);
	if (!page) {
		ac.spread_dirty_pages = false;
		page = __alloc_pages_slowpath(gfp_mask, order, &ac);
	}
	say_what_returns(page);
	return page;
}
