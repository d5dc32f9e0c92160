/* Pages and memory maps around the allocator, and its helpers. Fields that differ by version are in mmzone-*.h. */
struct mm_struct { struct rw_semaphore mmap_lock; spinlock_t page_table_lock; atomic_t mm_users; atomic_t mm_count; unsigned long total_vm; };
struct vm_area_struct { unsigned long vm_start; unsigned long vm_end; struct mm_struct *vm_mm; unsigned long vm_flags; struct file *vm_file; };
struct folio { struct page page; };
struct page_frag_cache { void *va; u32 offset; };
struct mempolicy { atomic_t refcnt; unsigned short mode; };
struct alloc_context {
	struct zonelist *zonelist; nodemask_t *nodemask; struct zoneref *preferred_zoneref; int migratetype; enum zone_type highest_zoneidx; bool spread_dirty_pages;
};

#define PAGE_ALLOC_COSTLY_ORDER 3
#define page_to_section(p) 0
#define page_zone(p) (&NODE_DATA(page_to_nid(p))->node_zones[page_zonenum(p)])
#define folio_page(f, n) (&(f)->page + (n))
#define NODE_DATA(nid) (node_data[nid])
#define next_zones_zonelist(z, highest, nodes) __next_zones_zonelist(z, highest, nodes)
#define for_each_zone_zonelist(zone, z, zlist, highidx) for (z = first_zones_zonelist(zlist, highidx, NULL), zone = (z)->zone; zone; z = next_zones_zonelist((z) + 1, highidx, NULL), zone = (z)->zone)
#define for_each_zone_zonelist_nodemask(zone, z, zlist, highidx, nodemask) for (z = first_zones_zonelist(zlist, highidx, nodemask), zone = (z)->zone; zone; z = next_zones_zonelist((z) + 1, highidx, nodemask), zone = (z)->zone)
#define for_next_zone_zonelist_nodemask(zone, z, highidx, nodemask) for (zone = (z)->zone; zone; z = next_zones_zonelist((z) + 1, highidx, nodemask), zone = (z)->zone)
#define for_each_zone(zone) for (zone = (first_online_pgdat())->node_zones; zone; zone = next_zone(zone))
#define for_each_populated_zone(zone) for (zone = (first_online_pgdat())->node_zones; zone; zone = next_zone(zone)) if (!populated_zone(zone)) ; else
#define for_each_online_pgdat(pgdat) for (pgdat = first_online_pgdat(); pgdat; pgdat = next_online_pgdat(pgdat))
#define for_each_online_cpu(cpu) for (cpu = 0; cpu < nr_cpu_ids; cpu++)
#define for_each_possible_cpu(cpu) for (cpu = 0; cpu < nr_cpu_ids; cpu++)
#define for_each_online_node(node) for (node = 0; node < nr_node_ids; node++)
#define for_each_migratetype_order(order, type) for (order = 0; order < NR_PAGE_ORDERS; order++) for (type = 0; type < MIGRATE_TYPES; type++)
#define this_cpu_ptr(p) (p)
#define raw_cpu_ptr(p) (p)
#define per_cpu_ptr(p, cpu) (p)
#define __this_cpu_read(x) (x)
#define this_cpu_read(x) (x)
#define this_cpu_write(x, v) ((x) = (v))
#define __this_cpu_write(x, v) ((x) = (v))
#define this_cpu_inc(x) ((x)++)
#define __this_cpu_inc(x) ((x)++)
#define this_cpu_dec(x) ((x)--)
#define __this_cpu_dec(x) ((x)--)
#define this_cpu_add(x, n) ((x) += (n))

extern struct pglist_data *node_data[];
extern struct page *mem_map;
extern gfp_t gfp_allowed_mask;
extern struct pglist_data *first_online_pgdat(void);
extern struct pglist_data *next_online_pgdat(struct pglist_data *pgdat);
extern struct zone *next_zone(struct zone *zone);
struct zoneref *__next_zones_zonelist(struct zoneref *z, enum zone_type highest_zoneidx, nodemask_t *nodes);
struct zoneref *first_zones_zonelist(struct zonelist *zonelist, enum zone_type highest_zoneidx, nodemask_t *nodes);
struct zonelist *node_zonelist(int nid, gfp_t flags);
unsigned long page_to_pfn(const struct page *page);
struct page *pfn_to_page(unsigned long pfn);
int page_to_nid(const struct page *page);
enum zone_type page_zonenum(const struct page *page);
struct page *virt_to_page(const void *addr);
void *page_address(const struct page *page);
unsigned int compound_order(struct page *page);
struct page *compound_head(const struct page *page);
bool PageBuddy(const struct page *page);
bool zone_watermark_ok(struct zone *z, unsigned int order, unsigned long mark, int highest_zoneidx, unsigned int alloc_flags);
bool zone_watermark_fast(struct zone *z, unsigned int order, unsigned long mark, int highest_zoneidx, unsigned int alloc_flags, gfp_t gfp_mask);
void wakeup_kswapd(struct zone *zone, gfp_t gfp_mask, int order, enum zone_type highest_zoneidx);
bool zone_is_initialized(struct zone *zone);
unsigned int read_mems_allowed_begin(void);
bool read_mems_allowed_retry(unsigned int seq);
void mod_zone_page_state(struct zone *zone, int item, long delta);
void __mod_zone_page_state(struct zone *zone, int item, long delta);
unsigned long global_zone_page_state(int item);
void count_vm_event(int item);
void count_vm_events(int item, long delta);
bool PageHWPoison(const struct page *page);
void set_page_private(struct page *page, unsigned long private);
void bad_page(struct page *page, const char *reason);
void prep_new_page(struct page *page, unsigned int order, gfp_t gfp_flags, unsigned int alloc_flags);
void page_poisoning_check(void);
gfp_t current_gfp_context(gfp_t flags);
gfp_t gfp_nested_mask(gfp_t flags);
int gfp_zone(gfp_t flags);
void put_page(struct page *page);
void get_page(struct page *page);
bool put_page_testzero(struct page *page);
int page_count(const struct page *page);
void clear_page(void *page);

static inline bool populated_zone(struct zone *zone)
{
	return zone->present_pages != 0;
}

static inline unsigned long wmark_pages(const struct zone *zone, int mark)
{
	return zone->_watermark[mark] + zone->watermark_boost;
}

static inline bool gfpflags_allow_blocking(gfp_t flags)
{
	return (flags & __GFP_DIRECT_RECLAIM) != 0;
}

static inline bool gfpflags_allow_spinning(gfp_t flags)
{
	return (flags & __GFP_RECLAIM) != 0;
}

static inline int gfp_migratetype(gfp_t flags)
{
	return (flags & (__GFP_MOVABLE | __GFP_RECLAIMABLE)) >> 3;
}

static inline void pgdat_resize_lock(struct pglist_data *pgdat, unsigned long *flags)
{
	spin_lock_irqsave(&pgdat->node_size_lock, *flags);
}

static inline void pgdat_resize_unlock(struct pglist_data *pgdat, unsigned long *flags)
{
	spin_unlock_irqrestore(&pgdat->node_size_lock, *flags);
}
