/*
 * What debug options add to handing out a page. page_owner keeps the stack of each allocation in the stack depot: a lock of
 * its own (spinlock_t at first, raw since 5.13), and now and then a block of four pages to keep stacks in.
 */
#define DEPOT_BLOCK_ORDER 2

int model_page_owner;
/* CONFIG_DEBUG_PAGEALLOC is compiled in; switched on at boot or not. */
int model_debug_pagealloc_built;

/* Recursion guard: the depot's own pages are not recorded. */
static bool in_page_owner;
static void *depot_block;

#if MODEL_VERSION < 513
static DEFINE_SPINLOCK(depot_lock);
#else
static DEFINE_RAW_SPINLOCK(pool_lock);
#endif

static void depot_allocate(gfp_t gfp_flags)
{
	gfp_t nested = (gfp_flags & (GFP_KERNEL | GFP_ATOMIC)) | __GFP_NOWARN;
	struct page *page;

#if MODEL_VERSION >= 615
	/* A caller that must not spin gets no new block. */
	if (!(gfp_flags & __GFP_RECLAIM))
		return;
#endif
	page = alloc_pages(nested, DEPOT_BLOCK_ORDER);
	if (page)
		depot_block = page_address(page);
}

static void stack_depot_save(gfp_t gfp_flags)
{
	unsigned long flags;

	if (!depot_block)
		depot_allocate(gfp_flags);
#if MODEL_VERSION < 513
	spin_lock_irqsave(&depot_lock, flags);
	spin_unlock_irqrestore(&depot_lock, flags);
#else
	if (!raw_spin_trylock_irqsave(&pool_lock, flags)) {
#if MODEL_VERSION >= 615
		if (!(gfp_flags & __GFP_RECLAIM))
			return;
#endif
		raw_spin_lock_irqsave(&pool_lock, flags);
	}
	raw_spin_unlock_irqrestore(&pool_lock, flags);
#endif
}

static void set_page_owner(struct page *page, unsigned int order, gfp_t gfp_flags)
{
	if (!model_page_owner || in_page_owner)
		return;
	in_page_owner = true;
	stack_depot_save(gfp_flags);
	in_page_owner = false;
}
