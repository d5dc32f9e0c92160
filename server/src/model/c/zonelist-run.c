/*
 * The actors of Z1-Z17: who rebuilds the zonelists of node 0, who asks for a page meanwhile, from where. Requests come past the
 * fast path into the slow one; a NULL that no shortage explains is reported as what it is: missed where the counter should have
 * sent the request back, needless where the variant chose not to look for such a request.
 */
/* 1: the last page of MOVABLE goes; 2: MOVABLE comes, still empty; 0: as it was. */
int model_hotplug;
/* 1: no zone has what a request wants, NULL is right. */
int model_shortage;
/* 1: the rebuild happens in one piece between begin and check; 2: begin and first check happen inside the rebuild. */
int model_script;
/* The boot is over: hooks do what they are there for. */
static int armed;
/* What the rebuild does in its midst. 1: allocates; 2: takes section_lock. */
int model_section;

static DEFINE_SPINLOCK(section_lock);
static DEFINE_RAW_SPINLOCK(reader_lock);

#define NEVER (1L << 40)

/* Z8 needs a CPU more than the model boots: one page on its list. */
void zonelist_third_cpu(void)
{
	struct zone *zone = &node_data[0].node_zones[ZONE_NORMAL];
	struct per_cpu_pages *pcp = zone_pcp(zone, MODEL_CPUS);
	struct page *page = model_take_page(zone);
	int i;

	for (i = 0; i < NR_PCP_LISTS; i++)
		INIT_LIST_HEAD(&pcp->lists[i]);
	list_add_tail(&page->pcp_list, &pcp->lists[MIGRATE_UNMOVABLE]);
	pcp->count = 1;
	pcp->high = zone_pcp(zone, 0)->high;
	pcp->batch = zone_pcp(zone, 0)->batch;
}

void zonelist_prepare(void)
{
	pg_data_t *pgdat = &node_data[0];
	struct zone *normal = &pgdat->node_zones[ZONE_NORMAL];

	zone_boot(pgdat, ZONE_MOVABLE, MODEL_NODE_PAGES, 0);
	if (model_hotplug == 1)
		pgdat->node_zones[ZONE_MOVABLE].spanned_pages = pageblock_nr_pages;
	normal->_watermark[WMARK_LOW] = NEVER;
	normal->_watermark[WMARK_HIGH] = NEVER;
	if (model_shortage)
		normal->_watermark[WMARK_MIN] = NEVER;
	zonelist_boot();
	rebuild_all(NULL);
	armed = 1;
}

static void change_memory(void)
{
	struct zone *movable = &node_data[0].node_zones[ZONE_MOVABLE];

	if (model_hotplug == 1)
		movable->spanned_pages = 0;
	if (model_hotplug == 2)
		movable->spanned_pages = pageblock_nr_pages;
}

static void judge(gfp_t gfp_mask, struct page *page)
{
	/* Without hot-remove nobody promised to look again. */
	if (page || model_shortage || !model_hotremove)
		return;
	if (zonelist_retries(gfp_mask))
		__lockstep_report("missed-retry");
	else
		__lockstep_report("needless-failure");
}

static void request(gfp_t gfp_mask)
{
	judge(gfp_mask, alloc_pages(gfp_mask | __GFP_NOWARN, 0));
}

/* What the fast path would have found is no matter, nor kswapd, nor a second try of reclaim: few looks at the lists. */
void reader_blocking_slow(void)
{
	gfp_t gfp_mask = __GFP_DIRECT_RECLAIM | __GFP_NORETRY | __GFP_NOWARN;
	struct alloc_context ac;

	ac.nodemask = NULL;
	ac.zonelist = node_zonelist(0, gfp_mask);
	ac.highest_zoneidx = gfp_zone(gfp_mask);
	ac.migratetype = gfp_migratetype(gfp_mask);
	ac.spread_dirty_pages = false;
	judge(gfp_mask, __alloc_pages_slowpath(gfp_mask, 0, &ac));
}

/* The slow path's frame around one look: what it does besides touches nothing that a rebuild does. */
void reader_one_look(void)
{
	gfp_t gfp_mask = __GFP_DIRECT_RECLAIM | __GFP_NORETRY | __GFP_NOWARN;
	struct alloc_context ac;
	struct page *page;
	unsigned int seq;

	ac.nodemask = NULL;
	ac.zonelist = node_zonelist(0, gfp_mask);
	ac.highest_zoneidx = gfp_zone(gfp_mask);
	ac.migratetype = gfp_migratetype(gfp_mask);
	ac.spread_dirty_pages = false;
	do {
		seq = zonelists_begin(gfp_mask);
		ac.preferred_zoneref = first_zones_zonelist(ac.zonelist, ac.highest_zoneidx, ac.nodemask);
		page = get_page_from_freelist(gfp_mask, 0, ALLOC_WMARK_MIN, &ac);
	} while (!page && zonelists_changed(gfp_mask, seq));
	judge(gfp_mask, page);
}

/* When all others are through. */
void reader_blocking_last(void)
{
	__lockstep_await(1);
	reader_blocking_slow();
}

void reader_atomic(void)
{
	request(GFP_ATOMIC);
}

void reader_nolock(void)
{
	alloc_pages_nolock(0, 0, 0);
}

void reader_blocking(void)
{
	request(GFP_KERNEL);
}

/* Only the begin: the request behind it would be wrong here in any case. */
void reader_begin_raw(void)
{
	raw_spin_lock(&reader_lock);
	zonelist_begin_for(GFP_ATOMIC);
	raw_spin_unlock(&reader_lock);
}

void reader_begin_irqsoff(void)
{
	unsigned long flags;

	local_irq_save(flags);
	zonelist_begin_for(GFP_ATOMIC);
	local_irq_restore(flags);
}

/* Input arrives at the serial port; the line discipline wants a buffer. */
void port_holder(void)
{
	unsigned long flags;

	spin_lock_irqsave(&console_port.lock, flags);
	request(GFP_ATOMIC);
	spin_unlock_irqrestore(&console_port.lock, flags);
}

void section_holder(void)
{
	spin_lock(&section_lock);
	request(GFP_ATOMIC);
	spin_unlock(&section_lock);
}

void hog(void)
{
	for (;;)
		cpu_relax();
}

void writer(void)
{
	change_memory();
	if (model_script == 1) {
		__lockstep_await(1);
		__lockstep_alone(1);
	}
	__build_all_zonelists(NULL);
	if (model_script == 1) {
		__lockstep_alone(0);
		__lockstep_stage(2);
	}
	console_flush();
}

/* The same without lock and without anything that keeps others off its CPU. */
void writer_alone_with_counter(void)
{
	change_memory();
	zonelist_count_begin();
	rebuild_all(NULL);
	zonelist_count_end();
}

/* Memory has changed already; two come to rebuild. */
void zonelist_change_first(void)
{
	change_memory();
}

/* A writer's lock gone, its preemption still off. */
void writer_unserialised(void)
{
	preempt_disable();
	zonelist_count_begin();
	rebuild_all(NULL);
	zonelist_count_end();
	preempt_enable();
}

/* Inside the rebuild, the list half written. */
void zonelist_point_building(void)
{
	if (!armed)
		return;
	if (model_script == 2)
		__lockstep_stage(1);
	if (!model_section)
		return;
	/* Once. */
	armed = 0;
	if (model_section == 1)
		request(GFP_ATOMIC);
	if (model_section == 2) {
		spin_lock(&section_lock);
		spin_unlock(&section_lock);
	}
}

/* The rebuild is done, the counter still odd. */
void zonelist_point_built(void)
{
	if (armed && model_script == 2)
		__lockstep_await(2);
}

void zonelist_point_begun(void)
{
	if (model_script == 1)
		__lockstep_stage(1);
}

void zonelist_point_check(void)
{
	if (model_script == 1)
		__lockstep_await(2);
}

void zonelist_point_checked(void)
{
	if (model_script == 2)
		__lockstep_stage(2);
}

/* Scripts that have the request begin inside the section. */
void reader_atomic_inside(void)
{
	__lockstep_await(1);
	request(GFP_ATOMIC);
}

void reader_blocking_inside(void)
{
	__lockstep_await(1);
	request(GFP_KERNEL);
}
