/*
 * The buddy allocator up to 6.8: callers count the free pages themselves, since the lists do not know whose pages they are.
 */
static void __mod_zone_freepage_state(struct zone *zone, int nr_pages, int migratetype)
{
	__mod_zone_page_state(zone, NR_FREE_PAGES, nr_pages);
	if (migratetype == MIGRATE_CMA)
		__mod_zone_page_state(zone, NR_FREE_CMA_PAGES, nr_pages);
}

/* Which list a page came from, and goes back to: kept beside it, since its block may change. */
static int get_pcppage_migratetype(struct page *page)
{
	return page->index;
}

static void set_pcppage_migratetype(struct page *page, int migratetype)
{
	page->index = migratetype;
}

static void add_to_free_list(struct page *page, struct zone *zone, unsigned int order, int migratetype)
{
	list_add(&page->buddy_list, &zone->free_area[order].free_list[migratetype]);
	zone->free_area[order].nr_free++;
}

static void add_to_free_list_tail(struct page *page, struct zone *zone, unsigned int order, int migratetype)
{
	list_add_tail(&page->buddy_list, &zone->free_area[order].free_list[migratetype]);
	zone->free_area[order].nr_free++;
}

static void move_to_free_list(struct page *page, struct zone *zone, unsigned int order, int migratetype)
{
	list_del(&page->buddy_list);
	list_add_tail(&page->buddy_list, &zone->free_area[order].free_list[migratetype]);
}

static void del_page_from_free_list(struct page *page, struct zone *zone, unsigned int order)
{
	list_del(&page->buddy_list);
	__ClearPageBuddy(page);
	page->private = 0;
	zone->free_area[order].nr_free--;
}

/* Gives back the upper halves until the block has the order asked for; the lower part stays with the caller. */
static void expand(struct zone *zone, struct page *page, int low, int high, int migratetype)
{
	while (high > low) {
		high--;
		add_to_free_list(page + (1 << high), zone, high, migratetype);
		set_buddy_order(page + (1 << high), high);
	}
}

struct page *__rmqueue_smallest(struct zone *zone, unsigned int order, int migratetype)
{
	unsigned int at;

	for (at = order; at < NR_PAGE_ORDERS; at++) {
		struct page *page = get_page_from_free_area(&zone->free_area[at], migratetype);

		if (page) {
			del_page_from_free_list(page, zone, at);
			expand(zone, page, order, at, migratetype);
			set_pcppage_migratetype(page, migratetype);
			return page;
		}
	}
	return NULL;
}

static struct page *__rmqueue_cma_fallback(struct zone *zone, unsigned int order)
{
	return __rmqueue_smallest(zone, order, MIGRATE_CMA);
}

static int move_freepages(struct zone *zone, unsigned long start_pfn, unsigned long end_pfn, int migratetype, int *num_movable)
{
	unsigned long pfn = start_pfn;
	int moved = 0;

	while (pfn <= end_pfn) {
		struct page *page = pfn_to_page(pfn);
		unsigned int order = 0;

		if (PageBuddy(page)) {
			order = buddy_order(page);
			move_to_free_list(page, zone, order, migratetype);
			moved += 1 << order;
		}
		pfn += 1UL << order;
	}
	return moved;
}

/* Pages in use are taken for unmovable: nothing here is on the LRU. */
int move_freepages_block(struct zone *zone, struct page *page, int migratetype, int *num_movable)
{
	unsigned long start = page_to_pfn(page) & ~(pageblock_nr_pages - 1ul);

	if (num_movable)
		*num_movable = 0;
	if (!zone_has_block(zone, start))
		return 0;
	return move_freepages(zone, start, start + pageblock_nr_pages - 1, migratetype, num_movable);
}

/* Takes over the whole block, or what is free of it, or just this piece. */
static void steal_suitable_fallback(struct zone *zone, struct page *page, unsigned int alloc_flags, int start_type, bool whole_block)
{
	unsigned int order = buddy_order(page);
	int block_type = get_pageblock_migratetype(page);
	int alike = 0;
	int movable;
	int moved;

	if (block_type == MIGRATE_HIGHATOMIC)
		goto piece;
	if (order >= pageblock_order) {
		change_pageblock_range(page, order, start_type);
		goto piece;
	}
	if (boost_watermark(zone) && (alloc_flags & ALLOC_KSWAPD))
		zone->flags |= 1UL << ZONE_BOOSTED_WATERMARK;
	if (!whole_block)
		goto piece;
	moved = move_freepages_block(zone, page, start_type, &movable);
	if (!moved)
		goto piece;
	if (start_type == MIGRATE_MOVABLE)
		alike = movable;
	else if (block_type == MIGRATE_MOVABLE)
		alike = pageblock_nr_pages - moved - movable;
	if (moved + alike >= pageblock_nr_pages / 2 || page_group_by_mobility_disabled)
		set_pageblock_migratetype(page, start_type);
	return;
piece:
	move_to_free_list(page, zone, order, start_type);
}

/* true: the wanted list has a block now. The largest block of another type; a small one where only one page is needed. */
static bool __rmqueue_fallback(struct zone *zone, int order, int start_migratetype, unsigned int alloc_flags)
{
	bool no_mixing = (alloc_flags & ALLOC_NOFRAGMENT) && order < pageblock_order;
	int lowest = no_mixing ? pageblock_order : order;
	bool whole = false;
	struct page *page;
	int found = -1;
	int at;

	for (at = MAX_PAGE_ORDER; at >= lowest && found < 0; at--)
		found = find_suitable_fallback(&zone->free_area[at], at, start_migratetype, false, &whole);
	if (found < 0)
		return false;
	at++;
	if (!whole && start_migratetype == MIGRATE_MOVABLE && at > order) {
		found = -1;
		for (at = order; found < 0; at++)
			found = find_suitable_fallback(&zone->free_area[at], at, start_migratetype, false, &whole);
		at--;
	}
	page = get_page_from_free_area(&zone->free_area[at], found);
	steal_suitable_fallback(zone, page, alloc_flags, start_migratetype, whole);
	return true;
}

struct page *__rmqueue(struct zone *zone, unsigned int order, int migratetype, unsigned int alloc_flags)
{
	struct page *page = __rmqueue_smallest(zone, order, migratetype);

	if (!page && (alloc_flags & ALLOC_CMA))
		page = __rmqueue_cma_fallback(zone, order);
	if (!page && migratetype < MIGRATE_PCPTYPES && __rmqueue_fallback(zone, order, migratetype, alloc_flags))
		page = __rmqueue_smallest(zone, order, migratetype);
	return page;
}

/* Joins a freed block with its free buddies as far up as they go; under zone->lock. */
void __free_one_page(struct page *page, unsigned long pfn, struct zone *zone, unsigned int order, int migratetype, fpi_t fpi_flags)
{
	unsigned long buddy_pfn = 0;

	if (PageBuddy(page))
		__lockstep_report("page-twice");
	if (migratetype != MIGRATE_ISOLATE)
		__mod_zone_freepage_state(zone, 1 << order, migratetype);
	while (order < MAX_PAGE_ORDER) {
		struct page *buddy = find_buddy_page_pfn(page, pfn, order, &buddy_pfn);
		int other;

		if (!buddy)
			break;
		other = order < pageblock_order ? migratetype : get_pfnblock_migratetype(buddy, buddy_pfn);
		/* Whole blocks that may not change their type stay apart. */
		if (other != migratetype && (!migratetype_is_mergeable(migratetype) || !migratetype_is_mergeable(other)))
			break;
		del_page_from_free_list(buddy, zone, order);
		page += (buddy_pfn & pfn) - pfn;
		pfn &= buddy_pfn;
		order++;
	}
	set_buddy_order(page, order);
	if ((fpi_flags & FPI_TO_TAIL) || buddy_merge_likely(pfn, buddy_pfn, page, order))
		add_to_free_list_tail(page, zone, order, migratetype);
	else
		add_to_free_list(page, zone, order, migratetype);
}

/* For the model's own setup and for reclaim: one page out, one block in. */
static struct page *model_take_page(struct zone *zone)
{
	struct page *page = __rmqueue(zone, 0, MIGRATE_UNMOVABLE, 0);

	if (page)
		__mod_zone_freepage_state(zone, -1, MIGRATE_UNMOVABLE);
	return page;
}

static void model_give_block(struct page *page, struct zone *zone, unsigned int order)
{
	__free_one_page(page, page_to_pfn(page), zone, order, get_pageblock_migratetype(page), FPI_NONE);
}
