/* One place leaves interrupts on for a lock that all others turn them off for: its helper shows that they were on. */
#include <linux/lockdep.h>
#include <linux/sched.h>
#include <linux/spinlock.h>

static DEFINE_SPINLOCK(pool_lock);
static int pool_free;

static void pool_put(void)
{
	unsigned long flags;

	spin_lock_irqsave(&pool_lock, flags);
	pool_free++;
	spin_unlock_irqrestore(&pool_lock, flags);
}

static void pool_all_others(void)
{
	spin_lock_irq(&pool_lock);
	spin_unlock_irq(&pool_lock);
	spin_lock_irq(&pool_lock);
	spin_unlock_irq(&pool_lock);
	spin_lock_irq(&pool_lock);
	spin_unlock_irq(&pool_lock);
	spin_lock_irq(&pool_lock);
	spin_unlock_irq(&pool_lock);
	spin_lock_irq(&pool_lock);
	spin_unlock_irq(&pool_lock);
	spin_lock_irq(&pool_lock);
	spin_unlock_irq(&pool_lock);
	spin_lock_irq(&pool_lock);
	spin_unlock_irq(&pool_lock);
}

static int pool_refill(void)
{
	lockdep_assert_held(&pool_lock);
	spin_unlock_irq(&pool_lock);
	cond_resched();
	spin_lock_irq(&pool_lock);
	return pool_free;
}

static void pool_grow_bad(void)
{
	spin_lock(&pool_lock); // expect[smp]: irq-unsafe-lock "other places of this file"
	if (pool_free < 4)
		pool_refill();
	spin_unlock(&pool_lock);
}
