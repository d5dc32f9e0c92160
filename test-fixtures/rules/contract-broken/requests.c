/* A flag for requests that take no lock, and what such requests pass all the same. */
#include <linux/gfp.h>
#include <linux/mmzone.h>

#define __GFP_NO_LOCKS ((__force gfp_t)0x8000000u)

bool should_fail_alloc_page(gfp_t gfp_mask, unsigned int order);
bool zone_watermark_fast(struct zone *z, unsigned int order, unsigned long mark, int highest, unsigned int flags, gfp_t gfp_mask);
void prep_new_page(struct page *page, unsigned int order, gfp_t gfp_flags, unsigned int alloc_flags);
struct page *shelf_take(struct zone *zone);
struct page *shelf_slow(gfp_t gfp, unsigned int order);

static struct page *shelf_walk_bad(gfp_t gfp, unsigned int order, struct zone *zone)
{
	struct page *page;

	if (!zone_watermark_fast(zone, order, 0, 0, 0, gfp)) {
		if (gfp & __GFP_NO_LOCKS) // expect(likely): contract-broken "zone_watermark_fast()"
			return NULL;
	}
	page = shelf_take(zone);
	if (!page && (gfp & __GFP_NO_LOCKS)) // expect(likely): contract-broken "prep_new_page()"
		return NULL;
	if (page)
		prep_new_page(page, order, gfp, 0);
	return page;
}

struct page *shelf_page_bad(gfp_t gfp, unsigned int order)
{
	struct page *page;

	if (should_fail_alloc_page(gfp, order))
		return NULL;
	page = shelf_walk_bad(gfp, order, NULL);
	if (page)
		return page;
	if (gfp & __GFP_NO_LOCKS) // expect(likely): contract-broken "should_fail_alloc_page()" // expect(likely): gfp-flags-conflict "__GFP_NOFAIL"
		return NULL;
	return shelf_slow(gfp, order);
}

static DEFINE_PER_CPU(struct page *, shelf_spare);

/*
 * Takes the spare page of this CPU. The page is obtained in a lock-free
 * manner.
 */
struct page *shelf_spare_bad(void)
{
	struct page *page;
	unsigned long flags;

	local_irq_save(flags); // expect(likely): contract-broken "not an NMI"
	page = this_cpu_read(shelf_spare);
	this_cpu_write(shelf_spare, NULL);
	local_irq_restore(flags);
	return page;
}
