/* Used inside the pin, taken anew, single instructions, hard pins, a lock of the object itself, callers nobody knows. */
#include <linux/percpu.h>
#include <linux/preempt.h>
#include <linux/spinlock.h>

struct stats {
	int events;
	spinlock_t lock;
};

static DEFINE_PER_CPU(struct stats, stats);
static DEFINE_PER_CPU(int, count);

static void inside_ok(void)
{
	struct stats *p = get_cpu_ptr(&stats);

	p->events++;
	put_cpu_ptr(&stats);
	preempt_disable();
	p = this_cpu_ptr(&stats);
	p->events++;
	preempt_enable();
}

static void locked_ok(void)
{
	struct stats *p;

	preempt_disable();
	p = this_cpu_ptr(&stats);
	preempt_enable();
	spin_lock(&p->lock);
	p->events++;
	spin_unlock(&p->lock);
}

static void single_ok(spinlock_t *lock, int n)
{
	unsigned long flags;

	spin_lock_irqsave(lock, flags);
	this_cpu_add(count, n);
	preempt_disable_nested();
	__this_cpu_add(count, n);
	preempt_enable_nested();
	spin_unlock_irqrestore(lock, flags);
}

static void raw_ok(raw_spinlock_t *lock)
{
	raw_spin_lock(lock);
	__this_cpu_inc(count);
	raw_spin_unlock(lock);
}

static void caller_pins_ok(void)
{
	__this_cpu_inc(count);
	this_cpu_ptr(&stats)->events++;
}

/* Sections with bottom halves off exclude each other on a CPU, and a local lock is made for it. */
static void bottom_halves_ok(spinlock_t *lock)
{
	local_bh_disable();
	__this_cpu_inc(count);
	local_bh_enable();
	spin_lock_bh(lock);
	__this_cpu_inc(count);
	spin_unlock_bh(lock);
}

static void socket_ok(struct sock *sk)
{
	bh_lock_sock(sk);
	__this_cpu_inc(count);
	bh_unlock_sock(sk);
}
