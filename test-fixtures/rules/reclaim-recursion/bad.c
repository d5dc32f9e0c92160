/* Allocations that may reclaim, under locks that a shrinker or inode eviction of the file takes. */
#include <linux/fs.h>
#include <linux/mutex.h>
#include <linux/shrinker.h>
#include <linux/slab.h>

static DEFINE_MUTEX(cache_mutex);

struct delayed {
	struct mutex mutex;
	void *item;
};

static unsigned long cache_scan(struct shrinker *shrinker, struct shrink_control *control)
{
	mutex_lock(&cache_mutex);
	mutex_unlock(&cache_mutex);
	return 0;
}

static struct shrinker cache_shrinker = {
	.scan_objects = cache_scan,
};

static void *cache_grow(void)
{
	return kzalloc(64, GFP_NOFS); // expect: reclaim-recursion "cache_scan()"
}

void *cache_add_bad(void)
{
	void *item;

	mutex_lock(&cache_mutex);
	item = cache_grow();
	mutex_unlock(&cache_mutex);
	return item;
}

static struct delayed *delayed_of(struct inode *inode);

static void delayed_drop(struct delayed *delayed)
{
	mutex_lock(&delayed->mutex);
	kfree(delayed->item);
	mutex_unlock(&delayed->mutex);
}

static void fs_evict(struct inode *inode)
{
	delayed_drop(delayed_of(inode));
}

static const struct super_operations fs_ops = {
	.evict_inode = fs_evict,
};

int delayed_run_bad(struct delayed *delayed)
{
	mutex_lock(&delayed->mutex);
	delayed->item = kmalloc(64, GFP_KERNEL); // expect(likely): reclaim-recursion "fs_evict()"
	mutex_unlock(&delayed->mutex);
	return delayed->item ? 0 : -12;
}
