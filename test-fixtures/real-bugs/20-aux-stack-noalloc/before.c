/* Pattern of commit 7cb3007ce2da: a hook allocates pages under the work queue's raw lock (as it was) */
#include <linux/gfp.h>
#include <linux/slab.h>
#include <linux/spinlock.h>

static DEFINE_RAW_SPINLOCK(pool_lock);

static void *depot_save(int can_alloc)
{
	if (!can_alloc)
		return NULL;
	return (void *)__get_free_page(GFP_NOWAIT); // expect: invalid-wait-context "pool_lock"
}

void insert_work(void)
{
	raw_spin_lock_irq(&pool_lock);
	depot_save(1);
	raw_spin_unlock_irq(&pool_lock);
}
