/* Pattern of "u64_stats: Disable preemption on 32bit-UP+SMP PREEMPT_RT during updates", 5.18 (as it was) */
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
	write_seqcount_begin(&stats->seq); // expect[rt]: seqlock-writer-context "preemption on"
	stats->packets++;
	write_seqcount_end(&stats->seq);
	spin_unlock_bh(&stats->lock);
}
