/* Pattern of commit 56292e8609e3: a page allocated with the raw krcp->lock held (as it was) */
#include <linux/gfp.h>
#include <linux/slab.h>
#include <linux/spinlock.h>

struct krcp {
	raw_spinlock_t lock;
	void *block;
};

void queue_pointer(struct krcp *krcp)
{
	unsigned long flags;

	raw_spin_lock_irqsave(&krcp->lock, flags);
	if (!krcp->block)
		krcp->block = (void *)__get_free_page(GFP_NOWAIT | __GFP_NOWARN); // expect: invalid-wait-context "krcp->lock"
	raw_spin_unlock_irqrestore(&krcp->lock, flags);
}
