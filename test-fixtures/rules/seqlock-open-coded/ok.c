/* The primitives; counters that only count; flags tested for bit 0; ring indices published with one barrier; versions compared. */
#include <linux/seqlock.h>
#include <linux/spinlock.h>

static seqcount_t count;
static DEFINE_SEQLOCK(lock);
static unsigned int events;
static unsigned int head;
static unsigned int version;
static unsigned int flags;
static int table[8];

static int read_ok(void)
{
	unsigned int start;
	int value;

	do {
		start = raw_seqcount_begin(&count);
		value = table[0];
	} while (read_seqcount_retry(&count, start));
	return value;
}

static void count_ok(void)
{
	events++;
	smp_wmb();
	table[1] = events;
}

static void publish_ok(int value)
{
	table[head & 7] = value;
	smp_wmb();
	head++;
}

static int version_ok(unsigned int seen)
{
	return seen != READ_ONCE(version);
}

static int flags_ok(unsigned int old)
{
	unsigned int now = READ_ONCE(flags);

	if (now & 1)
		return 1;
	table[2] = now;
	if (now & 2)
		return 2;
	return old == 3;
}
