/* Pattern of commit 41b43b6c6e30: the counter is odd when the checking hook runs (as it was) */
#include <linux/lockdep.h>
#include <linux/seqlock.h>

struct counter {
	unsigned int sequence;
	struct lockdep_map dep_map;
};

void counter_write_begin(struct counter *s, int subclass)
{
	s->sequence++;
	smp_wmb();
	seqcount_acquire(&s->dep_map, subclass, 0, _RET_IP_); // expect(likely)[smp]: seqlock-printk "odd already"
}
