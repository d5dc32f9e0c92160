/*
 * Per-CPU page lists as of 5.8: order 0 only, protected by switching interrupts off on this CPU. The bulk refill takes
 * zone->lock with plain spin_lock inside, which is why PREEMPT_RT could not run this code as it stands.
 */
struct zone_pagesets { struct per_cpu_pageset of[MODEL_NODES * MAX_NR_ZONES]; };
static DEFINE_PER_CPU(struct zone_pagesets, boot_pagesets);

int model_pcp_batch = 63;
int model_pcp_high = 378;

void zone_pcp_init(struct zone *zone)
{
	int slot = zone->zone_pgdat->node_id * MAX_NR_ZONES + zone_idx(zone);
	int cpu;
	int i;

	zone->pageset = &boot_pagesets.of[slot];
	for (cpu = 0; cpu < MODEL_CPUS; cpu++) {
		struct per_cpu_pages *pcp = &per_cpu_ptr(zone->pageset, cpu)->pcp;

		pcp->count = 0;
		pcp->batch = model_pcp_batch;
		pcp->high = model_pcp_high;
		for (i = 0; i < NR_PCP_LISTS; i++)
			INIT_LIST_HEAD(&pcp->lists[i]);
	}
}

static int rmqueue_bulk(struct zone *zone, unsigned int order, unsigned long count, struct list_head *list,
			int migratetype, unsigned int alloc_flags)
{
	unsigned long i;
	int alloced = 0;

	zone_lock(zone);
	for (i = 0; i < count; i++) {
		struct page *page = __rmqueue(zone, order, migratetype, alloc_flags);

		if (!page)
			break;
		if (check_pcp_refill(page, order))
			continue;
		list_add_tail(&page->lru, list);
		page->index = migratetype;
		alloced++;
	}
	__mod_zone_page_state(zone, NR_FREE_PAGES, -(long)(i << order));
	zone_unlock(zone);
	return alloced;
}

static struct page *__rmqueue_pcplist(struct zone *zone, int migratetype, unsigned int alloc_flags,
				      struct per_cpu_pages *pcp, struct list_head *list)
{
	struct page *page;

	do {
		if (list_empty(list)) {
			pcp->count += rmqueue_bulk(zone, 0, pcp->batch, list, migratetype, alloc_flags);
			if (list_empty(list))
				return NULL;
		}
		page = container_of(list->next, struct page, lru);
		list_del(&page->lru);
		pcp->count--;
	} while (check_new_pcp(page));
	return page;
}

static struct page *rmqueue_pcplist(struct zone *preferred_zone, struct zone *zone, gfp_t gfp_flags, int migratetype,
				    unsigned int alloc_flags)
{
	struct per_cpu_pages *pcp;
	struct page *page;
	unsigned long flags;

	local_irq_save(flags);
	pcp = &this_cpu_ptr(zone->pageset)->pcp;
	page = __rmqueue_pcplist(zone, migratetype, alloc_flags, pcp, &pcp->lists[migratetype]);
	if (page)
		zone_statistics(preferred_zone, zone, 1);
	local_irq_restore(flags);
	return page;
}

struct page *rmqueue(struct zone *preferred_zone, struct zone *zone, unsigned int order, gfp_t gfp_flags,
		     unsigned int alloc_flags, int migratetype)
{
	struct page *page;
	unsigned long flags;

	if (order == 0) {
		page = rmqueue_pcplist(preferred_zone, zone, gfp_flags, migratetype, alloc_flags);
		goto out;
	}
	if ((gfp_flags & __GFP_NOFAIL) && order > 1)
		__lockstep_report("warning");
	zone_lock_irqsave(zone, flags);
	page = NULL;
	if (alloc_flags & ALLOC_HARDER)
		page = __rmqueue_smallest(zone, order, MIGRATE_HIGHATOMIC);
	if (!page)
		page = __rmqueue(zone, order, migratetype, alloc_flags);
	if (page)
		__mod_zone_freepage_state(zone, -(1 << order), get_pcppage_migratetype(page));
	/* Released in two steps, as 5.8 does: on PREEMPT_RT `flags` holds nothing of the hardware. */
	zone_unlock(zone);
	if (page)
		zone_statistics(preferred_zone, zone, 1);
	local_irq_restore(flags);
out:
	if (zone->flags & (1UL << ZONE_BOOSTED_WATERMARK)) {
		zone->flags &= ~(1UL << ZONE_BOOSTED_WATERMARK);
		wakeup_kswapd(zone, 0, 0, zone_idx(zone));
	}
	return page;
}

static void free_one_page(struct zone *zone, struct page *page, unsigned long pfn, unsigned int order, int migratetype)
{
	zone_lock(zone);
	__free_one_page(page, pfn, zone, order, migratetype, FPI_NONE);
	zone_unlock(zone);
}

/* Takes `count` pages off the lists in turn, from their tails, before it takes the lock. */
static void free_pcppages_bulk(struct zone *zone, int count, struct per_cpu_pages *pcp)
{
	struct list_head batch;
	int migratetype = 0;
	int taken = 0;

	INIT_LIST_HEAD(&batch);
	while (taken < count && pcp->count > 0) {
		struct list_head *list = &pcp->lists[migratetype];

		if (!list_empty(list)) {
			struct list_head *last = list->prev;

			list_del(last);
			list_add_tail(last, &batch);
			pcp->count--;
			taken++;
		} else {
			migratetype = (migratetype + 1) % MIGRATE_PCPTYPES;
		}
	}
	zone_lock(zone);
	while (!list_empty(&batch)) {
		struct page *page = container_of(batch.next, struct page, lru);

		list_del(&page->lru);
		__free_one_page(page, page_to_pfn(page), zone, 0, page->index, FPI_NONE);
	}
	zone_unlock(zone);
}

static void free_unref_page_commit(struct page *page, unsigned long pfn)
{
	struct zone *zone = page_zone(page);
	int migratetype = get_pageblock_migratetype(page);
	struct per_cpu_pages *pcp;

	page->index = migratetype;
	if (migratetype >= MIGRATE_PCPTYPES) {
		if (migratetype == MIGRATE_ISOLATE) {
			free_one_page(zone, page, pfn, 0, migratetype);
			return;
		}
		migratetype = MIGRATE_MOVABLE;
	}
	pcp = &this_cpu_ptr(zone->pageset)->pcp;
	list_add(&page->lru, &pcp->lists[migratetype]);
	pcp->count++;
	if (pcp->count >= pcp->high)
		free_pcppages_bulk(zone, pcp->batch, pcp);
}

void free_unref_page(struct page *page)
{
	unsigned long pfn = page_to_pfn(page);
	unsigned long flags;

	if (!free_pcp_prepare(page, 0))
		return;
	local_irq_save(flags);
	free_unref_page_commit(page, pfn);
	local_irq_restore(flags);
}

void __free_pages_ok(struct page *page, unsigned int order)
{
	unsigned long flags;

	if (!free_pages_prepare(page, order, true, FPI_NONE))
		return;
	local_irq_save(flags);
	free_one_page(page_zone(page), page, page_to_pfn(page), order, get_pageblock_migratetype(page));
	local_irq_restore(flags);
}

void free_the_page(struct page *page, unsigned int order)
{
	if (order == 0)
		free_unref_page(page);
	else
		__free_pages_ok(page, order);
}

static void drain_pages_zone(unsigned int cpu, struct zone *zone)
{
	struct per_cpu_pages *pcp;
	unsigned long flags;

	local_irq_save(flags);
	pcp = &per_cpu_ptr(zone->pageset, cpu)->pcp;
	if (pcp->count)
		free_pcppages_bulk(zone, pcp->count, pcp);
	local_irq_restore(flags);
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

/* 5.8 asks each CPU's worker to drain itself and waits for them: may sleep. */
void drain_all_pages(struct zone *zone)
{
	might_sleep();
	drain_zones(zone);
}

static struct per_cpu_pages *zone_pcp(struct zone *zone, int cpu)
{
	return &per_cpu_ptr(zone->pageset, cpu)->pcp;
}

static int pcp_list_pages(int pindex)
{
	return 1;
}

static struct per_cpu_pages *golden_hold_pcp(struct zone *zone)
{
	return zone_pcp(zone, 0);
}

static void golden_drop_pcp(struct per_cpu_pages *pcp)
{
}
