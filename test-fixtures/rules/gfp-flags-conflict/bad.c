/* Combinations that contradict themselves or mean nothing where they are used. */
#include <linux/gfp.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>

static void *two_zones_bad(void)
{
	return alloc_pages(GFP_KERNEL | __GFP_DMA | __GFP_HIGHMEM, 0); // expect: gfp-flags-conflict "__GFP_DMA"
}

static void *nofail_nowait_bad(void)
{
	return kmalloc(64, GFP_NOWAIT | __GFP_NOFAIL); // expect: gfp-flags-conflict "__GFP_NOFAIL"
}

static void *nofail_costly_bad(void)
{
	return alloc_pages(GFP_KERNEL | __GFP_NOFAIL, 4); // expect: gfp-flags-conflict "order"
}

static void *both_retries_bad(void)
{
	return kmalloc(64, GFP_KERNEL | __GFP_NORETRY | __GFP_NOFAIL); // expect: gfp-flags-conflict "__GFP_NORETRY"
}

static unsigned long highmem_address_bad(void)
{
	return __get_free_page(GFP_KERNEL | __GFP_HIGHMEM); // expect: gfp-flags-conflict "__GFP_HIGHMEM"
}

static void *slab_highmem_bad(void)
{
	return kmalloc(64, GFP_HIGHUSER); // expect: gfp-flags-conflict "__GFP_HIGHMEM"
}

static void *two_mobilities_bad(void)
{
	return alloc_pages(GFP_KERNEL | __GFP_MOVABLE | __GFP_RECLAIMABLE, 0); // expect: gfp-flags-conflict "__GFP_RECLAIMABLE"
}

static void *vmalloc_atomic_bad(void)
{
	return __vmalloc(4096, GFP_ATOMIC); // expect: gfp-flags-conflict "__vmalloc"
}

void *record_alloc(int records, gfp_t gfp);

static void *handed_on_bad(void)
{
	return record_alloc(4, GFP_KERNEL | __GFP_NORETRY | __GFP_NOFAIL); // expect: gfp-flags-conflict "record_alloc"
}
