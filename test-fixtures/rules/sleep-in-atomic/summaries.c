/* What callers know of functions that leave one context or another: told apart by arguments, results and what was stored. */
struct item {
	struct item *next;
	spinlock_t lock;
	int flags;
	struct task_struct *owner;
};

struct item *find_item(int key);
int item_is_old(struct item *item);

/* Locked only if the flags ask for it: who passes none goes on with nothing held. */
static struct item *get_item(int key, int flags)
{
	struct item *item = find_item(key);

	if (!item)
		return NULL;
	if (flags & 2) {
		spin_lock(&item->lock);
		if (item_is_old(item)) {
			spin_unlock(&item->lock);
			return NULL;
		}
	}
	if (flags & 4)
		item->flags |= 4;
	return item;
}

static void unlocked_user_bad(struct item *other)
{
	struct item *item = get_item(1, 0);

	if (!item)
		return;
	spin_lock(&other->lock);
	msleep(1); // expect: sleep-in-atomic "->lock"
	spin_unlock(&other->lock);
}

/* A pointer that nothing is known of beside a NULL: the lock goes with the pointer. */
static int *map_entry(struct item *item, long index)
{
	rcu_read_lock();
	if (!item->next)
		goto none;
	return (int *)item->next->flags + index;
none:
	rcu_read_unlock();
	return NULL;
}

static void mapped_bad(struct item *item)
{
	int *entry = map_entry(item, 3);

	if (!entry)
		return;
	msleep(1); // expect: sleep-in-atomic "RCU"
	rcu_read_unlock();
}

static void not_mapped_ok(struct item *item)
{
	int *entry = map_entry(item, 3);

	if (!entry) {
		msleep(1);
		return;
	}
	rcu_read_unlock();
}

/* Interrupts were on, or it had nothing to do. */
static void note_item(struct item *item)
{
	if (item_is_old(item))
		return;
	spin_lock_irq(&item->lock);
	item->flags |= 1;
	spin_unlock_irq(&item->lock);
}

static void after_note_bad(struct item *item, struct item *other)
{
	note_item(other);
	spin_lock(&item->lock);
	msleep(1); // expect: sleep-in-atomic "->lock"
	spin_unlock(&item->lock);
}

/* Drops its caller's lock for a while, interrupts with it. */
static void drain_item(struct item *item)
{
	if (item_is_old(item)) {
		spin_unlock_irq(&item->lock);
		cond_resched();
		spin_lock_irq(&item->lock);
	}
}

static void after_drain_bad(struct item *item)
{
	spin_lock_irq(&item->lock);
	drain_item(item);
	msleep(1); // expect: sleep-in-atomic "->lock"
	spin_unlock_irq(&item->lock);
}

/* One owner's lock, by what two ways have in common only: both leave the other one alone. */
static void drop_if_mine(struct item *item)
{
	if (item && item->owner == current)
		spin_unlock(&item->lock);
}

static void dropped_ok(struct item *item)
{
	spin_lock(&item->lock);
	item->owner = current;
	drop_if_mine(item);
	msleep(1);
}

/* Interrupts saved on either way are restored as one. */
static void either_save_bad(struct item *item)
{
	unsigned long flags;

	if (item_is_old(item))
		spin_lock_irqsave(&item->lock, flags);
	else if (!spin_trylock_irqsave(&item->lock, flags))
		return;
	item->flags = 0;
	spin_unlock_irqrestore(&item->lock, flags);
	spin_lock(&item->lock);
	msleep(1); // expect: sleep-in-atomic "->lock"
	spin_unlock(&item->lock);
}
