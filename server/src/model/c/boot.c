/*
 * The small world a run starts in: node 0 with one zone NORMAL of whole largest blocks, a second zone or node where a
 * scenario asks for it, watermarks, and the state of the per-CPU lists. Runs before the actors, unwatched.
 */
int model_pcp_warm = 1;
int model_slab_warm = 1;
/* 0: far above the high mark; 1: between reserves (blocking and plain requests fail, reserve holders do not); 2: below all. */
int model_zone_low;
int model_two_zones;
int model_two_nodes;
int model_boosted;

#define WARM_PAGES 20

static void zone_boot(pg_data_t *pgdat, int index, unsigned long start, unsigned long pages)
{
	struct zone *zone = &pgdat->node_zones[index];
	unsigned long blocks = 0;
	unsigned int order;
	int type;

	zone->zone_start_pfn = start;
	zone->spanned_pages = pages;
	zone->managed_pages = pages;
	zone->present_pages = pages;
	zone->_watermark[WMARK_MIN] = 64;
	zone->_watermark[WMARK_LOW] = 80;
	zone->_watermark[WMARK_HIGH] = 96;
	for (order = 0; order < NR_PAGE_ORDERS; order++)
		for (type = 0; type < MIGRATE_TYPES; type++)
			INIT_LIST_HEAD(&zone->free_area[order].free_list[type]);
	if (model_zone_low) {
		/* Free order-3 blocks only: 64 or 16 pages; reclaim can give back single pages of the upper end. */
		unsigned long left = model_zone_low == 1 ? 64 : 16;

		for (blocks = 0; blocks < left; blocks += 8)
			model_give_block(pfn_to_page(start + 2 * blocks), zone, 3);
		model_reclaimable = model_zone_low == 1 ? 160 : 0;
	} else {
		for (blocks = 0; blocks < pages; blocks += 1 << MAX_PAGE_ORDER)
			model_give_block(pfn_to_page(start + blocks), zone, MAX_PAGE_ORDER);
	}
	if (model_boosted)
		zone->flags |= 1UL << ZONE_BOOSTED_WATERMARK;
	zone_pcp_init(zone);
}

static void node_boot(int nid)
{
	pg_data_t *pgdat = &node_data[nid];
	unsigned long start = (unsigned long)nid * MODEL_NODE_PAGES;
	int i;

	pgdat->node_id = nid;
	pgdat->node_start_pfn = start;
	pgdat->nr_zones = ZONE_NORMAL + 1;
	init_waitqueue_head(&pgdat->kswapd_wait);
	for (i = 0; i < MAX_NR_ZONES; i++) {
		pgdat->node_zones[i].zone_pgdat = pgdat;
		pgdat->node_zones[i].node = nid;
	}
	if (model_two_zones) {
		zone_boot(pgdat, ZONE_DMA32, start, 2048);
		zone_boot(pgdat, ZONE_NORMAL, start + 2048, MODEL_NODE_PAGES - 2048);
	} else {
		zone_boot(pgdat, ZONE_NORMAL, start, MODEL_NODE_PAGES);
	}
}

static void warm_zone(struct zone *zone)
{
	int cpu;
	int type;
	int i;

	for (cpu = 0; cpu < MODEL_CPUS; cpu++) {
		struct per_cpu_pages *pcp = zone_pcp(zone, cpu);

		for (type = 0; type < MIGRATE_PCPTYPES; type++) {
			for (i = 0; i < WARM_PAGES; i++) {
				struct page *page = model_take_page(zone);

				if (!page)
					return;
				page->index = type;
				list_add_tail(&page->pcp_list, &pcp->lists[type]);
				pcp->count++;
			}
		}
	}
}

void model_boot(void)
{
	int nid;
	int i;

	/* A page nobody uses counts -1 mappings. */
	__lockstep_fill(mem_map, &mem_map[0]._mapcount, sizeof(struct page), -1);
	gfp_allowed_mask = ~0u;
	node_boot(0);
	if (model_two_nodes) {
		node_boot(1);
		nr_online_nodes = 2;
	}
	rebuild_all(NULL);
	slab_boot(model_slab_warm);
	krc_boot();
	model_count_pages();
	if (!model_pcp_warm)
		return;
	for (nid = 0; nid < MODEL_NODES; nid++)
		for (i = 0; i < MAX_NR_ZONES; i++)
			if (populated_zone(&node_data[nid].node_zones[i]))
				warm_zone(&node_data[nid].node_zones[i]);
}
