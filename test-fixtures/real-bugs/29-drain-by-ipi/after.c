/* Pattern of "mm, page_alloc: drain per-cpu pages from workqueue context", 4.11: lists drained in a cross-CPU interrupt (after the fix) */
#include <linux/smp.h>
#include <linux/spinlock.h>
#include <linux/workqueue.h>

static DEFINE_SPINLOCK(pcp_lock);
static int pcp_count;

static void drain_pages(void)
{
	unsigned long flags;

	spin_lock_irqsave(&pcp_lock, flags);
	pcp_count = 0;
	spin_unlock_irqrestore(&pcp_lock, flags);
}

static void drain_work(struct work_struct *work)
{
	drain_pages();
}

void drain_all(struct work_struct *work)
{
	INIT_WORK(work, drain_work);
	schedule_work_on(0, work);
}
