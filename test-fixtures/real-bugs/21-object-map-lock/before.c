/* Pattern of commit 94ef0304e2b8: a spinlock_t of a debug path inside an interrupts-off region (as it was) */
#include <linux/gfp.h>
#include <linux/slab.h>
#include <linux/spinlock.h>

static DEFINE_SPINLOCK(object_map_lock);
static DEFINE_RAW_SPINLOCK(node_lock);
static int map[8];

void validate_slab(int slot)
{
	unsigned long flags;

	raw_spin_lock_irqsave(&node_lock, flags);
	spin_lock(&object_map_lock); // expect: invalid-wait-context "node_lock"
	map[slot & 7]++;
	spin_unlock(&object_map_lock);
	raw_spin_unlock_irqrestore(&node_lock, flags);
}
