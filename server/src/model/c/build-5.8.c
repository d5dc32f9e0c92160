/* Zonelist rebuild up to 5.19 (V0): writers are serialised, readers never look back. */
static DEFINE_SPINLOCK(zonelist_build_lock);

unsigned int zonelist_iter_begin(void)
{
	return 0;
}

unsigned int check_retry_zonelist(unsigned int seq)
{
	return 0;
}

void __build_all_zonelists(void *data)
{
	spin_lock(&zonelist_build_lock);
	rebuild_all(data);
	pr_info("Fallback order for Node 0\n");
	spin_unlock(&zonelist_build_lock);
}

/* There is nothing to count. */
void zonelist_count_begin(void)
{
}

void zonelist_count_end(void)
{
}
