/*
 * Zonelists: which zones a request may use, in which order. The scan functions; building is in build-*.c.
 */
struct zoneref *next_zones_zonelist(struct zoneref *z, int highest_zoneidx, void *nodes)
{
	while (z->zone && z->zone_idx > highest_zoneidx)
		z++;
	return z;
}

struct zoneref *first_zones_zonelist(struct zonelist *zonelist, int highest_zoneidx, void *nodes)
{
	return next_zones_zonelist(zonelist->_zonerefs, highest_zoneidx, nodes);
}

int gfp_zone(gfp_t flags)
{
	if (flags & __GFP_DMA)
		return ZONE_DMA;
	if (flags & __GFP_DMA32)
		return ZONE_DMA32;
	if ((flags & __GFP_HIGHMEM) && (flags & __GFP_MOVABLE))
		return ZONE_MOVABLE;
	return ZONE_NORMAL;
}

void zone_statistics(struct zone *preferred_zone, struct zone *zone, long nr_account)
{
	__count_numa_events(zone, NUMA_HIT, nr_account);
}

struct pglist_data *NODE_DATA(int nid)
{
	return &node_data[nid];
}

int numa_node_id(void)
{
	return 0;
}

int numa_mem_id(void)
{
	return 0;
}

/* The second list of a node has no other nodes on it: __GFP_THISNODE. */
struct zonelist *node_zonelist(int nid, gfp_t flags)
{
	int which = 0;

	if (flags & __GFP_THISNODE)
		which = 1;
	return &node_data[nid].node_zonelists[which];
}

/* Nodes and zones in order, as the iterators of the headers ask for them. */
struct pglist_data *first_online_pgdat(void)
{
	return &node_data[0];
}

struct pglist_data *next_online_pgdat(struct pglist_data *pgdat)
{
	struct pglist_data *next = pgdat + 1;

	return next - node_data < MODEL_NODES && populated_zone(&next->node_zones[ZONE_NORMAL]) ? next : NULL;
}

struct zone *next_zone(struct zone *zone)
{
	struct pglist_data *pgdat = zone->zone_pgdat;

	if (zone - pgdat->node_zones < MAX_NR_ZONES - 1)
		return zone + 1;
	pgdat = next_online_pgdat(pgdat);
	return pgdat ? pgdat->node_zones : NULL;
}

static void zoneref_set_zone(struct zone *zone, struct zoneref *zoneref)
{
	zoneref->zone = zone;
	zoneref->zone_idx = zone_idx(zone);
}

static int build_zonerefs_node(pg_data_t *pgdat, struct zoneref *zonerefs)
{
	int filled = 0;
	int i;

	for (i = MAX_NR_ZONES - 1; i >= 0; i--) {
		if (!populated_zone(&pgdat->node_zones[i]))
			continue;
		zoneref_set_zone(&pgdat->node_zones[i], &zonerefs[filled++]);
		zonelist_point_building();
	}
	return filled;
}

static void end_zonerefs(struct zoneref *zonerefs)
{
	zonerefs->zone = NULL;
	zonerefs->zone_idx = 0;
}

/* One entry is written at a time: a reader may meet a half-built list. */
static void build_zonelists_in_node_order(pg_data_t *pgdat, int *node_order, unsigned int nr_nodes)
{
	struct zoneref *at = pgdat->node_zonelists[0]._zonerefs;
	unsigned int i;

	for (i = 0; i < nr_nodes; i++)
		at += build_zonerefs_node(NODE_DATA(node_order[i]), at);
	end_zonerefs(at);
}

static void build_thisnode_zonelists(pg_data_t *pgdat)
{
	struct zoneref *first = pgdat->node_zonelists[1]._zonerefs;

	end_zonerefs(first + build_zonerefs_node(pgdat, first));
}

/* Where a scenario does something in the midst of a rebuild (zonelist-run.c), and at its end. */
void zonelist_point_building(void)
{
}

void zonelist_point_built(void)
{
}

/* What a variant's counter needs before it is used. */
void zonelist_boot(void)
{
}

/* Does the counter send such a request back when the lists changed? Variants that look at the flags replace it. */
bool zonelist_retries(gfp_t gfp_mask)
{
	return true;
}

/* CONFIG_MEMORY_HOTREMOVE. */
int model_hotremove = 1;

int __node_distance(int from, int to)
{
	return from == to ? 10 : 20;
}

/* The node itself first, then any other that was not used yet; -1 when all are. */
int find_next_best_node(int node, void *used_node_mask)
{
	unsigned long *used = used_node_mask;
	int nid = node;

	if (*used & (1UL << nid))
		for (nid = 0; nid < MODEL_NODES && (*used & (1UL << nid)); nid++)
			;
	if (nid >= MODEL_NODES || !populated_zone(&node_data[nid].node_zones[ZONE_NORMAL]))
		return -1;
	*used |= 1UL << nid;
	return nid;
}

/* The node itself, then the others by distance: here all are equally far. */
void build_zonelists(pg_data_t *pgdat)
{
	int node_order[MODEL_NODES];
	unsigned long used = 0;
	int nr_nodes = 0;
	int nid = find_next_best_node(pgdat->node_id, &used);

	while (nid >= 0) {
		node_order[nr_nodes++] = nid;
		nid = find_next_best_node(pgdat->node_id, &used);
	}
	build_zonelists_in_node_order(pgdat, node_order, nr_nodes);
	build_thisnode_zonelists(pgdat);
}

static void rebuild_all(pg_data_t *only)
{
	int nid;

	for (nid = 0; nid < MODEL_NODES; nid++)
		if (only == &node_data[nid] || (!only && populated_zone(&node_data[nid].node_zones[ZONE_NORMAL])))
			build_zonelists(&node_data[nid]);
	zonelist_point_built();
}
