/* A call of each row of tables/frees.ts; beside it what the call does. Kernel 6.12 unless a version stands in brackets. */
void frees_rows(void)
{
	__free_page(a); // free page
	__free_pages(a); // free page
	__page_frag_cache_drain(a); // free page
	bitmap_free(a); // free slab
	consume_skb(a); // free skb
	dev_consume_skb_any(a); // free skb
	dev_kfree_skb(a); // free skb
	dev_kfree_skb_any(a); // free skb
	devm_kfree(a); // free slab
	dma_pool_free(a); // free other
	free_cpumask_var(a); // free slab
	free_page(a); // free page
	free_pages(a); // free page
	free_pages_exact(a); // free page
	free_pages_nolock(a); // [6.15] free page-nolock
	free_percpu(a); // free percpu
	free_unref_page(a); // free page
	ida_free(a); // free xarray
	idr_remove(a); // free xarray
	kfree(a); // free slab
	kfree_bulk(a); // free slab
	kfree_const(a); // free slab
	kfree_nolock(a); // [6.15] free slab-nolock
	kfree_sensitive(a); // free slab
	kfree_skb(a); // free skb
	kmem_cache_free(a); // free slab
	kmem_cache_free_bulk(a); // free slab
	kvfree(a); // free kvmalloc
	kvfree_sensitive(a); // free kvmalloc
	kzfree(a); // [5.8] free slab
	mempool_free(a); // free mempool
	page_frag_free(a); // free page
	vfree(a); // might sleep unless in-interrupt; free vmalloc
	vfree_atomic(a); // free vmalloc-atomic
	xa_erase(a); // free xarray
	xa_erase_bh(a); // free xarray
	xa_erase_irq(a); // free xarray
}
