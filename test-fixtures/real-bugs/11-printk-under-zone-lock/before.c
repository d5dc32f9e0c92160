/* Pattern of commit 4a55c0474a92: a dump printed while zone->lock is held (as it was) */
#include <linux/mm_types.h>
#include <linux/mmzone.h>
#include <linux/spinlock.h>
#include <linux/wait.h>
#include <linux/printk.h>

void report_unmovable(struct zone *zone, unsigned long pfn)
{
	unsigned long flags;

	spin_lock_irqsave(&zone->lock, flags);
	pr_warn("page %lx cannot be moved\n", pfn); // expect(likely): lock-order "prints"
	spin_unlock_irqrestore(&zone->lock, flags);
}
