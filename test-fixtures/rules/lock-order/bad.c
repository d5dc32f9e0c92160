/* Two locks taken in both orders: directly, through a helper, sleeping locks, and by way of an annotation. */
#include <linux/mutex.h>
#include <linux/spinlock.h>

static DEFINE_SPINLOCK(table_lock);
static DEFINE_SPINLOCK(stats_lock);
static DEFINE_MUTEX(config_mutex);
static DEFINE_MUTEX(probe_mutex);

struct pool {
	spinlock_t lock;
	rwlock_t migrate;
	struct mutex resize;
	int users;
};

struct member {
	spinlock_t lock;
	struct pool *pool;
};

static void table_then_stats(void)
{
	spin_lock(&table_lock);
	spin_lock(&stats_lock);
	spin_unlock(&stats_lock);
	spin_unlock(&table_lock);
}

static void table_then_stats_too(void)
{
	spin_lock(&table_lock);
	spin_lock(&stats_lock);
	spin_unlock(&stats_lock);
	spin_unlock(&table_lock);
}

static void stats_then_table_bad(void)
{
	spin_lock(&stats_lock);
	spin_lock(&table_lock); // expect: lock-order "table_lock"
	spin_unlock(&table_lock);
	spin_unlock(&stats_lock);
}

static void pool_then_member(struct pool *pool, struct member *member)
{
	spin_lock(&pool->lock);
	spin_lock(&member->lock);
	pool->users++;
	spin_unlock(&member->lock);
	spin_unlock(&pool->lock);
}

static void pool_then_member_too(struct pool *pool, struct member *member)
{
	spin_lock(&pool->lock);
	spin_lock(&member->lock);
	pool->users--;
	spin_unlock(&member->lock);
	spin_unlock(&pool->lock);
}

static void pool_put(struct pool *pool)
{
	spin_lock(&pool->lock); // expect: lock-order "other order"
	pool->users--;
	spin_unlock(&pool->lock);
}

static void member_leave_bad(struct member *member)
{
	spin_lock(&member->lock);
	pool_put(member->pool);
	spin_unlock(&member->lock);
}

static int configure(void)
{
	mutex_lock(&config_mutex);
	mutex_lock(&probe_mutex);
	mutex_unlock(&probe_mutex);
	mutex_unlock(&config_mutex);
	return 0;
}

static int configure_again(void)
{
	mutex_lock(&config_mutex);
	mutex_lock(&probe_mutex);
	mutex_unlock(&probe_mutex);
	mutex_unlock(&config_mutex);
	return 0;
}

static int probe_bad(int late)
{
	int ret = 0;

	mutex_lock(&probe_mutex);
	if (late) {
		mutex_lock(&config_mutex); // expect: lock-order "config_mutex"
		ret = -16;
		mutex_unlock(&config_mutex);
	}
	mutex_unlock(&probe_mutex);
	return ret;
}

static void migrate_then_lock(struct pool *pool, struct member *member)
{
	read_lock(&pool->migrate);
	spin_lock(&member->lock);
	spin_unlock(&member->lock);
	read_unlock(&pool->migrate);
}

static void migrate_then_lock_too(struct pool *pool, struct member *member)
{
	read_lock(&pool->migrate);
	spin_lock(&member->lock);
	spin_unlock(&member->lock);
	read_unlock(&pool->migrate);
}

static void compact_bad(struct pool *pool, struct member *member)
{
	spin_lock(&member->lock);
	write_lock(&pool->migrate); // expect: lock-order "pool->migrate"
	write_unlock(&pool->migrate);
	spin_unlock(&member->lock);
}
