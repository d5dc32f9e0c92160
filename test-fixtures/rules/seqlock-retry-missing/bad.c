/* A read section whose outcome nobody tests, tests with another counter, or that changes things before the test. */
#include <linux/seqlock.h>

struct route {
	seqlock_t seq;
	seqcount_t hits_seq;
	u64 metric;
	u64 hits;
};

static u64 never_tested_bad(struct route *route)
{
	unsigned int start = read_seqbegin(&route->seq); // expect: seqlock-retry-missing "route->seq"

	return route->metric;
}

static u64 result_dropped_bad(struct route *route)
{
	unsigned int start;
	u64 metric;

	start = read_seqbegin(&route->seq);
	metric = route->metric;
	read_seqretry(&route->seq, start); // expect: seqlock-retry-missing "read_seqretry"
	return metric;
}

static u64 other_counter_bad(struct route *a, struct route *b)
{
	unsigned int start;
	u64 metric;

	do {
		start = read_seqbegin(&a->seq);
		metric = a->metric;
	} while (read_seqretry(&b->seq, start)); // expect: seqlock-retry-missing "b->seq"
	return metric;
}
