/* Pattern of commit 99a3e3a1cfc9: the guard knows interrupts only, and the lock sleeps on PREEMPT_RT (as it was) */
#include <linux/gfp.h>
#include <linux/slab.h>
#include <linux/spinlock.h>

struct cache {
	spinlock_t lock;
	void *first;
};

static void *cache_take_nolock(struct cache *cache)
{
	void *object;

	if (IS_ENABLED(CONFIG_PREEMPT_RT) && (in_nmi() || in_hardirq()))
		return NULL;
	spin_lock(&cache->lock); // expect[rt]: invalid-wait-context "preemption off"
	object = cache->first;
	spin_unlock(&cache->lock);
	return object;
}

static DEFINE_PER_CPU(int, hits);

void *trace_take(struct cache *cache)
{
	void *object;

	preempt_disable();
	object = cache_take_nolock(cache);
	preempt_enable();
	return object;
}
