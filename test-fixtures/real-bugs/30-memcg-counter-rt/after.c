/* Pattern of "Protect per-CPU counter by disabling preemption on PREEMPT_RT where needed", 5.18 (after the fix) */
#include <linux/percpu.h>
#include <linux/preempt.h>
#include <linux/spinlock.h>

static DEFINE_PER_CPU(long, state);

void charge(spinlock_t *lock, long pages)
{
	unsigned long flags;

	spin_lock_irqsave(lock, flags);
	preempt_disable_nested();
	__this_cpu_add(state, pages);
	preempt_enable_nested();
	spin_unlock_irqrestore(lock, flags);
}
