/*
 * What every version of the buddy allocator of one zone is built from: which zone a page is of, the type of its block, the
 * mark of a free block, the tables of fallbacks. All of it runs under zone->lock.
 */
struct page mem_map[MODEL_PAGES];
struct pglist_data node_data[MODEL_NODES];
/* Four bits a block, the low three of them its type. */
#define PAGEBLOCK_BITS 4
#define MIGRATETYPE_MASK 7ul
static unsigned long pageblock_flags[MODEL_PAGES / pageblock_nr_pages * PAGEBLOCK_BITS / 64];

typedef int fpi_t;
#define FPI_NONE 0
#define FPI_TO_TAIL 2

int page_group_by_mobility_disabled;

/* Which list to try when the wanted one is empty, in order (UNMOVABLE, MOVABLE, RECLAIMABLE). */
static int fallback_types[MIGRATE_PCPTYPES][MIGRATE_PCPTYPES - 1] = {
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

int page_zone_id(struct page *page)
{
	return page_to_nid(page) * MAX_NR_ZONES + page_zonenum(page);
}

static unsigned long *get_pageblock_bitmap(const struct page *page, unsigned long pfn)
{
	return pageblock_flags;
}

static int pfn_to_bitidx(const struct page *page, unsigned long pfn)
{
	return pfn / pageblock_nr_pages * PAGEBLOCK_BITS;
}

unsigned long __get_pfnblock_flags_mask(const struct page *page, unsigned long pfn, unsigned long mask)
{
	unsigned long *words = get_pageblock_bitmap(page, pfn);
	int bit = pfn_to_bitidx(page, pfn);

	return words[bit / 64] >> (bit % 64) & mask;
}

unsigned long get_pfnblock_flags_mask(const struct page *page, unsigned long pfn, unsigned long mask)
{
	return __get_pfnblock_flags_mask(page, pfn, mask);
}

void set_pfnblock_flags_mask(struct page *page, unsigned long flags, unsigned long pfn, unsigned long mask)
{
	unsigned long *words = get_pageblock_bitmap(page, pfn);
	int bit = pfn_to_bitidx(page, pfn);
	unsigned long rest = words[bit / 64] & ~(mask << (bit % 64));

	words[bit / 64] = rest | flags << (bit % 64);
}

int get_pfnblock_migratetype(const struct page *page, unsigned long pfn)
{
	return get_pfnblock_flags_mask(page, pfn, MIGRATETYPE_MASK);
}

int get_pageblock_migratetype(const struct page *page)
{
	return get_pfnblock_migratetype(page, page_to_pfn(page));
}

void set_pageblock_migratetype(struct page *page, int migratetype)
{
	set_pfnblock_flags_mask(page, migratetype, page_to_pfn(page), MIGRATETYPE_MASK);
}

static void change_pageblock_range(struct page *pageblock_page, int start_order, int migratetype)
{
	int blocks = 1 << (start_order - pageblock_order);
	int i;

	for (i = 0; i < blocks; i++)
		set_pageblock_migratetype(pageblock_page + i * pageblock_nr_pages, migratetype);
}

/* The first page of a free block says so in its type; its order is in private. */
#define FREE_BLOCK_TYPE 0xf0ffffffu

bool PageBuddy(const struct page *page)
{
	return page->page_type == FREE_BLOCK_TYPE;
}

void __SetPageBuddy(struct page *page)
{
	page->page_type = FREE_BLOCK_TYPE;
}

void __ClearPageBuddy(struct page *page)
{
	page->_mapcount = -1;
}

unsigned int buddy_order(struct page *page)
{
	return page->private;
}

static void set_buddy_order(struct page *page, unsigned int order)
{
	page->private = order;
	__SetPageBuddy(page);
}

bool migratetype_is_mergeable(int mt)
{
	return mt < MIGRATE_PCPTYPES;
}

static bool page_is_buddy(struct page *page, struct page *buddy, unsigned int order)
{
	return PageBuddy(buddy) && buddy_order(buddy) == order && page_zone(page) == page_zone(buddy);
}

/* The free block that would join this one, and where it is. */
struct page *find_buddy_page_pfn(struct page *page, unsigned long pfn, unsigned int order, unsigned long *buddy_pfn)
{
	unsigned long other = pfn ^ (1UL << order);
	struct page *buddy = page + (other - pfn);

	if (buddy_pfn)
		*buddy_pfn = other;
	if (other >= MODEL_PAGES || !page_is_buddy(page, buddy, order))
		return NULL;
	return buddy;
}

/* A free neighbour one order up: this block will be joined soon, and had better not be handed out. */
static bool buddy_merge_likely(unsigned long pfn, unsigned long buddy_pfn, struct page *page, unsigned int order)
{
	unsigned long parent = pfn & buddy_pfn;

	if (order + 1 >= MAX_PAGE_ORDER)
		return false;
	return find_buddy_page_pfn(page + (parent - pfn), parent, order + 1, NULL) != NULL;
}

/* Pages that debug_pagealloc keeps as guards around others: off. */
static bool set_page_guard(struct zone *zone, struct page *page, unsigned int order, int migratetype)
{
	return false;
}

static void clear_page_guard(struct zone *zone, struct page *page, unsigned int order, int migratetype)
{
}

bool page_is_guard(const struct page *page)
{
	return false;
}

/* Compaction would catch a block it waits for here; it never waits in the model. */
static void *task_capc(struct zone *zone)
{
	return NULL;
}

static bool compaction_capture(void *capc, struct page *page, int order, int migratetype)
{
	return false;
}

static struct page *get_page_from_free_area(struct free_area *area, int migratetype)
{
	struct list_head *head = &area->free_list[migratetype];

	return list_empty(head) ? NULL : container_of(head->next, struct page, buddy_list);
}

static bool free_area_empty(struct free_area *area, int migratetype)
{
	return list_empty(&area->free_list[migratetype]);
}

/* May the whole block change its type for a request of this kind? Big pieces always, small ones for kernel memory. */
static bool can_steal_fallback(unsigned int order, int start_mt)
{
	if (order >= pageblock_order || order >= pageblock_order / 2)
		return true;
	return start_mt == MIGRATE_RECLAIMABLE || start_mt == MIGRATE_UNMOVABLE || page_group_by_mobility_disabled;
}

int find_suitable_fallback(struct free_area *area, unsigned int order, int migratetype, bool only_stealable, bool *can_steal)
{
	int i;

	if (!area->nr_free)
		return -1;
	*can_steal = false;
	for (i = 0; i < MIGRATE_PCPTYPES - 1; i++) {
		int other = fallback_types[migratetype][i];

		if (free_area_empty(area, other))
			continue;
		*can_steal = can_steal_fallback(order, migratetype);
		if (*can_steal || !only_stealable)
			return other;
	}
	return -1;
}

int watermark_boost_factor = 15000;

/* Raises the marks for a while when types had to be mixed, so that reclaim makes room. */
static bool boost_watermark(struct zone *zone)
{
	unsigned long most = zone->_watermark[WMARK_HIGH] * watermark_boost_factor / 10000;

	if (most == 0 || zone_managed_pages(zone) < 4 * pageblock_nr_pages)
		return false;
	if (most < pageblock_nr_pages)
		most = pageblock_nr_pages;
	zone->watermark_boost += pageblock_nr_pages;
	if (zone->watermark_boost > most)
		zone->watermark_boost = most;
	return true;
}

static bool zone_has_block(struct zone *zone, unsigned long start)
{
	unsigned long last = zone->zone_start_pfn + zone->spanned_pages;

	return start >= zone->zone_start_pfn && start + pageblock_nr_pages <= last;
}
