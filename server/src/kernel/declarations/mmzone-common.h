/* Zones and lists of an x86_64 kernel with ZONE_DMA, DMA32, CMA, isolation and ZONE_DEVICE: what all versions share. */
enum migratetype { MIGRATE_UNMOVABLE, MIGRATE_MOVABLE, MIGRATE_RECLAIMABLE, MIGRATE_PCPTYPES, MIGRATE_HIGHATOMIC = 3, MIGRATE_CMA, MIGRATE_ISOLATE, MIGRATE_TYPES };
enum zone_type { ZONE_DMA, ZONE_DMA32, ZONE_NORMAL, ZONE_MOVABLE, ZONE_DEVICE, __MAX_NR_ZONES };
#define MAX_NR_ZONES 5
#define MAX_ZONES_PER_ZONELIST 5120
#define is_migrate_cma(m) ((m) == MIGRATE_CMA)
#define is_migrate_isolate(m) ((m) == MIGRATE_ISOLATE)
enum { ZONELIST_FALLBACK, ZONELIST_NOFALLBACK, MAX_ZONELISTS };
enum zone_stat_item { NR_FREE_PAGES, NR_FREE_CMA_PAGES = 9, NR_VM_ZONE_STAT_ITEMS = 12 };
enum vm_event_item { PGALLOC_NORMAL = 4, PGFREE = 15, NR_VM_EVENT_ITEMS = 100 };

struct zone;
struct free_area { struct list_head free_list[MIGRATE_TYPES]; unsigned long nr_free; };
struct zoneref { struct zone *zone; int zone_idx; };
struct zonelist { struct zoneref _zonerefs[MAX_ZONES_PER_ZONELIST + 1]; };
struct lruvec { struct list_head lists[5]; spinlock_t lru_lock; unsigned long flags; struct pglist_data *pgdat; };
#define zone_idx(zone) ((zone) - (zone)->zone_pgdat->node_zones)
#define min_wmark_pages(z) ((z)->_watermark[WMARK_MIN] + (z)->watermark_boost)
#define low_wmark_pages(z) ((z)->_watermark[WMARK_LOW] + (z)->watermark_boost)
#define high_wmark_pages(z) ((z)->_watermark[WMARK_HIGH] + (z)->watermark_boost)
#define ALLOC_WMARK_MIN 0
#define ALLOC_WMARK_LOW 1
#define ALLOC_WMARK_HIGH 2
#define ALLOC_NO_WATERMARKS 0x04
#define ALLOC_WMARK_MASK 3
#define ALLOC_OOM 0x08
#define ALLOC_CPUSET 0x40
#define ALLOC_CMA 0x80
#define ALLOC_NOFRAGMENT 0x100
#define ALLOC_KSWAPD 0x800
