/*
 * D4: zone->lock as a raw lock (the question in the 2020 thread). mmzone.h has the lock and its operations; what is taken
 * around it stays what it is: the wait queue of kswapd and, with page_owner, the stack depot.
 */
void call_design(void)
{
	alloc_pages(GFP_NOWAIT | __GFP_NOWARN, 0);
}
