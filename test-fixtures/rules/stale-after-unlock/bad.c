/* Pointers and indices from before the lock was dropped: by hand, in a loop, by cond_resched_lock(). */
#include <linux/mutex.h>
#include <linux/sched.h>
#include <linux/spinlock.h>

struct item {
	int size;
	struct item *next;
};

struct table {
	spinlock_t lock;
	struct mutex mutex;
	struct item *first;
	struct item *slots[16];
	int last;
};

static int first_size_bad(struct table *table)
{
	struct item *item;
	int size = 0;

	spin_lock(&table->lock);
	item = table->first;
	if (item) {
		spin_unlock(&table->lock);
		cond_resched();
		spin_lock(&table->lock);
		size = item->size; // expect: stale-after-unlock "item"
	}
	spin_unlock(&table->lock);
	return size;
}

static struct item *last_slot_bad(struct table *table)
{
	struct item *item;
	int last;

	mutex_lock(&table->mutex);
	last = table->last;
	if (last < 0) {
		mutex_unlock(&table->mutex);
		return NULL;
	}
	mutex_unlock(&table->mutex);
	cond_resched();
	mutex_lock(&table->mutex);
	item = table->slots[last]; // expect: stale-after-unlock "last"
	mutex_unlock(&table->mutex);
	return item;
}
