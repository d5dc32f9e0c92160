/* Hand-over functions, correlated conditions, trylocks, unwinding: every exit agrees with its return class. */
#include <linux/spinlock.h>
#include <linux/mutex.h>
#include <linux/seq_file.h>
#include <linux/errno.h>
#include <linux/cleanup.h>

struct queue {
	spinlock_t lock;
	struct mutex setup;
	int depth;
	bool shared;
};

static void queue_lock_ok(struct queue *queue)
{
	spin_lock(&queue->lock);
}

static void queue_unlock_ok(struct queue *queue)
{
	spin_unlock(&queue->lock);
}

static int lock_if_ready_ok(struct queue *queue)
{
	mutex_lock(&queue->setup);
	if (queue->depth)
		return 0;
	mutex_unlock(&queue->setup);
	return -EAGAIN;
}

static struct queue *get_locked_ok(struct queue *queue)
{
	spin_lock(&queue->lock);
	if (queue->depth)
		return queue;
	spin_unlock(&queue->lock);
	return NULL;
}

static void *queue_start_ok(struct seq_file *seq, loff_t *pos)
{
	struct queue *queue = seq->private;

	mutex_lock(&queue->setup);
	return *pos ? NULL : queue;
}

static void queue_stop_ok(struct seq_file *seq, void *v)
{
	struct queue *queue = seq->private;

	mutex_unlock(&queue->setup);
}

static int use_pair_ok(struct queue *queue)
{
	if (lock_if_ready_ok(queue))
		return -EAGAIN;
	queue->depth--;
	mutex_unlock(&queue->setup);
	return 0;
}

static int unwind_ok(struct queue *queue, int flags)
{
	bool locked = false;
	int err = 0;

	if (flags & 1) {
		mutex_lock(&queue->setup);
		locked = true;
	}
	if (queue->depth > flags)
		err = -EBUSY;
	if (locked)
		mutex_unlock(&queue->setup);
	return err;
}

static int guarded_ok(struct queue *queue)
{
	guard(mutex)(&queue->setup);
	if (!queue->depth)
		return -ENOENT;
	scoped_guard(spinlock, &queue->lock) {
		if (queue->depth > 4)
			return -ENOSPC;
		queue->depth++;
	}
	return 0;
}

static int try_ok(struct queue *queue)
{
	if (!mutex_trylock(&queue->setup))
		return -EBUSY;
	queue->depth = 0;
	mutex_unlock(&queue->setup);
	return 0;
}

static void interruptible_ok(struct queue *queue)
{
	if (mutex_lock_interruptible(&queue->setup))
		return;
	queue->depth = 0;
	mutex_unlock(&queue->setup);
}

/* The states of a machine are all named: what is none of them does not happen. */
static void phases_ok(struct queue *queue)
{
	mutex_lock(&queue->setup);
	if (queue->depth == 0)
		queue->depth = 1;
	if (queue->depth == 1) {
		queue->depth = 2;
		mutex_unlock(&queue->setup);
		return;
	}
	if (queue->depth == 2) {
		queue->depth = 0;
		mutex_unlock(&queue->setup);
	}
}

/* Bits tested together and then one by one: one of them is set. */
static int bits_ok(struct queue *queue)
{
	spin_lock(&queue->lock);
	if (queue->depth & 3) {
		if (queue->depth & 1)
			spin_unlock(&queue->lock);
		else if (queue->depth & 2)
			spin_unlock(&queue->lock);
		return 0;
	}
	spin_unlock(&queue->lock);
	return 0;
}

struct queue *queue_of_ok(int depth);

/* The helper drops the lock and takes it again on the object it finds: another one cannot be. */
static struct queue *retake_ok(struct queue *queue)
{
	spin_unlock(&queue->lock);
	queue = queue_of_ok(queue->depth);
	if (queue)
		spin_lock(&queue->lock);
	return queue;
}

static void warned_ok(struct queue *queue)
{
	spin_lock(&queue->lock);
	if (queue->depth) {
		if (WARN_ON_ONCE(retake_ok(queue) != queue))
			return;
	}
	spin_unlock(&queue->lock);
}

int visit_value(int *values, int at);

/* The loop does not touch what the lock hangs on. */
static int loop_keeps_ok(struct queue *queue, int *values)
{
	int sum = 0;
	int i;

	if (queue->shared)
		mutex_lock(&queue->setup);
	for (i = 0; i < 8; i++)
		sum += visit_value(values, i);
	if (queue->shared)
		mutex_unlock(&queue->setup);
	return sum;
}

/* What sparse is told, readers are told: the lock is kept on one way out on purpose. */
static int keep_on_one_way_ok(struct queue *queue)
{
	spin_lock(&queue->lock);
	if (!queue->depth) {
		__release(&queue->lock);
		return 0;
	}
	spin_unlock(&queue->lock);
	mutex_lock(&queue->setup);
	return 0;
}

/* The sequence number says by its parity how the reader is protected. */
static int parity_ok(seqlock_t *names, int *value)
{
	int seq = 0;
	int copy;

	rcu_read_lock();
again:
	read_seqbegin_or_lock(names, &seq);
	copy = *value;
	if (!(seq & 1))
		rcu_read_unlock();
	if (need_seqretry(names, seq)) {
		seq = 1;
		goto again;
	}
	done_seqretry(names, seq);
	return copy;
}

/* What was read before a store is still what the local holds. */
static void copied_ok(struct queue *queue, struct queue *fresh, struct queue **place)
{
	struct queue *old = *place;

	if (old)
		mutex_lock(&old->setup);
	*place = fresh;
	if (old)
		mutex_unlock(&old->setup);
}

/* Each way that succeeds hands over a lock: which one hangs on what was found. */
static int hand_over_one_ok(struct queue *queue, struct queue *other, struct queue **locked)
{
again:
	if (queue->depth) {
		spin_lock(&queue->lock);
		if (!queue->depth) {
			spin_unlock(&queue->lock);
			goto again;
		}
		*locked = queue;
		return 0;
	}
	spin_lock(&other->lock);
	*locked = other;
	return 0;
}

/* Whoever is handed the index may end the section. */
void emit_record(bool *taken_over, int index);

static bool taken_over_ok(struct srcu_struct *readers, bool *taken_over)
{
	int index = srcu_read_lock(readers);

	emit_record(taken_over, index);
	if (*taken_over)
		return false;
	srcu_read_unlock(readers, index);
	return false;
}

/* Another thread releases it. */
void send_request(struct rw_semaphore *busy);

static int start_ok(struct rw_semaphore *busy, int depth)
{
	down_read_non_owner(busy);
	if (depth < 0) {
		up_read_non_owner(busy);
		return 1;
	}
	return 1;
}

/* What is returned says which of the two it is. */
unsigned int status_of(int depth);
unsigned int status_fine(void);

static unsigned int lock_by_status_ok(struct queue *queue)
{
	unsigned int status;

	mutex_lock(&queue->setup);
	status = status_of(queue->depth);
	if (status != htonl(7))
		mutex_unlock(&queue->setup);
	return status;
}

static unsigned int lock_by_answer_ok(struct queue *queue)
{
	unsigned int fine = status_fine();
	unsigned int status;

	mutex_lock(&queue->setup);
	status = status_of(queue->depth);
	if (status != fine)
		mutex_unlock(&queue->setup);
	return status;
}

/* Of a callee's answers the one that keeps the lock is 0. */
#define GONE htonl(11)

unsigned int check_queue(int depth);

static unsigned int lock_checked_ok(struct queue *queue)
{
	unsigned int status;

	mutex_lock(&queue->setup);
	status = check_queue(queue->depth);
	if (status == GONE)
		queue->depth = 0;
	if (status)
		mutex_unlock(&queue->setup);
	return status;
}

static struct queue *first_locked_ok(struct queue *queue, struct queue *known)
{
	mutex_lock(&queue->setup);
	if (!known)
		return queue;
	if (lock_checked_ok(known) != 0) {
		mutex_unlock(&queue->setup);
		return NULL;
	}
	mutex_unlock(&queue->setup);
	return known;
}

/* The lock of an object at NULL is no lock that somebody holds: nobody gets past it. */
static struct queue *claim_ok(struct queue *queue, struct queue *other)
{
	struct queue *found = other;

	mutex_lock(&other->setup);
	if (!queue)
		mutex_unlock(&queue->setup);
	return found;
}

/* true: nothing to do; false: go on under the lock. */
static bool skip_ok(struct queue *queue)
{
	if (!queue->shared)
		return true;
	spin_lock(&queue->lock);
	if (!queue->depth) {
		spin_unlock(&queue->lock);
		return true;
	}
	return false;
}

/* What is found first keeps one lock, what is found second another. */
struct walk {
	struct list_head *cache;
	spinlock_t *lock;
};

struct list_head *walk_first(struct walk *walk);
struct list_head *walk_second(struct walk *walk);

static struct list_head *walk_ok(struct walk *walk)
{
	struct list_head *found;

	rcu_read_lock();
	found = walk_first(walk);
	if (found)
		return found;
	rcu_read_unlock();
	spin_lock_bh(walk->lock);
	found = walk_second(walk);
	if (found)
		return found;
	spin_unlock_bh(walk->lock);
	return NULL;
}

/* The bucket that is handed out is the one whose lock is kept. */
struct bucket {
	spinlock_t lock;
	struct list_head list;
};

struct table {
	struct bucket *buckets;
};

int hash_of(int id);

static struct queue *find_locked(struct table *table, int id, struct queue *known, struct bucket **out)
{
	struct bucket *bucket = &table->buckets[hash_of(id)];

	*out = NULL;
	spin_lock(&bucket->lock);
	if (known) {
		*out = bucket;
		return known;
	}
	spin_unlock(&bucket->lock);
	return NULL;
}

static int cancel_ok(struct table *table, int id, struct queue *known)
{
	struct bucket *bucket;
	struct queue *found = find_locked(table, id, known, &bucket);

	if (found)
		found->depth = 0;
	if (bucket)
		spin_unlock(&bucket->lock);
	return found ? 0 : -ENOENT;
}

/* The smaller one first; where both are one it is taken once. */
static void lock_both(spinlock_t *locks, unsigned int a, unsigned int b)
{
	a %= 64;
	b %= 64;
	if (a <= b) {
		spin_lock(&locks[a]);
		if (a != b)
			spin_lock_nested(&locks[b], 1);
	} else {
		spin_lock(&locks[b]);
		spin_lock_nested(&locks[a], 1);
	}
}

static void unlock_both(spinlock_t *locks, unsigned int a, unsigned int b)
{
	a %= 64;
	b %= 64;
	spin_unlock(&locks[a]);
	if (a != b)
		spin_unlock(&locks[b]);
}

static void move_ok(spinlock_t *locks, int from, int to)
{
	unsigned int a = hash_of(from);
	unsigned int b = hash_of(to);

	lock_both(locks, a, b);
	unlock_both(locks, a, b);
}

/* Locked while there is something to lock; the answer says which. */
static bool lock_connected_ok(struct queue *queue)
{
	bool locked = false;
	bool connected = true;

	while (connected && !locked) {
		locked = mutex_trylock(&queue->setup) != 0;
		connected = queue->depth & 4;
	}
	connected = connected && queue->shared;
	if (!connected && locked)
		mutex_unlock(&queue->setup);
	return connected;
}

/* The operation ends the section itself; without one it is ended here. */
struct holder_ops {
	void (*freeze)(struct queue *queue);
};

static void freeze_ok(struct queue *queue, const struct holder_ops *ops)
{
	mutex_lock(&queue->setup);
	if (ops)
		ops->freeze(queue);
	else
		mutex_unlock(&queue->setup);
	queue->depth = 0;
}

/* A number made of sizes says twice what is held. */
struct zone_range {
	u64 sector;
	u64 count;
};

#define RESET_RANGE (0x40001283U | (sizeof(struct zone_range) << 16))

int truncate_range(struct queue *queue);

static int reset_ok(struct queue *queue, unsigned int command, int depth)
{
	int err = 0;

	if (command == RESET_RANGE) {
		mutex_lock(&queue->setup);
		err = truncate_range(queue);
	}
	if (depth)
		queue->depth = depth;
	if (command == RESET_RANGE)
		mutex_unlock(&queue->setup);
	return err;
}

/* Zero says that the lock was dropped, whatever else is returned that it is held. */
static long wait_until_ready_ok(struct queue *queue, long timeout)
{
	if (timeout < 0)
		return -EINVAL;
	mutex_lock(&queue->setup);
	while (queue->depth) {
		mutex_unlock(&queue->setup);
		timeout = schedule_timeout(timeout);
		if (!timeout)
			break;
		mutex_lock(&queue->setup);
	}
	return timeout;
}

/* A helper's number says that it has dropped the lock for its caller. */
static DEFINE_SPINLOCK(reap_lock_ok);

static int reap_one_ok(struct queue *queue)
{
	if (!queue->depth)
		return 0;
	spin_unlock(&reap_lock_ok);
	return queue->depth;
}

static int reap_ok(struct queue *queue, int error)
{
	int found;

	spin_lock(&reap_lock_ok);
	found = reap_one_ok(queue);
	if (found)
		return found;
	spin_unlock(&reap_lock_ok);
	return error;
}

/* What a getter takes, its callers drop. */
static struct queue *get_queue_ok(struct queue **slot)
{
	struct queue *queue = READ_ONCE(*slot);

	mutex_lock(&queue->setup);
	return queue;
}

static void use_queue_ok(struct queue **slot)
{
	struct queue *queue = get_queue_ok(slot);

	queue->depth++;
	mutex_unlock(&queue->setup);
}

struct view {
	struct mutex *lock;
	int width;
};

struct stream {
	struct mutex lock;
	struct view *active;
	int running;
};

static inline struct view *lock_active(struct stream *stream)
{
	if (stream->active)
		mutex_lock(stream->active->lock);
	return stream->active;
}

static inline void unlock_view(struct view *view)
{
	mutex_unlock(view->lock);
}

int start_view(struct stream *stream, struct view *view);

int stream_resume_ok(struct stream *stream)
{
	struct view *view;
	int ret = 0;

	mutex_lock(&stream->lock);
	if (stream->running) {
		view = lock_active(stream);
		ret = start_view(stream, view);
		unlock_view(view);
	}
	mutex_unlock(&stream->lock);
	return ret;
}

/* What sleeps on the object and answers may have dropped the lock, and say so by its answer. */
struct mmap_user {
	struct rw_semaphore mmap_lock;
	int pages;
};

long get_user_pages(struct mmap_user *mm, unsigned long start, int *locked);

static long user_pin_ok(struct mmap_user *mm, unsigned long start)
{
	int locked = 1;
	long got;

	down_read(&mm->mmap_lock);
	got = get_user_pages(mm, start, &locked);
	if (got < 0)
		return got;
	up_read(&mm->mmap_lock);
	return got;
}

/* Who holds a lock does not get it by trying. */
static raw_spinlock_t debugger_lock;

int debugger_enter_ok(struct mmap_user *user)
{
	int first = raw_spin_trylock(&debugger_lock);

	if (!first)
		return 0;
	if (raw_spin_trylock(&debugger_lock))
		user->pages++;
	raw_spin_unlock(&debugger_lock);
	return 0;
}
