/* Preemption and bottom halves left off on one way out, and unlocks that switch something else than the lock did. */
#include <linux/preempt.h>
#include <linux/smp.h>
#include <linux/spinlock.h>

#define EINVAL 22

struct meter {
	spinlock_t lock;
	rwlock_t rows;
	int count;
	void *mapped;
};

static int meter_read_bad(struct meter *meter)
{
	preempt_disable();
	if (meter->count < 0)
		return -EINVAL; // expect: lock-imbalance "returns with preemption off, since preempt_disable()"
	preempt_enable();
	return 0;
}

static int meter_local_bad(struct meter *meter)
{
	int cpu = get_cpu();

	if (meter->count == cpu)
		return -EINVAL; // expect: lock-imbalance "returns with preemption off, since get_cpu()"
	put_cpu();
	return 0;
}

static int meter_serve_bad(struct meter *meter)
{
	local_bh_disable();
	if (meter->count < 0)
		return -EINVAL; // expect: lock-imbalance "returns with bottom halves off, since local_bh_disable()"
	local_bh_enable();
	return 0;
}

static void meter_clear_bad(struct meter *meter)
{
	spin_lock_bh(&meter->lock);
	meter->count = 0;
	spin_unlock(&meter->lock);
} // expect: lock-imbalance "which the unlock does not undo"

static int meter_sum_bad(struct meter *meter)
{
	int sum;

	read_lock_bh(&meter->rows);
	sum = meter->count;
	read_unlock(&meter->rows);
	return sum; // expect: lock-imbalance "which the unlock does not undo"
}

static void meter_set_bad(struct meter *meter, int count)
{
	spin_lock(&meter->lock);
	meter->count = count;
	spin_unlock_bh(&meter->lock);
} // expect: lock-imbalance "on once too often, by spin_unlock_bh()"

/* Two flavours that make up for each other. */
static void meter_both_ok(struct meter *meter)
{
	local_bh_disable();
	spin_lock(&meter->lock);
	meter->count++;
	spin_unlock_bh(&meter->lock);
}

/* Left to whoever goes on: the parameter says so, */
static void meter_hold_ok(struct meter *meter, int keep)
{
	preempt_disable();
	meter->count++;
	if (keep)
		return;
	preempt_enable();
}

/* the answer does, */
static int meter_try_ok(struct meter *meter)
{
	local_bh_disable();
	if (meter->count)
		return 1;
	local_bh_enable();
	return 0;
}

/* or it goes with a lock that stays taken. */
static struct meter *meter_next_ok(struct meter *meter)
{
	spin_lock_bh(&meter->lock);
	if (meter->count)
		return meter;
	spin_unlock_bh(&meter->lock);
	return (void *)0;
}

static void meter_use_ok(struct meter *meter)
{
	struct meter *next = meter_next_ok(meter);

	if (next)
		spin_unlock_bh(&next->lock);
}

/* Switched on again under a test that says the same in other words: which way memory is, nobody knows. */
static void meter_map_ok(struct meter *meter)
{
	void *mapped = (void *)0;

	if (meter->count & 4) {
		mapped = meter->mapped;
		preempt_disable();
	}
	meter->count++;
	if (mapped)
		preempt_enable();
}
