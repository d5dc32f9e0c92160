/* Pattern of commit 8ac88f7177c7: interrupts off, then a spinlock_t, in a function callable from anywhere (as it was) */
#include <linux/gfp.h>
#include <linux/slab.h>
#include <linux/spinlock.h>

struct krcp {
	spinlock_t lock;
	int count;
};

void queue_pointer(struct krcp *krcp)
{
	unsigned long flags;

	local_irq_save(flags);
	spin_lock(&krcp->lock); // expect[rt]: invalid-wait-context "local_irq_save()"
	krcp->count++;
	spin_unlock(&krcp->lock);
	local_irq_restore(flags);
}
