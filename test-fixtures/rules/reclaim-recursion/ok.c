/* Tried in the shrinker; flags or scopes that keep reclaim out; locks that reclaim does not take. */
#include <linux/fs.h>
#include <linux/mutex.h>
#include <linux/sched/mm.h>
#include <linux/shrinker.h>
#include <linux/slab.h>

static DEFINE_MUTEX(cache_mutex);
static DEFINE_MUTEX(tried_mutex);
static DEFINE_MUTEX(other_mutex);

struct delayed {
	struct mutex mutex;
	void *item;
};

static unsigned long cache_scan(struct shrinker *shrinker, struct shrink_control *control)
{
	if (!mutex_trylock(&tried_mutex))
		return 0;
	mutex_unlock(&tried_mutex);
	mutex_lock(&cache_mutex);
	mutex_unlock(&cache_mutex);
	return 0;
}

static struct shrinker cache_shrinker = {
	.scan_objects = cache_scan,
};

void *cache_atomic_ok(void)
{
	void *item;

	mutex_lock(&cache_mutex);
	item = kzalloc(64, GFP_NOWAIT);
	mutex_unlock(&cache_mutex);
	return item;
}

void *tried_ok(void)
{
	void *item;

	mutex_lock(&tried_mutex);
	item = kzalloc(64, GFP_KERNEL);
	mutex_unlock(&tried_mutex);
	mutex_lock(&other_mutex);
	kfree(item);
	item = kzalloc(64, GFP_KERNEL);
	mutex_unlock(&other_mutex);
	return item;
}

static struct delayed *delayed_of(struct inode *inode);

static void fs_evict(struct inode *inode)
{
	struct delayed *delayed = delayed_of(inode);

	mutex_lock(&delayed->mutex);
	mutex_unlock(&delayed->mutex);
}

static const struct super_operations fs_ops = {
	.evict_inode = fs_evict,
};

void delayed_run_ok(struct delayed *delayed)
{
	unsigned int flags = memalloc_nofs_save();

	mutex_lock(&delayed->mutex);
	delayed->item = kmalloc(64, GFP_KERNEL);
	mutex_unlock(&delayed->mutex);
	memalloc_nofs_restore(flags);
}
