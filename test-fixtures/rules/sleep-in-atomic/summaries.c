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

/* Drops what sleeping locks of the path are held: of the spinlocks that its callers take nothing is in doubt. */
struct node {
	struct rw_semaphore lock;
};

struct way {
	struct node *nodes[4];
	int locks[4];
};

static void release_way(struct way *way)
{
	int level;

	for (level = 0; level < 4; level++) {
		if (way->locks[level])
			up_read(&way->nodes[level]->lock);
		way->locks[level] = 0;
	}
}

static void after_release_bad(struct way *way, struct item *item)
{
	release_way(way);
	spin_lock(&item->lock);
	msleep(1); // expect: sleep-in-atomic "->lock"
	spin_unlock(&item->lock);
}

/* What of its own it holds may be dropped there. */
static int way_ok(struct way *way, struct node *node)
{
	down_read(&node->lock);
	release_way(way);
	return 0;
}

/* That all goes well on the way there is no guess; what an object says of itself is one. */
struct page_of;
struct page_of *page_of_item(struct item *item);
int prepare_item(struct item *item);
int item_needs_it(struct item *item);

static int store_item(struct item *item)
{
	struct page_of *page;
	int err;

	if (!item_needs_it(item))
		return 0;
	err = prepare_item(item);
	if (err < 0)
		return err;
	page = page_of_item(item);
	if (IS_ERR(page))
		return PTR_ERR(page);
	msleep(1); // expect: sleep-in-atomic "->lock"
	return 0;
}

static void store_locked_bad(struct item *item)
{
	spin_lock(&item->lock);
	store_item(item);
	spin_unlock(&item->lock);
}

/* Leaves preemption off only where memory says two things that do not go together: nobody knows, and nothing is told. */
struct folder {
	struct item *parent;
	int flags;
};

static void folder_add(struct folder *folder)
{
	struct item *parent = NULL;

	if (folder->flags & 4) {
		parent = folder->parent;
		preempt_disable();
	}
	folder->flags |= 1;
	if (parent)
		preempt_enable();
}

static void folder_added_ok(struct folder *folder)
{
	folder_add(folder);
	msleep(1);
}

/* Whoever calls a function wants done what it does, not to be told that it failed: that it goes on is nothing to guess. */
struct shelf {
	spinlock_t lock;
	struct item *first;
	unsigned long used, size;
	int flags;
};

static struct item *shelf_make(struct shelf *shelf, unsigned long at)
{
	if (!shelf->first)
		return NULL;
	if (at >= shelf->size)
		return ERR_PTR(-ERANGE);
	if (shelf->used >= shelf->size * 3 / 2)
		return NULL;
	msleep(1); // expect: sleep-in-atomic "msleep"
	return shelf->first;
}

static void shelf_fill(struct shelf *shelf)
{
	spin_lock(&shelf->lock);
	shelf_make(shelf, 3);
	spin_unlock(&shelf->lock);
}

/* What is to be asked again, or otherwise, is no failure: who calls it like this gets that answer. */
static int shelf_wait(struct shelf *shelf)
{
	if (shelf->used >= shelf->size)
		return -EAGAIN;
	if (shelf->first)
		return -ECHILD;
	msleep(1);
	return 0;
}

static void shelf_poll_ok(struct shelf *shelf)
{
	spin_lock(&shelf->lock);
	shelf_wait(shelf);
	spin_unlock(&shelf->lock);
}

/* Whatever is decided, it comes to the same: nothing to guess either. */
int shelf_ask(struct shelf *shelf, int what);

static void shelf_sort(struct shelf *shelf)
{
	if (shelf_ask(shelf, 1)) {
		spin_lock(&shelf->first->lock);
		shelf->used++;
		spin_unlock(&shelf->first->lock);
	}
	if (shelf_ask(shelf, 2) > shelf_ask(shelf, 3)) {
		spin_lock(&shelf->first->lock);
		shelf->used--;
		spin_unlock(&shelf->first->lock);
	}
	msleep(1); // expect: sleep-in-atomic "msleep"
}

static void shelf_tidy(struct shelf *shelf)
{
	spin_lock(&shelf->lock);
	shelf_sort(shelf);
	spin_unlock(&shelf->lock);
}
