/* Read again, tested again, kept alive by a reference, never dropped, another lock dropped. */
#include <linux/sched.h>
#include <linux/spinlock.h>

struct item {
	int size;
	int users;
};

struct table {
	spinlock_t lock;
	spinlock_t other;
	struct item *first;
};

static void item_get(struct item *item);
static void item_wait(struct item *item);

static int again_ok(struct table *table)
{
	struct item *item;
	int size = 0;

	spin_lock(&table->lock);
	item = table->first;
	if (item) {
		spin_unlock(&table->lock);
		cond_resched();
		spin_lock(&table->lock);
		item = table->first;
		size = item ? item->size : 0;
	}
	spin_unlock(&table->lock);
	return size;
}

static int tested_ok(struct table *table)
{
	struct item *item;
	int size = 0;

	spin_lock(&table->lock);
	item = table->first;
	if (item) {
		spin_unlock(&table->lock);
		cond_resched();
		spin_lock(&table->lock);
		if (item != table->first)
			goto out;
		size = item->size;
	}
out:
	spin_unlock(&table->lock);
	return size;
}

static int kept_ok(struct table *table)
{
	struct item *item;
	int size = 0;

	spin_lock(&table->lock);
	item = table->first;
	if (item) {
		item_get(item);
		spin_unlock(&table->lock);
		item_wait(item);
		spin_lock(&table->lock);
		size = item->size;
	}
	spin_unlock(&table->lock);
	return size;
}

static int other_ok(struct table *table)
{
	struct item *item;
	int size = 0;

	spin_lock(&table->lock);
	item = table->first;
	if (item) {
		spin_lock(&table->other);
		spin_unlock(&table->other);
		spin_lock(&table->other);
		size = item->size;
		spin_unlock(&table->other);
	}
	spin_unlock(&table->lock);
	return size;
}
