/* The allocator's objects as 5.8 and 5.9 have them: pcp lists in a pageset, no pcp lock. */
#define MAX_ORDER 11
#define NR_PAGE_ORDERS 11
#define MAX_ORDER_NR_PAGES 1024
#define ALLOC_HARDER 0x10
#define ALLOC_HIGH 0x20
enum zone_watermarks { WMARK_MIN, WMARK_LOW, WMARK_HIGH, NR_WMARK };
enum zone_flags { ZONE_BOOSTED_WATERMARK };
struct page {
	unsigned long flags;
	union {
		struct { struct list_head lru; struct address_space *mapping; unsigned long index; unsigned long private; };
		struct { unsigned long compound_head; unsigned char compound_dtor; unsigned char compound_order; atomic_t compound_mapcount; };
		struct rcu_head rcu_head;
	};
	union { atomic_t _mapcount; unsigned int page_type; };
	atomic_t _refcount;
	struct mem_cgroup *mem_cgroup;
};
struct per_cpu_pages { int count; int high; int batch; struct list_head lists[MIGRATE_PCPTYPES]; };
struct per_cpu_pageset { struct per_cpu_pages pcp; s8 expire; u16 vm_numa_stat_diff[6]; s8 stat_threshold; s8 vm_stat_diff[NR_VM_ZONE_STAT_ITEMS]; };
struct zone {
	unsigned long _watermark[NR_WMARK]; unsigned long watermark_boost; unsigned long nr_reserved_highatomic; long lowmem_reserve[MAX_NR_ZONES];
	int node; struct pglist_data *zone_pgdat; struct per_cpu_pageset *pageset;
	unsigned long zone_start_pfn; atomic_long_t managed_pages; unsigned long spanned_pages; unsigned long present_pages; const char *name;
	unsigned long nr_isolate_pageblock; seqlock_t span_seqlock; int initialized;
	struct free_area free_area[MAX_ORDER]; unsigned long flags; spinlock_t lock;
	unsigned long percpu_drift_mark; unsigned int compact_considered; unsigned int compact_defer_shift; int compact_order_failed; bool contiguous;
	atomic_long_t vm_stat[NR_VM_ZONE_STAT_ITEMS];
};
typedef struct pglist_data {
	struct zone node_zones[MAX_NR_ZONES]; struct zonelist node_zonelists[MAX_ZONELISTS]; int nr_zones; spinlock_t node_size_lock;
	unsigned long node_start_pfn; unsigned long node_present_pages; unsigned long node_spanned_pages; int node_id;
	wait_queue_head_t kswapd_wait; wait_queue_head_t pfmemalloc_wait; struct task_struct *kswapd; int kswapd_order; enum zone_type kswapd_highest_zoneidx; int kswapd_failures;
	wait_queue_head_t kcompactd_wait; spinlock_t lru_lock; struct lruvec __lruvec; unsigned long flags;
} pg_data_t;
