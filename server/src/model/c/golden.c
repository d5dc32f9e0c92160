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
		struct page *page = __rmqueue(zone, 0, MIGRATE_UNMOVABLE, 0);

		list_add_tail(&page->lru, &pcp->lists[MIGRATE_UNMOVABLE]);
		pcp->count++;
	}
}
