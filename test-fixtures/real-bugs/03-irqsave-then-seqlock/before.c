/* Pattern of commit a2ebb5157582: interrupts off by hand, then a lock that sleeps on PREEMPT_RT (as it was) */
#include <linux/irqflags.h>
#include <linux/seqlock.h>

static DEFINE_SEQLOCK(table_seq);

void rebuild(int *table)
{
	unsigned long flags;

	local_irq_save(flags);
	write_seqlock(&table_seq); // expect[rt]: seqlock-writer-context "local_irq_save()"
	*table = 1;
	write_sequnlock(&table_seq);
	local_irq_restore(flags);
}
