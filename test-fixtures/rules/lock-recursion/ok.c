/* Two instances, subclasses, readers, drop and retake, and helpers that expect the lock. */
#include <linux/spinlock.h>
#include <linux/rcupdate.h>
#include <linux/mutex.h>

struct table {
	spinlock_t lock;
	struct mutex resize;
	int used;
};

static void two_instances_ok(struct table *from, struct table *to)
{
	spin_lock(&from->lock);
	spin_lock_nested(&to->lock, SINGLE_DEPTH_NESTING);
	to->used += from->used;
	spin_unlock(&to->lock);
	spin_unlock(&from->lock);
}

static void __table_clear(struct table *table)
{
	lockdep_assert_held(&table->lock);
	table->used = 0;
}

static void table_clear_ok(struct table *table)
{
	spin_lock(&table->lock);
	__table_clear(table);
	spin_unlock(&table->lock);
}

static void retake_ok(struct table *table)
{
	spin_lock(&table->lock);
	if (table->used) {
		spin_unlock(&table->lock);
		mutex_lock(&table->resize);
		spin_lock(&table->lock);
		table->used = 0;
		spin_unlock(&table->lock);
		mutex_unlock(&table->resize);
		return;
	}
	spin_unlock(&table->lock);
}

static void walk_ok(struct table *tables, int n)
{
	int i;

	for (i = 0; i < n; i++) {
		spin_lock(&tables[i].lock);
		tables[i].used = 0;
		spin_unlock(&tables[i].lock);
	}
}

static void rcu_nests_ok(struct table *table)
{
	rcu_read_lock();
	rcu_read_lock();
	rcu_read_unlock();
	rcu_read_unlock();
}

static void lock_pair_ok(struct table *a, struct table *b)
{
	if (a == b) {
		spin_lock(&a->lock);
		return;
	}
	spin_lock(&a->lock);
	spin_lock_nested(&b->lock, 1);
}

/* A helper of another file waits and drops the lock; the author takes it again. */
void wait_for_flush(int *state);

static DEFINE_SPINLOCK(flush_lock_ok);

static void retaken_ok(int *state)
{
	spin_lock(&flush_lock_ok);
	if (*state) {
		wait_for_flush(state);
		spin_lock(&flush_lock_ok);
	}
	spin_unlock(&flush_lock_ok);
}

/* Whether the lock's address was found hangs on the walk being resumed, which the analysis loses sight of. */
struct walk_ok {
	spinlock_t *lock;
	int *entry;
};

int *find_entry(struct walk_ok *walk, spinlock_t **lock);
int more_entries(struct walk_ok *walk);

static void resumed_ok(struct walk_ok *walk)
{
	spinlock_t *lock;

	if (walk->entry)
		goto next;
	walk->entry = find_entry(walk, &lock);
next:
	while (more_entries(walk)) {
		if (!walk->lock) {
			walk->lock = lock;
			spin_lock(walk->lock);
		}
	}
	if (walk->lock)
		spin_unlock(walk->lock);
}

/* A lock that its owner may take again, by a helper that tries first. */
static DEFINE_MUTEX(tree_lock);
static struct task_struct *tree_owner;
static int tree_depth;

static void tree_enter(void)
{
	if (!mutex_trylock(&tree_lock)) {
		if (tree_owner == current) {
			tree_depth++;
			return;
		}
		mutex_lock(&tree_lock);
	}
	tree_owner = current;
	tree_depth = 1;
}

static void tree_leave(void)
{
	if (--tree_depth)
		return;
	tree_owner = NULL;
	mutex_unlock(&tree_lock);
}

int tree_rate(struct table *table);
void tree_print(struct table *table);

static int rate_ok(struct table *table)
{
	int rate;

	tree_enter();
	rate = tree_rate(table);
	tree_leave();
	return rate;
}

int tree_show_ok(struct table *table)
{
	int rate;

	tree_enter();
	tree_print(table);
	rate = rate_ok(table);
	tree_leave();
	return rate;
}

/* Says that it releases the lock, and leaves that to one that leaves it to a function nobody knows. */
struct tail {
	spinlock_t lock;
	int length;
};

void tail_publish(struct tail *tail);

static void tail_close(struct tail *tail)
{
	tail_publish(tail);
}

static inline void tail_finish(struct tail *tail)
	__releases(&tail->lock)
{
	tail_close(tail);
}

static void tail_twice_ok(struct tail *tail)
{
	spin_lock(&tail->lock);
	tail_finish(tail);
	spin_lock(&tail->lock);
	tail->length++;
	spin_unlock(&tail->lock);
}
