/* A function that drops its caller's lock and takes it back says both, and leaves neither to its caller. */
#include <linux/spinlock.h>

struct gadget {
	spinlock_t lock;
	int endpoints;
};

void empty_queue(struct gadget *gadget, int endpoint);

static void gadget_shutdown(struct gadget *gadget)
	__releases(gadget->lock)
	__acquires(gadget->lock)
{
	int i;

	for (i = 0; i < gadget->endpoints; i++)
		empty_queue(gadget, i);
}

int gadget_stop_ok(struct gadget *gadget)
{
	unsigned long flags;

	spin_lock_irqsave(&gadget->lock, flags);
	gadget->endpoints--;
	gadget_shutdown(gadget);
	spin_unlock_irqrestore(&gadget->lock, flags);
	return 0;
}

/* A scope of a class nobody knows runs once all the same. */
int gadget_scope_ok(struct gadget *gadget)
{
	if (!gadget)
		return 0;
	preempt_disable();
	scoped_guard (gadget_queue, gadget) {
		preempt_enable();
		gadget->endpoints++;
	}
	return 0;
}

/* Where its text releases the lock itself, a way out that does not has left it, whatever the head says. */
int gadget_freeze(struct gadget *gadget);

static int gadget_reuse(struct gadget *gadget)
	__releases(gadget->lock)
{
	int ret;

	if (gadget_freeze(gadget))
		return -11;
	gadget->endpoints++;
	spin_unlock(&gadget->lock);
	ret = gadget_freeze(gadget);
	return ret > 0 ? 0 : ret;
}

int gadget_get_ok(struct gadget *gadget)
{
	int ret;

	spin_lock(&gadget->lock);
	ret = gadget_reuse(gadget);
	if (ret == -11)
		spin_unlock(&gadget->lock);
	return ret;
}
