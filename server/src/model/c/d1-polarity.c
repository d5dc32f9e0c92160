/* D1 with the test of the bad-page check turned round: good pages are handed out, still unprepared. */
static bool lockless_takes(struct page *page)
{
	return !check_new_pcp(page);
}
