/*
 * Watermarks and reserves: may a zone give a block of this order to a request with these rights?
 * Reference: gfp flags to alloc_flags to watermark (page_alloc.c of 5.8 and 6.12).
 */
/* What is left of the mark, in eighths, for the rights that open reserves. */
static long min_for_rights(long min, unsigned int alloc_flags)
{
	bool oom = (alloc_flags & ALLOC_OOM) != 0;
	bool reserve = (alloc_flags & ALLOC_MIN_RESERVE) != 0;
	bool harder = (alloc_flags & ALLOC_NON_BLOCK) != 0;
	long eighths = reserve ? 4 : 8;

#if MODEL_VERSION < 600
	/* 5.8: ALLOC_HARDER alone is worth a quarter of what is left; a victim of the killer gets half. */
	if (oom)
		eighths = eighths / 2;
	else if (harder)
		eighths = eighths * 3 / 4;
#else
	if (reserve && harder)
		eighths = 3;
	if (oom)
		eighths = (eighths + 1) / 2;
#endif
	return min * eighths / 8;
}

static bool may_use_highatomic(unsigned int alloc_flags)
{
#if MODEL_VERSION < 600
	return (alloc_flags & (ALLOC_HARDER | ALLOC_OOM)) != 0;
#else
	return (alloc_flags & ALLOC_RESERVES) != 0;
#endif
}

static long zone_reserve(struct zone *zone)
{
#if MODEL_VERSION >= 612
	return zone->nr_free_highatomic;
#else
	return zone->nr_reserved_highatomic;
#endif
}

/* Free pages that this request may not have. */
static long __zone_watermark_unusable_free(struct zone *z, unsigned int order, unsigned int alloc_flags)
{
	long unusable = (1L << order) - 1;

	if (!may_use_highatomic(alloc_flags))
		unusable += zone_reserve(z);
	return unusable;
}

bool __zone_watermark_ok(struct zone *zone, unsigned int order, unsigned long mark, int highest_zoneidx,
			 unsigned int alloc_flags, long free_pages)
{
	long min = min_for_rights(mark, alloc_flags);
	unsigned int o;
	int type;

	free_pages -= __zone_watermark_unusable_free(zone, order, alloc_flags);
	if (free_pages <= min + zone->lowmem_reserve[highest_zoneidx])
		return false;
	if (order == 0)
		return true;
	for (o = order; o < NR_PAGE_ORDERS; o++) {
		if (zone->free_area[o].nr_free == 0)
			continue;
		for (type = 0; type < MIGRATE_PCPTYPES; type++)
			if (!list_empty(&zone->free_area[o].free_list[type]))
				return true;
	}
	return false;
}

bool zone_watermark_ok(struct zone *zone, unsigned int order, unsigned long mark, int highest_zoneidx, unsigned int alloc_flags)
{
	return __zone_watermark_ok(zone, order, mark, highest_zoneidx, alloc_flags, zone_page_state(zone, NR_FREE_PAGES));
}

bool zone_watermark_fast(struct zone *zone, unsigned int order, unsigned long mark, int highest_zoneidx,
			 unsigned int alloc_flags, gfp_t gfp_mask)
{
	long free_pages = zone_page_state(zone, NR_FREE_PAGES);
	bool ok = __zone_watermark_ok(zone, order, mark, highest_zoneidx, alloc_flags, free_pages);
	bool reserve;

#if MODEL_VERSION < 600
	reserve = (gfp_mask & __GFP_ATOMIC) != 0;
#else
	reserve = (alloc_flags & ALLOC_MIN_RESERVE) != 0;
#endif
	/* A boosted mark is advice for reclaim; a reserve holder asking for one page may ignore the boost. */
	if (!ok && order == 0 && reserve && zone->watermark_boost && (alloc_flags & ALLOC_WMARK_MASK) == ALLOC_WMARK_MIN)
		ok = __zone_watermark_ok(zone, order, zone->_watermark[WMARK_MIN], highest_zoneidx, alloc_flags, free_pages);
	return ok;
}
