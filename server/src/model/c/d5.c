/*
 * D5: alloc_pages_nolock() of 6.15 and later: trylocks only, NULL where even a trylock may not be tried, no slow path.
 */
struct page *alloc_pages_nolock(gfp_t gfp_flags, int nid, unsigned int order)
{
	gfp_t gfp = __GFP_NOWARN | __GFP_ZERO | __GFP_NOMEMALLOC | __GFP_COMP | gfp_flags;
	unsigned int alloc_flags = ALLOC_TRYLOCK;
	struct alloc_context ac;
	struct page *page = NULL;

	if (!pcp_allowed_order(order))
		goto out;
#ifdef CONFIG_PREEMPT_RT
	if (in_nmi() || in_hardirq())
		goto out;
#endif
#ifndef CONFIG_SMP
	if (in_nmi())
		goto out;
#endif
	if (!prepare_alloc_pages(gfp, order, numa_node_id(), NULL, &ac, &gfp, &alloc_flags))
		goto out;
	page = get_page_from_freelist(gfp, order, alloc_flags, &ac);
out:
	say_what_returns(page);
	return page;
}

void call_design(void)
{
	alloc_pages_nolock(0, 0, 0);
}
