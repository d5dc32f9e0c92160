/* A call of each row of tables/otherAllocators.ts; beside it what the call does. Kernel 6.12 unless a version stands in brackets. */
void otherAllocators_rows(void)
{
	__alloc_percpu(); // allocate percpu GFP_KERNEL
	__alloc_percpu_gfp(a, b, GFP_KERNEL); // allocate percpu gfp @2
	__alloc_skb(a, GFP_KERNEL); // allocate skb gfp @1
	__dev_alloc_skb(a, GFP_KERNEL); // allocate skb gfp @1
	__netdev_alloc_skb(a, b, GFP_KERNEL); // allocate skb gfp @2
	__pskb_copy(a, b, GFP_KERNEL); // allocate skb gfp @2
	add_to_page_cache_lru(a, b, c, GFP_KERNEL); // allocate xarray gfp @3
	alloc_percpu(); // allocate percpu GFP_KERNEL
	alloc_percpu_gfp(a, GFP_KERNEL); // allocate percpu gfp @1
	alloc_skb(a, GFP_KERNEL); // allocate skb gfp @1
	alloc_skb_fclone(a, GFP_KERNEL); // allocate skb gfp @1
	bio_alloc(GFP_KERNEL); // [5.8] allocate bio gfp @0
	bio_alloc(a, b, c, GFP_KERNEL); // allocate bio gfp @3
	bio_alloc_bioset(GFP_KERNEL); // [5.8] allocate bio gfp @0
	bio_alloc_bioset(a, b, c, GFP_KERNEL); // allocate bio gfp @3
	bio_alloc_clone(a, b, GFP_KERNEL); // allocate bio gfp @2
	bio_clone_fast(a, GFP_KERNEL); // [5.8] allocate bio gfp @1
	bio_kmalloc(GFP_KERNEL); // [5.8] allocate bio gfp @0
	bio_kmalloc(a, GFP_KERNEL); // allocate bio gfp @1
	bio_split(a, b, GFP_KERNEL); // allocate bio gfp @2
	blk_next_bio(a, b, c, d, GFP_KERNEL); // allocate bio gfp @4
	dev_alloc_skb(); // allocate skb GFP_ATOMIC
	dma_alloc_attrs(a, b, c, GFP_KERNEL); // allocate other gfp @3
	dma_alloc_coherent(a, b, c, GFP_KERNEL); // allocate other gfp @3
	dma_alloc_noncoherent(a, b, c, d, GFP_KERNEL); // allocate other gfp @4
	dma_alloc_pages(a, b, c, d, GFP_KERNEL); // allocate other gfp @4
	dma_alloc_wc(a, b, c, GFP_KERNEL); // allocate other gfp @3
	dma_pool_alloc(a, GFP_KERNEL); // allocate other gfp @1
	dma_pool_zalloc(a, GFP_KERNEL); // allocate other gfp @1
	dmam_alloc_attrs(a, b, c, GFP_KERNEL); // allocate other gfp @3
	dmam_alloc_coherent(a, b, c, GFP_KERNEL); // allocate other gfp @3
	filemap_add_folio(a, b, c, GFP_KERNEL); // allocate xarray gfp @3
	genlmsg_new(a, GFP_KERNEL); // allocate skb gfp @1
	ida_alloc(a, GFP_KERNEL); // allocate xarray gfp @1
	ida_alloc_max(a, b, GFP_KERNEL); // allocate xarray gfp @2
	ida_alloc_min(a, b, GFP_KERNEL); // allocate xarray gfp @2
	ida_alloc_range(a, b, c, GFP_KERNEL); // allocate xarray gfp @3
	ida_simple_get(a, b, c, GFP_KERNEL); // allocate xarray gfp @3
	idr_alloc(a, b, c, d, GFP_KERNEL); // allocate xarray gfp @4
	idr_alloc_cyclic(a, b, c, d, GFP_KERNEL); // allocate xarray gfp @4
	idr_alloc_u32(a, b, c, d, GFP_KERNEL); // allocate xarray gfp @4
	iommu_map(a, b, c, d, e, GFP_KERNEL); // allocate other gfp @5
	kfifo_alloc(a, b, GFP_KERNEL); // allocate xarray gfp @2
	mas_preallocate(a, b, GFP_KERNEL); // allocate xarray gfp @2
	mempool_alloc(a, GFP_KERNEL); // allocate mempool gfp @1
	mempool_create(); // allocate mempool GFP_KERNEL
	mempool_create_kmalloc_pool(); // allocate mempool GFP_KERNEL
	mempool_create_node(a, b, c, d, GFP_KERNEL); // allocate mempool gfp @4
	mempool_create_page_pool(); // allocate mempool GFP_KERNEL
	mempool_create_slab_pool(); // allocate mempool GFP_KERNEL
	mempool_init(); // allocate mempool GFP_KERNEL
	mempool_init_kmalloc_pool(); // allocate mempool GFP_KERNEL
	mempool_init_slab_pool(); // allocate mempool GFP_KERNEL
	mtree_alloc_range(a, b, c, d, e, f, GFP_KERNEL); // allocate xarray gfp @6
	mtree_insert(a, b, c, GFP_KERNEL); // allocate xarray gfp @3
	mtree_insert_range(a, b, c, d, GFP_KERNEL); // allocate xarray gfp @4
	mtree_store(a, b, c, GFP_KERNEL); // allocate xarray gfp @3
	mtree_store_range(a, b, c, d, GFP_KERNEL); // allocate xarray gfp @4
	napi_alloc_skb(); // allocate skb GFP_ATOMIC
	netdev_alloc_skb(); // allocate skb GFP_ATOMIC
	netdev_alloc_skb_ip_align(); // allocate skb GFP_ATOMIC
	nlmsg_new(a, GFP_KERNEL); // allocate skb gfp @1
	pskb_copy(a, GFP_KERNEL); // allocate skb gfp @1
	pskb_expand_head(a, b, c, GFP_KERNEL); // allocate skb gfp @3
	ptr_ring_init(a, b, GFP_KERNEL); // allocate xarray gfp @2
	sk_alloc(a, b, GFP_KERNEL); // allocate skb gfp @2
	skb_clone(a, GFP_KERNEL); // allocate skb gfp @1
	skb_copy(a, GFP_KERNEL); // allocate skb gfp @1
	skb_copy_expand(a, b, c, GFP_KERNEL); // allocate skb gfp @3
	skb_header_unclone(a, GFP_KERNEL); // allocate skb gfp @1
	skb_realloc_headroom(); // allocate skb GFP_ATOMIC
	skb_share_check(a, GFP_KERNEL); // allocate skb gfp @1
	skb_unshare(a, GFP_KERNEL); // allocate skb gfp @1
	sock_kmalloc(a, b, GFP_KERNEL); // allocate skb gfp @2
	usb_alloc_coherent(a, b, GFP_KERNEL); // allocate other gfp @2
	usb_alloc_urb(a, GFP_KERNEL); // allocate other gfp @1
	usb_submit_urb(a, GFP_KERNEL); // allocate other gfp @1
	xa_alloc(a, b, c, d, GFP_KERNEL); // allocate xarray gfp @4
	xa_alloc_bh(a, b, c, d, GFP_KERNEL); // allocate xarray gfp @4
	xa_alloc_cyclic(a, b, c, d, e, GFP_KERNEL); // allocate xarray gfp @5
	xa_alloc_cyclic_bh(a, b, c, d, e, GFP_KERNEL); // allocate xarray gfp @5
	xa_alloc_cyclic_irq(a, b, c, d, e, GFP_KERNEL); // allocate xarray gfp @5
	xa_alloc_irq(a, b, c, d, GFP_KERNEL); // allocate xarray gfp @4
	xa_cmpxchg(a, b, c, d, GFP_KERNEL); // allocate xarray gfp @4
	xa_cmpxchg_bh(a, b, c, d, GFP_KERNEL); // allocate xarray gfp @4
	xa_cmpxchg_irq(a, b, c, d, GFP_KERNEL); // allocate xarray gfp @4
	xa_insert(a, b, c, GFP_KERNEL); // allocate xarray gfp @3
	xa_insert_bh(a, b, c, GFP_KERNEL); // allocate xarray gfp @3
	xa_insert_irq(a, b, c, GFP_KERNEL); // allocate xarray gfp @3
	xa_reserve(a, b, GFP_KERNEL); // allocate xarray gfp @2
	xa_reserve_bh(a, b, GFP_KERNEL); // allocate xarray gfp @2
	xa_reserve_irq(a, b, GFP_KERNEL); // allocate xarray gfp @2
	xa_store(a, b, c, GFP_KERNEL); // allocate xarray gfp @3
	xa_store_bh(a, b, c, GFP_KERNEL); // allocate xarray gfp @3
	xa_store_irq(a, b, c, GFP_KERNEL); // allocate xarray gfp @3
	xa_store_range(a, b, c, d, GFP_KERNEL); // allocate xarray gfp @4
	xas_nomem(a, GFP_KERNEL); // allocate xarray gfp @1
}
