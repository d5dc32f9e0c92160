/* Pattern of commit 726ccdba1521: a debug hook allocates with a wake-up flag under a queue's lock (as it was) */
#include <linux/gfp.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/wait.h>

static void *record_stack(gfp_t flags)
{
	return kmalloc(64, flags); // expect: lock-order "kswapd"
}

void note_wait(wait_queue_head_t *queue)
{
	unsigned long flags;

	spin_lock_irqsave(&queue->lock, flags);
	record_stack(GFP_ATOMIC);
	spin_unlock_irqrestore(&queue->lock, flags);
}
