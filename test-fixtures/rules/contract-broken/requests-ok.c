/* A flag for requests that take no lock, kept away from what takes one. */
#include <linux/gfp.h>
#include <linux/mmzone.h>

#define __GFP_NO_LOCKS ((__force gfp_t)0x8000000u)

bool should_fail_alloc_page(gfp_t gfp_mask, unsigned int order);
bool zone_watermark_fast(struct zone *z, unsigned int order, unsigned long mark, int highest, unsigned int flags, gfp_t gfp_mask);
struct page *shelf_take(struct zone *zone);
struct page *shelf_slow(gfp_t gfp, unsigned int order);

static struct page *shelf_walk_ok(gfp_t gfp, unsigned int order, struct zone *zone)
{
	if (!(gfp & __GFP_NO_LOCKS)) {
		if (!zone_watermark_fast(zone, order, 0, 0, 0, gfp))
			return NULL;
	}
	return shelf_take(zone);
}

struct page *shelf_page_ok(gfp_t gfp, unsigned int order)
{
	struct page *page;

	if ((gfp & (__GFP_NO_LOCKS | __GFP_DIRECT_RECLAIM)) == (__GFP_NO_LOCKS | __GFP_DIRECT_RECLAIM))
		return NULL;
	if (!(gfp & __GFP_NO_LOCKS) && should_fail_alloc_page(gfp, order))
		return NULL;
	page = shelf_walk_ok(gfp, order, NULL);
	if (page || (gfp & __GFP_NO_LOCKS))
		return page;
	return shelf_slow(gfp, order);
}

static DEFINE_PER_CPU(struct page *, shelf_spare);

/*
 * Takes the spare page of this CPU. The page is obtained in a lock-free
 * manner; NMI handlers must not call it.
 */
struct page *shelf_spare_ok(void)
{
	struct page *page;
	unsigned long flags;

	local_irq_save(flags);
	page = this_cpu_read(shelf_spare);
	this_cpu_write(shelf_spare, NULL);
	local_irq_restore(flags);
	return page;
}

/* It does not block events, which are for others to stop. */
void shelf_stop_ok(struct mutex *lock)
{
	mutex_lock(lock);
	mutex_unlock(lock);
}
