/* Pattern of "Skip entry into the page allocator for PREEMPT_RT", 5.9: two behaviours instead of another context (after the fix) */
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
	void *block = (void *)__get_free_page(GFP_NOWAIT);

	raw_spin_lock_irqsave(&krcp->lock, flags);
	krcp->block = block;
	raw_spin_unlock_irqrestore(&krcp->lock, flags);
}
