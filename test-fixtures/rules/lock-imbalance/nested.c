/* A lock that its owner may take again: whether the last release drops it, a counter says. */
#include <linux/mutex.h>
#include <linux/sched.h>

struct volume {
	struct mutex lock;
	struct task_struct *owner;
	int depth;
	int blocks;
};

struct mount {
	struct volume *volume;
};

static void volume_lock(struct mount *mount)
{
	struct volume *volume = mount->volume;

	if (volume->owner != current) {
		mutex_lock(&volume->lock);
		volume->owner = current;
	}
	volume->depth++;
}

static void volume_unlock(struct mount *mount)
{
	struct volume *volume = mount->volume;

	if (--volume->depth == -1) {
		volume->owner = NULL;
		mutex_unlock(&volume->lock);
	}
}

int volume_grow_ok(struct mount *mount, int blocks)
{
	int ret = 0;

	volume_lock(mount);
	if (blocks < 0) {
		ret = -22;
		goto out;
	}
	mount->volume->blocks += blocks;
out:
	volume_unlock(mount);
	return ret;
}

int volume_grow_bad(struct mount *mount, int blocks)
{
	mutex_lock(&mount->volume->lock);
	if (blocks < 0)
		return -22; // expect: lock-imbalance
	mount->volume->blocks += blocks;
	mutex_unlock(&mount->volume->lock);
	return 0;
}
