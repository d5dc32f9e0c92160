/* Zonelist rebuild since 6.6 (V3): the irqsave form leaves interrupts on under PREEMPT_RT. */
static DEFINE_SEQLOCK(zonelist_update_seq);

unsigned int zonelist_iter_begin(void)
{
	if (model_hotremove)
		return read_seqbegin(&zonelist_update_seq);
	return 0;
}

unsigned int check_retry_zonelist(unsigned int seq)
{
	if (model_hotremove)
		return read_seqretry(&zonelist_update_seq, seq);
	return seq;
}

void __build_all_zonelists(void *data)
{
	unsigned long flags;

	write_seqlock_irqsave(&zonelist_update_seq, flags);
	printk_deferred_enter();
	rebuild_all(data);
	pr_info("Fallback order for Node 0\n");
	printk_deferred_exit();
	write_sequnlock_irqrestore(&zonelist_update_seq, flags);
}

/* The counter alone, without what serialises writers. */
void zonelist_count_begin(void)
{
	write_seqcount_begin(&zonelist_update_seq.seqcount);
}

void zonelist_count_end(void)
{
	write_seqcount_end(&zonelist_update_seq.seqcount);
}
