/* Pattern of commit 73444bc4d8f9: kswapd woken with zone->lock held (as it was) */
#include <linux/mm_types.h>
#include <linux/mmzone.h>
#include <linux/spinlock.h>
#include <linux/wait.h>

void boost(struct zone *zone, wait_queue_head_t *queue)
{
	unsigned long flags;

	spin_lock_irqsave(&zone->lock, flags);
	wake_up_interruptible(queue); // expect: lock-order "zone->lock"
	spin_unlock_irqrestore(&zone->lock, flags);
}
