/* A second function that undoes what others leave: what is left on purpose is not told, on all ways out or some. */
#include <linux/preempt.h>

#define EINVAL 22

struct slot {
	int users;
};

static struct slot *slot_claim_ok(struct slot *slot)
{
	preempt_disable();
	if (slot->users == 1)
		return slot;
	preempt_enable();
	return slot + 1;
}

static void slot_leave_ok(struct slot *slot)
{
	slot->users--;
	preempt_enable();
}
