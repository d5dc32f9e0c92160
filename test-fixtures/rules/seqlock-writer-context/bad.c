/* Write sections that can be preempted, that nobody serialises, or that take a sleeping lock with irqs hard-disabled. */
#include <linux/seqlock.h>
#include <linux/spinlock.h>
#include <linux/irqflags.h>

struct stats {
	seqcount_t plain;
	seqcount_spinlock_t tied;
	spinlock_t lock;
	seqlock_t seq;
	u64 bytes;
};

static void preemptible_bad(struct stats *stats)
{
	write_seqcount_begin(&stats->plain); // expect: seqlock-writer-context "stats.plain"
	stats->bytes++;
	write_seqcount_end(&stats->plain);
}

static void lock_not_held_bad(struct stats *stats, spinlock_t *other)
{
	write_seqcount_begin(&stats->tied); // expect: seqlock-writer-context "stats.tied"
	stats->bytes++;
	write_seqcount_end(&stats->tied);
}

static void spinlock_is_preemptible_on_rt_bad(struct stats *stats)
{
	spin_lock(&stats->lock);
	write_seqcount_begin(&stats->plain); // expect[rt]: seqlock-writer-context "stats.plain"
	stats->bytes++;
	write_seqcount_end(&stats->plain);
	spin_unlock(&stats->lock);
}

static void irqs_off_first_bad(struct stats *stats)
{
	unsigned long flags;

	local_irq_save(flags);
	write_seqlock(&stats->seq); // expect[rt]: seqlock-writer-context "stats.seq"
	stats->bytes++;
	write_sequnlock(&stats->seq);
	local_irq_restore(flags);
}
