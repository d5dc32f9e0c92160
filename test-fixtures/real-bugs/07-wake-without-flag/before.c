/* Pattern of "don't wake kswapd from rmqueue() unless __GFP_KSWAPD_RECLAIM is specified", 6.5 (as it was) */
#include <linux/gfp.h>
#include <linux/mmzone.h>

#define ALLOC_KSWAPD 0x800

struct page *take(struct zone *zone);
void wakeup_kswapd(struct zone *zone, gfp_t gfp, int order, int type);

struct page *take_and_balance(struct zone *zone, gfp_t gfp_flags, unsigned int alloc_flags)
{
	struct page *page = take(zone);

	if (unlikely(zone->watermark_boost))
		wakeup_kswapd(zone, 0, 0, 0); // expect(likely): contract-broken "__GFP_KSWAPD_RECLAIM"
	return page;
}
