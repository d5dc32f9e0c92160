/* Allocations that may reclaim where the context forbids sleeping; the flags may come from elsewhere. */
#include <linux/gfp.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/interrupt.h>
#include <linux/rcupdate.h>

struct pool {
	spinlock_t lock;
	rwlock_t map_lock;
	void *spare;
};

static void refill_bad(struct pool *pool)
{
	spin_lock(&pool->lock);
	pool->spare = kmalloc(64, GFP_KERNEL); // expect: gfp-in-atomic "pool->lock"
	spin_unlock(&pool->lock);
}

static void refill_nofs_bad(struct pool *pool)
{
	unsigned long flags;

	spin_lock_irqsave(&pool->lock, flags);
	pool->spare = kzalloc(64, GFP_NOFS); // expect: gfp-in-atomic "kzalloc"
	spin_unlock_irqrestore(&pool->lock, flags);
}

static void *take_spare(struct pool *pool, gfp_t gfp)
{
	void *spare = pool->spare;

	if (!spare)
		spare = kmalloc(64, gfp | __GFP_ZERO); // expect: gfp-in-atomic "take_spare"
	return spare;
}

static void replace_bad(struct pool *pool)
{
	write_lock(&pool->map_lock);
	pool->spare = take_spare(pool, GFP_KERNEL);
	write_unlock(&pool->map_lock);
}

static struct page *page_under_rcu_bad(void)
{
	struct page *page;

	rcu_read_lock();
	page = alloc_pages(GFP_USER, 1); // expect: gfp-in-atomic "rcu_read_lock"
	rcu_read_unlock();
	return page;
}

static irqreturn_t pool_irq_bad(int irq, void *data)
{
	struct pool *pool = data;

	pool->spare = kmalloc(32, GFP_NOIO); // expect: gfp-in-atomic "interrupt handler"
	return IRQ_HANDLED;
}

static int pool_attach(struct pool *pool, int irq)
{
	return request_irq(irq, pool_irq_bad, 0, "pool", pool);
}
