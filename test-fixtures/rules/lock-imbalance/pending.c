/* -EIOCBQUEUED and -EINPROGRESS are no failures: who finishes the work later releases the lock. */
#include <linux/rwsem.h>

#define EIO 5
#define EINPROGRESS 115
#define EIOCBQUEUED 529

struct request;

struct queue_ops {
	int (*write)(struct request *request);
};

struct queue {
	const struct queue_ops *ops;
	struct rw_semaphore sem;
	int writes;
};

static struct queue queue;

void queue_done(void)
{
	queue.writes++;
	up_read(&queue.sem);
}

int queue_write_ok(struct request *request)
{
	int ret;

	down_read(&queue.sem);
	ret = queue.ops->write(request);
	if (ret != -EIOCBQUEUED)
		up_read(&queue.sem);
	return ret;
}

int queue_start_ok(struct request *request)
{
	int ret;

	down_read(&queue.sem);
	ret = queue.ops->write(request);
	if (ret == -EINPROGRESS)
		return ret;
	up_read(&queue.sem);
	return ret;
}

int queue_write_bad(struct request *request)
{
	int ret;

	down_read(&queue.sem);
	ret = queue.ops->write(request);
	if (ret == -EIO)
		return ret; // expect: lock-imbalance
	up_read(&queue.sem);
	return ret;
}
