/*
 * The slow path: wake kswapd, try with reserve rights, reclaim, retry, give up; and the two cookies (cpuset and zonelist)
 * that send a failed request back to the start when the lists changed under it.
 */
#define MAX_RECLAIM_RETRIES 16

static seqcount_spinlock_t mems_allowed_seq;

/* cpusets_enabled(): without them nothing is read, and the barriers of reading are not there. */
int model_cpusets = 1;

unsigned int read_mems_allowed_begin(void)
{
	if (!model_cpusets)
		return 0;
	return read_seqcount_begin(&mems_allowed_seq);
}

bool read_mems_allowed_retry(unsigned int seq)
{
	if (!model_cpusets)
		return false;
	return read_seqcount_retry(&mems_allowed_seq, seq);
}

/*
 * The counter as a request sees it. Variants that look at the request's flags replace the first two; a scenario's script may
 * hold a request at the points (zonelist-script.c).
 */
unsigned int zonelist_begin_for(gfp_t gfp_mask)
{
	return zonelist_iter_begin();
}

unsigned int zonelist_retry_for(gfp_t gfp_mask, unsigned int seq)
{
	return check_retry_zonelist(seq);
}

void zonelist_point_begun(void)
{
}

void zonelist_point_check(void)
{
}

void zonelist_point_checked(void)
{
}

unsigned int zonelists_begin(gfp_t gfp_mask)
{
	unsigned int seq = zonelist_begin_for(gfp_mask);

	zonelist_point_begun();
	return seq;
}

bool zonelists_changed(gfp_t gfp_mask, unsigned int seq)
{
	unsigned int changed;

	zonelist_point_check();
	changed = zonelist_retry_for(gfp_mask, seq);
	zonelist_point_checked();
	return changed != 0;
}

/* Rights of the second attempt. A request that cannot block may dig into the reserves instead. */
unsigned int gfp_to_alloc_flags(gfp_t gfp_mask, unsigned int order)
{
	unsigned int copied = gfp_mask & (__GFP_HIGH | __GFP_KSWAPD_RECLAIM);
	unsigned int alloc_flags = copied | ALLOC_WMARK_MIN | ALLOC_CPUSET;
	bool reserves = !(gfp_mask & __GFP_NOMEMALLOC);

#if MODEL_VERSION < 600
	if (!(gfp_mask & __GFP_ATOMIC))
		return alloc_flags;
	alloc_flags &= ~ALLOC_CPUSET;
	return reserves ? alloc_flags | ALLOC_HARDER : alloc_flags;
#else
	if (gfpflags_allow_blocking(gfp_mask))
		return gfp_to_alloc_flags_cma(gfp_mask, alloc_flags);
	if (reserves && order > 0 && (copied & ALLOC_MIN_RESERVE))
		alloc_flags |= ALLOC_HIGHATOMIC;
	if (reserves)
		alloc_flags |= ALLOC_NON_BLOCK;
	if (copied & ALLOC_MIN_RESERVE)
		alloc_flags &= ~ALLOC_CPUSET;
	return gfp_to_alloc_flags_cma(gfp_mask, alloc_flags);
#endif
}

/* Counts what is free where, under each zone's lock: the part of the failure report that locks. */
void show_free_areas(unsigned int filter)
{
	int nid;
	int i;

	for (nid = 0; nid < MODEL_NODES; nid++) {
		for (i = 0; i < MAX_NR_ZONES; i++) {
			struct zone *zone = &node_data[nid].node_zones[i];
			unsigned long flags;

			if (!populated_zone(zone))
				continue;
			zone_lock_irqsave(zone, flags);
			zone_unlock_irqrestore(zone, flags);
		}
	}
}

int ___ratelimit(void *rs, const char *func)
{
	return 1;
}

void cpuset_print_current_mems_allowed(void)
{
}

void __show_mem(unsigned int filter, void *nodemask, int max_zone_idx)
{
	show_free_areas(filter);
}

static void warn_alloc_show_mem(gfp_t gfp_mask, void *nodemask)
{
	__show_mem(0, nodemask, gfp_zone(gfp_mask));
}

static bool has_managed_dma(void)
{
	return node_data[0].node_zones[ZONE_DMA].managed_pages != 0;
}

void warn_alloc(gfp_t gfp_mask, void *nodemask, const char *fmt)
{
	if (gfp_mask & __GFP_NOWARN)
		return;
	pr_warn(fmt);
	warn_alloc_show_mem(gfp_mask, nodemask);
}

/* Pages kept back for large atomic requests go back to the others before anybody is killed for a page. */
bool unreserve_highatomic_pageblock(const struct alloc_context *ac, bool force)
{
	struct zoneref *z = first_zones_zonelist(ac->zonelist, ac->highest_zoneidx, ac->nodemask);
	struct zone *zone;

	for (; (zone = z->zone); z = next_zones_zonelist(z + 1, ac->highest_zoneidx, ac->nodemask)) {
		unsigned long least = force ? 0 : pageblock_nr_pages;
		unsigned long flags;

		if (zone->nr_reserved_highatomic <= least && !force)
			continue;
		zone_lock_irqsave(zone, flags);
		if (zone->nr_reserved_highatomic > least)
			zone->nr_reserved_highatomic -= pageblock_nr_pages;
		zone_unlock_irqrestore(zone, flags);
	}
	return false;
}

unsigned long zone_reclaimable_pages(struct zone *zone)
{
	return model_reclaimable;
}

/* Some zone could satisfy the request if everything reclaimable were reclaimed; not for ever, though. */
static bool should_reclaim_retry(gfp_t gfp_mask, unsigned int order, struct alloc_context *ac, int alloc_flags,
				 bool did_some_progress, int *no_progress_loops)
{
	struct zoneref *z;
	struct zone *zone;

	if (did_some_progress && order <= PAGE_ALLOC_COSTLY_ORDER)
		*no_progress_loops = 0;
	else
		(*no_progress_loops)++;
	if (*no_progress_loops > MAX_RECLAIM_RETRIES)
		return unreserve_highatomic_pageblock(ac, true);
	for (z = first_zones_zonelist(ac->zonelist, ac->highest_zoneidx, ac->nodemask); (zone = z->zone);
	     z = next_zones_zonelist(z + 1, ac->highest_zoneidx, ac->nodemask)) {
		long hoped = zone_reclaimable_pages(zone) + zone_page_state(zone, NR_FREE_PAGES);

		if (model_reclaim_always)
			return true;
		if (model_reclaimable > 0 &&
		    __zone_watermark_ok(zone, order, wmark_pages(zone, WMARK_MIN), ac->highest_zoneidx, alloc_flags, hoped)) {
			cond_resched();
			return true;
		}
	}
	cond_resched();
	return unreserve_highatomic_pageblock(ac, true);
}

/* Compaction is not modelled: it never has anything to offer. */
static bool should_compact_retry(struct alloc_context *ac, int order, int alloc_flags, int compact_result,
				 int *compact_priority, int *compaction_retries)
{
	return false;
}

/* COMPACT_SKIPPED */
int try_to_compact_pages(gfp_t gfp_mask, unsigned int order, unsigned int alloc_flags, const struct alloc_context *ac, int prio,
			 struct page **page)
{
	return 1;
}

static struct page *__alloc_pages_direct_compact(gfp_t gfp_mask, unsigned int order, unsigned int alloc_flags,
						 const struct alloc_context *ac, int prio, int *compact_result)
{
	struct page *page = NULL;

	*compact_result = try_to_compact_pages(gfp_mask, order, alloc_flags, ac, prio, &page);
	return page;
}

static struct page *__alloc_pages_cpuset_fallback(gfp_t gfp_mask, unsigned int order, unsigned int alloc_flags,
						  const struct alloc_context *ac)
{
	return get_page_from_freelist(gfp_mask, order, alloc_flags, ac);
}

/* The killer's victim gives back nothing here: what a task gets after it is another last try at the high mark. */
static struct page *__alloc_pages_may_oom(gfp_t gfp_mask, unsigned int order, const struct alloc_context *ac,
					  unsigned long *did_some_progress)
{
	*did_some_progress = 0;
	return get_page_from_freelist((gfp_mask | __GFP_HARDWALL) & ~__GFP_DIRECT_RECLAIM, order, ALLOC_WMARK_HIGH | ALLOC_CPUSET, ac);
}

static bool check_retry_cpuset(int cpuset_mems_cookie, struct alloc_context *ac)
{
	return read_mems_allowed_retry(cpuset_mems_cookie);
}

/* Hibernation keeps storage busy: not here. */
bool pm_suspended_storage(void)
{
	return false;
}

bool tsk_is_oom_victim(void *tsk)
{
	return false;
}

static bool oom_reserves_allowed(void *tsk)
{
	return false;
}

/* Who may go below all marks: those who said so. Tasks of the model are neither reclaimers nor victims. */
static int __gfp_pfmemalloc_flags(gfp_t gfp_mask)
{
	bool may = (gfp_mask & __GFP_MEMALLOC) && !(gfp_mask & __GFP_NOMEMALLOC);

	return may ? ALLOC_NO_WATERMARKS : 0;
}

bool gfp_pfmemalloc_allowed(gfp_t gfp_mask)
{
	return __gfp_pfmemalloc_flags(gfp_mask) != 0;
}

struct page *__alloc_pages_slowpath(gfp_t gfp_mask, unsigned int order, struct alloc_context *ac)
{
	bool can_direct_reclaim = gfpflags_allow_blocking(gfp_mask);
	unsigned long did_some_progress = 0;
	unsigned int reserve_flags;
	unsigned int zonelist_cookie;
	unsigned int cpuset_cookie;
	unsigned int alloc_flags;
	int no_progress_loops;
	struct page *page;

#if MODEL_VERSION >= 607
	if ((gfp_mask & __GFP_NOFAIL) && order > 1)
		__lockstep_report("warning");
#endif
restart:
	no_progress_loops = 0;
	cpuset_cookie = read_mems_allowed_begin();
	zonelist_cookie = zonelists_begin(gfp_mask);
	alloc_flags = gfp_to_alloc_flags(gfp_mask, order);
	ac->preferred_zoneref = first_zones_zonelist(ac->zonelist, ac->highest_zoneidx, ac->nodemask);
	if (!ac->preferred_zoneref->zone)
		goto nopage;
	if (alloc_flags & ALLOC_KSWAPD)
		wake_all_kswapds(order, gfp_mask, ac);
	page = get_page_from_freelist(gfp_mask, order, alloc_flags, ac);
	if (page)
		return page;
	if (can_direct_reclaim && order > 0 && (order > PAGE_ALLOC_COSTLY_ORDER || ac->migratetype != MIGRATE_MOVABLE) &&
	    !gfp_pfmemalloc_allowed(gfp_mask)) {
		int result;

		page = __alloc_pages_direct_compact(gfp_mask, order, alloc_flags, ac, 0, &result);
		if (page)
			return page;
	}
retry:
#if MODEL_VERSION >= 600
	if (check_retry_cpuset(cpuset_cookie, ac) || zonelists_changed(gfp_mask, zonelist_cookie))
		goto restart;
#endif
	if (alloc_flags & ALLOC_KSWAPD)
		wake_all_kswapds(order, gfp_mask, ac);
	reserve_flags = __gfp_pfmemalloc_flags(gfp_mask);
	if (reserve_flags)
		alloc_flags = reserve_flags | (alloc_flags & ALLOC_KSWAPD);
	page = get_page_from_freelist(gfp_mask, order, alloc_flags, ac);
	if (page)
		return page;
	if (!can_direct_reclaim)
		goto nopage;
	page = __alloc_pages_direct_reclaim(gfp_mask, order, alloc_flags, ac, &did_some_progress);
	if (page)
		return page;
	if (gfp_mask & __GFP_NORETRY)
		goto nopage;
	if (order > PAGE_ALLOC_COSTLY_ORDER && !(gfp_mask & __GFP_RETRY_MAYFAIL))
		goto nopage;
	if (should_reclaim_retry(gfp_mask, order, ac, alloc_flags, did_some_progress > 0, &no_progress_loops))
		goto retry;
	if (check_retry_cpuset(cpuset_cookie, ac) || zonelists_changed(gfp_mask, zonelist_cookie))
		goto restart;
	if (!(gfp_mask & __GFP_RETRY_MAYFAIL)) {
		page = __alloc_pages_may_oom(gfp_mask, order, ac, &did_some_progress);
		if (page)
			return page;
	}
nopage:
	if (check_retry_cpuset(cpuset_cookie, ac) || zonelists_changed(gfp_mask, zonelist_cookie))
		goto restart;
	if (gfp_mask & __GFP_NOFAIL) {
		if (!can_direct_reclaim) {
			__lockstep_report("warning");
			goto fail;
		}
		page = __alloc_pages_cpuset_fallback(gfp_mask, order, ALLOC_NO_WATERMARKS, ac);
		if (page)
			return page;
		/* Waits until someone frees memory; nobody else runs in the model, so the wait would be the end of the run. */
		cond_resched();
	}
fail:
	warn_alloc(gfp_mask, NULL, "page allocation failure\n");
	return NULL;
}
