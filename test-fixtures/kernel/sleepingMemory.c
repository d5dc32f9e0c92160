/* A call of each row of tables/sleepingMemory.ts; beside it what the call does. Kernel 6.12 unless a version stands in brackets. */
void sleepingMemory_rows(void)
{
	add_memory(); // might sleep
	alloc_contig_pages(); // might sleep
	alloc_contig_range(); // might sleep
	devm_ioremap(); // might sleep
	devm_ioremap_wc(); // might sleep
	dma_pool_create(); // might sleep
	dma_pool_destroy(); // might sleep
	dmam_pool_create(); // might sleep
	drain_all_pages(); // [5.8] might sleep
	get_user_pages(); // might sleep
	get_user_pages_remote(); // might sleep
	get_user_pages_unlocked(); // might sleep
	ioremap(); // might sleep
	ioremap_cache(); // might sleep
	ioremap_np(); // might sleep
	ioremap_uc(); // might sleep
	ioremap_wc(); // might sleep
	ioremap_wt(); // might sleep
	iounmap(); // might sleep
	kmem_cache_create(); // might sleep
	kmem_cache_create_usercopy(); // might sleep
	kmem_cache_destroy(); // might sleep
	kmem_cache_shrink(); // might sleep
	memdup_user(); // might sleep
	memdup_user_nul(); // might sleep
	mempool_resize(); // might sleep
	mmput(); // might sleep
	offline_pages(); // might sleep
	online_pages(); // might sleep
	pin_user_pages(); // might sleep
	pin_user_pages_remote(); // might sleep
	pin_user_pages_unlocked(); // might sleep
	register_shrinker(); // [5.8] might sleep
	remove_memory(); // might sleep
	set_memory_nx(); // might sleep
	set_memory_ro(); // might sleep
	set_memory_rw(); // might sleep
	set_memory_uc(); // might sleep
	set_memory_wb(); // might sleep
	set_memory_wc(); // might sleep
	set_memory_x(); // might sleep
	strndup_user(); // might sleep
	synchronize_shrinkers(); // [5.8] might sleep
	unregister_shrinker(); // [5.8] might sleep
	vm_unmap_aliases(); // might sleep
	vm_unmap_ram(); // might sleep
	vmap(); // might sleep
	vmemdup_user(); // might sleep
	vunmap(); // might sleep
}
