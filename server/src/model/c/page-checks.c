/*
 * Is a page fit to be handed out, or to be taken back? A bad one is reported and dropped. Polarity differs from name to name:
 * check_*() and bulkfree_pcp_prepare() are true for a BAD page, free_*_prepare() for a good one.
 */
/* debug_pagealloc on, or DEBUG_VM: only then is a page looked at again when it leaves the list. */
int model_debug_check;

static bool page_expected_state(struct page *page, unsigned long check_flags)
{
	return page->_mapcount == -1 && page->_refcount == 0 && !page->mapping && !(page->flags & check_flags);
}

/* What else is printed about a bad page. */
void dump_page(const struct page *page, const char *reason)
{
}

void print_modules(void)
{
}

/* Says so, and forgets the page: the report is raised where a function of this name is entered. */
static void bad_page(struct page *page, const char *reason)
{
	__ClearPageBuddy(page);
}

static const char *page_bad_reason(struct page *page, unsigned long flags)
{
	if (page->_mapcount != -1)
		return "mapped";
	return page->_refcount != 0 ? "in use" : "flags";
}

static void free_page_is_bad_report(struct page *page)
{
	bad_page(page, page_bad_reason(page, 0));
}

static bool free_page_is_bad(struct page *page)
{
	if (page_expected_state(page, 0))
		return false;
	free_page_is_bad_report(page);
	return true;
}

static void check_new_page_bad(struct page *page)
{
	bad_page(page, page_bad_reason(page, 0));
}

static bool check_new_page(struct page *page)
{
	if (page_expected_state(page, 0))
		return false;
	check_new_page_bad(page);
	return true;
}

static bool check_every_page(struct page *page, unsigned int order)
{
	int i;

	for (i = 0; i < (1 << order); i++)
		if (check_new_page(page + i))
			return true;
	return false;
}

#if MODEL_VERSION >= 609
static bool is_check_pages_enabled(void)
{
	return model_debug_check != 0;
}

static bool check_new_pages(struct page *page, unsigned int order)
{
	return is_check_pages_enabled() && check_every_page(page, order);
}
#else
static bool check_new_pages(struct page *page, unsigned int order)
{
	return check_every_page(page, order);
}

/* The two look at a page in opposite configurations: when it enters the list, or when it leaves it. */
static bool check_pcp_refill(struct page *page, unsigned int order)
{
	return !model_debug_check && check_new_pages(page, order);
}

#if MODEL_VERSION < 600
static bool check_new_pcp(struct page *page)
{
	if (!model_debug_check || page_expected_state(page, 0))
		return false;
	__lockstep_event("bad page", 0);
	return true;
}
#else
static bool check_new_pcp(struct page *page, unsigned int order)
{
	return model_debug_check && check_new_pages(page, order);
}

static bool bulkfree_pcp_prepare(struct page *page)
{
	return model_debug_check && free_page_is_bad(page);
}
#endif
#endif
