/* Pattern of commit eb799279fb1f: debug objects refilled with GFP_ATOMIC under whatever lock the caller holds (as it was) */
#include <linux/gfp.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/wait.h>

struct pool {
	int free;
};

static void *fill_pool(struct pool *pool)
{
	pool->free++;
	return kzalloc(32, GFP_ATOMIC | __GFP_NOWARN); // expect: lock-order "kswapd"
}

void debug_activate(struct pool *pool, wait_queue_head_t *queue)
{
	spin_lock_irq(&queue->lock);
	fill_pool(pool);
	spin_unlock_irq(&queue->lock);
}
