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
