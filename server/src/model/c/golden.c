/* The requests of the golden traces. */

void golden_nowait(void)
{
	alloc_pages(GFP_NOWAIT, 0);
}

void golden_kernel(void)
{
	alloc_pages(GFP_KERNEL, 0);
}

void golden_atomic(void)
{
	alloc_pages(GFP_ATOMIC, 0);
}

void golden_atomic_order_2(void)
{
	alloc_pages(GFP_ATOMIC, 2);
}

static struct rcu_head golden_head;
static int golden_object;

void golden_kvfree_rcu(void)
{
	kvfree_call_rcu(&golden_head, &golden_object);
}

static struct page *golden_page;

/* Part of the setup: a page in hand, and lists one short of their high mark. */
void golden_take_page(void)
{
	golden_page = alloc_pages(GFP_KERNEL, 0);
}

void golden_free(void)
{
	__free_pages(golden_page, 0);
}

void golden_map_page(void)
{
	golden_page->_mapcount = 0;
}

void golden_fill_pcp(void)
{
	struct zone *zone = &node_data[0].node_zones[ZONE_NORMAL];
	struct per_cpu_pages *pcp = zone_pcp(zone, 0);

	while (pcp->count < pcp->high - 1) {
		struct page *page = model_take_page(zone);

		list_add_tail(&page->pcp_list, &pcp->lists[MIGRATE_UNMOVABLE]);
		pcp->count++;
	}
}

/* The request an interrupt would make on top of code that holds this CPU's list lock. */
void golden_alloc_in_pcp(void)
{
	struct zone *zone = &node_data[0].node_zones[ZONE_NORMAL];
	struct per_cpu_pages *pcp = golden_hold_pcp(zone);

	__lockstep_event("golden", 0);
	alloc_pages(GFP_NOWAIT, 0);
	__lockstep_event("golden", 0);
	golden_drop_pcp(pcp);
}

void golden_free_in_pcp(void)
{
	struct zone *zone = &node_data[0].node_zones[ZONE_NORMAL];
	struct per_cpu_pages *pcp = golden_hold_pcp(zone);

	__lockstep_event("golden", 0);
	__free_pages(golden_page, 0);
	__lockstep_event("golden", 0);
	golden_drop_pcp(pcp);
}

void golden_nolock(void)
{
	alloc_pages_nolock(0, 0, 0);
}

void golden_nolock_contended(void)
{
	struct zone *zone = &node_data[0].node_zones[ZONE_NORMAL];
	unsigned long flags;

	zone_lock_irqsave(zone, flags);
	__lockstep_event("golden", 0);
	alloc_pages_nolock(0, 0, 0);
	__lockstep_event("golden", 0);
	zone_unlock_irqrestore(zone, flags);
}

/* The page at the head of the UNMOVABLE list has a user it should not have. */
void golden_spoil_first(void)
{
	struct per_cpu_pages *pcp = zone_pcp(&node_data[0].node_zones[ZONE_NORMAL], 0);
	struct page *page = container_of(pcp->lists[MIGRATE_UNMOVABLE].next, struct page, pcp_list);

	page->_mapcount = 0;
}

/* One page on this CPU's list for kernel data, and none elsewhere. */
void seed_one_page(void)
{
	struct zone *zone = &node_data[0].node_zones[ZONE_NORMAL];
	struct per_cpu_pages *pcp = zone_pcp(zone, 0);
	struct page *page = model_take_page(zone);

	list_add_tail(&page->pcp_list, &pcp->lists[MIGRATE_UNMOVABLE]);
	pcp->count++;
}

void golden_design_twice(void)
{
	call_design();
	call_design();
}

/* Ways through the allocator for trying a function of the user's: what matters is that they are gone. */
void probe_order_2(void)
{
	struct page *page = alloc_pages(GFP_KERNEL, 2);

	if (page)
		__free_pages(page, 2);
}

void probe_order_3(void)
{
	struct page *page = alloc_pages(GFP_KERNEL, 3);

	if (page)
		__free_pages(page, 3);
}

void probe_large(void)
{
	struct page *five = alloc_pages(GFP_KERNEL, 5);
	struct page *ten = alloc_pages(GFP_KERNEL, MAX_PAGE_ORDER);

	__free_pages(ten, MAX_PAGE_ORDER);
	__free_pages(five, 5);
}

void probe_types(void)
{
	struct page *movable = alloc_pages(GFP_KERNEL | __GFP_MOVABLE, 0);
	struct page *reclaimable = alloc_pages(GFP_KERNEL | __GFP_RECLAIMABLE, 1);
	struct page *large = alloc_pages(GFP_KERNEL | __GFP_MOVABLE, 4);

	__free_pages(movable, 0);
	__free_pages(large, 4);
	__free_pages(reclaimable, 1);
}

void probe_movable(void)
{
	struct page *page = alloc_pages(GFP_ATOMIC | __GFP_MOVABLE, 0);

	if (page)
		__free_pages(page, 0);
}

void probe_atomic(void)
{
	struct page *page = alloc_pages(GFP_ATOMIC, 4);

	__free_pages(page, 4);
}

void probe_nofail(void)
{
	alloc_pages(GFP_KERNEL | __GFP_NOFAIL, 0);
}

void probe_drain(void)
{
	drain_all_pages(NULL);
}

static struct page *probe_pages[10];

void probe_bulk(void)
{
#if MODEL_VERSION >= 513
	int i;

	alloc_pages_bulk_array(GFP_KERNEL, 10, probe_pages);
	for (i = 0; i < 10; i++)
		__free_pages(probe_pages[i], 0);
#endif
}

void probe_address(void)
{
	unsigned long address = __get_free_pages(GFP_KERNEL, 1);

	free_pages(address, 1);
}

static struct page *probe_rest[12];

/* All but one piece of order 8 taken: what other types need must come out of its block. */
void probe_leave_order_8(void)
{
	int i;

	for (i = 0; i < 7; i++)
		probe_rest[i] = alloc_pages(GFP_ATOMIC, MAX_PAGE_ORDER);
	for (; i < 10; i++)
		probe_rest[i] = alloc_pages(GFP_ATOMIC, 8);
}

void probe_mix(void)
{
	struct page *page = alloc_pages(GFP_ATOMIC | __GFP_RECLAIMABLE, 0);

	if (page)
		__free_pages(page, 0);
}

void probe_rebuild(void)
{
	__build_all_zonelists(NULL);
}
