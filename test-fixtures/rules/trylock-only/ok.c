/* Trylocks where spinning is forbidden, locks where it is allowed, and where both kinds of caller have met again. */
#include <linux/gfp.h>
#include <linux/spinlock.h>

#define ALLOC_TRYLOCK 0x400

struct zone {
	spinlock_t lock;
	spinlock_t stats;
	int free;
};

bool gfpflags_allow_spinning(gfp_t flags);

static int take_locked(struct zone *zone, gfp_t gfp)
{
	int page;

	if (!gfpflags_allow_spinning(gfp)) {
		if (!spin_trylock(&zone->lock))
			return 0;
	} else {
		spin_lock(&zone->lock);
	}
	page = zone->free--;
	spin_unlock(&zone->lock);
	return page;
}

static int take_helper_ok(struct zone *zone, gfp_t gfp)
{
	if (!gfpflags_allow_spinning(gfp))
		return take_locked(zone, gfp);
	spin_lock(&zone->stats);
	spin_unlock(&zone->stats);
	return 0;
}

static int take_flag_ok(struct zone *zone, unsigned int alloc_flags)
{
	unsigned long flags;

	if (alloc_flags & ALLOC_TRYLOCK) {
		if (!spin_trylock_irqsave(&zone->lock, flags))
			return 0;
	} else {
		spin_lock_irqsave(&zone->lock, flags);
	}
	zone->free--;
	spin_unlock_irqrestore(&zone->lock, flags);
	return 1;
}

static void list_nolock_ok(struct zone *zone)
{
	spin_lock(&zone->stats);
	spin_unlock(&zone->stats);
}

#define __GFP_LOCKLESS ((gfp_t)0x800000)

static int take_any_ok(struct zone *zone, int order, gfp_t gfp)
{
	if (gfp & __GFP_LOCKLESS)
		return order == 0 ? zone->free : 0;
	spin_lock(&zone->stats);
	spin_unlock(&zone->stats);
	return 0;
}

int take_page_ok(struct zone *zone, int order, gfp_t gfp)
{
	int page = take_any_ok(zone, order, gfp);

	if (!(gfp & __GFP_LOCKLESS)) {
		spin_lock(&zone->lock);
		spin_unlock(&zone->lock);
	}
	return page;
}
