/*
 * Per-CPU page lists since 6.2 (here 6.1's stable tree, 6.12, 6.15): pcp->lock, taken by trylock with the task pinned to its
 * CPU and interrupts on; zone->lock irqsave inside. A failed trylock falls back to the buddy lists.
 */
struct zone_pagesets { struct per_cpu_pages of[MODEL_NODES * MAX_NR_ZONES]; };
static DEFINE_PER_CPU(struct zone_pagesets, zone_pagesets);

int model_pcp_batch = 63;
int model_pcp_high = 252;
/* 0: twice the low bound. Equal to it, the high mark does not tune itself. */
int model_pcp_high_max;

#define PCP_BATCH_SCALE_MAX 5

void zone_pcp_init(struct zone *zone)
{
	int slot = zone->zone_pgdat->node_id * MAX_NR_ZONES + zone_idx(zone);
	int cpu;
	int i;

	zone->per_cpu_pageset = &zone_pagesets.of[slot];
	for (cpu = 0; cpu < MODEL_CPUS; cpu++) {
		struct per_cpu_pages *pcp = per_cpu_ptr(zone->per_cpu_pageset, cpu);

		pcp->count = 0;
		pcp->batch = model_pcp_batch;
		pcp->high = model_pcp_high;
#if MODEL_VERSION >= 607
		pcp->high_min = model_pcp_high;
		pcp->high_max = model_pcp_high_max ? model_pcp_high_max : 2 * model_pcp_high;
#endif
		for (i = 0; i < NR_PCP_LISTS; i++)
			INIT_LIST_HEAD(&pcp->lists[i]);
	}
}

static bool pcp_allowed_order(unsigned int order)
{
	return order <= PAGE_ALLOC_COSTLY_ORDER || order == pageblock_order;
}

static int order_to_pindex(int migratetype, int order)
{
	if (order == pageblock_order)
		return 12 + (migratetype == MIGRATE_MOVABLE);
	return MIGRATE_PCPTYPES * order + migratetype;
}

static int pindex_to_order(int pindex)
{
	if (pindex >= 12)
		return pageblock_order;
	return pindex / MIGRATE_PCPTYPES;
}

/* The pin: a task that moved to another CPU would hold that CPU's list under this CPU's lock. */
static void pcpu_task_pin(void)
{
#ifdef CONFIG_PREEMPT_RT
	migrate_disable();
#else
	preempt_disable();
#endif
}

static void pcpu_task_unpin(void)
{
#ifdef CONFIG_PREEMPT_RT
	migrate_enable();
#else
	preempt_enable();
#endif
}

/* Without SMP a trylock cannot tell an interrupted owner, so interrupts go off around it. */
static void pcp_trylock_prepare(unsigned long *flags)
{
#ifndef CONFIG_SMP
	unsigned long saved;

	local_irq_save(saved);
	*flags = saved;
#endif
}

static void pcp_trylock_finish(unsigned long *flags)
{
#ifndef CONFIG_SMP
	unsigned long saved = *flags;

	local_irq_restore(saved);
#endif
}

static struct per_cpu_pages *pcp_lock_this_cpu(struct zone *zone)
{
	struct per_cpu_pages *pcp;

	pcpu_task_pin();
	pcp = this_cpu_ptr(zone->per_cpu_pageset);
	if (!spin_trylock(&pcp->lock)) {
		pcpu_task_unpin();
		return NULL;
	}
	return pcp;
}

static void pcp_unlock(struct per_cpu_pages *pcp)
{
	spin_unlock(&pcp->lock);
	pcpu_task_unpin();
}

/* Some of the pages of one hold of the lock; 6.1 counts them here, later kernels where they leave the lists. */
static int rmqueue_bulk(struct zone *zone, unsigned int order, unsigned long count, struct list_head *list,
			int migratetype, unsigned int alloc_flags)
{
#if MODEL_VERSION >= 609
	enum rmqueue_mode mode = RMQUEUE_NORMAL;
#endif
	unsigned long flags;
	unsigned long taken;
	int alloced = 0;

	if (alloc_flags & ALLOC_TRYLOCK) {
		if (!zone_trylock_irqsave(zone, flags))
			return 0;
	} else {
		zone_lock_irqsave(zone, flags);
	}
	for (taken = 0; taken < count; taken++) {
#if MODEL_VERSION >= 609
		struct page *page = __rmqueue(zone, order, migratetype, alloc_flags, &mode);
#else
		struct page *page = __rmqueue(zone, order, migratetype, alloc_flags);
#endif

		if (!page)
			break;
#if MODEL_VERSION < 609
		if (check_pcp_refill(page, order))
			continue;
#endif
		list_add_tail(&page->pcp_list, list);
		alloced++;
	}
#if MODEL_VERSION < 609
	__mod_zone_page_state(zone, NR_FREE_PAGES, -(long)(taken << order));
#endif
	zone_unlock_irqrestore(zone, flags);
	return alloced;
}

#if MODEL_VERSION >= 607
static int clamp_high(struct per_cpu_pages *pcp)
{
	if (pcp->high < pcp->high_min)
		pcp->high = pcp->high_min;
	if (pcp->high > pcp->high_max)
		pcp->high = pcp->high_max;
	return pcp->high;
}

/* How many to fetch: one batch first, then twice as many each time, as long as the lists stay below their high mark. */
static int nr_pcp_alloc(struct per_cpu_pages *pcp, struct zone *zone, int order)
{
	int base = pcp->batch;
	int high = clamp_high(pcp);
	int batch = order ? base : base << pcp->alloc_factor;
	int most;

	if (high < base)
		return 1;
	/* The lists may grow as long as the zone has enough. */
	if (pcp->high_min != pcp->high_max && !(zone->flags & (1UL << ZONE_BELOW_HIGH))) {
		pcp->high = high + batch > pcp->high_max ? pcp->high_max : high + batch;
		high = pcp->high;
	}
	if (order == 0) {
		most = high - pcp->count - base;
		if (most < base)
			most = base;
		if (batch <= most && pcp->alloc_factor < PCP_BATCH_SCALE_MAX)
			pcp->alloc_factor++;
		return batch < most ? batch : most;
	}
	if (batch > 1)
		batch = batch >> order < 2 ? 2 : batch >> order;
	return batch;
}
#else
static int nr_pcp_alloc(struct per_cpu_pages *pcp, struct zone *zone, int order)
{
	int scaled = pcp->batch >> order;

	if (pcp->batch <= 1)
		return pcp->batch;
	return scaled < 2 ? 2 : scaled;
}
#endif

/* The head of the list, refilled first if it is empty. A page that fails its check is dropped. */
static struct page *__rmqueue_pcplist(struct zone *zone, unsigned int order, int migratetype, unsigned int alloc_flags,
				      struct per_cpu_pages *pcp, struct list_head *list)
{
	bool bad = true;
	struct page *page = NULL;

	while (bad) {
		if (list_empty(list)) {
			int batch = nr_pcp_alloc(pcp, zone, order);

			pcp->count += rmqueue_bulk(zone, order, batch, list, migratetype, alloc_flags) << order;
			if (list_empty(list))
				return NULL;
		}
		page = container_of(list->next, struct page, pcp_list);
		list_del(&page->pcp_list);
		pcp->count -= 1 << order;
#if MODEL_VERSION >= 609
		bad = check_new_pages(page, order);
#else
		bad = check_new_pcp(page, order);
#endif
	}
	return page;
}

static struct page *rmqueue_pcplist(struct zone *preferred_zone, struct zone *zone, unsigned int order, int migratetype,
				    unsigned int alloc_flags)
{
	struct per_cpu_pages *pcp;
	struct page *page;
	unsigned long up_flags;

	pcp_trylock_prepare(&up_flags);
	pcp = pcp_lock_this_cpu(zone);
	if (!pcp) {
		pcp_trylock_finish(&up_flags);
		return NULL;
	}
#if MODEL_VERSION >= 607
	pcp->free_count >>= 1;
#else
	pcp->free_factor >>= 1;
#endif
	page = __rmqueue_pcplist(zone, order, migratetype, alloc_flags, pcp, &pcp->lists[order_to_pindex(migratetype, order)]);
	pcp_unlock(pcp);
	pcp_trylock_finish(&up_flags);
	if (page)
		zone_statistics(preferred_zone, zone, 1);
	return page;
}

static struct page *rmqueue_buddy(struct zone *preferred_zone, struct zone *zone, unsigned int order,
				  unsigned int alloc_flags, int migratetype)
{
#if MODEL_VERSION >= 609
	enum rmqueue_mode mode = RMQUEUE_NORMAL;
#endif
	struct page *page;
	unsigned long flags;

again:
	page = NULL;
	if (alloc_flags & ALLOC_TRYLOCK) {
		if (!zone_trylock_irqsave(zone, flags))
			return NULL;
	} else {
		zone_lock_irqsave(zone, flags);
	}
	if (alloc_flags & ALLOC_HIGHATOMIC)
		page = __rmqueue_smallest(zone, order, MIGRATE_HIGHATOMIC);
#if MODEL_VERSION >= 609
	if (!page)
		page = __rmqueue(zone, order, migratetype, alloc_flags, &mode);
#else
	if (!page)
		page = __rmqueue(zone, order, migratetype, alloc_flags);
#endif
	if (!page && (alloc_flags & (ALLOC_OOM | ALLOC_NON_BLOCK)))
		page = __rmqueue_smallest(zone, order, MIGRATE_HIGHATOMIC);
#if MODEL_VERSION < 609
	if (page)
		__mod_zone_freepage_state(zone, -(1 << order), get_pcppage_migratetype(page));
#endif
	zone_unlock_irqrestore(zone, flags);
	if (!page)
		return NULL;
	if (check_new_pages(page, order))
		goto again;
	zone_statistics(preferred_zone, zone, 1);
	return page;
}

struct page *rmqueue(struct zone *preferred_zone, struct zone *zone, unsigned int order, gfp_t gfp_flags,
		     unsigned int alloc_flags, int migratetype)
{
	struct page *page = NULL;

	if (pcp_allowed_order(order))
		page = rmqueue_pcplist(preferred_zone, zone, order, migratetype, alloc_flags);
	if (!page)
		page = rmqueue_buddy(preferred_zone, zone, order, alloc_flags, migratetype);
	if (zone->flags & (1UL << ZONE_BOOSTED_WATERMARK)) {
#if MODEL_VERSION >= 605
		if (!(alloc_flags & ALLOC_KSWAPD))
			return page;
#endif
		zone->flags &= ~(1UL << ZONE_BOOSTED_WATERMARK);
		wakeup_kswapd(zone, 0, 0, zone_idx(zone));
	}
	return page;
}

static struct per_cpu_pages *zone_pcp(struct zone *zone, int cpu)
{
	return per_cpu_ptr(zone->per_cpu_pageset, cpu);
}

static int pcp_list_pages(int pindex)
{
	return 1 << pindex_to_order(pindex);
}

static struct per_cpu_pages *golden_hold_pcp(struct zone *zone)
{
	return pcp_lock_this_cpu(zone);
}

static void golden_drop_pcp(struct per_cpu_pages *pcp)
{
	pcp_unlock(pcp);
}
