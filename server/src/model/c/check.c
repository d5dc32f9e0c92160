/*
 * The invariants I1-I7 of the allocator, walked when a run is over. A broken one is a report: list-corruption for
 * what a list says wrongly, page-twice for a page on two lists, page-lost for counts that do not add up.
 */
static void check_free_area(struct zone *zone, unsigned int order)
{
	unsigned long blocks = 0;
	int type;

	for (type = 0; type < MIGRATE_TYPES; type++) {
		struct list_head *head = &zone->free_area[order].free_list[type];
		struct list_head *at = head->next;

		while (at != head && blocks <= MODEL_PAGES) {
			struct page *page = container_of(at, struct page, pcp_list);
			unsigned long pfn = page_to_pfn(page);
			if (!PageBuddy(page) || page->private != order || (pfn & ((1UL << order) - 1)) != 0)
				__lockstep_report("list-corruption");
			if (page->_refcount != 0)
				__lockstep_report("page-twice");
			if (at->next->prev != at)
				__lockstep_report("list-corruption");
			if (order < pageblock_order && find_buddy_page_pfn(page, pfn, order, NULL))
				__lockstep_report("list-corruption");
			blocks++;
			at = at->next;
		}
	}
	if (blocks != zone->free_area[order].nr_free)
		__lockstep_report("list-corruption");
}

static void check_pcp(struct zone *zone, int cpu)
{
	struct per_cpu_pages *pcp = zone_pcp(zone, cpu);
	int count = 0;
	int i;

	for (i = 0; i < NR_PCP_LISTS; i++) {
		struct list_head *head = &pcp->lists[i];
		struct list_head *at = head->next;

		while (at != head && count <= MODEL_PAGES) {
			struct page *page = container_of(at, struct page, pcp_list);

			if (PageBuddy(page))
				__lockstep_report("page-twice");
			if (page->_refcount != 0)
				__lockstep_report("bad-page");
			count += pcp_list_pages(i);
			at = at->next;
		}
	}
	if (count != pcp->count)
		__lockstep_report("list-corruption");
}

/* Pages that are free, on lists, kept for reclaim or in somebody's hands: as many as at the start. */
static long model_total;

static long pages_accounted_for(void)
{
	struct zone *zone = first_online_pgdat()->node_zones;
	long pages = model_reclaimable + __lockstep_pages_out();

	for (; zone; zone = next_zone(zone)) {
		int cpu;

		if (!populated_zone(zone))
			continue;
		pages += zone->vm_stat[NR_FREE_PAGES];
		for (cpu = 0; cpu < MODEL_CPUS; cpu++)
			pages += zone_pcp(zone, cpu)->count;
	}
	return pages;
}

void model_count_pages(void)
{
	model_total = pages_accounted_for();
}

void model_check(void)
{
	if (pages_accounted_for() != model_total)
		__lockstep_report("page-lost");
	check_lists();
}

static void check_lists(void)
{
	int nid;
	int i;
	int cpu;
	unsigned int order;

	for (nid = 0; nid < MODEL_NODES; nid++) {
		for (i = 0; i < MAX_NR_ZONES; i++) {
			struct zone *zone = &node_data[nid].node_zones[i];
			long free = 0;

			if (!populated_zone(zone))
				continue;
			for (order = 0; order < NR_PAGE_ORDERS; order++) {
				check_free_area(zone, order);
				free += zone->free_area[order].nr_free << order;
			}
			if (free != zone->vm_stat[NR_FREE_PAGES])
				__lockstep_report("page-lost");
			for (cpu = 0; cpu < MODEL_CPUS; cpu++)
				check_pcp(zone, cpu);
		}
	}
}

/* Pages of a zone that nobody has: on the free lists or on a CPU's list. */
long model_pages_unused(struct zone *zone)
{
	long pages = zone->vm_stat[NR_FREE_PAGES];
	int cpu;

	for (cpu = 0; cpu < MODEL_CPUS; cpu++)
		pages += zone_pcp(zone, cpu)->count;
	return pages;
}

/* Conservation: what is unused and what the caller says it holds make up the zone. */
void model_check_pages(long held)
{
	struct zone *zone = &node_data[0].node_zones[ZONE_NORMAL];

	if (model_pages_unused(zone) + held != (long)zone->managed_pages)
		__lockstep_report("page-lost");
}
