// Two mistakes and their right forms, as the editor tests open them: a blocking allocation under zone->lock, and a lock
// that one exit leaves held.
#include <linux/mmzone.h>
#include <linux/slab.h>
#include <linux/spinlock.h>

struct stash {
	spinlock_t lock;
	struct list_head pages;
	unsigned int count;
};

static void *refill_bad(struct zone *zone, unsigned int order)
{
	unsigned long flags;
	void *area;

	spin_lock_irqsave(&zone->lock, flags);
	area = kmalloc(PAGE_SIZE << order, GFP_KERNEL | __GFP_ZERO);
	spin_unlock_irqrestore(&zone->lock, flags);
	return area;
}

static void *refill_ok(struct zone *zone, unsigned int order)
{
	unsigned long flags;
	void *area = kmalloc(PAGE_SIZE << order, GFP_KERNEL | __GFP_ZERO);

	spin_lock_irqsave(&zone->lock, flags);
	zone->present_pages++;
	spin_unlock_irqrestore(&zone->lock, flags);
	return area;
}

static int stash_take_bad(struct stash *stash)
{
	spin_lock(&stash->lock);
	if (!stash->count)
		return -ENOMEM;
	stash->count--;
	spin_unlock(&stash->lock);
	return 0;
}

static int stash_take_ok(struct stash *stash)
{
	int left = -ENOMEM;

	spin_lock(&stash->lock);
	if (stash->count)
		left = --stash->count;
	spin_unlock(&stash->lock);
	return left;
}
