/* Pattern of commit a2ebb5157582: interrupts off by hand, then a lock that sleeps on PREEMPT_RT (after the fix) */
#include <linux/seqlock.h>

static DEFINE_SEQLOCK(table_seq);

void rebuild(int *table)
{
	unsigned long flags;

	write_seqlock_irqsave(&table_seq, flags);
	*table = 1;
	write_sequnlock_irqrestore(&table_seq, flags);
}
