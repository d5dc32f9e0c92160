/* A seqlock's write section left in the wrong order, in three ways. */
int model_mistake;

/* 1: interrupts are on again while the counter is still odd. */
static void unlocks_last(void)
{
	unsigned long flags;

	local_irq_save(flags);
	printk_deferred_enter();
	write_seqlock(&zonelist_update_seq);
	rebuild_all(NULL);
	local_irq_restore(flags);
	printk_deferred_exit();
	write_sequnlock(&zonelist_update_seq);
}

/* 2: nothing keeps the writer on the CPU whose printing it defers. */
static void exits_elsewhere(void)
{
	printk_deferred_enter();
	__lockstep_migrate(1);
	write_seqlock(&zonelist_update_seq);
	rebuild_all(NULL);
	write_sequnlock(&zonelist_update_seq);
	printk_deferred_exit();
}

/* 3: the flags that are restored were saved with interrupts off already. */
static void mixes_flags(void)
{
	unsigned long outer;
	unsigned long inner;

	local_irq_save(outer);
	local_irq_save(inner);
	write_seqlock(&zonelist_update_seq);
	rebuild_all(NULL);
	write_sequnlock_irqrestore(&zonelist_update_seq, inner);
}

void __build_all_zonelists(void *data)
{
	if (model_mistake == 1)
		unlocks_last();
	else if (model_mistake == 2)
		exits_elsewhere();
	else
		mixes_flags();
}
