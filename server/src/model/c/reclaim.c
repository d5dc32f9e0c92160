/*
 * Waking kswapd and reclaiming directly. Reclaim itself is one choice: it finds some of the pages that could be given up,
 * or none. What matters here is what it may do on the way: sleep, enter filesystems, wait.
 */
int model_reclaimable;
/* Reclaim gets somewhere each time, and others are faster each time. */
int model_reclaim_always;

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
	struct zone *zone;

	/* Each entry is read once: it may be gone at the next look. */
	while ((zone = z->zone)) {
		if (last != zone->zone_pgdat)
			wakeup_kswapd(zone, gfp_mask, order, ac->highest_zoneidx);
		last = zone->zone_pgdat;
		z = next_zones_zonelist(z + 1, ac->highest_zoneidx, ac->nodemask);
	}
}

/* Gives single pages back to the zone: what the model keeps aside as reclaimable page cache at its upper end. */
static unsigned long give_up_pages(struct zone *zone, int wanted)
{
	unsigned long flags;
	int given = 0;

	/* With nothing on its lists reclaim takes nobody's lock. */
	if (model_reclaimable <= 0)
		return 0;
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

extern bool unreserve_highatomic_pageblock(const struct alloc_context *ac, bool force);

/* Statistics of time spent waiting for memory. */
void psi_memstall_enter(unsigned long *flags)
{
	*flags = 0;
}

void psi_memstall_leave(unsigned long *flags)
{
}

unsigned long __perform_reclaim(gfp_t gfp_mask, unsigned int order, const struct alloc_context *ac)
{
	struct zone *zone = first_zones_zonelist(ac->zonelist, ac->highest_zoneidx, ac->nodemask)->zone;
	unsigned long progress = 0;

	cond_resched();
	fs_reclaim_acquire(gfp_mask);
	/* The list as it is now, not as the request remembers it. */
	if (zone && model_reclaim_always)
		progress = 1;
	else if (zone)
		progress = give_up_pages(zone, 32);
	fs_reclaim_release(gfp_mask);
	cond_resched();
	return progress;
}

struct page *__alloc_pages_direct_reclaim(gfp_t gfp_mask, unsigned int order, unsigned int alloc_flags,
					  const struct alloc_context *ac, unsigned long *did_some_progress)
{
	struct page *page;
	unsigned long pflags;

	psi_memstall_enter(&pflags);
	*did_some_progress = __perform_reclaim(gfp_mask, order, ac);
	psi_memstall_leave(&pflags);
	if (*did_some_progress == 0)
		return NULL;
	page = get_page_from_freelist(gfp_mask, order, alloc_flags, ac);
	if (page)
		return page;
	/* What was reclaimed may lie on other CPUs' lists, or in a block kept back. */
	unreserve_highatomic_pageblock(ac, false);
	drain_all_pages(NULL);
	return get_page_from_freelist(gfp_mask, order, alloc_flags, ac);
}
