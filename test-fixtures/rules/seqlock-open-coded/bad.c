/* Sequence counters made by hand: both sides, only the reader, and through branches. */
#include <linux/compiler.h>
#include <linux/spinlock.h>

static unsigned int table_seq;
static unsigned int other_seq;
static unsigned int loop_seq;
static int table[8];

static unsigned int table_begin_bad(void)
{
	return data_race(READ_ONCE(table_seq)); // expect: seqlock-open-coded "raw_seqcount_begin()"
}

static bool table_retry_bad(unsigned int start)
{
	unsigned int now;

	smp_rmb();
	now = data_race(READ_ONCE(table_seq));
	return unlikely(start != now || (now & 1)); // expect: seqlock-open-coded "read_seqcount_retry()"
}

static void table_fill_bad(int value)
{
	static DEFINE_SPINLOCK(lock);
	unsigned long flags;

	spin_lock_irqsave(&lock, flags);
	table_seq++; // expect: seqlock-open-coded "write_seqcount_begin()"
	smp_wmb();
	table[0] = value;
	smp_wmb();
	table_seq++; // expect: seqlock-open-coded "write_seqcount_end()"
	spin_unlock_irqrestore(&lock, flags);
}

static unsigned int other_changed_bad(gfp_t gfp, unsigned int start)
{
	if (gfp & __GFP_DIRECT_RECLAIM) {
		unsigned int now = READ_ONCE(other_seq);

		return start != now || (now & 1); // expect: seqlock-open-coded "read_seqcount_retry()"
	}
	return 0;
}

static int loop_read_bad(void)
{
	unsigned int start;
	int value;

	do {
		start = READ_ONCE(loop_seq); // expect: seqlock-open-coded "loop_seq"
		value = table[1];
	} while ((start & 1) || start != READ_ONCE(loop_seq)); // expect: seqlock-open-coded "read_seqcount_retry()"
	return value;
}

static void other_begin_bad(void)
{
	other_seq++; // expect: seqlock-open-coded "write_seqcount_begin()"
	smp_wmb();
	table[3] = 0;
}
