/* The free side of the per-CPU lists since 6.2: trylock, else straight to the buddy lists; remote drains take pcp->lock. */

#if MODEL_VERSION >= 609
/* A block larger than a pageblock goes back in pieces, each to the list of its own type. */
static void split_large_buddy(struct zone *zone, struct page *page, unsigned long pfn, int order, fpi_t fpi)
{
	unsigned long last = pfn + (1UL << order);
	int piece = order > pageblock_order ? pageblock_order : order;

	for (; pfn < last; pfn += 1UL << piece)
		__free_one_page(pfn_to_page(pfn), pfn, zone, piece, get_pfnblock_migratetype(pfn_to_page(pfn), pfn), fpi);
}

static void free_one_page(struct zone *zone, struct page *page, unsigned long pfn, unsigned int order, fpi_t fpi_flags)
{
	unsigned long flags;

	zone_lock_irqsave(zone, flags);
	split_large_buddy(zone, page, pfn, order, fpi_flags);
	zone_unlock_irqrestore(zone, flags);
}

void __free_pages_ok(struct page *page, unsigned int order, fpi_t fpi_flags)
{
	if (free_pages_prepare(page, order))
		free_one_page(page_zone(page), page, page_to_pfn(page), order, fpi_flags);
}
#else
static void free_one_page(struct zone *zone, struct page *page, unsigned long pfn, unsigned int order, int migratetype,
			  fpi_t fpi_flags)
{
	unsigned long flags;

	zone_lock_irqsave(zone, flags);
	/* The block may have been isolated since its type was read. */
	if (is_migrate_isolate(migratetype) || has_isolate_pageblock(zone))
		migratetype = get_pfnblock_migratetype(page, pfn);
	__free_one_page(page, pfn, zone, order, migratetype, fpi_flags);
	zone_unlock_irqrestore(zone, flags);
}

void __free_pages_ok(struct page *page, unsigned int order, fpi_t fpi_flags)
{
	unsigned long pfn = page_to_pfn(page);

	if (free_pages_prepare(page, order, true, fpi_flags))
		free_one_page(page_zone(page), page, pfn, order, get_pfnblock_migratetype(page, pfn), fpi_flags);
}
#endif

/* Takes pages from the tails of the lists, starting behind `pindex`, until `count` base pages went back. */
static void free_pcppages_bulk(struct zone *zone, int count, struct per_cpu_pages *pcp, int pindex)
{
	unsigned long flags;

	if (count > pcp->count)
		count = pcp->count;
	zone_lock_irqsave(zone, flags);
	while (count > 0) {
		struct list_head *list = &pcp->lists[pindex];
		struct page *page;
		unsigned long pfn;
		int migratetype;
		int order;

		if (list_empty(list)) {
			pindex = (pindex + 1) % NR_PCP_LISTS;
			continue;
		}
		order = pindex_to_order(pindex);
		page = container_of(list->prev, struct page, pcp_list);
		pfn = page_to_pfn(page);
		list_del(&page->pcp_list);
		count -= 1 << order;
		pcp->count -= 1 << order;
#if MODEL_VERSION >= 609
		migratetype = get_pfnblock_migratetype(page, pfn);
#else
		migratetype = get_pcppage_migratetype(page);
		if (bulkfree_pcp_prepare(page))
			continue;
#endif
		__free_one_page(page, pfn, zone, order, migratetype, FPI_NONE);
	}
	zone_unlock_irqrestore(zone, flags);
}

#if MODEL_VERSION >= 607
#define PCPF_PREV_FREE_HIGH_ORDER 1
#define PCPF_FREE_HIGH_BATCH 2

/* How many to give back when the lists reach their high mark: at least a batch, all but a batch at most. */
static int nr_pcp_free(struct per_cpu_pages *pcp, int batch, int high, bool free_high)
{
	int most = high - batch;
	int wanted = pcp->free_count;

	if (free_high)
		return pcp->count < batch << PCP_BATCH_SCALE_MAX ? pcp->count : batch << PCP_BATCH_SCALE_MAX;
	if (high < batch)
		return 1;
	if (wanted < batch)
		wanted = batch;
	return wanted > most ? most : wanted;
}

/* How many pages the lists may hold now: fewer while the zone is short of pages, none to speak of while big ones are freed. */
static int nr_pcp_high(struct per_cpu_pages *pcp, struct zone *zone, int batch, bool free_high)
{
	int high = clamp_high(pcp);
	int freed = pcp->free_count > batch ? pcp->free_count : batch;

	if (high == 0)
		return 0;
	if (free_high) {
		pcp->high = high - (batch << PCP_BATCH_SCALE_MAX);
		clamp_high(pcp);
		return 0;
	}
	if (zone->flags & (1UL << ZONE_RECLAIM_ACTIVE)) {
		pcp->high = high - freed;
		clamp_high(pcp);
		return batch << 2 < pcp->high ? batch << 2 : pcp->high;
	}
	if (pcp->high_min == pcp->high_max)
		return high;
	if (zone->flags & (1UL << ZONE_BELOW_HIGH)) {
		pcp->high = high - freed;
		clamp_high(pcp);
		return pcp->count > pcp->high_min ? pcp->count : pcp->high_min;
	}
	if (pcp->count >= high && pcp->high < pcp->free_count + batch) {
		pcp->high = pcp->free_count + batch;
		clamp_high(pcp);
	}
	return high;
}

/* Orders 1-3 freed in a row go back to the buddy lists soon: kept, they would break up large blocks. */
static bool frees_high(struct per_cpu_pages *pcp, unsigned int order, int batch)
{
	bool high = false;

	if (order > 0 && order <= PAGE_ALLOC_COSTLY_ORDER) {
		high = (pcp->flags & PCPF_PREV_FREE_HIGH_ORDER) && pcp->free_count >= batch;
		if (high && (pcp->flags & PCPF_FREE_HIGH_BATCH))
			high = pcp->count >= batch;
		pcp->flags |= PCPF_PREV_FREE_HIGH_ORDER;
	} else {
		pcp->flags &= ~PCPF_PREV_FREE_HIGH_ORDER;
	}
	return high;
}

static void free_unref_page_commit(struct zone *zone, struct per_cpu_pages *pcp, struct page *page, int migratetype,
				   unsigned int order)
{
	int pindex = order_to_pindex(migratetype, order);
	bool free_high;
	int high;

	pcp->alloc_factor >>= 1;
	list_add(&page->pcp_list, &pcp->lists[pindex]);
	pcp->count += 1 << order;
	free_high = frees_high(pcp, order, pcp->batch);
	if (pcp->free_count < (pcp->batch << PCP_BATCH_SCALE_MAX))
		pcp->free_count += 1 << order;
	high = nr_pcp_high(pcp, zone, pcp->batch, free_high);
	if (pcp->count < high)
		return;
	free_pcppages_bulk(zone, nr_pcp_free(pcp, pcp->batch, high, free_high), pcp, pindex);
	if ((zone->flags & (1UL << ZONE_BELOW_HIGH)) && zone_watermark_ok(zone, 0, wmark_pages(zone, WMARK_HIGH), ZONE_MOVABLE, 0))
		zone->flags &= ~(1UL << ZONE_BELOW_HIGH);
}
#else
static int nr_pcp_free(struct per_cpu_pages *pcp, int high, int batch, bool free_high)
{
	int most = high - batch;
	int wanted = batch << pcp->free_factor;

	if (free_high)
		return pcp->count;
	if (high < batch)
		return 1;
	if (wanted < most && pcp->free_factor < PCP_BATCH_SCALE_MAX)
		pcp->free_factor++;
	return wanted > most ? most : wanted;
}

static int nr_pcp_high(struct per_cpu_pages *pcp, struct zone *zone, bool free_high)
{
	int high = pcp->high;

	if (free_high)
		return 0;
	if ((zone->flags & (1UL << ZONE_RECLAIM_ACTIVE)) && pcp->batch << 2 < high)
		return pcp->batch << 2;
	return high;
}

static void free_unref_page_commit(struct zone *zone, struct per_cpu_pages *pcp, struct page *page, int migratetype,
				   unsigned int order)
{
	bool free_high = pcp->free_factor > 0 && order > 0 && order <= PAGE_ALLOC_COSTLY_ORDER;
	int pindex = order_to_pindex(migratetype, order);
	int high;

	list_add(&page->pcp_list, &pcp->lists[pindex]);
	pcp->count += 1 << order;
	high = nr_pcp_high(pcp, zone, free_high);
	if (pcp->count >= high)
		free_pcppages_bulk(zone, nr_pcp_free(pcp, high, pcp->batch, free_high), pcp, pindex);
}

static bool free_unref_page_prepare(struct page *page, unsigned long pfn, unsigned int order)
{
	if (!free_pcp_prepare(page, order))
		return false;
	set_pcppage_migratetype(page, get_pfnblock_migratetype(page, pfn));
	return true;
}
#endif

/* Straight to the buddy lists, where the lists of this CPU will not do. */
static void free_past_lists(struct zone *zone, struct page *page, unsigned int order, int migratetype)
{
#if MODEL_VERSION >= 609
	free_one_page(zone, page, page_to_pfn(page), order, FPI_NONE);
#else
	free_one_page(zone, page, page_to_pfn(page), order, migratetype, FPI_NONE);
#endif
}

void free_unref_page(struct page *page, unsigned int order)
{
	struct zone *zone = page_zone(page);
	struct per_cpu_pages *pcp;
	unsigned long up_flags;
	int migratetype;
	int list;

#if MODEL_VERSION >= 609
	if (!pcp_allowed_order(order)) {
		__free_pages_ok(page, order, FPI_NONE);
		return;
	}
	if (!free_pages_prepare(page, order))
		return;
	migratetype = get_pfnblock_migratetype(page, page_to_pfn(page));
#else
	if (!free_unref_page_prepare(page, page_to_pfn(page), order))
		return;
	migratetype = get_pcppage_migratetype(page);
#endif
	if (is_migrate_isolate(migratetype)) {
		free_past_lists(zone, page, order, migratetype);
		return;
	}
	/* Reserves and CMA lie on the list of movable pages meanwhile (I8). */
	list = migratetype < MIGRATE_PCPTYPES ? migratetype : MIGRATE_MOVABLE;
	pcp_trylock_prepare(&up_flags);
	pcp = pcp_lock_this_cpu(zone);
	if (pcp) {
		free_unref_page_commit(zone, pcp, page, list, order);
		pcp_unlock(pcp);
	} else {
		free_past_lists(zone, page, order, migratetype);
	}
	pcp_trylock_finish(&up_flags);
}

void free_the_page(struct page *page, unsigned int order)
{
	if (pcp_allowed_order(order))
		free_unref_page(page, order);
	else
		__free_pages_ok(page, order, FPI_NONE);
}

/* Flags of the lock wrappers that only UP uses. */
static void __flags_noop(unsigned long *flags)
{
}

static void drain_pages_zone(unsigned int cpu, struct zone *zone)
{
	struct per_cpu_pages *pcp = per_cpu_ptr(zone->per_cpu_pageset, cpu);

#if MODEL_VERSION >= 607
	/* In pieces, so that nobody waits for the zone too long. */
	int left = 1;

	while (left > 0) {
		spin_lock(&pcp->lock);
		left = pcp->count;
		if (left > 0) {
			int most = pcp->batch << PCP_BATCH_SCALE_MAX;

			free_pcppages_bulk(zone, left < most ? left : most, pcp, 0);
			left -= most;
		}
		spin_unlock(&pcp->lock);
	}
#else
	spin_lock(&pcp->lock);
	if (pcp->count)
		free_pcppages_bulk(zone, pcp->count, pcp, 0);
	spin_unlock(&pcp->lock);
#endif
}

static void drain_pages(unsigned int cpu)
{
	struct zone *zone;

	for (zone = first_online_pgdat()->node_zones; zone; zone = next_zone(zone))
		if (populated_zone(zone))
			drain_pages_zone(cpu, zone);
}

/* From any CPU, one drainer at a time. A CPU is asked if one of its lists has pages, or in any case. */
static DEFINE_MUTEX(pcpu_drain_mutex);

void __drain_all_pages(struct zone *zone, bool force_all_cpus)
{
	int cpu;

	if (!mutex_trylock(&pcpu_drain_mutex)) {
		if (!zone)
			return;
		mutex_lock(&pcpu_drain_mutex);
	}
	for (cpu = 0; cpu < MODEL_CPUS && zone; cpu++)
		drain_pages_zone(cpu, zone);
	for (cpu = 0; cpu < MODEL_CPUS && !zone; cpu++)
		drain_pages(cpu);
	mutex_unlock(&pcpu_drain_mutex);
}

void drain_all_pages(struct zone *zone)
{
	__drain_all_pages(zone, false);
}
