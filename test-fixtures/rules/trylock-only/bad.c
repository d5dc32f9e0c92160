/* Locks waited for on paths that must not spin: on the branch itself, through a helper, by an allocation flag. */
#include <linux/gfp.h>
#include <linux/spinlock.h>

#define ALLOC_TRYLOCK 0x400

struct zone {
	spinlock_t lock;
	int free;
};

bool gfpflags_allow_spinning(gfp_t flags);

static int take_locked(struct zone *zone)
{
	int page;

	spin_lock(&zone->lock); // expect: trylock-only "take_locked()"
	page = zone->free--;
	spin_unlock(&zone->lock);
	return page;
}

static int take_direct_bad(struct zone *zone, gfp_t gfp)
{
	int page = 0;

	if (!gfpflags_allow_spinning(gfp)) {
		spin_lock(&zone->lock); // expect: trylock-only "gfpflags_allow_spinning()"
		page = zone->free;
		spin_unlock(&zone->lock);
	}
	return page;
}

static int take_helper_bad(struct zone *zone, gfp_t gfp)
{
	if (gfpflags_allow_spinning(gfp))
		return 0;
	return take_locked(zone);
}

static int take_flag_bad(struct zone *zone, unsigned int alloc_flags)
{
	unsigned long flags;

	if (alloc_flags & ALLOC_TRYLOCK) {
		spin_lock_irqsave(&zone->lock, flags); // expect: trylock-only "ALLOC_TRYLOCK"
		zone->free--;
		spin_unlock_irqrestore(&zone->lock, flags);
		return 1;
	}
	return 0;
}

#define __GFP_NO_LOCKS ((gfp_t)0x800000)

static int take_buddy(struct zone *zone)
{
	unsigned long flags;
	int page;

	do {
		spin_lock_irqsave(&zone->lock, flags); // expect(likely): trylock-only "__GFP_NO_LOCKS"
		page = zone->free--;
		spin_unlock_irqrestore(&zone->lock, flags);
	} while (page < 0);
	return page;
}

static int take_any_bad(struct zone *zone, int order, gfp_t gfp)
{
	if (order == 0)
		return zone->free;
	return take_buddy(zone);
}

int take_page_bad(struct zone *zone, int order, gfp_t gfp)
{
	int page = take_any_bad(zone, order, gfp);

	if (page || (gfp & __GFP_NO_LOCKS))
		return page;
	return take_locked(zone);
}
