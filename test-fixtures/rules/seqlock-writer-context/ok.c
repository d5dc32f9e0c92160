/* Serialised, not preemptible where it matters, and the _irqsave form. */
#include <linux/seqlock.h>
#include <linux/spinlock.h>
#include <linux/preempt.h>

struct stats {
	seqcount_t plain;
	seqcount_spinlock_t tied;
	spinlock_t lock;
	raw_spinlock_t raw;
	seqlock_t seq;
	u64 bytes;
};

static void stats_init_ok(struct stats *stats)
{
	spin_lock_init(&stats->lock);
	seqcount_spinlock_init(&stats->tied, &stats->lock);
	seqlock_init(&stats->seq);
}

static void raw_protects_ok(struct stats *stats)
{
	raw_spin_lock(&stats->raw);
	write_seqcount_begin(&stats->plain);
	stats->bytes++;
	write_seqcount_end(&stats->plain);
	raw_spin_unlock(&stats->raw);
}

static void preempt_off_ok(struct stats *stats)
{
	preempt_disable();
	write_seqcount_begin(&stats->plain);
	stats->bytes++;
	write_seqcount_end(&stats->plain);
	preempt_enable();
}

static void tied_lock_held_ok(struct stats *stats)
{
	spin_lock(&stats->lock);
	write_seqcount_begin(&stats->tied);
	stats->bytes++;
	write_seqcount_end(&stats->tied);
	spin_unlock(&stats->lock);
}

static void irqsave_form_ok(struct stats *stats)
{
	unsigned long flags;

	write_seqlock_irqsave(&stats->seq, flags);
	stats->bytes++;
	write_sequnlock_irqrestore(&stats->seq, flags);
}

static void caller_serialises_ok(struct stats *stats)
{
	lockdep_assert_held(&stats->lock);
	write_seqcount_begin(&stats->tied);
	stats->bytes++;
	write_seqcount_end(&stats->tied);
}

/* The helper brings its own protection: its callers need none. */
struct meter {
	raw_spinlock_t lock;
	seqcount_t seq;
	u64 total;
};

static void meter_begin(struct meter *meter)
{
	write_seqcount_begin(&meter->seq);
}

static void meter_add(struct meter *meter, u64 value)
{
	raw_spin_lock(&meter->lock);
	meter_begin(meter);
	meter->total += value;
	write_seqcount_end(&meter->seq);
	raw_spin_unlock(&meter->lock);
}

static void count_ok(struct meter *meter)
{
	meter_add(meter, 1);
}
