/*
 * What happens to a page between the lists and its user: preparing it, checking it on the way back, counting users.
 * I7: a page handed out has one reference and is on no list.
 */
void set_page_refcounted(struct page *page)
{
	if (page->_refcount != 0)
		__lockstep_report("page-twice");
	page->_refcount = 1;
}

/* Poisoning and clearing of memory: no instrument is on, and contents are not modelled. */
static bool should_skip_kasan_unpoison(gfp_t flags)
{
	return true;
}

static bool should_skip_init(gfp_t flags)
{
	return false;
}

static void kernel_init_pages(struct page *page, int numpages)
{
}

void debug_check_no_locks_freed(const void *mem_from, unsigned long mem_len)
{
}

void post_alloc_hook(struct page *page, unsigned int order, gfp_t gfp_flags)
{
	page->private = 0;
#if MODEL_VERSION < 612
	set_page_refcounted(page);
#endif
	set_page_owner(page, order, gfp_flags);
}

/* One unit of several pages: the tails know their head. Only the head counts in the model. */
void prep_compound_page(struct page *page, unsigned int order)
{
}

void prep_new_page(struct page *page, unsigned int order, gfp_t gfp_flags, unsigned int alloc_flags)
{
	post_alloc_hook(page, order, gfp_flags);
#if MODEL_VERSION >= 612
	set_page_refcounted(page);
#endif
	if (order && (gfp_flags & __GFP_COMP))
		prep_compound_page(page, order);
	page->index = 0;
}

/* A page that is still used, or was freed already, is reported and kept; the memory behind it is gone. */
static bool fit_to_free(struct page *page)
{
	page->mapping = NULL;
	return !free_page_is_bad(page);
}

#if MODEL_VERSION >= 609
static bool should_skip_kasan_poison(struct page *page)
{
	return true;
}

static bool free_pages_prepare(struct page *page, unsigned int order)
{
	return fit_to_free(page);
}
#else
static bool should_skip_kasan_poison(struct page *page, fpi_t fpi_flags)
{
	return true;
}

static bool free_pages_prepare(struct page *page, unsigned int order, bool check_free, fpi_t fpi_flags)
{
	return fit_to_free(page);
}

static bool free_pcp_prepare(struct page *page, unsigned int order)
{
	return free_pages_prepare(page, order, true, FPI_NONE);
}
#endif

int page_ref_count(const struct page *page)
{
	return page->_refcount;
}

int put_page_testzero(struct page *page)
{
	if (page->_refcount <= 0) {
		__lockstep_report("page-twice");
		return 0;
	}
	page->_refcount--;
	return page->_refcount == 0;
}

void get_page(struct page *page)
{
	page->_refcount++;
}

void __free_pages(struct page *page, unsigned int order)
{
	if (put_page_testzero(page))
		free_the_page(page, order);
}

void put_page(struct page *page)
{
	__free_pages(page, 0);
}

/* The memory of a page: an object made at first use, which remembers its page. */
void *page_address(const struct page *page)
{
	struct page *own = (struct page *)page;

	if (!own->mapping) {
		own->mapping = __lockstep_new(PAGE_SIZE);
		__lockstep_set_owner(own->mapping, own);
	}
	return own->mapping;
}

/* Memory of no page of the model (statics, fresh objects) is said to lie in the first one. */
struct page *virt_to_page(const void *address)
{
	struct page *page = __lockstep_owner(address);

	return page ? page : &mem_map[0];
}

void free_pages(unsigned long addr, unsigned int order)
{
	if (addr != 0)
		__free_pages(virt_to_page((void *)addr), order);
}
