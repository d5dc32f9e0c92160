/*
 * The buddy allocator of one zone: free lists, splitting, merging, falling back to other mobility types.
 * All of it runs under zone->lock. Invariants I1-I4 hold whenever the lock is free.
 */
struct page mem_map[MODEL_PAGES];
struct pglist_data node_data[MODEL_NODES];
static u8 pageblock_type[MODEL_PAGES / pageblock_nr_pages];

/* Which list to try when the wanted one is empty, in order (UNMOVABLE, MOVABLE, RECLAIMABLE). */
static int fallbacks[MIGRATE_PCPTYPES][2] = {
	{ MIGRATE_RECLAIMABLE, MIGRATE_MOVABLE },
	{ MIGRATE_RECLAIMABLE, MIGRATE_UNMOVABLE },
	{ MIGRATE_UNMOVABLE, MIGRATE_MOVABLE },
};

struct zone *page_zone(const struct page *page)
{
	unsigned long pfn = page_to_pfn(page);
	struct pglist_data *pgdat = &node_data[pfn / MODEL_NODE_PAGES];
	int i;

	/* Nearly all pages are of the zone that is tried first. */
	for (i = ZONE_NORMAL; i >= 0; i--) {
		struct zone *zone = &pgdat->node_zones[i];

		if (pfn >= zone->zone_start_pfn && pfn < zone->zone_start_pfn + zone->spanned_pages)
			return zone;
	}
	return NULL;
}

int page_zonenum(const struct page *page)
{
	struct zone *zone = page_zone(page);

	return zone ? zone - node_data[page_to_nid(page)].node_zones : ZONE_NORMAL;
}

int get_pageblock_migratetype(const struct page *page)
{
	return pageblock_type[page_to_pfn(page) / pageblock_nr_pages];
}

void set_pageblock_migratetype(struct page *page, int migratetype)
{
	pageblock_type[page_to_pfn(page) / pageblock_nr_pages] = migratetype;
}

/* Bit 0 of flags marks the first page of a free block; its order is in private. */
static bool PageBuddy(const struct page *page)
{
	return (page->flags & 1) != 0;
}

static void set_buddy_order(struct page *page, unsigned int order)
{
	page->private = order;
	page->flags |= 1;
}

static void clear_buddy(struct page *page)
{
	page->private = 0;
	page->flags &= ~1UL;
}

static void account_freepages(struct zone *zone, long pages)
{
	zone->vm_stat[NR_FREE_PAGES] += pages;
}

static void link_free(struct page *page, struct zone *zone, unsigned int order, int migratetype, bool tail)
{
	struct free_area *area = &zone->free_area[order];

	if (tail)
		list_add_tail(&page->lru, &area->free_list[migratetype]);
	else
		list_add(&page->lru, &area->free_list[migratetype]);
	set_buddy_order(page, order);
	area->nr_free++;
}

static void del_page_from_free_list(struct page *page, struct zone *zone, unsigned int order)
{
	list_del(&page->lru);
	clear_buddy(page);
	zone->free_area[order].nr_free--;
}

static struct page *free_list_first(struct free_area *area, int migratetype)
{
	if (list_empty(&area->free_list[migratetype]))
		return NULL;
	return container_of(area->free_list[migratetype].next, struct page, lru);
}

/* Gives back the upper halves until the block has the order asked for; the lower part stays with the caller. */
static void expand(struct zone *zone, struct page *page, int low, int high, int migratetype)
{
	while (high > low) {
		high--;
		link_free(page + (1 << high), zone, high, migratetype, false);
	}
}

struct page *__rmqueue_smallest(struct zone *zone, unsigned int order, int migratetype)
{
	unsigned int current_order;

	for (current_order = order; current_order < NR_PAGE_ORDERS; current_order++) {
		struct page *page = free_list_first(&zone->free_area[current_order], migratetype);

		if (page) {
			del_page_from_free_list(page, zone, current_order);
			account_freepages(zone, -(1L << order));
			expand(zone, page, order, current_order, migratetype);
			return page;
		}
	}
	return NULL;
}

/* The block of the largest order on a fallback list; a whole pageblock or more changes its type on the way. */
static struct page *claim_fallback(struct zone *zone, unsigned int order, int start_migratetype)
{
	int current_order;
	int i;

	for (current_order = MAX_PAGE_ORDER; current_order >= (int)order; current_order--) {
		for (i = 0; i < 2; i++) {
			struct page *page = free_list_first(&zone->free_area[current_order], fallbacks[start_migratetype][i]);
			int block;

			if (!page)
				continue;
			del_page_from_free_list(page, zone, current_order);
			if (current_order < pageblock_order) {
				int type = fallbacks[start_migratetype][i];

				account_freepages(zone, -(1L << order));
				expand(zone, page, order, current_order, type);
				return page;
			}
			for (block = 0; block < (1 << current_order); block += pageblock_nr_pages)
				set_pageblock_migratetype(page + block, start_migratetype);
			account_freepages(zone, -(1L << order));
			expand(zone, page, order, current_order, start_migratetype);
			return page;
		}
	}
	return NULL;
}

struct page *__rmqueue(struct zone *zone, unsigned int order, int migratetype, unsigned int alloc_flags)
{
	struct page *page = __rmqueue_smallest(zone, order, migratetype);

	if (!page && migratetype < MIGRATE_PCPTYPES)
		page = claim_fallback(zone, order, migratetype);
	return page;
}

static bool page_is_buddy(struct zone *zone, struct page *buddy, unsigned int order)
{
	unsigned long pfn = page_to_pfn(buddy);

	if (pfn < zone->zone_start_pfn || pfn >= zone->zone_start_pfn + zone->spanned_pages)
		return false;
	return PageBuddy(buddy) && buddy->private == order;
}

/* Joins a freed block with its free buddies as far up as they go; under zone->lock. */
void __free_one_page(struct page *page, unsigned long pfn, struct zone *zone, unsigned int order, int migratetype)
{
	if (PageBuddy(page))
		__lockstep_report("page-twice");
	account_freepages(zone, 1L << order);
	while (order < MAX_PAGE_ORDER) {
		unsigned long buddy_pfn = pfn ^ (1UL << order);
		struct page *buddy = pfn_to_page(buddy_pfn);

		if (!page_is_buddy(zone, buddy, order))
			break;
		if (order >= pageblock_order && get_pageblock_migratetype(buddy) != migratetype)
			break;
		del_page_from_free_list(buddy, zone, order);
		pfn &= buddy_pfn;
		order++;
	}
	link_free(pfn_to_page(pfn), zone, order, migratetype, false);
}
