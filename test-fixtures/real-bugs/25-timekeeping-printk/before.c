/* Pattern of commit 6d9bcb621b0b: a warning inside the clock's write section (as it was) */
#include <linux/printk.h>
#include <linux/seqlock.h>
#include <linux/spinlock.h>

static DEFINE_RAW_SPINLOCK(timekeeper_lock);

static struct {
	seqcount_raw_spinlock_t seq;
	u64 base;
} tk_core;

static void check_delta(u64 delta)
{
	if (delta > 1000)
		printk("clock jumped\n"); // expect[smp]: seqlock-printk "reads the clock"
}

void advance(u64 delta)
{
	unsigned long flags;

	raw_spin_lock_irqsave(&timekeeper_lock, flags);
	write_seqcount_begin(&tk_core.seq);
	check_delta(delta);
	tk_core.base += delta;
	write_seqcount_end(&tk_core.seq);
	raw_spin_unlock_irqrestore(&timekeeper_lock, flags);
}
