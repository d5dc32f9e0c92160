/* Readers before and after the section, of another sequence, or by the locked form on the writer's side. */
#include <linux/seqlock.h>

struct clock {
	seqlock_t seq;
	seqlock_t other;
	u64 base;
};

static u64 clock_read(struct clock *clock)
{
	unsigned int start;
	u64 base;

	do {
		start = read_seqbegin(&clock->seq);
		base = clock->base;
	} while (read_seqretry(&clock->seq, start));
	return base;
}

static void clock_step_ok(struct clock *clock, u64 delta)
{
	u64 base = clock_read(clock);

	write_seqlock(&clock->seq);
	clock->base = base + delta;
	write_sequnlock(&clock->seq);
	clock_read(clock);
}

static void other_clock_ok(struct clock *clock)
{
	unsigned int start;

	write_seqlock(&clock->seq);
	do {
		start = read_seqbegin(&clock->other);
	} while (read_seqretry(&clock->other, start));
	write_sequnlock(&clock->seq);
}

/* The section begins in one helper and ends in another. */
static void begin_step(struct clock *clock)
{
	write_seqlock(&clock->seq);
}

static void end_step(struct clock *clock)
{
	write_sequnlock(&clock->seq);
}

static void split_step_ok(struct clock *clock, u64 delta)
{
	begin_step(clock);
	clock->base += delta;
	end_step(clock);
	clock_read(clock);
}
