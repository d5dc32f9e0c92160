/* A call of each row of tables/slabAllocators.ts; beside it what the call does. Kernel 6.12 unless a version stands in brackets. */
void slabAllocators_rows(void)
{
	__kmalloc(a, GFP_KERNEL); // allocate slab gfp @1
	__kmalloc_node(a, GFP_KERNEL); // allocate slab gfp @1
	alloc_cpumask_var(a, GFP_KERNEL); // allocate slab gfp @1
	bitmap_alloc(a, GFP_KERNEL); // allocate slab gfp @1
	bitmap_alloc_node(a, GFP_KERNEL); // allocate slab gfp @1
	bitmap_zalloc(a, GFP_KERNEL); // allocate slab gfp @1
	bitmap_zalloc_node(a, GFP_KERNEL); // allocate slab gfp @1
	devm_kasprintf(a, GFP_KERNEL); // allocate slab gfp @1
	devm_kcalloc(a, b, c, GFP_KERNEL); // allocate slab gfp @3
	devm_kmalloc(a, b, GFP_KERNEL); // allocate slab gfp @2
	devm_kmalloc_array(a, b, c, GFP_KERNEL); // allocate slab gfp @3
	devm_kmemdup(a, b, c, GFP_KERNEL); // allocate slab gfp @3
	devm_krealloc(a, b, c, GFP_KERNEL); // allocate slab gfp @3
	devm_kstrdup(a, b, GFP_KERNEL); // allocate slab gfp @2
	devm_kstrdup_const(a, b, GFP_KERNEL); // allocate slab gfp @2
	devm_kvasprintf(a, GFP_KERNEL); // allocate slab gfp @1
	devm_kzalloc(a, b, GFP_KERNEL); // allocate slab gfp @2
	kasprintf(GFP_KERNEL); // allocate slab gfp @0
	kcalloc(a, b, GFP_KERNEL); // allocate slab gfp @2
	kcalloc_node(a, b, GFP_KERNEL); // allocate slab gfp @2
	kmalloc(a, GFP_KERNEL); // allocate slab gfp @1
	kmalloc_array(a, b, GFP_KERNEL); // allocate slab gfp @2
	kmalloc_array_node(a, b, GFP_KERNEL); // allocate slab gfp @2
	kmalloc_large(a, GFP_KERNEL); // allocate slab gfp @1
	kmalloc_node(a, GFP_KERNEL); // allocate slab gfp @1
	kmalloc_node_track_caller(a, GFP_KERNEL); // allocate slab gfp @1
	kmalloc_nolock(a, GFP_KERNEL); // [6.15] allocate slab-nolock gfp @1
	kmalloc_track_caller(a, GFP_KERNEL); // allocate slab gfp @1
	kmem_cache_alloc(a, GFP_KERNEL); // allocate slab gfp @1
	kmem_cache_alloc_bulk(a, GFP_KERNEL); // allocate slab gfp @1
	kmem_cache_alloc_lru(a, b, GFP_KERNEL); // allocate slab gfp @2
	kmem_cache_alloc_node(a, GFP_KERNEL); // allocate slab gfp @1
	kmem_cache_zalloc(a, GFP_KERNEL); // allocate slab gfp @1
	kmemdup(a, b, GFP_KERNEL); // allocate slab gfp @2
	kmemdup_array(a, b, c, GFP_KERNEL); // allocate slab gfp @3
	kmemdup_nul(a, b, GFP_KERNEL); // allocate slab gfp @2
	krealloc(a, b, GFP_KERNEL); // allocate slab gfp @2
	krealloc_array(a, b, c, GFP_KERNEL); // allocate slab gfp @3
	kstrdup(a, GFP_KERNEL); // allocate slab gfp @1
	kstrdup_const(a, GFP_KERNEL); // allocate slab gfp @1
	kstrndup(a, b, GFP_KERNEL); // allocate slab gfp @2
	kvasprintf(GFP_KERNEL); // allocate slab gfp @0
	kvasprintf_const(GFP_KERNEL); // allocate slab gfp @0
	kzalloc(a, GFP_KERNEL); // allocate slab gfp @1
	kzalloc_node(a, GFP_KERNEL); // allocate slab gfp @1
	sg_alloc_table(a, b, GFP_KERNEL); // allocate slab gfp @2
	zalloc_cpumask_var(a, GFP_KERNEL); // allocate slab gfp @1
}
