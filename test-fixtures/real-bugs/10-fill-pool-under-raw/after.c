/* Pattern of commit 0cce06ba859a: the pool is refilled under raw locks (after the fix) */
#include <linux/gfp.h>
#include <linux/slab.h>
#include <linux/spinlock.h>

static DEFINE_RAW_SPINLOCK(timer_base);
static int pool_free;

static void *fill_pool(void)
{
	return kmalloc(32, __GFP_HIGH | __GFP_NOWARN);
}

void timer_start(void)
{
	unsigned long flags;

	if (pool_free < 8 && preemptible())
		fill_pool();
	raw_spin_lock_irqsave(&timer_base, flags);
	raw_spin_unlock_irqrestore(&timer_base, flags);
}
