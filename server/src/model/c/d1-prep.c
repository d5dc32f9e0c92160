/* D1 with both repairs: good pages, prepared as any other. */
static bool lockless_takes(struct page *page)
{
	return !check_new_pcp(page);
}

static void lockless_prepares(struct page *page)
{
	prep_new_page(page, 0, 0, 0);
}
