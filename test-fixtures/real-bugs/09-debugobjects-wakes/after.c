/* Pattern of commit eb799279fb1f: debug objects refilled with GFP_ATOMIC under whatever lock the caller holds (after the fix) */
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
	return kzalloc(32, __GFP_HIGH | __GFP_NOWARN);
}

void debug_activate(struct pool *pool, wait_queue_head_t *queue)
{
	spin_lock_irq(&queue->lock);
	fill_pool(pool);
	spin_unlock_irq(&queue->lock);
}
