/* Pattern of "Skip entry into the page allocator for PREEMPT_RT", 5.9: two behaviours instead of another context (as it was) */
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
#ifndef CONFIG_PREEMPT_RT // expect(likely): rt-conditional "queue_pointer()"
	krcp->block = (void *)__get_free_page(GFP_NOWAIT); // expect[smp]: invalid-wait-context "krcp->lock"
#endif
	raw_spin_unlock_irqrestore(&krcp->lock, flags);
}
