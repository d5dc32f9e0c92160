/* Tested in a loop, tested once and acted on, begin and test split over helpers, or the caller's to test. */
#include <linux/seqlock.h>

struct route {
	seqlock_t seq;
	u64 metric;
};

static u64 loop_ok(struct route *route)
{
	unsigned int start;
	u64 metric;

	do {
		start = read_seqbegin(&route->seq);
		metric = route->metric;
	} while (read_seqretry(&route->seq, start));
	return metric;
}

static int once_ok(struct route *route, u64 *metric)
{
	unsigned int start = read_seqbegin(&route->seq);

	*metric = route->metric;
	if (read_seqretry(&route->seq, start))
		return -EAGAIN;
	return 0;
}

static unsigned int route_begin_ok(struct route *route)
{
	return read_seqbegin(&route->seq);
}

static int route_retry_ok(struct route *route, unsigned int start)
{
	return read_seqretry(&route->seq, start);
}

static u64 split_ok(struct route *route)
{
	unsigned int start;
	u64 metric;

	do {
		start = route_begin_ok(route);
		metric = route->metric;
	} while (route_retry_ok(route, start));
	return metric;
}

static u64 or_lock_ok(struct route *route)
{
	int seq = 0;
	u64 metric;

retry:
	read_seqbegin_or_lock(&route->seq, &seq);
	metric = route->metric;
	if (need_seqretry(&route->seq, seq)) {
		seq = 1;
		goto retry;
	}
	done_seqretry(&route->seq, seq);
	return metric;
}

static u64 goto_ok(struct route *route)
{
	unsigned int start;
	u64 metric;

again:
	start = read_seqbegin(&route->seq);
	metric = route->metric;
	if (!metric)
		goto check;
	metric++;
check:
	if (read_seqretry(&route->seq, start))
		goto again;
	return metric;
}
