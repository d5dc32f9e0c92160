/* Callees that only their type is known of: flags that allow them to sleep let them sleep. */
#include <linux/gfp.h>
#include <linux/spinlock.h>

struct endpoint;
struct endpoint_ops {
	int (*queue)(struct endpoint *endpoint, void *request, gfp_t flags);
	int (*dequeue)(struct endpoint *endpoint, void *request);
};
struct endpoint {
	const struct endpoint_ops *ops;
	spinlock_t lock;
	void *request;
};

int endpoint_submit(struct endpoint *endpoint, gfp_t flags);

static int endpoint_queue(struct endpoint *endpoint, gfp_t flags)
{
	return endpoint->ops->queue(endpoint, endpoint->request, flags); // expect: gfp-in-atomic "endpoint_ops->queue()"
}

static void setup_continue_bad(struct endpoint *endpoint)
{
	spin_lock(&endpoint->lock);
	endpoint_queue(endpoint, GFP_KERNEL);
	spin_unlock(&endpoint->lock);
}

static void setup_submit_bad(struct endpoint *endpoint)
{
	spin_lock(&endpoint->lock);
	endpoint_submit(endpoint, GFP_NOIO); // expect: gfp-in-atomic "endpoint_submit()"
	spin_unlock(&endpoint->lock);
}

static void setup_atomic_ok(struct endpoint *endpoint)
{
	spin_lock(&endpoint->lock);
	endpoint_queue(endpoint, GFP_ATOMIC);
	endpoint_submit(endpoint, GFP_NOWAIT);
	endpoint->ops->dequeue(endpoint, endpoint->request);
	spin_unlock(&endpoint->lock);
	endpoint_submit(endpoint, GFP_KERNEL);
}
