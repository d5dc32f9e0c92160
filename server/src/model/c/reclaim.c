/*
 * Waking kswapd and reclaiming directly. Reclaim itself is one choice: it finds some of the pages that could be given up,
 * or none. What matters here is what it may do on the way: sleep, enter filesystems, wait.
 */
int model_reclaimable;

void wakeup_kswapd(struct zone *zone, gfp_t gfp_flags, unsigned int order, int highest_zoneidx)
{
	pg_data_t *pgdat = zone->zone_pgdat;

	if (!zone->managed_pages)
		return;
	if (pgdat->kswapd_order < (int)order)
		pgdat->kswapd_order = order;
	pgdat->kswapd_highest_zoneidx = highest_zoneidx;
	/* 16 runs without a page reclaimed: left to direct reclaim. */
	if (pgdat->kswapd_failures >= 16)
		return;
	__lockstep_event("wake kswapd", 0);
	wake_up_interruptible(&pgdat->kswapd_wait);
}

void wake_all_kswapds(unsigned int order, gfp_t gfp_mask, const struct alloc_context *ac)
{
	struct zoneref *z = first_zones_zonelist(ac->zonelist, ac->highest_zoneidx, ac->nodemask);
	pg_data_t *last = NULL;

	while (z->zone) {
		if (last != z->zone->zone_pgdat)
			wakeup_kswapd(z->zone, gfp_mask, order, ac->highest_zoneidx);
		last = z->zone->zone_pgdat;
		z = next_zones_zonelist(z + 1, ac->highest_zoneidx, ac->nodemask);
	}
}

/* Gives single pages back to the zone: what the model keeps aside as reclaimable page cache at its upper end. */
static unsigned long give_up_pages(struct zone *zone, int wanted)
{
	unsigned long flags;
	int given = 0;

	zone_lock_irqsave(zone, flags);
	while (given < wanted && model_reclaimable > 0) {
		unsigned long pfn;

		model_reclaimable--;
		pfn = zone->zone_start_pfn + zone->spanned_pages - 1 - model_reclaimable;
		model_give_block(pfn_to_page(pfn), zone, 0);
		given++;
	}
	zone_unlock_irqrestore(zone, flags);
	return given;
}

unsigned long __perform_reclaim(gfp_t gfp_mask, unsigned int order, const struct alloc_context *ac)
{
	unsigned long progress;

	cond_resched();
	fs_reclaim_acquire(gfp_mask);
	progress = give_up_pages(ac->preferred_zoneref->zone, 32);
	fs_reclaim_release(gfp_mask);
	cond_resched();
	return progress;
}

struct page *__alloc_pages_direct_reclaim(gfp_t gfp_mask, unsigned int order, unsigned int alloc_flags,
					  const struct alloc_context *ac, unsigned long *did_some_progress)
{
	bool drained = false;
	struct page *page;

	*did_some_progress = __perform_reclaim(gfp_mask, order, ac);
	if (*did_some_progress == 0)
		return NULL;
retry:
	page = get_page_from_freelist(gfp_mask, order, alloc_flags, ac);
	if (!page && !drained) {
		drain_all_pages(NULL);
		drained = true;
		goto retry;
	}
	return page;
}
