/* Zonelist rebuild of 6.0 (V1): a seqlock, nothing else. Whoever interrupts the writer and reads waits for ever. */
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
	write_seqlock(&zonelist_update_seq);
	rebuild_all(data);
	pr_info("Fallback order for Node 0\n");
	write_sequnlock(&zonelist_update_seq);
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
