/*
 * The second spelling of allocator functions since 6.10: macros of the plain names call these. Code that was lowered with a
 * tree's headers may call either.
 */
struct page *alloc_pages_noprof(gfp_t gfp, unsigned int order)
{
	return alloc_pages(gfp, order);
}

struct page *alloc_pages_node_noprof(int nid, gfp_t gfp, unsigned int order)
{
	return alloc_pages_node(nid, gfp, order);
}

struct page *__alloc_pages_node_noprof(int nid, gfp_t gfp, unsigned int order)
{
	return alloc_pages_node(nid, gfp, order);
}

unsigned long get_free_pages_noprof(gfp_t gfp, unsigned int order)
{
	return __get_free_pages(gfp, order);
}

unsigned long get_zeroed_page_noprof(gfp_t gfp)
{
	return get_zeroed_page(gfp);
}

void *kmalloc_noprof(size_t size, gfp_t flags)
{
	return kmalloc(size, flags);
}

void *__kmalloc_noprof(size_t size, gfp_t flags)
{
	return kmalloc(size, flags);
}

void *kmalloc_node_noprof(size_t size, gfp_t flags, int node)
{
	return kmalloc(size, flags);
}

void *kzalloc_noprof(size_t size, gfp_t flags)
{
	return kzalloc(size, flags);
}

void *kmalloc_array_noprof(size_t n, size_t size, gfp_t flags)
{
	return kmalloc_array(n, size, flags);
}

void *kmem_cache_alloc_noprof(struct kmem_cache *s, gfp_t flags)
{
	return kmem_cache_alloc(s, flags);
}

void *kmem_cache_alloc_node_noprof(struct kmem_cache *s, gfp_t flags, int node)
{
	return kmem_cache_alloc(s, flags);
}

void *vmalloc_noprof(size_t size)
{
	return vmalloc(size);
}

void *vzalloc_noprof(size_t size)
{
	return vzalloc(size);
}

void *kvmalloc_node_noprof(size_t size, gfp_t flags, int node)
{
	return kvmalloc(size, flags);
}
