/* The free side of the per-CPU lists since 6.2: trylock, else straight to the buddy lists; remote drains take pcp->lock. */

static void free_one_page(struct zone *zone, struct page *page, unsigned long pfn, unsigned int order)
{
	unsigned long flags;

	zone_lock_irqsave(zone, flags);
	__free_one_page(page, pfn, zone, order, get_pageblock_migratetype(page));
	__lockstep_event("merge", 1);
	zone_unlock_irqrestore(zone, flags);
}

/* Takes pages from the tails of the lists, starting behind `pindex`, until `count` base pages went back. */
static void free_pcppages_bulk(struct zone *zone, int count, struct per_cpu_pages *pcp, int pindex)
{
	unsigned long flags;
	int taken = 0;

	if (count > pcp->count)
		count = pcp->count;
	zone_lock_irqsave(zone, flags);
	while (count > 0) {
		struct list_head *list;
		struct page *page;
		int order;

		if (list_empty(&pcp->lists[pindex])) {
			pindex = (pindex + 1) % NR_PCP_LISTS;
			continue;
		}
		list = &pcp->lists[pindex];
		order = pindex_to_order(pindex);
		page = container_of(list->prev, struct page, lru);
		list_del(&page->lru);
		count -= 1 << order;
		pcp->count -= 1 << order;
		__free_one_page(page, page_to_pfn(page), zone, order, get_pageblock_migratetype(page));
		taken++;
	}
	__lockstep_event("merge", taken);
	zone_unlock_irqrestore(zone, flags);
}

/* How many to give back when the lists reach their high mark: at least a batch, all but a batch at most. */
static int nr_pcp_free(struct per_cpu_pages *pcp, int batch, int high)
{
	int most = high - batch;

	if (pcp->free_count > batch)
		batch = pcp->free_count;
	return batch > most ? most : batch;
}

static void free_unref_page_commit(struct zone *zone, struct per_cpu_pages *pcp, struct page *page, int migratetype,
				   unsigned int order)
{
	int pindex = order_to_pindex(migratetype, order);

	pcp->alloc_factor >>= 1;
	list_add(&page->lru, &pcp->lists[pindex]);
	pcp->count += 1 << order;
	if (pcp->free_count < (pcp->batch << 5))
		pcp->free_count += 1 << order;
	__lockstep_event("push", 1);
	if (pcp->count >= pcp->high)
		free_pcppages_bulk(zone, nr_pcp_free(pcp, pcp->batch, pcp->high), pcp, pindex);
}

void free_unref_page(struct page *page, unsigned int order)
{
	struct zone *zone = page_zone(page);
	struct per_cpu_pages *pcp;
	unsigned long up_flags;
	int migratetype;

	if (!free_pages_prepare(page, order))
		return;
	if (!pcp_allowed_order(order)) {
		free_one_page(zone, page, page_to_pfn(page), order);
		return;
	}
	migratetype = get_pageblock_migratetype(page);
	if (migratetype >= MIGRATE_PCPTYPES) {
		if (migratetype == MIGRATE_ISOLATE) {
			free_one_page(zone, page, page_to_pfn(page), order);
			return;
		}
		migratetype = MIGRATE_MOVABLE;
	}
	pcp_trylock_prepare(&up_flags);
	pcp = pcp_lock_this_cpu(zone);
	if (pcp) {
		free_unref_page_commit(zone, pcp, page, migratetype, order);
		pcp_unlock(pcp);
	} else {
		free_one_page(zone, page, page_to_pfn(page), order);
	}
	pcp_trylock_finish(&up_flags);
}

void free_the_page(struct page *page, unsigned int order)
{
	free_unref_page(page, order);
}

static void drain_pages_zone(unsigned int cpu, struct zone *zone)
{
	struct per_cpu_pages *pcp = per_cpu_ptr(zone->per_cpu_pageset, cpu);

	spin_lock(&pcp->lock);
	if (pcp->count)
		free_pcppages_bulk(zone, pcp->count, pcp, 0);
	spin_unlock(&pcp->lock);
}

/* One zone's lists on every CPU, or those of every zone. */
static void drain_zones(struct zone *only)
{
	int nid;
	int i;
	int cpu;

	for (nid = 0; nid < MODEL_NODES; nid++) {
		for (i = 0; i < MAX_NR_ZONES; i++) {
			struct zone *zone = &node_data[nid].node_zones[i];

			if (!populated_zone(zone) || (only && only != zone))
				continue;
			for (cpu = 0; cpu < MODEL_CPUS; cpu++)
				drain_pages_zone(cpu, zone);
		}
	}
}

/* From any CPU, one drainer at a time. */
static DEFINE_MUTEX(pcpu_drain_mutex);

void drain_all_pages(struct zone *zone)
{
	if (!mutex_trylock(&pcpu_drain_mutex))
		mutex_lock(&pcpu_drain_mutex);
	drain_zones(zone);
	mutex_unlock(&pcpu_drain_mutex);
}
