/* The names callers use for the page allocator. All lead to __alloc_pages(). */

struct page *alloc_pages(gfp_t gfp, unsigned int order)
{
	return say_what_returns(__alloc_pages(gfp, order, numa_node_id(), NULL));
}

struct page *alloc_page(gfp_t gfp)
{
	return alloc_pages(gfp, 0);
}

struct page *alloc_pages_node(int nid, gfp_t gfp, unsigned int order)
{
	return say_what_returns(__alloc_pages(gfp, order, numa_node_id(), NULL));
}

struct page *__alloc_pages_node(int nid, gfp_t gfp, unsigned int order)
{
	return say_what_returns(__alloc_pages(gfp, order, numa_node_id(), NULL));
}

unsigned long __get_free_pages(gfp_t gfp, unsigned int order)
{
	struct page *page = alloc_pages(gfp & ~__GFP_HIGHMEM, order);

	if (!page)
		return 0;
	return (unsigned long)page_address(page);
}

unsigned long __get_free_page(gfp_t gfp)
{
	return __get_free_pages(gfp, 0);
}

unsigned long get_zeroed_page(gfp_t gfp)
{
	return __get_free_pages(gfp | __GFP_ZERO, 0);
}

void *alloc_pages_exact(size_t size, gfp_t gfp)
{
	unsigned int order = 0;

	while ((PAGE_SIZE << order) < size)
		order++;
	return (void *)__get_free_pages(gfp, order);
}

void __free_page(struct page *page)
{
	__free_pages(page, 0);
}

void free_page(unsigned long addr)
{
	free_pages(addr, 0);
}

void free_pages_exact(void *virt, size_t size)
{
	__free_pages(virt_to_page(virt), 0);
}

struct page *virt_to_head_page(const void *address)
{
	return virt_to_page(address);
}

void *page_to_virt(const struct page *page)
{
	return page_address(page);
}
