/*
 * From a request to a page: the fast path. Takes zones in zonelist order, tests the watermark, asks the lists.
 * The slow path is in slow.c, the lists in pcp-*.c.
 */
extern struct page *__alloc_pages_slowpath(gfp_t gfp_mask, unsigned int order, struct alloc_context *ac);

/* Bits that mean something by now: all, once the boot is over. */
gfp_t gfp_allowed_mask = ~0u;
int nr_online_nodes = 1;
int node_reclaim_mode;

/* Scopes take FS and IO away: what reclaim may do, not whether it may sleep, and the model's reclaim does neither. */
gfp_t current_gfp_context(gfp_t flags)
{
	return flags;
}

/* Memory of CMA may serve what can be moved. */
static unsigned int gfp_to_alloc_flags_cma(gfp_t gfp_mask, unsigned int alloc_flags)
{
	return gfp_migratetype(gfp_mask) == MIGRATE_MOVABLE ? alloc_flags | ALLOC_CMA : alloc_flags;
}

/* Fault injection is off. */
bool __should_fail_alloc_page(gfp_t gfp_mask, unsigned int order)
{
	return false;
}

bool should_fail_alloc_page(gfp_t gfp_mask, unsigned int order)
{
	return false;
}

/* The first try shall not mix types in a block as long as there is a lower zone to go to. */
static unsigned int alloc_flags_nofragment(struct zone *zone, gfp_t gfp_mask)
{
	unsigned int alloc_flags = gfp_mask & __GFP_KSWAPD_RECLAIM;

	if (!zone || zone_idx(zone) != ZONE_NORMAL)
		return alloc_flags;
	if (nr_online_nodes > 1 && !populated_zone(zone - 1))
		return alloc_flags;
	return alloc_flags | ALLOC_NOFRAGMENT;
}

static unsigned int fast_path_flags(struct alloc_context *ac, gfp_t gfp_mask)
{
#if MODEL_VERSION < 600
	return gfp_mask & __GFP_KSWAPD_RECLAIM;
#else
	return alloc_flags_nofragment(ac->preferred_zoneref->zone, gfp_mask);
#endif
}

bool prepare_alloc_pages(gfp_t gfp_mask, unsigned int order, int preferred_nid, void *nodemask, struct alloc_context *ac,
			 gfp_t *alloc_gfp, unsigned int *alloc_flags)
{
	ac->nodemask = nodemask;
	ac->zonelist = node_zonelist(preferred_nid, gfp_mask);
	ac->highest_zoneidx = gfp_zone(gfp_mask);
	ac->migratetype = gfp_migratetype(gfp_mask);
	ac->spread_dirty_pages = (gfp_mask & __GFP_WRITE) != 0;
	might_alloc(gfp_mask);
	if (should_fail_alloc_page(gfp_mask, order))
		return false;
	*alloc_flags = gfp_to_alloc_flags_cma(gfp_mask, *alloc_flags);
	ac->preferred_zoneref = first_zones_zonelist(ac->zonelist, ac->highest_zoneidx, nodemask);
	return true;
}

/* Memory that is initialised or accepted late: the model's is all there from the start. */
static bool deferred_pages_enabled(void)
{
	return false;
}

bool _deferred_grow_zone(struct zone *zone, unsigned int order)
{
	return false;
}

bool cond_accept_memory(struct zone *zone, unsigned int order)
{
	return false;
}

static bool has_unaccepted_memory(void)
{
	return false;
}

/* A block for large atomic requests is kept back where the zone is large enough for it. */
static void keep_block_back(struct zone *zone, struct page *page, unsigned int order)
{
	unsigned long most = (zone_managed_pages(zone) / 100 + pageblock_nr_pages - 1) & ~(pageblock_nr_pages - 1ul);
	unsigned long flags;
	int type;

	if (zone_managed_pages(zone) / 100 < pageblock_nr_pages || zone->nr_reserved_highatomic >= most)
		return;
	zone_lock_irqsave(zone, flags);
	type = get_pageblock_migratetype(page);
	if (migratetype_is_mergeable(type) && order < pageblock_order) {
#if MODEL_VERSION >= 609
		move_freepages_block(zone, page, type, MIGRATE_HIGHATOMIC);
#else
		set_pageblock_migratetype(page, MIGRATE_HIGHATOMIC);
		move_freepages_block(zone, page, MIGRATE_HIGHATOMIC, NULL);
#endif
		zone->nr_reserved_highatomic += pageblock_nr_pages;
	}
	zone_unlock_irqrestore(zone, flags);
}

#if MODEL_VERSION >= 609
static void reserve_highatomic_pageblock(struct page *page, int order, struct zone *zone)
{
	keep_block_back(zone, page, order);
}
#else
static void reserve_highatomic_pageblock(struct page *page, struct zone *zone, unsigned int alloc_order)
{
	keep_block_back(zone, page, alloc_order);
}
#endif

static bool zone_allows(struct zone *zone, gfp_t gfp_mask, unsigned int order, unsigned int alloc_flags,
			const struct alloc_context *ac)
{
	unsigned long mark;

	if (alloc_flags & ALLOC_NO_WATERMARKS)
		return true;
#if MODEL_VERSION >= 607
	/* Above the high mark all is well; below it the lists of the CPUs stop growing. */
	if (!(zone->flags & (1UL << ZONE_BELOW_HIGH))) {
		if (zone_watermark_fast(zone, order, wmark_pages(zone, WMARK_HIGH), ac->highest_zoneidx, alloc_flags, gfp_mask))
			return true;
		zone->flags |= 1UL << ZONE_BELOW_HIGH;
	}
#endif
	mark = wmark_pages(zone, alloc_flags & ALLOC_WMARK_MASK);
	return zone_watermark_fast(zone, order, mark, ac->highest_zoneidx, alloc_flags, gfp_mask);
}

struct page *get_page_from_freelist(gfp_t gfp_mask, unsigned int order, int alloc_flags, const struct alloc_context *ac)
{
	struct zoneref *z;
	struct zone *zone;

again:
	for (z = ac->preferred_zoneref; (zone = z->zone); z = next_zones_zonelist(z + 1, ac->highest_zoneidx, ac->nodemask)) {
		struct page *page;

		/* Better mix types here than go to another node for the sake of order. */
		if ((alloc_flags & ALLOC_NOFRAGMENT) && nr_online_nodes > 1 && zone->node != ac->preferred_zoneref->zone->node) {
			alloc_flags &= ~ALLOC_NOFRAGMENT;
			goto again;
		}
		if (!zone_allows(zone, gfp_mask, order, alloc_flags, ac))
			continue;
		page = rmqueue(ac->preferred_zoneref->zone, zone, order, gfp_mask, alloc_flags, ac->migratetype);
		if (page) {
			prep_new_page(page, order, gfp_mask, alloc_flags);
#if MODEL_VERSION >= 609
			if (order && (alloc_flags & ALLOC_HIGHATOMIC))
				reserve_highatomic_pageblock(page, order, zone);
#else
			if (order && (alloc_flags & ALLOC_HIGHATOMIC))
				reserve_highatomic_pageblock(page, zone, order);
#endif
			return page;
		}
	}
	if (alloc_flags & ALLOC_NOFRAGMENT) {
		alloc_flags &= ~ALLOC_NOFRAGMENT;
		goto again;
	}
	return NULL;
}

static bool order_too_large(unsigned int order, gfp_t gfp_mask)
{
	if (order <= MAX_PAGE_ORDER)
		return false;
	if (!(gfp_mask & __GFP_NOWARN))
		__lockstep_report("warning");
	return true;
}

/* The last word of every entry. I7: a page that is handed out has one user. */
static struct page *say_what_returns(struct page *page)
{
	if (page)
		__lockstep_event("return page", 0);
	else
		__lockstep_event("return NULL", 0);
	if (page && (page->_refcount != 1 || page->_mapcount != -1))
		__lockstep_report("bad-page");
	return page;
}
