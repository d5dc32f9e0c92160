/* D2: the second sketch: polarity right, page prepared, an address returned; a bad page stays at the head of its list. */
static struct page *__rmqueue_lockless(struct zone *zone, struct per_cpu_pages *pcp)
{
	int migratetype;

	for (migratetype = 0; migratetype < MIGRATE_PCPTYPES; migratetype++) {
		struct list_head *list = &pcp->lists[migratetype];
		struct page *page;

		if (list_empty(list))
			continue;
		page = container_of(list->next, struct page, lru);
		if (check_new_pcp(page))
			continue;
		list_del(&page->lru);
		pcp->count--;
		__lockstep_event("pop", 1);
		return page;
	}
	return NULL;
}

unsigned long __rcu_alloc_page_lockless(void)
{
	struct zoneref *z = first_zones_zonelist(node_zonelist(numa_node_id(), GFP_KERNEL), ZONE_NORMAL, NULL);
	struct page *page = NULL;

	/* A test of what was compiled in, not of what was switched on: such a kernel never gets a page here. */
	if (model_debug_pagealloc_built) {
		say_what_returns(NULL);
		return 0;
	}
	while (z->zone && !page) {
		unsigned long flags;

		local_irq_save(flags);
		page = __rmqueue_lockless(z->zone, &this_cpu_ptr(z->zone->pageset)->pcp);
		if (page)
			zone_statistics(z->zone, z->zone, 1);
		local_irq_restore(flags);
		z = next_zones_zonelist(z + 1, ZONE_NORMAL, NULL);
	}
	if (page)
		prep_new_page(page, 0, 0, 0);
	say_what_returns(page);
	return page ? (unsigned long)page_address(page) : 0;
}

void call_design(void)
{
	__rcu_alloc_page_lockless();
}
