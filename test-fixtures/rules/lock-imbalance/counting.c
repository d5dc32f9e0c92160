/* A semaphore counts, and an object that is returned with its lock held is its new owner's to unlock. */
#include <linux/semaphore.h>
#include <linux/spinlock.h>

struct slot {
	spinlock_t lock;
	int id;
};

struct table {
	struct semaphore slots;
	struct slot *first;
	int count;
};

/* All of them are taken, all of them given back. */
int table_drain_ok(struct table *table)
{
	int i;

	for (i = 0; i < table->count; i++)
		down(&table->slots);
	for (i = 0; i < table->count; i++)
		up(&table->slots);
	return 0;
}

struct slot *table_take_ok(struct table *table)
{
	struct slot *slot = table->first;

	if (!slot)
		return NULL;
	spin_lock(&slot->lock);
	slot->id++;
	return slot;
}

int table_count_bad(struct table *table)
{
	struct slot *slot = table->first;

	spin_lock(&slot->lock);
	if (slot->id < 0)
		return -22; // expect: lock-imbalance
	spin_unlock(&slot->lock);
	return 0;
}
