/* Pattern of "Protect per-CPU counter by disabling preemption on PREEMPT_RT where needed", 5.18 (as it was) */
#include <linux/percpu.h>
#include <linux/preempt.h>
#include <linux/spinlock.h>

static DEFINE_PER_CPU(long, state);

void charge(spinlock_t *lock, long pages)
{
	unsigned long flags;

	spin_lock_irqsave(lock, flags);
	__this_cpu_add(state, pages); // expect(likely)[rt]: percpu-unprotected "leaves preemption on"
	spin_unlock_irqrestore(lock, flags);
}
