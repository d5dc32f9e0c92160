/*
 * The model's own objects for code under review that is handed one: a zone, its lists, a page that nobody has yet, a request
 * that has been prepared. Set up when the boot is over.
 */
struct zone *model_a_zone;
struct pglist_data *model_a_node;
struct zonelist *model_a_zonelist;
struct zoneref *model_a_zoneref;
struct per_cpu_pages *model_a_pcp;
struct free_area *model_a_free_area;
struct page *model_a_page;
struct alloc_context *model_a_context;

static struct alloc_context prepared_context;

void model_objects(void)
{
	unsigned int alloc_flags = ALLOC_WMARK_LOW;
	gfp_t gfp = GFP_KERNEL;

	model_a_node = &node_data[0];
	model_a_zone = &node_data[0].node_zones[ZONE_NORMAL];
	model_a_zonelist = &node_data[0].node_zonelists[0];
	model_a_zoneref = model_a_zonelist->_zonerefs;
	model_a_pcp = zone_pcp(model_a_zone, 0);
	model_a_free_area = &model_a_zone->free_area[0];
	model_a_page = model_take_page(model_a_zone);
	/* Whether somebody uses it is for the code under review to know. */
	model_a_page->_refcount = __lockstep_any();
	prepare_alloc_pages(gfp, 0, 0, NULL, &prepared_context, &gfp, &alloc_flags);
	model_a_context = &prepared_context;
}
