/* Sections for PREEMPT_RT inside functions; migrate_disable() not undone, or not needed. */
#include <linux/preempt.h>
#include <linux/spinlock.h>

struct table {
	spinlock_t lock;
	int users;
};

static int table_busy_bad(struct table *table)
{
	migrate_disable();
	if (table->users)
		return -16; // expect: rt-conditional "migration disabled"
	migrate_enable();
	return 0;
}

static void table_fill_bad(struct table *table)
{
	unsigned long flags;

#ifdef CONFIG_PREEMPT_RT // expect(likely): rt-conditional "migrate_disable()"
	migrate_disable(); // expect(likely)[rt]: rt-conditional "not needed"
#endif
	spin_lock_irqsave(&table->lock, flags);
	table->users++;
	spin_unlock_irqrestore(&table->lock, flags);
#if defined(CONFIG_PREEMPT_RT)
	migrate_enable();
#endif
}

/* The second half of one section is not asked about again. */
void table_count_bad(struct table *table)
{
#ifndef CONFIG_PREEMPT_RT // expect(likely): rt-conditional "table_count_bad()"
	unsigned long flags;

	local_irq_save(flags);
#endif
	table->users++;
#ifndef CONFIG_PREEMPT_RT
	local_irq_restore(flags);
#endif
}
