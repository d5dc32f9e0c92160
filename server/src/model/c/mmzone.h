/*
 * The objects of the allocator: nodes, zones, free areas, per-CPU lists, zonelists, pages. Field names are the kernel's
 * (mm_types.h, mmzone.h of 5.8 and 6.12), reduced to what the model's functions read. Zone and list numbers are those of
 * an x86_64 configuration, so that constants of the code under review mean the same here.
 */
#define ZONE_DMA 0
#define ZONE_DMA32 1
#define ZONE_NORMAL 2
#define ZONE_MOVABLE 3
#define MAX_NR_ZONES 4

#define MIGRATE_UNMOVABLE 0
#define MIGRATE_MOVABLE 1
#define MIGRATE_RECLAIMABLE 2
#define MIGRATE_PCPTYPES 3
#define MIGRATE_HIGHATOMIC 3
#define MIGRATE_CMA 4
#define MIGRATE_ISOLATE 5
#define MIGRATE_TYPES 6

#define MAX_PAGE_ORDER 10
#define NR_PAGE_ORDERS 11
#define PAGE_ALLOC_COSTLY_ORDER 3
#define pageblock_order 9
#define pageblock_nr_pages 512

#define WMARK_MIN 0
#define WMARK_LOW 1
#define WMARK_HIGH 2
#define NR_WMARK 3

/* Orders 0-3 of the three kinds, then the huge-page lists (order_to_pindex). */
#if MODEL_VERSION < 514
#define NR_PCP_LISTS 3
#else
#define NR_PCP_LISTS 14
#endif

#define NR_FREE_PAGES 0
#define NR_FREE_CMA_PAGES 10
/* Room for the items of any configuration; only the free pages count here. */
#define NR_VM_ZONE_STAT_ITEMS 16
#define NUMA_HIT 0
#define NR_VM_NUMA_EVENT_ITEMS 6

#define ZONE_BOOSTED_WATERMARK 0
#define ZONE_RECLAIM_ACTIVE 1
#define ZONE_BELOW_HIGH 2

#define MODEL_CPUS 2
#define MODEL_NODES 2
#define MODEL_NODE_PAGES 8192
#define MODEL_PAGES 16384

/* D4 asks what would be if zone->lock were a raw lock; in all kernels it is a spinlock_t. */
#ifdef MODEL_RAW_ZONE_LOCK
#define zone_lock(zone) raw_spin_lock(&(zone)->lock)
#define zone_unlock(zone) raw_spin_unlock(&(zone)->lock)
#define zone_lock_irqsave(zone, flags) raw_spin_lock_irqsave(&(zone)->lock, flags)
#define zone_unlock_irqrestore(zone, flags) raw_spin_unlock_irqrestore(&(zone)->lock, flags)
#define zone_trylock_irqsave(zone, flags) raw_spin_trylock_irqsave(&(zone)->lock, flags)
#else
#define zone_lock(zone) spin_lock(&(zone)->lock)
#define zone_unlock(zone) spin_unlock(&(zone)->lock)
#define zone_lock_irqsave(zone, flags) spin_lock_irqsave(&(zone)->lock, flags)
#define zone_unlock_irqrestore(zone, flags) spin_unlock_irqrestore(&(zone)->lock, flags)
#define zone_trylock_irqsave(zone, flags) spin_trylock_irqsave(&(zone)->lock, flags)
#endif

/* One list link under three names, and the word that is _mapcount in use and the page's type when free. */
struct page {
	unsigned long flags;
	union {
		struct list_head lru;
		struct list_head buddy_list;
		struct list_head pcp_list;
	};
	void *mapping;
	unsigned long index;
	unsigned long private;
	union {
		unsigned int page_type;
		int _mapcount;
	};
	int _refcount;
	/* Whose memory group pays: nobody's here. */
	unsigned long memcg_data;
};

struct free_area {
	struct list_head free_list[MIGRATE_TYPES];
	unsigned long nr_free;
};

struct per_cpu_pages {
	spinlock_t lock;
	int count;
	int high;
#if MODEL_VERSION >= 607
	int high_min;
	int high_max;
#endif
	int batch;
#if MODEL_VERSION >= 607
	u8 flags;
	u8 alloc_factor;
	u8 expire;
	int free_count;
#else
	int free_factor;
	int expire;
#endif
	struct list_head lists[NR_PCP_LISTS];
};

struct per_cpu_pageset {
	struct per_cpu_pages pcp;
};

struct zone {
	unsigned long _watermark[NR_WMARK];
	unsigned long watermark_boost;
	unsigned long nr_reserved_highatomic;
	long lowmem_reserve[MAX_NR_ZONES];
	int node;
	struct pglist_data *zone_pgdat;
#if MODEL_VERSION < 514
	struct per_cpu_pageset *pageset;
#else
	struct per_cpu_pages *per_cpu_pageset;
	int pageset_high_min;
	int pageset_high_max;
	int pageset_batch;
#endif
	unsigned long zone_start_pfn;
	unsigned long spanned_pages;
	unsigned long managed_pages;
	unsigned long present_pages;
	unsigned long nr_isolate_pageblock;
	unsigned long nr_free_highatomic;
	unsigned long flags;
#ifdef MODEL_RAW_ZONE_LOCK
	raw_spinlock_t lock;
#else
	spinlock_t lock;
#endif
	struct free_area free_area[NR_PAGE_ORDERS];
	long vm_stat[NR_VM_ZONE_STAT_ITEMS];
	long vm_numa_event[NR_VM_NUMA_EVENT_ITEMS];
};

struct zoneref {
	struct zone *zone;
	int zone_idx;
};

/* Room for each zone of each node, and the end mark. */
struct zonelist {
	struct zoneref _zonerefs[9];
};

typedef struct pglist_data {
	struct zone node_zones[MAX_NR_ZONES];
	struct zonelist node_zonelists[2];
	int nr_zones;
	int node_id;
	unsigned long node_start_pfn;
	wait_queue_head_t kswapd_wait;
	int kswapd_order;
	int kswapd_highest_zoneidx;
	int kswapd_failures;
	spinlock_t node_size_lock;
} pg_data_t;

struct alloc_context {
	struct zonelist *zonelist;
	void *nodemask;
	struct zoneref *preferred_zoneref;
	int migratetype;
	int highest_zoneidx;
	bool spread_dirty_pages;
};

extern struct page mem_map[MODEL_PAGES];
extern struct pglist_data node_data[MODEL_NODES];

static inline unsigned long page_to_pfn(const struct page *page)
{
	return page - mem_map;
}

static inline struct page *pfn_to_page(unsigned long pfn)
{
	return mem_map + pfn;
}

static inline int zone_idx(struct zone *zone)
{
	return zone - zone->zone_pgdat->node_zones;
}

static inline bool populated_zone(struct zone *zone)
{
	return zone->spanned_pages != 0;
}

static inline unsigned long wmark_pages(const struct zone *zone, int mark)
{
	return zone->_watermark[mark] + zone->watermark_boost;
}

static inline unsigned long zone_managed_pages(struct zone *zone)
{
	return zone->managed_pages;
}

static inline void __mod_zone_page_state(struct zone *zone, int item, long delta)
{
	zone->vm_stat[item] += delta;
}

static inline void __count_numa_events(struct zone *zone, int item, long delta)
{
	zone->vm_numa_event[item] += delta;
}

static inline bool is_migrate_isolate(int migratetype)
{
	return migratetype == MIGRATE_ISOLATE;
}

static inline bool has_isolate_pageblock(struct zone *zone)
{
	return zone->nr_isolate_pageblock != 0;
}

static inline void mod_zone_page_state(struct zone *zone, int item, long delta)
{
	zone->vm_stat[item] += delta;
}

static inline unsigned long zone_page_state_snapshot(struct zone *zone, int item)
{
	return zone->vm_stat[item];
}

static inline long zone_page_state(struct zone *zone, int item)
{
	return zone->vm_stat[item];
}

static inline int page_to_nid(const struct page *page)
{
	return page_to_pfn(page) / MODEL_NODE_PAGES;
}
