/*
 * D3: the flag that promises no locks (2020 proposal, on 5.8). The bulk refill and the slow path are skipped for it; what
 * the promise forgets is modelled too: orders above 0 go straight to zone->lock, a boosted zone wakes kswapd.
 */
#define __GFP_NO_LOCKS 0x800000u

/* __GFP_BITS_SHIFT was not raised with the new flag, and LOCKDEP is off: the allowed mask takes the flag away. */
int model_gfp_bits_short;

static struct page *__rmqueue_pcplist_flagged(struct zone *zone, int migratetype, unsigned int alloc_flags,
					      struct per_cpu_pages *pcp, struct list_head *list, gfp_t gfp_flags)
{
	struct page *page;

	do {
		if (list_empty(list)) {
			if (gfp_flags & __GFP_NO_LOCKS)
				return NULL;
			pcp->count += rmqueue_bulk(zone, 0, pcp->batch, list, migratetype, alloc_flags);
			if (list_empty(list))
				return NULL;
		}
		page = container_of(list->next, struct page, lru);
		list_del(&page->lru);
		pcp->count--;
	} while (check_new_pcp(page));
	__lockstep_event("pop", 1);
	return page;
}

static struct page *rmqueue_pcplist(struct zone *preferred_zone, struct zone *zone, gfp_t gfp_flags, int migratetype,
				    unsigned int alloc_flags)
{
	struct per_cpu_pages *pcp;
	struct page *page = NULL;
	unsigned long flags;

	local_irq_save(flags);
	pcp = &this_cpu_ptr(zone->pageset)->pcp;
	if (!(gfp_flags & __GFP_NO_LOCKS)) {
		page = __rmqueue_pcplist_flagged(zone, migratetype, alloc_flags, pcp, &pcp->lists[migratetype], gfp_flags);
	} else {
		for (migratetype = 0; migratetype < MIGRATE_PCPTYPES && !page; migratetype++)
			page = __rmqueue_pcplist_flagged(zone, migratetype, alloc_flags, pcp, &pcp->lists[migratetype], gfp_flags);
	}
	if (page)
		zone_statistics(preferred_zone, zone, 1);
	local_irq_restore(flags);
	return page;
}

struct page *__alloc_pages_nodemask(gfp_t gfp_mask, unsigned int order, int preferred_nid, void *nodemask)
{
	unsigned int alloc_flags = ALLOC_WMARK_LOW;
	struct alloc_context ac;
	struct page *page;
	gfp_t gfp;

	if (order_too_large(order, gfp_mask))
		return NULL;
	if (model_gfp_bits_short)
		gfp_mask &= __GFP_NO_LOCKS - 1;
	gfp = gfp_mask;
	if (!prepare_alloc_pages(gfp_mask, order, preferred_nid, nodemask, &ac, &gfp, &alloc_flags))
		return NULL;
	page = get_page_from_freelist(gfp, order, alloc_flags | fast_path_flags(&ac, gfp), &ac);
	if (!page && !(gfp_mask & __GFP_NO_LOCKS)) {
		ac.spread_dirty_pages = false;
		page = __alloc_pages_slowpath(gfp_mask, order, &ac);
	}
	return page;
}

void call_design(void)
{
	alloc_pages(__GFP_NO_LOCKS, 0);
}

void call_design_order_1(void)
{
	alloc_pages(__GFP_NO_LOCKS, 1);
}
