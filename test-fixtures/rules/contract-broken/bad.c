/* Comments that promise what the code does not keep. */
#include <linux/gfp.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/spinlock.h>

struct cache {
	spinlock_t lock;
	struct mutex mutex;
	void *first;
};

/**
 * cache_fill_bad - fills the cache
 * @cache: the cache
 *
 * Context: Any context.
 */
void cache_fill_bad(struct cache *cache)
{
	cache->first = kmalloc(64, GFP_KERNEL); // expect: contract-broken "Any context"
}

/* Takes one object. The function never sleeps. */
void *cache_take_bad(struct cache *cache)
{
	void *object;

	mutex_lock(&cache->mutex); // expect: contract-broken "never sleeps"
	object = cache->first;
	mutex_unlock(&cache->mutex);
	return object;
}

static void *cache_first(struct cache *cache)
{
	void *object;

	spin_lock(&cache->lock); // expect: contract-broken "cache_first()"
	object = cache->first;
	spin_unlock(&cache->lock);
	return object;
}

/*
 * Semantic of this function illustrates that an object is obtained in a
 * lock-free manner. It is meant for one user only.
 */
void *cache_lockless_take_bad(struct cache *cache)
{
	return cache_first(cache);
}

/*
 * Returns NULL rather than acquiring any non-raw spinlock.
 */
void *cache_page_bad(struct cache *cache)
{
	if (cache->first)
		return cache->first;
	return (void *)__get_free_page(GFP_NOWAIT); // expect: contract-broken "zone->lock"
}

static void prep_new_page(struct page *page, unsigned int order, gfp_t gfp, unsigned int alloc_flags);

/* Returns NULL rather than acquiring any non-raw spinlock. */
struct page *cache_take_page_bad(struct cache *cache)
{
	struct page *page = cache->first;

	prep_new_page(page, 0, 0, 0); // expect(likely): contract-broken "page_owner"
	return page;
}

static DEFINE_SPINLOCK(table_lock);
static int table_odd;

void table_rebuild(void)
{
	spin_lock(&table_lock);
	table_odd = 1;
	spin_unlock(&table_lock);
}

int table_changed_bad(int seq)
{
	/*
	 * An odd count means that table_rebuild() is still at it
	 * with preemption disabled, so it is near. // expect(likely)[rt]: contract-broken "does not hold on PREEMPT_RT"
	 */
	return seq != table_odd;
}

/* cache_grow_bad() never sleeps. */
void cache_grow_bad(struct cache *cache)
{
	cache->first = kmalloc(64, GFP_KERNEL); // expect: contract-broken "never sleeps"
}

/* Never sleeps: the timer calls it. */
void cache_shrink_bad(struct cache *cache)
{
	mutex_lock(&cache->mutex); // expect: contract-broken "Never sleeps"
	mutex_unlock(&cache->mutex);
}
