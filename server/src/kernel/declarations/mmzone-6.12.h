/* The allocator's objects as 6.12 and later have them: pcp lists that tune themselves. */
#define MAX_PAGE_ORDER 10
#define NR_PAGE_ORDERS 11
#define MAX_ORDER_NR_PAGES 1024
#define NR_PCP_LISTS 14
#define ALLOC_NON_BLOCK 0x10
#define ALLOC_MIN_RESERVE 0x20
#define ALLOC_HIGHATOMIC 0x200
#define ALLOC_RESERVES (ALLOC_NON_BLOCK | ALLOC_MIN_RESERVE | ALLOC_HIGHATOMIC | ALLOC_OOM)
enum zone_watermarks { WMARK_MIN, WMARK_LOW, WMARK_HIGH, WMARK_PROMO, NR_WMARK };
enum zone_flags { ZONE_BOOSTED_WATERMARK, ZONE_RECLAIM_ACTIVE, ZONE_BELOW_HIGH };
struct page {
	unsigned long flags;
	union {
		struct { union { struct list_head lru; struct list_head buddy_list; struct list_head pcp_list; }; struct address_space *mapping; unsigned long index; unsigned long private; };
		struct { unsigned long compound_head; };
		struct rcu_head rcu_head;
	};
	union { atomic_t _mapcount; unsigned int page_type; };
	atomic_t _refcount;
	unsigned long memcg_data;
};
struct per_cpu_pages { spinlock_t lock; int count; int high; int high_min; int high_max; int batch; u8 flags; u8 alloc_factor; u8 expire; short free_count; struct list_head lists[NR_PCP_LISTS]; };
struct per_cpu_zonestat { s8 vm_stat_diff[NR_VM_ZONE_STAT_ITEMS]; s8 stat_threshold; };
struct zone {
	unsigned long _watermark[NR_WMARK]; unsigned long watermark_boost; unsigned long nr_reserved_highatomic; unsigned long nr_free_highatomic; long lowmem_reserve[MAX_NR_ZONES];
	int node; struct pglist_data *zone_pgdat; struct per_cpu_pages *per_cpu_pageset; struct per_cpu_zonestat *per_cpu_zonestats;
	int pageset_high_min; int pageset_high_max; int pageset_batch;
	unsigned long zone_start_pfn; atomic_long_t managed_pages; unsigned long spanned_pages; unsigned long present_pages; unsigned long cma_pages; const char *name;
	unsigned long nr_isolate_pageblock; seqlock_t span_seqlock; int initialized;
	struct free_area free_area[NR_PAGE_ORDERS]; unsigned long flags; spinlock_t lock;
	unsigned long percpu_drift_mark; unsigned int compact_considered; unsigned int compact_defer_shift; int compact_order_failed; bool contiguous;
	atomic_long_t vm_stat[NR_VM_ZONE_STAT_ITEMS];
};
typedef struct pglist_data {
	struct zone node_zones[MAX_NR_ZONES]; struct zonelist node_zonelists[MAX_ZONELISTS]; int nr_zones; spinlock_t node_size_lock;
	unsigned long node_start_pfn; unsigned long node_present_pages; unsigned long node_spanned_pages; int node_id;
	wait_queue_head_t kswapd_wait; wait_queue_head_t pfmemalloc_wait; struct task_struct *kswapd; int kswapd_order; enum zone_type kswapd_highest_zoneidx; int kswapd_failures;
	wait_queue_head_t kcompactd_wait; struct lruvec __lruvec; unsigned long flags;
} pg_data_t;
