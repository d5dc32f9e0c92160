/* Pattern of commit 8c96f1bc6fc4: the leak detector's locks are taken in every allocation (as it was) */
#include <linux/gfp.h>
#include <linux/slab.h>
#include <linux/spinlock.h>

struct object {
	spinlock_t lock;
	int flags;
};

static DEFINE_RAW_SPINLOCK(rq_lock);

static void object_create(struct object *object)
{
	unsigned long flags;

	spin_lock_irqsave(&object->lock, flags); // expect: invalid-wait-context "rq_lock"
	object->flags = 1;
	spin_unlock_irqrestore(&object->lock, flags);
}

void alloc_hook(struct object *object)
{
	raw_spin_lock(&rq_lock);
	object_create(object);
	raw_spin_unlock(&rq_lock);
}
