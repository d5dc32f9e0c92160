/* Pairs, hand-over by name, primitives with both meanings, sections outside functions. */
#include <linux/preempt.h>
#include <linux/spinlock.h>

struct table {
	spinlock_t lock;
	int users;
};

#ifdef CONFIG_PREEMPT_RT
#define table_pin()	migrate_disable()
#else
#define table_pin()	preempt_disable()
#endif

static int table_busy_ok(struct table *table)
{
	int ret = 0;

	migrate_disable();
	if (table->users)
		ret = -16;
	migrate_enable();
	return ret;
}

static void table_pin_begin_ok(struct table *table)
{
	migrate_disable();
	table->users++;
}

static void table_fill_ok(struct table *table)
{
	unsigned long flags;

	spin_lock_irqsave(&table->lock, flags);
	table->users++;
	spin_unlock_irqrestore(&table->lock, flags);
}
