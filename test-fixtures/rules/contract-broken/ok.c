/* Promises kept, conditions written down, other functions' promises, raw locks where only those are allowed. */
#include <linux/gfp.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/spinlock.h>

struct cache {
	raw_spinlock_t raw;
	struct mutex mutex;
	void *first;
};

/**
 * cache_fill_ok - fills the cache
 * @cache: the cache
 *
 * Context: Any context.
 */
void cache_fill_ok(struct cache *cache)
{
	cache->first = kmalloc(64, GFP_ATOMIC);
}

/**
 * cache_fill_gfp_ok - fills the cache
 * @cache: the cache
 * @gfp: flags
 *
 * Context: Any context. May sleep if @gfp flags permit.
 */
void cache_fill_gfp_ok(struct cache *cache, gfp_t gfp)
{
	cache->first = kmalloc(64, gfp);
}

/* May be called from process or interrupt context, but sleeps in the former if asked to. */
void cache_trim_ok(struct cache *cache, int may_wait)
{
	if (may_wait) {
		mutex_lock(&cache->mutex);
		mutex_unlock(&cache->mutex);
	}
}

/* Returns NULL rather than acquiring any non-raw spinlock. */
void *cache_take_ok(struct cache *cache)
{
	void *object;

	raw_spin_lock(&cache->raw);
	object = cache->first;
	raw_spin_unlock(&cache->raw);
	return object;
}

/* Callers must not sleep before they have put the object back. */
void cache_wait_ok(struct cache *cache)
{
	mutex_lock(&cache->mutex);
	mutex_unlock(&cache->mutex);
}
