/* Pattern of commit 78564b943487: the stack depot takes a spinlock_t under raw locks (after the fix) */
#include <linux/gfp.h>
#include <linux/slab.h>
#include <linux/spinlock.h>

static DEFINE_RAW_SPINLOCK(depot_lock);
static DEFINE_RAW_SPINLOCK(pool_lock);
static int depot_used;

static void depot_save(void)
{
	raw_spin_lock(&depot_lock);
	depot_used++;
	raw_spin_unlock(&depot_lock);
}

void queue_hook(void)
{
	raw_spin_lock(&pool_lock);
	depot_save();
	raw_spin_unlock(&pool_lock);
}
