/* Write sections that can be preempted, that nobody serialises, or that take a sleeping lock with irqs hard-disabled. */
#include <linux/seqlock.h>
#include <linux/spinlock.h>
#include <linux/irqflags.h>
#include <linux/workqueue.h>

struct stats {
	seqcount_t plain;
	seqcount_spinlock_t tied;
	spinlock_t lock;
	seqlock_t seq;
	u64 bytes;
	struct work_struct fold;
	struct work_struct reset;
};

static void preemptible_bad(struct work_struct *work)
{
	struct stats *stats = container_of(work, struct stats, fold);

	write_seqcount_begin(&stats->plain); // expect: seqlock-writer-context "plain"
	stats->bytes++;
	write_seqcount_end(&stats->plain);
}

static void lock_not_held_bad(struct work_struct *work)
{
	struct stats *stats = container_of(work, struct stats, reset);

	write_seqcount_begin(&stats->tied); // expect: seqlock-writer-context "tied"
	stats->bytes = 0;
	write_seqcount_end(&stats->tied);
}

static void stats_init(struct stats *stats)
{
	INIT_WORK(&stats->fold, preemptible_bad);
	INIT_WORK(&stats->reset, lock_not_held_bad);
}

static void spinlock_is_preemptible_on_rt_bad(struct stats *stats)
{
	spin_lock(&stats->lock);
	write_seqcount_begin(&stats->plain); // expect[rt]: seqlock-writer-context "stats->plain"
	stats->bytes++;
	write_seqcount_end(&stats->plain);
	spin_unlock(&stats->lock);
}

static void irqs_off_first_bad(struct stats *stats)
{
	unsigned long flags;

	local_irq_save(flags);
	write_seqlock(&stats->seq); // expect[rt]: seqlock-writer-context "stats->seq"
	stats->bytes++;
	write_sequnlock(&stats->seq);
	local_irq_restore(flags);
}
