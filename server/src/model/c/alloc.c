/*
 * From a request to a page: the fast path. Takes zones in zonelist order, tests the watermark, asks the lists.
 * The slow path is in slow.c, the lists in pcp-*.c.
 */
extern struct page *__alloc_pages_slowpath(gfp_t gfp_mask, unsigned int order, struct alloc_context *ac);

unsigned int gfp_to_alloc_flags_fast(gfp_t gfp_mask)
{
	return ALLOC_WMARK_LOW | (gfp_mask & __GFP_KSWAPD_RECLAIM);
}

bool prepare_alloc_pages(gfp_t gfp_mask, unsigned int order, int preferred_nid, struct alloc_context *ac)
{
	ac->highest_zoneidx = gfp_zone(gfp_mask);
	ac->zonelist = node_zonelist(preferred_nid, gfp_mask);
	ac->migratetype = gfp_migratetype(gfp_mask);
	ac->spread_dirty_pages = (gfp_mask & __GFP_WRITE) != 0;
	might_alloc(gfp_mask);
	ac->preferred_zoneref = first_zones_zonelist(ac->zonelist, ac->highest_zoneidx);
	return true;
}

static bool zone_allows(struct zone *zone, gfp_t gfp_mask, unsigned int order, unsigned int alloc_flags,
			const struct alloc_context *ac)
{
	unsigned long mark;

	if (alloc_flags & ALLOC_NO_WATERMARKS)
		return true;
	mark = wmark_pages(zone, alloc_flags & ALLOC_WMARK_MASK);
	return zone_watermark_fast(zone, order, mark, ac->highest_zoneidx, alloc_flags, gfp_mask);
}

struct page *get_page_from_freelist(gfp_t gfp_mask, unsigned int order, unsigned int alloc_flags, const struct alloc_context *ac)
{
	struct zoneref *z = ac->preferred_zoneref;

	while (z->zone) {
		struct zone *zone = z->zone;
		struct page *page = NULL;

		if (zone_allows(zone, gfp_mask, order, alloc_flags, ac))
			page = rmqueue(ac->preferred_zoneref->zone, zone, order, gfp_mask, alloc_flags, ac->migratetype);
		if (page) {
			prep_new_page(page, order, gfp_mask, alloc_flags);
			return page;
		}
		z = next_zones_zonelist(z + 1, ac->highest_zoneidx);
	}
	return NULL;
}

/* The last word of every entry. I7: a page that is handed out has one user. */
static void say_what_returns(struct page *page)
{
	if (page)
		__lockstep_event("return page", 0);
	else
		__lockstep_event("return NULL", 0);
	if (page && (page->_refcount != 1 || page->_mapcount != 0))
		__lockstep_report("bad-page");
}
