/* Pattern of "btrfs: use nofs allocations for running delayed items", 5.7 (as it was) */
#include <linux/fs.h>
#include <linux/mutex.h>
#include <linux/sched/mm.h>
#include <linux/slab.h>

struct delayed {
	struct mutex mutex;
	void *item;
};

static struct delayed *delayed_of(struct inode *inode);

static void fs_evict(struct inode *inode)
{
	struct delayed *delayed = delayed_of(inode);

	mutex_lock(&delayed->mutex);
	kfree(delayed->item);
	mutex_unlock(&delayed->mutex);
}

static const struct super_operations fs_ops = {
	.evict_inode = fs_evict,
};

int run_delayed(struct delayed *delayed)
{
	mutex_lock(&delayed->mutex);
	delayed->item = kmalloc(64, GFP_KERNEL); // expect(likely): reclaim-recursion "fs_evict()"
	mutex_unlock(&delayed->mutex);
	return delayed->item ? 0 : -12;
}
