/*
 * Zonelists: which zones a request may use, in which order. The scan functions; building is in build-*.c.
 */
struct zoneref *next_zones_zonelist(struct zoneref *z, int highest_zoneidx)
{
	while (z->zone && z->zone_idx > highest_zoneidx)
		z++;
	return z;
}

struct zoneref *first_zones_zonelist(struct zonelist *zonelist, int highest_zoneidx)
{
	return next_zones_zonelist(zonelist->_zonerefs, highest_zoneidx);
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

static int add_node_zones(struct zonelist *list, int at, int nid)
{
	int i;

	for (i = MAX_NR_ZONES - 1; i >= 0; i--) {
		struct zone *zone = &node_data[nid].node_zones[i];

		if (!populated_zone(zone))
			continue;
		list->_zonerefs[at].zone = zone;
		list->_zonerefs[at].zone_idx = i;
		at++;
	}
	return at;
}

/* One entry is written at a time: a reader may meet a half-built list. */
void build_zonelists(pg_data_t *pgdat)
{
	int at = add_node_zones(&pgdat->node_zonelists[0], 0, pgdat->node_id);
	int nid;

	for (nid = 0; nid < MODEL_NODES; nid++)
		if (nid != pgdat->node_id)
			at = add_node_zones(&pgdat->node_zonelists[0], at, nid);
	pgdat->node_zonelists[0]._zonerefs[at].zone = NULL;
	at = add_node_zones(&pgdat->node_zonelists[1], 0, pgdat->node_id);
	pgdat->node_zonelists[1]._zonerefs[at].zone = NULL;
}

static void rebuild_all(pg_data_t *only)
{
	int nid;

	if (only) {
		build_zonelists(only);
		return;
	}
	for (nid = 0; nid < MODEL_NODES; nid++)
		if (populated_zone(&node_data[nid].node_zones[ZONE_NORMAL]))
			build_zonelists(&node_data[nid]);
}
