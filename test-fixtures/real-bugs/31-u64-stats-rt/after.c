/* Pattern of "u64_stats: Disable preemption on 32bit-UP+SMP PREEMPT_RT during updates", 5.18 (after the fix) */
#include <linux/preempt.h>
#include <linux/seqlock.h>
#include <linux/spinlock.h>

struct stats {
	seqcount_t seq;
	spinlock_t lock;
	u64 packets;
};

void stats_add(struct stats *stats)
{
	spin_lock_bh(&stats->lock);
	preempt_disable_nested();
	write_seqcount_begin(&stats->seq);
	stats->packets++;
	write_seqcount_end(&stats->seq);
	preempt_enable_nested();
	spin_unlock_bh(&stats->lock);
}
