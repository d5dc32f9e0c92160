/* Combinations that look odd and are right. */
#include <linux/gfp.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>

static void *quiet_try_ok(void)
{
	return alloc_pages(GFP_KERNEL | __GFP_NORETRY | __GFP_NOWARN | __GFP_COMP, 9);
}

static void *nofail_ok(void)
{
	return alloc_pages(GFP_NOFS | __GFP_NOFAIL, 1);
}

static void *movable_user_ok(void)
{
	return alloc_pages(GFP_HIGHUSER_MOVABLE, 0);
}

static void *dma_slab_ok(void)
{
	return kmalloc(64, GFP_KERNEL | __GFP_DMA);
}

static void *masked_ok(gfp_t gfp)
{
	return kmalloc(64, (gfp & ~__GFP_HIGHMEM) | __GFP_NOWARN);
}

static void *light_ok(void)
{
	return alloc_pages(GFP_TRANSHUGE_LIGHT, 9);
}

static void *reserves_ok(void)
{
	return kmalloc(64, GFP_ATOMIC | __GFP_NOMEMALLOC);
}

void *record_alloc(int records, gfp_t gfp);

static void *handed_on_ok(gfp_t gfp)
{
	if (!record_alloc(4, GFP_HIGHUSER))
		return NULL;
	return record_alloc(4, gfp | __GFP_NOFAIL);
}

/* At boot, before anything sleeps. */
static void *__init table_at_boot_ok(int zero)
{
	return __vmalloc(1 << 20, zero ? GFP_ATOMIC | __GFP_ZERO : GFP_ATOMIC);
}
