/* Zonelist rebuild with a sequence lock; the writer as of V2 (6.3 and the stable trees back to 4.14). */
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

	/* Readers in interrupts of this CPU would spin for ever; a console's owner may be such a reader. */
	local_irq_save(flags);
	printk_deferred_enter();
	write_seqlock(&zonelist_update_seq);
	rebuild_all(data);
	pr_info("Fallback order for Node 0\n");
	write_sequnlock(&zonelist_update_seq);
	printk_deferred_exit();
	local_irq_restore(flags);
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
