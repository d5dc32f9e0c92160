/* V4, proposed for 6.3: requests that cannot block neither wait at the begin nor look again. The writer is V1's. */
static DEFINE_SEQLOCK(zonelist_update_seq);

unsigned int zonelist_begin_for(gfp_t gfp_mask)
{
	if (model_hotremove && (gfp_mask & __GFP_DIRECT_RECLAIM))
		return read_seqbegin(&zonelist_update_seq);
	return 0;
}

unsigned int zonelist_retry_for(gfp_t gfp_mask, unsigned int seq)
{
	if (model_hotremove && (gfp_mask & __GFP_DIRECT_RECLAIM))
		return read_seqretry(&zonelist_update_seq, seq);
	return 0;
}

bool zonelist_retries(gfp_t gfp_mask)
{
	return (gfp_mask & __GFP_DIRECT_RECLAIM) != 0;
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
