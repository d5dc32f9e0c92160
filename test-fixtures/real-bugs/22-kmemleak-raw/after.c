/* Pattern of commit 8c96f1bc6fc4: the leak detector's locks are taken in every allocation (after the fix) */
#include <linux/gfp.h>
#include <linux/slab.h>
#include <linux/spinlock.h>

struct object {
	raw_spinlock_t lock;
	int flags;
};

static DEFINE_RAW_SPINLOCK(rq_lock);

static void object_create(struct object *object)
{
	unsigned long flags;

	raw_spin_lock_irqsave(&object->lock, flags);
	object->flags = 1;
	raw_spin_unlock_irqrestore(&object->lock, flags);
}

void alloc_hook(struct object *object)
{
	raw_spin_lock(&rq_lock);
	object_create(object);
	raw_spin_unlock(&rq_lock);
}
