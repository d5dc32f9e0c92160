/* Per-CPU pointers followed after their pin, and updates that PREEMPT_RT leaves open to other tasks. */
#include <linux/percpu.h>
#include <linux/preempt.h>
#include <linux/spinlock.h>

struct stats {
	int events;
	spinlock_t lock;
};

static DEFINE_PER_CPU(struct stats, stats);
static DEFINE_PER_CPU(int, count);

static void use_after_put_bad(void)
{
	struct stats *p = get_cpu_ptr(&stats);

	p->events = 0;
	put_cpu_ptr(&stats);
	p->events++; // expect: percpu-unprotected "put_cpu_ptr()"
}

static int use_after_enable_bad(void)
{
	struct stats *p;
	int events = 0;

	preempt_disable();
	p = this_cpu_ptr(&stats);
	preempt_enable();
	if (p->events) // expect: percpu-unprotected "preempt_enable()"
		events = 1;
	return events;
}

static void update_under_lock_bad(spinlock_t *lock, int n)
{
	unsigned long flags;

	spin_lock_irqsave(lock, flags);
	__this_cpu_add(count, n); // expect[rt]: percpu-unprotected "leaves preemption on"
	spin_unlock_irqrestore(lock, flags);
}
