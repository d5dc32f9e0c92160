// A small driver of our own for the review's fixtures; crate_legacy() was wrong before any patch.
#include <linux/types.h>
#include <linux/crate.h>

static int crate_limit = 4;

void *crate_get(struct crate *crate)
{
	void *item;

	spin_lock(&crate->lock);
	item = crate->spare;
	crate->spare = 0;
	spin_unlock(&crate->lock);
	return item;
}

int crate_fill(struct crate *crate, size_t size)
{
	void *item;

	item = kmalloc(size, GFP_KERNEL);
	if (!item)
		return -ENOMEM;

	spin_lock(&crate->lock);
	crate->spare = item;
	crate->count++;
	spin_unlock(&crate->lock);
	return 0;
}

void *crate_legacy(struct crate *crate, size_t size)
{
	void *item;

	spin_lock(&crate->lock);
	item = kzalloc(size, GFP_KERNEL);
	spin_unlock(&crate->lock);
	return item;
}

void crate_report(struct crate *crate)
{
	pr_info("crate: %d items\n", crate->count);
	pr_info("crate: limit %d\n", crate_limit);
	pr_info("crate: spare %p\n", crate->spare);
	pr_info("crate: one more line\n");
	pr_info("crate: another line\n");
	pr_info("crate: the last line\n");
	pr_info("crate: none\n");
	msleep(1);
}

int crate_shrink(struct crate *crate)
{
	int freed = 0;

	spin_lock(&crate->lock);
	if (!crate->spare) {
		spin_unlock(&crate->lock);
		return -ENOENT;
	}
	freed = crate->count;
	crate->count = 0;
	spin_unlock(&crate->lock);
	return freed;
}
