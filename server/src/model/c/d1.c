/*
 * D1: a function of its own that takes a page from this CPU's lists and nothing else (the 2020 sketch, as written: the
 * test of the bad-page check is inverted, and the page is handed out unprepared).
 */
static bool lockless_takes(struct page *page)
{
	return check_new_pcp(page);
}

static void lockless_prepares(struct page *page)
{
}

static struct page *__rmqueue_lockless(struct zone *zone, struct per_cpu_pages *pcp)
{
	int migratetype;

	for (migratetype = 0; migratetype < MIGRATE_PCPTYPES; migratetype++) {
		struct list_head *list = &pcp->lists[migratetype];
		struct page *page = NULL;

		if (!list_empty(list))
			page = container_of(list->next, struct page, lru);
		if (page && lockless_takes(page)) {
			list_del(&page->lru);
			pcp->count--;
			__lockstep_event("pop", 1);
			return page;
		}
	}
	return NULL;
}

struct page *__alloc_page_lockless(void)
{
	struct zoneref *z = first_zones_zonelist(node_zonelist(numa_node_id(), GFP_KERNEL), ZONE_NORMAL, NULL);
	struct page *page = NULL;

	while (z->zone && !page) {
		unsigned long flags;

		local_irq_save(flags);
		page = __rmqueue_lockless(z->zone, &this_cpu_ptr(z->zone->pageset)->pcp);
		local_irq_restore(flags);
		z = next_zones_zonelist(z + 1, ZONE_NORMAL, NULL);
	}
	if (page)
		lockless_prepares(page);
	say_what_returns(page);
	return page;
}

void call_design(void)
{
	__alloc_page_lockless();
}
