/*
 * V5, proposed in 2023: the counter by hand, no wait at the begin. As meant: the text that was sent lacks two semicolons under
 * PREEMPT_RT (zonelist-v5-sent.c).
 */
static unsigned int zonelist_update_seq = 0;

unsigned int zonelist_begin_for(gfp_t gfp_mask)
{
	if (model_hotremove)
		return data_race(READ_ONCE(zonelist_update_seq));
	return 0;
}

/* Started or finished since, or not finished yet: again. Requests that cannot block take what they found. */
unsigned int zonelist_retry_for(gfp_t gfp_mask, unsigned int seq)
{
	if (model_hotremove && (gfp_mask & __GFP_DIRECT_RECLAIM)) {
		unsigned int now = data_race(READ_ONCE(zonelist_update_seq));

		return unlikely(seq != now || (now & 1));
	}
	return 0;
}

bool zonelist_retries(gfp_t gfp_mask)
{
	return (gfp_mask & __GFP_DIRECT_RECLAIM) != 0;
}

void zonelist_count_begin(void)
{
	zonelist_update_seq++;
	smp_wmb();
}

void zonelist_count_end(void)
{
	smp_wmb();
	zonelist_update_seq++;
}

void __build_all_zonelists(void *data)
{
	static DEFINE_SPINLOCK(lock);
	unsigned long flags;

#ifdef CONFIG_PREEMPT_RT
	migrate_disable();
#endif
	spin_lock_irqsave(&lock, flags);
	zonelist_count_begin();
	rebuild_all(data);
	pr_info("Fallback order for Node 0\n");
	zonelist_count_end();
	spin_unlock_irqrestore(&lock, flags);
#ifdef CONFIG_PREEMPT_RT
	migrate_enable();
#endif
}
