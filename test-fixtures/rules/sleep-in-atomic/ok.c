/* Lookalikes: the lock is gone, the call does not sleep here, or the code asks first. */
#include <linux/spinlock.h>
#include <linux/mutex.h>
#include <linux/delay.h>
#include <linux/sched.h>
#include <linux/srcu.h>
#include <linux/workqueue.h>
#include <linux/rcupdate.h>

struct ring {
	spinlock_t lock;
	struct mutex config;
	struct srcu_struct srcu;
	struct work_struct work;
	unsigned long head;
};

static void drop_then_sleep_ok(struct ring *ring)
{
	spin_lock(&ring->lock);
	while (ring->head) {
		spin_unlock(&ring->lock);
		msleep(1);
		spin_lock(&ring->lock);
	}
	spin_unlock(&ring->lock);
}

static void resched_ok(struct ring *ring)
{
	spin_lock(&ring->lock);
	while (ring->head--)
		cond_resched_lock(&ring->lock);
	spin_unlock(&ring->lock);
}

static void sleep_under_mutex_ok(struct ring *ring)
{
	int index;

	mutex_lock(&ring->config);
	index = srcu_read_lock(&ring->srcu);
	msleep(1);
	srcu_read_unlock(&ring->srcu, index);
	mutex_unlock(&ring->config);
}

static void correlated_ok(struct ring *ring, bool locked)
{
	if (!locked)
		spin_lock(&ring->lock);
	ring->head++;
	if (!locked)
		spin_unlock(&ring->lock);
	if (!locked)
		msleep(1);
}

static void trylock_failed_ok(struct ring *ring)
{
	if (!spin_trylock(&ring->lock)) {
		msleep(1);
		return;
	}
	ring->head = 0;
	spin_unlock(&ring->lock);
}

static void early_exit_ok(struct ring *ring)
{
	rcu_read_lock();
	if (!ring->head) {
		rcu_read_unlock();
		synchronize_rcu();
		return;
	}
	rcu_read_unlock();
}

static void kick_ok(struct ring *ring)
{
	spin_lock_irq(&ring->lock);
	schedule_work(&ring->work);
	udelay(5);
	spin_unlock_irq(&ring->lock);
}

static void work_fn_ok(struct work_struct *work)
{
	msleep(5);
}

static void init_ok(struct ring *ring)
{
	INIT_WORK(&ring->work, work_fn_ok);
}

static void pause_ok(struct ring *ring)
{
	spin_lock(&ring->lock);
	fsleep(5);
	spin_unlock(&ring->lock);
	fsleep(500);
}

static int lost_race_ok(struct ring *ring, unsigned long size)
{
	void *fresh = kvmalloc(size, GFP_KERNEL);

	spin_lock(&ring->lock);
	if (ring->head) {
		spin_unlock(&ring->lock);
		kvfree(fresh);
		return 0;
	}
	ring->head = (unsigned long)fresh;
	spin_unlock(&ring->lock);
	return 0;
}

/* Members of one group are locked in one way. */
struct member {
	struct member *next;
	spinlock_t lock;
	struct mutex mutex;
	int sleeps;
};

static void lock_group_ok(struct member *first)
{
	struct member *member;

	for (member = first; member; member = member->next) {
		if (member->sleeps)
			mutex_lock(&member->mutex);
		else
			spin_lock(&member->lock);
	}
}

/* A seqlock_t taken and dropped by helpers: the lock goes with the section. */
static DEFINE_SEQLOCK(tree_seq);

static inline void lock_tree(void)
{
	write_seqlock(&tree_seq);
}

static inline void unlock_tree(void)
{
	write_sequnlock(&tree_seq);
}

int prune_tree_ok(const int *users)
{
	lock_tree();
	if (*users != 2) {
		unlock_tree();
		return -1;
	}
	unlock_tree();
	msleep(1);
	return 0;
}
