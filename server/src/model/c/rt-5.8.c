/*
 * The RT tree's own conversion of 5.8's lists: a local lock where mainline switches interrupts off, and lock and unlock in
 * matching forms. The caller tables' RT columns assume it.
 */
struct pagesets_lock { local_lock_t lock; };
static DEFINE_PER_CPU(struct pagesets_lock, pagesets_lock);

static struct page *rmqueue_pcplist(struct zone *preferred_zone, struct zone *zone, gfp_t gfp_flags, int migratetype,
				    unsigned int alloc_flags)
{
	struct per_cpu_pages *pcp;
	struct page *page;
	unsigned long flags;

	local_lock_irqsave(&pagesets_lock.lock, flags);
	pcp = &this_cpu_ptr(zone->pageset)->pcp;
	page = __rmqueue_pcplist(zone, migratetype, alloc_flags, pcp, &pcp->lists[migratetype]);
	if (page)
		zone_statistics(preferred_zone, zone, 1);
	local_unlock_irqrestore(&pagesets_lock.lock, flags);
	return page;
}

struct page *rmqueue(struct zone *preferred_zone, struct zone *zone, unsigned int order, gfp_t gfp_flags,
		     unsigned int alloc_flags, int migratetype)
{
	struct page *page;
	unsigned long flags;

	if (order == 0) {
		page = rmqueue_pcplist(preferred_zone, zone, gfp_flags, migratetype, alloc_flags);
	} else {
		zone_lock_irqsave(zone, flags);
		page = __rmqueue(zone, order, migratetype, alloc_flags);
		if (page)
			__mod_zone_freepage_state(zone, -(1 << order), get_pcppage_migratetype(page));
		zone_unlock_irqrestore(zone, flags);
	}
	if (zone->flags & (1UL << ZONE_BOOSTED_WATERMARK)) {
		zone->flags &= ~(1UL << ZONE_BOOSTED_WATERMARK);
		wakeup_kswapd(zone, 0, 0, zone_idx(zone));
	}
	return page;
}
