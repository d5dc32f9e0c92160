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
