/*
 * V6 and V7: a real sequence counter whose begin does not wait. V6 clears the lowest bit of what it read, so that a section
 * begun in a rebuild always looks again; V7 keeps it. MODEL_SEQ_LOCK: the counter knows its writers' lock (b). MODEL_SEQ_EVERY:
 * requests that cannot block look again, too (n). MODEL_SEQ_DEFER: no printing inside the section (def).
 */
static DEFINE_SPINLOCK(zonelist_update_lock);
#ifdef MODEL_SEQ_LOCK
static seqcount_spinlock_t zonelist_update_seq;
#else
static seqcount_t zonelist_update_seq;
#endif

void zonelist_boot(void)
{
#ifdef MODEL_SEQ_LOCK
	seqcount_spinlock_init(&zonelist_update_seq, &zonelist_update_lock);
#endif
}

unsigned int zonelist_begin_for(gfp_t gfp_mask)
{
	if (!model_hotremove)
		return 0;
#ifdef MODEL_SEQ_ODD
	return raw_read_seqcount(&zonelist_update_seq);
#else
	return raw_seqcount_begin(&zonelist_update_seq);
#endif
}

bool zonelist_retries(gfp_t gfp_mask)
{
#ifdef MODEL_SEQ_EVERY
	return true;
#else
	return (gfp_mask & __GFP_DIRECT_RECLAIM) != 0;
#endif
}

unsigned int zonelist_retry_for(gfp_t gfp_mask, unsigned int seq)
{
	if (model_hotremove && zonelist_retries(gfp_mask))
		return read_seqcount_retry(&zonelist_update_seq, seq);
	return 0;
}

void zonelist_count_begin(void)
{
	write_seqcount_begin(&zonelist_update_seq);
}

void zonelist_count_end(void)
{
	write_seqcount_end(&zonelist_update_seq);
}

void __build_all_zonelists(void *data)
{
	unsigned long flags;

	spin_lock_irqsave(&zonelist_update_lock, flags);
	write_seqcount_begin(&zonelist_update_seq);
#ifdef MODEL_SEQ_DEFER
	printk_deferred_enter();
#endif
	rebuild_all(data);
	pr_info("Fallback order for Node 0\n");
#ifdef MODEL_SEQ_DEFER
	printk_deferred_exit();
#endif
	write_seqcount_end(&zonelist_update_seq);
	spin_unlock_irqrestore(&zonelist_update_lock, flags);
}
