/* A spinning read of a sequence inside its own write section: it waits for itself. */
#include <linux/seqlock.h>
#include <linux/spinlock.h>

struct clock {
	seqlock_t seq;
	seqcount_spinlock_t count;
	spinlock_t lock;
	u64 base;
};

static u64 clock_read(struct clock *clock)
{
	unsigned int start;
	u64 base;

	do {
		start = read_seqbegin(&clock->seq); // expect: seqlock-reader-in-writer "clock->seq"
		base = clock->base;
	} while (read_seqretry(&clock->seq, start));
	return base;
}

static void clock_step_bad(struct clock *clock, u64 delta)
{
	write_seqlock(&clock->seq);
	clock->base = clock_read(clock) + delta;
	write_sequnlock(&clock->seq);
}

static void clock_check_bad(struct clock *clock)
{
	unsigned int start;

	write_seqlock(&clock->seq);
	start = read_seqbegin(&clock->seq); // expect: seqlock-reader-in-writer "read_seqbegin"
	if (read_seqretry(&clock->seq, start))
		clock->base = 0;
	write_sequnlock(&clock->seq);
}

static void count_check_bad(struct clock *clock)
{
	unsigned int start;

	spin_lock(&clock->lock);
	write_seqcount_begin(&clock->count);
	start = read_seqcount_begin(&clock->count); // expect: seqlock-reader-in-writer "clock->count"
	clock->base += start;
	if (read_seqcount_retry(&clock->count, start))
		clock->base = 0;
	write_seqcount_end(&clock->count);
	spin_unlock(&clock->lock);
}

static void begin_step(struct clock *clock)
{
	write_seqlock(&clock->seq);
}

static void end_step(struct clock *clock)
{
	write_sequnlock(&clock->seq);
}

static void split_step_bad(struct clock *clock, u64 delta)
{
	unsigned int start;

	begin_step(clock);
	do {
		start = read_seqbegin(&clock->seq); // expect: seqlock-reader-in-writer "inside its write section"
	} while (read_seqretry(&clock->seq, start));
	clock->base += delta;
	end_step(clock);
}
