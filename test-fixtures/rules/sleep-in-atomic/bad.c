/* Calls that may sleep where the context forbids it: directly, through helpers, and in registered callbacks. */
#include <linux/spinlock.h>
#include <linux/mutex.h>
#include <linux/delay.h>
#include <linux/interrupt.h>
#include <linux/timer.h>
#include <linux/rcupdate.h>
#include <linux/uaccess.h>

struct ring {
	spinlock_t lock;
	raw_spinlock_t hw_lock;
	struct mutex config;
	struct timer_list watchdog;
	unsigned long head;
};

static void settle_bad(struct ring *ring)
{
	spin_lock(&ring->lock);
	msleep(10); // expect: sleep-in-atomic "ring->lock"
	spin_unlock(&ring->lock);
}

static void reconfigure_bad(struct ring *ring)
{
	unsigned long flags;

	raw_spin_lock_irqsave(&ring->hw_lock, flags);
	mutex_lock(&ring->config); // expect: sleep-in-atomic "mutex_lock"
	ring->head = 0;
	mutex_unlock(&ring->config);
	raw_spin_unlock_irqrestore(&ring->hw_lock, flags);
}

static void wait_for_drain(struct ring *ring)
{
	while (ring->head)
		schedule_timeout_uninterruptible(1); // expect: sleep-in-atomic "flush_ring"
}

static void flush_ring(struct ring *ring)
{
	ring->head++;
	wait_for_drain(ring);
}

static void stop_two_deep_bad(struct ring *ring)
{
	spin_lock_bh(&ring->lock);
	flush_ring(ring);
	spin_unlock_bh(&ring->lock);
}

static int read_head_bad(struct ring *ring, void __user *to)
{
	int err;

	rcu_read_lock();
	err = copy_to_user(to, &ring->head, sizeof(ring->head)); // expect: sleep-in-atomic "rcu_read_lock"
	rcu_read_unlock();
	return err;
}

static void grace_bad(struct ring *ring)
{
	preempt_disable();
	synchronize_rcu(); // expect: sleep-in-atomic "preempt_disable"
	preempt_enable();
}

static void watchdog_fn_bad(struct timer_list *timer)
{
	msleep(1); // expect: sleep-in-atomic "timer"
}

static void start_watchdog(struct ring *ring)
{
	timer_setup(&ring->watchdog, watchdog_fn_bad, 0);
}

static void pause_bad(struct ring *ring)
{
	spin_lock(&ring->lock);
	fsleep(500); // expect: sleep-in-atomic "usleep_range"
	spin_unlock(&ring->lock);
}

/* kvmalloc() falls back to vmalloc(), whose memory cannot be freed under a spinlock. */
static int lost_race_bad(struct ring *ring, unsigned long size)
{
	void *fresh = kvmalloc(size, GFP_KERNEL);

	if (!fresh)
		return -ENOMEM;
	spin_lock(&ring->lock);
	if (ring->head) {
		kvfree(fresh); // expect: sleep-in-atomic "from vmalloc"
		spin_unlock(&ring->lock);
		return 0;
	}
	ring->head = (unsigned long)fresh;
	spin_unlock(&ring->lock);
	return 0;
}
