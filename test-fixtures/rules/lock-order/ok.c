/* One order everywhere; the second lock tried only; dropped before; readers on both sides; a lock that keeps the two apart. */
#include <linux/mutex.h>
#include <linux/spinlock.h>

static DEFINE_SPINLOCK(table_lock);
static DEFINE_SPINLOCK(stats_lock);
static DEFINE_MUTEX(config_mutex);
static DECLARE_RWSEM(left_sem);
static DECLARE_RWSEM(right_sem);

struct node {
	spinlock_t lock;
	struct node *parent;
};

static void table_then_stats(void)
{
	spin_lock(&table_lock);
	spin_lock(&stats_lock);
	spin_unlock(&stats_lock);
	spin_unlock(&table_lock);
}

static int stats_tries_table_ok(void)
{
	int got;

	spin_lock(&stats_lock);
	got = spin_trylock(&table_lock);
	if (got)
		spin_unlock(&table_lock);
	spin_unlock(&stats_lock);
	return got;
}

static void stats_drops_first_ok(void)
{
	spin_lock(&stats_lock);
	spin_unlock(&stats_lock);
	spin_lock(&table_lock);
	spin_unlock(&table_lock);
}

static void left_then_right_ok(void)
{
	down_read(&left_sem);
	down_read(&right_sem);
	up_read(&right_sem);
	up_read(&left_sem);
}

static void right_then_left_ok(void)
{
	down_read(&right_sem);
	down_read(&left_sem);
	up_read(&left_sem);
	up_read(&right_sem);
}

static void child_then_parent_ok(struct node *node)
{
	spin_lock(&node->lock);
	spin_lock_nested(&node->parent->lock, 1);
	spin_unlock(&node->parent->lock);
	spin_unlock(&node->lock);
}

static void conditional_drop_ok(int drop)
{
	spin_lock(&stats_lock);
	if (drop)
		spin_unlock(&stats_lock);
	if (drop) {
		spin_lock(&table_lock);
		spin_unlock(&table_lock);
	}
	if (!drop)
		spin_unlock(&stats_lock);
}

static DEFINE_SPINLOCK(inner_a);
static DEFINE_SPINLOCK(inner_b);

static void gated_ab_ok(void)
{
	mutex_lock(&config_mutex);
	spin_lock(&inner_a);
	spin_lock(&inner_b);
	spin_unlock(&inner_b);
	spin_unlock(&inner_a);
	mutex_unlock(&config_mutex);
}

static void gated_ba_ok(void)
{
	mutex_lock(&config_mutex);
	spin_lock(&inner_b);
	spin_lock(&inner_a);
	spin_unlock(&inner_a);
	spin_unlock(&inner_b);
	mutex_unlock(&config_mutex);
}

/* One kind of lock in two places of other objects: two classes. */
struct counted_sem {
	struct rw_semaphore inner;
	int waiters;
};

struct volume {
	struct counted_sem pin;
	struct counted_sem moves[2];
	struct mutex map;
};

static void down_counted(struct counted_sem *sem)
{
	down_write(&sem->inner);
}

static void up_counted(struct counted_sem *sem)
{
	up_write(&sem->inner);
}

static void pin_inside_ok(struct volume *volume)
{
	mutex_lock(&volume->map);
	down_counted(&volume->pin);
	up_counted(&volume->pin);
	mutex_unlock(&volume->map);
}

static void moves_outside_ok(struct volume *volume)
{
	down_counted(&volume->moves[0]);
	mutex_lock(&volume->map);
	mutex_unlock(&volume->map);
	up_counted(&volume->moves[0]);
}
