/* Pattern of commit 99a3e3a1cfc9: the guard knows interrupts only, and the lock sleeps on PREEMPT_RT (after the fix) */
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

	if (IS_ENABLED(CONFIG_PREEMPT_RT) && !preemptible())
		return NULL;
	spin_lock(&cache->lock);
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
