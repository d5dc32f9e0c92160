/* Held on some exits only, released twice, released when not held. */
#include <linux/spinlock.h>
#include <linux/mutex.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>
#include <linux/errno.h>

struct queue {
	spinlock_t lock;
	struct mutex setup;
	int depth;
	void *buffer;
};

static int push_bad(struct queue *queue, int limit)
{
	spin_lock(&queue->lock);
	if (queue->depth >= limit)
		return -ENOSPC; // expect: lock-imbalance "queue->lock"
	queue->depth++;
	spin_unlock(&queue->lock);
	return 0;
}

static int prepare_bad(struct queue *queue)
{
	int err = -ENOMEM;

	mutex_lock(&queue->setup);
	queue->buffer = kmalloc(64, GFP_KERNEL);
	if (!queue->buffer)
		goto out;
	if (queue->depth < 0) {
		err = -EINVAL;
		goto out_unlocked;
	}
	err = 0;
out:
	mutex_unlock(&queue->setup);
out_unlocked:
	return err; // expect: lock-imbalance "queue->setup"
}

static void twice_released_bad(struct queue *queue)
{
	spin_lock(&queue->lock);
	if (!queue->depth)
		spin_unlock(&queue->lock);
	queue->depth = 0;
	spin_unlock(&queue->lock); // expect: lock-imbalance "queue->lock"
}

static int rcu_left_open_bad(struct queue *queue)
{
	rcu_read_lock();
	if (!queue->buffer)
		return -ENOENT; // expect: lock-imbalance "rcu_read_lock"
	rcu_read_unlock();
	return 0;
}

static DEFINE_MUTEX(queue_names);
static DEFINE_MUTEX(queue_limits);

static void wrong_lock_bad(struct queue *queue)
{
	mutex_lock(&queue_limits);
	queue->depth = 0;
	mutex_unlock(&queue_names); // expect: lock-imbalance "queue_names"
}

/* The same with members of two parameters looks like taking the next lock before the first is dropped. */
static void FN_wrong_member_bad(struct queue *a, struct queue *b)
{
	spin_lock(&a->lock);
	a->depth = b->depth;
	spin_unlock(&b->lock);
}

static int warned_bad(struct queue *queue)
{
	spin_lock(&queue->lock);
	if (WARN_ON_ONCE(queue->depth < 0))
		return -EINVAL; // expect: lock-imbalance
	spin_unlock(&queue->lock);
	return 0;
}

static long seq_seek_bad(struct queue *queue, long offset)
{
	mutex_lock(&queue->setup);
	queue->depth = offset;
	return offset; // expect: lock-imbalance
}

/* What the driver is asked under the lock leaves it alone: the other way out releases it. */
struct clock_ops {
	int (*read_time)(struct queue *queue);
};

static int read_time(struct queue *queue, const struct clock_ops *ops)
{
	return ops->read_time(queue);
}

static void tick_bad(struct queue *queue, const struct clock_ops *ops)
{
	int err;

	mutex_lock(&queue->setup);
	err = read_time(queue, ops);
	if (err)
		return; // expect: lock-imbalance "queue->setup"
	queue->depth++;
	mutex_unlock(&queue->setup);
}

/* Named like one who may keep the lock; the others of the file do not. */
struct shelf {
	struct mutex busy;
	int count;
};

static int shelf_count(struct shelf *shelf)
{
	int count;

	mutex_lock(&shelf->busy);
	count = shelf->count;
	mutex_unlock(&shelf->busy);
	return count;
}

int shelf_get_regions_bad(struct shelf *shelf)
{
	mutex_lock(&shelf->busy);
	shelf->count++;
	return 0; // expect: lock-imbalance "no function of this file releases it"
}

/* Success has a number of its own. */
static int reset_host_bad(struct queue *queue, int gone)
{
	mutex_lock(&queue->setup);
	if (gone)
		return -EINVAL; // expect: lock-imbalance "queue->setup"
	mutex_unlock(&queue->setup);
	return 8194;
}

/* What was asked for before the lock was taken has no say in who drops it. */
int parse_flag(const char *text, int *flag);

static long write_flag_bad(struct queue *queue, const struct clock_ops *ops, const char *text, long count)
{
	int flag;
	int err;

	err = parse_flag(text, &flag);
	if (err)
		return err;
	mutex_lock(&queue->setup);
	if (!flag)
		goto out;
	err = ops->read_time(queue);
	if (err)
		return err; // expect: lock-imbalance "queue->setup"
	err = ops->read_time(queue);
out:
	mutex_unlock(&queue->setup);
	return err;
}

/* Not taken on every way, but never released. */
struct desk {
	struct mutex busy;
	int count;
};

static int set_up_bad(struct desk *shelf, const struct clock_ops *ops)
{
	if (!ops)
		return -EOPNOTSUPP;
	mutex_lock(&shelf->busy);
	shelf->count = ops->read_time(0);
	return 0; // expect: lock-imbalance "no function of this file releases it"
}

/* A lock that an object points to is the object's, whoever asks. */
struct host {
	spinlock_t *host_lock;
	int eh;
};

static int reset_by_pointer_bad(struct host *host, int gone)
{
	spin_lock(host->host_lock);
	if (gone)
		return -EINVAL; // expect: lock-imbalance "host->host_lock"
	host->eh = 0;
	spin_unlock(host->host_lock);
	return 8194;
}

/* Two ways to one end, of which one asked the driver. */
static long toggle_bad(struct queue *queue, const struct clock_ops *ops, long count, int on)
{
	int err;

	mutex_lock(&queue->setup);
	if (!on)
		goto out;
	err = ops->read_time(queue);
	if (err)
		return err; // expect: lock-imbalance "queue->setup"
out:
	mutex_unlock(&queue->setup);
	return count;
}

/* A callee that returns nothing cannot have dropped the lock on some of its ways only. */
void freeze_requests(struct queue *queue);

static int store_bad(struct queue *queue, int interrupted)
{
	mutex_lock(&queue->setup);
	freeze_requests(queue);
	if (interrupted)
		return -EINVAL; // expect: lock-imbalance "queue->setup"
	queue->depth = 0;
	mutex_unlock(&queue->setup);
	return 0;
}

/* Nobody unlocks, and the caller is left with it; others of the file take and release it. */
struct lamp {
	struct mutex update;
	struct queue *bus;
	int level;
};

int lamp_write(struct queue *bus, int level);

static int lamp_dim_bad(struct lamp *lamp, int level)
{
	mutex_lock(&lamp->update);
	lamp_write(lamp->bus, level);
	return 0; // expect: lock-imbalance "lamp->update"
}

static int lamp_blink(struct lamp *lamp)
{
	int err = lamp_dim_bad(lamp, 1);

	return err;
}

static void lamp_off(struct lamp *lamp)
{
	mutex_lock(&lamp->update);
	lamp->level = 0;
	lamp_write(lamp->bus, 0);
	mutex_unlock(&lamp->update);
}

/* What waits and returns nothing could not tell that it has dropped a lock, and another way shows that it does not. */
struct request_queue {
	struct mutex limits_lock;
	int depth;
};

void blk_mq_freeze_queue(struct request_queue *q);
void blk_mq_unfreeze_queue(struct request_queue *q);

static int queue_resize_bad(struct request_queue *q, int depth)
{
	mutex_lock(&q->limits_lock);
	blk_mq_freeze_queue(q);
	if (depth < 0)
		return -EINVAL; // expect: lock-imbalance "q->limits_lock"
	q->depth = depth;
	blk_mq_unfreeze_queue(q);
	mutex_unlock(&q->limits_lock);
	return 0;
}

/* What a failure leaves in the object tells nobody that a lock is held. */
struct bridge {
	spinlock_t read_lock;
	void *read_buf;
	int closing;
};

int bridge_ask(void *data);

static int bridge_read_bad(struct bridge *bridge, void *data)
{
	unsigned long flags;
	int ret;

	spin_lock_irqsave(&bridge->read_lock, flags);
	bridge->read_buf = data;
	spin_unlock_irqrestore(&bridge->read_lock, flags);
	ret = bridge_ask(data);
	spin_lock_irqsave(&bridge->read_lock, flags);
	if (bridge->closing)
		return -EINVAL; // expect: lock-imbalance "bridge->read_lock"
	bridge->read_buf = (void *)0;
	spin_unlock_irqrestore(&bridge->read_lock, flags);
	return ret;
}

/* The other lock is released on the way that takes this one. */
static DEFINE_MUTEX(journal_mutex);
static DEFINE_MUTEX(help_mutex);

static int journal_read_bad(struct bridge *bridge)
{
	int ret = -ENOMEM;

	if (!bridge->read_buf)
		goto out;
	mutex_lock(&journal_mutex);
	ret = bridge->closing;
	mutex_unlock(&help_mutex); // expect: lock-imbalance "help_mutex"
out:
	return ret;
}
