/* The buddy allocator since 6.9: whoever moves a block between lists counts its pages as of the list's type. */
enum rmqueue_mode { RMQUEUE_NORMAL, RMQUEUE_CMA, RMQUEUE_CLAIM, RMQUEUE_STEAL };

static void account_freepages(struct zone *zone, int nr_pages, int migratetype)
{
	if (migratetype == MIGRATE_ISOLATE)
		return;
	__mod_zone_page_state(zone, NR_FREE_PAGES, nr_pages);
	if (migratetype == MIGRATE_CMA)
		__mod_zone_page_state(zone, NR_FREE_CMA_PAGES, nr_pages);
	if (migratetype == MIGRATE_HIGHATOMIC)
		zone->nr_free_highatomic += nr_pages;
}

static void __add_to_free_list(struct page *page, struct zone *zone, unsigned int order, int migratetype, bool tail)
{
	struct list_head *list = &zone->free_area[order].free_list[migratetype];

	zone->free_area[order].nr_free++;
	if (tail)
		list_add_tail(&page->buddy_list, list);
	else
		list_add(&page->buddy_list, list);
}

static void move_to_free_list(struct page *page, struct zone *zone, unsigned int order, int old_mt, int new_mt)
{
	int pages = 1 << order;

	list_del(&page->buddy_list);
	list_add_tail(&page->buddy_list, &zone->free_area[order].free_list[new_mt]);
	account_freepages(zone, -pages, old_mt);
	account_freepages(zone, pages, new_mt);
}

static void __del_page_from_free_list(struct page *page, struct zone *zone, unsigned int order, int migratetype)
{
	zone->free_area[order].nr_free--;
	list_del(&page->buddy_list);
	page->private = 0;
	__ClearPageBuddy(page);
}

static void del_page_from_free_list(struct page *page, struct zone *zone, unsigned int order, int migratetype)
{
	account_freepages(zone, -(1 << order), migratetype);
	__del_page_from_free_list(page, zone, order, migratetype);
}

/* Gives back the upper halves until the block has the order asked for, and says how many pages those were. */
static unsigned int expand(struct zone *zone, struct page *page, int low, int high, int migratetype)
{
	unsigned int given = 0;

	while (high > low) {
		struct page *upper;

		high--;
		upper = page + (1 << high);
		__add_to_free_list(upper, zone, high, migratetype, false);
		set_buddy_order(upper, high);
		given += 1 << high;
	}
	return given;
}

static void page_del_and_expand(struct zone *zone, struct page *page, int low, int high, int migratetype)
{
	unsigned int given;

	__del_page_from_free_list(page, zone, high, migratetype);
	given = expand(zone, page, low, high, migratetype);
	account_freepages(zone, given - (1 << high), migratetype);
}

struct page *__rmqueue_smallest(struct zone *zone, unsigned int order, int migratetype)
{
	unsigned int at;

	for (at = order; at < NR_PAGE_ORDERS; at++) {
		struct page *page = get_page_from_free_area(&zone->free_area[at], migratetype);

		if (page) {
			page_del_and_expand(zone, page, order, at, migratetype);
			return page;
		}
	}
	return NULL;
}

static struct page *__rmqueue_cma_fallback(struct zone *zone, unsigned int order)
{
	return __rmqueue_smallest(zone, order, MIGRATE_CMA);
}

/* The block around a page: where it starts, and what of it is free. Pages in use are taken for unmovable. */
static bool prep_move_freepages_block(struct zone *zone, struct page *page, unsigned long *start_pfn, int *num_free, int *num_movable)
{
	unsigned long start = page_to_pfn(page) & ~(pageblock_nr_pages - 1ul);
	unsigned long pfn = start;

	if (!zone_has_block(zone, start))
		return false;
	*start_pfn = start;
	if (!num_free)
		return true;
	*num_free = 0;
	*num_movable = 0;
	while (pfn < start + pageblock_nr_pages) {
		unsigned long step = 1;

		if (PageBuddy(pfn_to_page(pfn))) {
			step = 1UL << buddy_order(pfn_to_page(pfn));
			*num_free += step;
		}
		pfn += step;
	}
	return true;
}

static int __move_freepages_block(struct zone *zone, unsigned long start_pfn, int old_mt, int new_mt)
{
	unsigned long last = start_pfn + pageblock_nr_pages;
	unsigned long pfn = start_pfn;
	int moved = 0;

	while (pfn < last) {
		unsigned int order = 0;

		if (PageBuddy(pfn_to_page(pfn))) {
			order = buddy_order(pfn_to_page(pfn));
			move_to_free_list(pfn_to_page(pfn), zone, order, old_mt, new_mt);
			moved += 1 << order;
		}
		pfn += 1UL << order;
	}
	set_pageblock_migratetype(pfn_to_page(start_pfn), new_mt);
	return moved;
}

static int move_freepages_block(struct zone *zone, struct page *page, int old_mt, int new_mt)
{
	unsigned long start;

	return prep_move_freepages_block(zone, page, &start, NULL, NULL) ? __move_freepages_block(zone, start, old_mt, new_mt) : -1;
}

/* Takes over the block a free piece lies in, if enough of it would be of the new type. */
static struct page *try_to_steal_block(struct zone *zone, struct page *page, int current_order, int order, int start_type,
				       unsigned int alloc_flags)
{
	int block_type = get_pageblock_migratetype(page);
	unsigned long start;
	int movable;
	int free;
	int alike = 0;

	if (block_type == MIGRATE_HIGHATOMIC)
		return NULL;
	if (current_order >= pageblock_order) {
		del_page_from_free_list(page, zone, current_order, block_type);
		change_pageblock_range(page, current_order, start_type);
		account_freepages(zone, expand(zone, page, order, current_order, start_type), start_type);
		return page;
	}
	if (boost_watermark(zone) && (alloc_flags & ALLOC_KSWAPD))
		zone->flags |= 1UL << ZONE_BOOSTED_WATERMARK;
	if (!prep_move_freepages_block(zone, page, &start, &free, &movable))
		return NULL;
	if (start_type == MIGRATE_MOVABLE)
		alike = movable;
	else if (block_type == MIGRATE_MOVABLE)
		alike = pageblock_nr_pages - free - movable;
	if (free + alike < pageblock_nr_pages / 2 && !page_group_by_mobility_disabled)
		return NULL;
	__move_freepages_block(zone, start, block_type, start_type);
	return __rmqueue_smallest(zone, order, start_type);
}

/* The largest piece of another type, whose whole block may change hands. */
static struct page *__rmqueue_claim(struct zone *zone, int order, int start_migratetype, unsigned int alloc_flags)
{
	bool no_mixing = (alloc_flags & ALLOC_NOFRAGMENT) && order < pageblock_order;
	int lowest = no_mixing ? pageblock_order : order;
	int at;

	for (at = MAX_PAGE_ORDER; at >= lowest; at--) {
		struct free_area *area = &zone->free_area[at];
		bool whole;
		int other = find_suitable_fallback(area, at, start_migratetype, false, &whole);
		struct page *page;

		if (other < 0)
			continue;
		if (!whole)
			return NULL;
		page = try_to_steal_block(zone, get_page_from_free_area(area, other), at, order, start_migratetype, alloc_flags);
		if (page)
			return page;
	}
	return NULL;
}

/* One small piece of another type, and the block stays what it is. */
static struct page *__rmqueue_steal(struct zone *zone, int order, int start_migratetype)
{
	int at;

	for (at = order; at < NR_PAGE_ORDERS; at++) {
		bool whole;
		int other = find_suitable_fallback(&zone->free_area[at], at, start_migratetype, false, &whole);

		if (other >= 0) {
			struct page *page = get_page_from_free_area(&zone->free_area[at], other);

			page_del_and_expand(zone, page, order, at, other);
			return page;
		}
	}
	return NULL;
}

/* `mode` remembers over one hold of the lock what failed before. */
static struct page *__rmqueue(struct zone *zone, unsigned int order, int migratetype, unsigned int alloc_flags,
			      enum rmqueue_mode *mode)
{
	struct page *page;

	if (*mode == RMQUEUE_NORMAL) {
		page = __rmqueue_smallest(zone, order, migratetype);
		if (page)
			return page;
	}
	if (*mode <= RMQUEUE_CMA && (alloc_flags & ALLOC_CMA)) {
		page = __rmqueue_cma_fallback(zone, order);
		if (page) {
			*mode = RMQUEUE_CMA;
			return page;
		}
	}
	if (migratetype >= MIGRATE_PCPTYPES)
		return NULL;
	if (*mode <= RMQUEUE_CLAIM) {
		page = __rmqueue_claim(zone, order, migratetype, alloc_flags);
		if (page) {
			*mode = RMQUEUE_NORMAL;
			return page;
		}
	}
	if (alloc_flags & ALLOC_NOFRAGMENT)
		return NULL;
	page = __rmqueue_steal(zone, order, migratetype);
	if (page)
		*mode = RMQUEUE_STEAL;
	return page;
}

/* Joins a freed block with its free buddies as far up as they go; under zone->lock. */
static void __free_one_page(struct page *page, unsigned long pfn, struct zone *zone, unsigned int order, int migratetype, fpi_t fpi_flags)
{
	unsigned long buddy_pfn = 0;

	if (PageBuddy(page))
		__lockstep_report("page-twice");
	account_freepages(zone, 1 << order, migratetype);
	while (order < MAX_PAGE_ORDER) {
		struct page *buddy = find_buddy_page_pfn(page, pfn, order, &buddy_pfn);
		int other = migratetype;

		if (!buddy)
			break;
		if (order >= pageblock_order) {
			other = get_pfnblock_migratetype(buddy, buddy_pfn);
			if (other != migratetype && (!migratetype_is_mergeable(migratetype) || !migratetype_is_mergeable(other)))
				break;
		}
		__del_page_from_free_list(buddy, zone, order, other);
		/* The joined block has one type, and its pages are counted as that. */
		if (other != migratetype) {
			account_freepages(zone, -(1 << order), other);
			account_freepages(zone, 1 << order, migratetype);
			set_pageblock_migratetype(buddy, migratetype);
		}
		page += (buddy_pfn & pfn) - pfn;
		pfn &= buddy_pfn;
		order++;
	}
	set_buddy_order(page, order);
	__add_to_free_list(page, zone, order, migratetype,
			   (fpi_flags & FPI_TO_TAIL) || buddy_merge_likely(pfn, buddy_pfn, page, order));
}

/* For the model's own setup and for reclaim: one page out, one block in. */
static struct page *model_take_page(struct zone *zone)
{
	enum rmqueue_mode mode = RMQUEUE_NORMAL;

	return __rmqueue(zone, 0, MIGRATE_UNMOVABLE, 0, &mode);
}

static void model_give_block(struct page *page, struct zone *zone, unsigned int order)
{
	__free_one_page(page, page_to_pfn(page), zone, order, get_pageblock_migratetype(page), FPI_NONE);
}
