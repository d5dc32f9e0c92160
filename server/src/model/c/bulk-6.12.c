/* Many single pages at once (since 5.13): the first page decides the zone, all come from this CPU's list if they can. */

#if MODEL_VERSION >= 610
unsigned long alloc_pages_bulk_noprof(gfp_t gfp, int preferred_nid, void *nodemask, int nr_pages, struct list_head *page_list,
				      struct page **page_array)
#else
unsigned long __alloc_pages_bulk(gfp_t gfp, int preferred_nid, void *nodemask, int nr_pages, struct list_head *page_list,
				 struct page **page_array)
#endif
{
	unsigned int alloc_flags = ALLOC_WMARK_LOW;
	gfp_t alloc_gfp = gfp;
	struct per_cpu_pages *pcp;
	struct alloc_context ac;
	struct zoneref *z;
	struct page *page;
	unsigned long up_flags;
	int nr_populated = 0;
	int got = 0;

	while (nr_populated < nr_pages && page_array[nr_populated])
		nr_populated++;
	if (nr_populated == nr_pages)
		return nr_populated;
	if (nr_pages - nr_populated == 1)
		goto single;
	if (!prepare_alloc_pages(gfp, 0, preferred_nid, nodemask, &ac, &alloc_gfp, &alloc_flags))
		return nr_populated;
	z = ac.preferred_zoneref;
	while (z->zone && !zone_watermark_ok(z->zone, 0, wmark_pages(z->zone, WMARK_LOW) + nr_pages, ac.highest_zoneidx, alloc_flags))
		z = next_zones_zonelist(z + 1, ac.highest_zoneidx, nodemask);
	if (!z->zone)
		goto single;
	pcp_trylock_prepare(&up_flags);
	pcp = pcp_lock_this_cpu(z->zone);
	if (!pcp) {
		pcp_trylock_finish(&up_flags);
		goto single;
	}
	while (nr_populated < nr_pages) {
		if (page_array[nr_populated]) {
			nr_populated++;
			continue;
		}
		page = __rmqueue_pcplist(z->zone, 0, ac.migratetype, alloc_flags, pcp, &pcp->lists[ac.migratetype]);
		if (!page)
			break;
		prep_new_page(page, 0, gfp, 0);
		page_array[nr_populated] = page;
		nr_populated++;
		got++;
	}
	pcp_unlock(pcp);
	pcp_trylock_finish(&up_flags);
	if (got)
		return nr_populated;
single:
	page = say_what_returns(__alloc_pages(gfp, 0, preferred_nid, NULL));
	if (page) {
		page_array[nr_populated] = page;
		nr_populated++;
	}
	return nr_populated;
}

#if MODEL_VERSION >= 610
unsigned long __alloc_pages_bulk(gfp_t gfp, int preferred_nid, void *nodemask, int nr_pages, struct list_head *page_list,
				 struct page **page_array)
{
	return alloc_pages_bulk_noprof(gfp, preferred_nid, nodemask, nr_pages, page_list, page_array);
}
#endif

unsigned long alloc_pages_bulk(gfp_t gfp, int preferred_nid, void *nodemask, int nr_pages, struct page **page_array)
{
	return __alloc_pages_bulk(gfp, preferred_nid, nodemask, nr_pages, NULL, page_array);
}

unsigned long alloc_pages_bulk_array(gfp_t gfp, unsigned long nr_pages, struct page **page_array)
{
	return alloc_pages_bulk(gfp, numa_mem_id(), NULL, nr_pages, page_array);
}
