/* Work on a bottom-half work queue is a softirq: timers do not interrupt it. */
#include <linux/spinlock.h>
#include <linux/timer.h>
#include <linux/workqueue.h>

struct host {
	spinlock_t lock;
	struct timer_list timer;
	struct work_struct work;
	int events;
};

static void host_timer(struct timer_list *timer)
{
	struct host *host = container_of(timer, struct host, timer);

	spin_lock(&host->lock);
	host->events++;
	spin_unlock(&host->lock);
}

static void host_bh_work_ok(struct work_struct *work)
{
	struct host *host = container_of(work, struct host, work);

	spin_lock(&host->lock);
	host->events = 0;
	spin_unlock(&host->lock);
}

static void host_kick(struct host *host)
{
	timer_setup(&host->timer, host_timer, 0);
	INIT_WORK(&host->work, host_bh_work_ok);
	queue_work(system_bh_wq, &host->work);
}
