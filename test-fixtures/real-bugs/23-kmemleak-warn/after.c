/* Pattern of commit 47b0f6d8f0d2: a warning printed under the lock that allocations take (after the fix) */
#include <linux/gfp.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/printk.h>

static DEFINE_RAW_SPINLOCK(kmemleak_lock);
static int objects;

void delete_object(unsigned long ptr)
{
	unsigned long flags;
	int known;

	raw_spin_lock_irqsave(&kmemleak_lock, flags);
	known = objects;
	if (known)
		objects--;
	raw_spin_unlock_irqrestore(&kmemleak_lock, flags);
	if (!known)
		pr_warn("unknown object at 0x%08lx\n", ptr);
}
