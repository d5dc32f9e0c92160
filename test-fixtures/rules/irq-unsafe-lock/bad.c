/* A lock of a handler, timer or tasklet, taken where that can arrive: registered paths, sleeping paths, through a helper. */
#include <linux/interrupt.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/timer.h>
#include <linux/workqueue.h>

struct port {
	spinlock_t lock;
	spinlock_t poll_lock;
	rwlock_t peers;
	raw_spinlock_t hw;
	struct mutex mutex;
	struct timer_list timer;
	struct work_struct work;
	int events;
};

static irqreturn_t port_irq(int irq, void *data)
{
	struct port *port = data;

	spin_lock(&port->lock);
	port->events++;
	spin_unlock(&port->lock);
	read_lock(&port->peers);
	read_unlock(&port->peers);
	return IRQ_HANDLED;
}

static void port_poll(struct timer_list *timer)
{
	struct port *port = container_of(timer, struct port, timer);

	spin_lock(&port->poll_lock);
	port->events--;
	spin_unlock(&port->poll_lock);
}

static int port_start_bad(struct port *port)
{
	mutex_lock(&port->mutex);
	spin_lock(&port->lock); // expect[smp]: irq-unsafe-lock "port->lock"
	port->events = 0;
	spin_unlock(&port->lock);
	mutex_unlock(&port->mutex);
	return 0;
}

static void port_reset(struct port *port)
{
	spin_lock(&port->lock); // expect[smp]: irq-unsafe-lock "port_irq"
	port->events = 0;
	spin_unlock(&port->lock);
}

static void port_work_bad(struct work_struct *work)
{
	struct port *port = container_of(work, struct port, work);

	port_reset(port);
	spin_lock(&port->poll_lock); // expect[smp]: irq-unsafe-lock "softirqs on"
	spin_unlock(&port->poll_lock);
}

static void port_peers_bad(struct port *port)
{
	mutex_lock(&port->mutex);
	write_lock(&port->peers); // expect[smp]: irq-unsafe-lock "port->peers"
	write_unlock(&port->peers);
	mutex_unlock(&port->mutex);
}

static irqreturn_t port_hard_irq(int irq, void *data)
{
	struct port *port = data;

	raw_spin_lock(&port->hw);
	port->events++;
	raw_spin_unlock(&port->hw);
	return IRQ_HANDLED;
}

static void port_read_hw_bad(struct port *port)
{
	mutex_lock(&port->mutex);
	mutex_unlock(&port->mutex);
	raw_spin_lock(&port->hw); // expect[smp,rt]: irq-unsafe-lock "port->hw"
	raw_spin_unlock(&port->hw);
}

static int port_probe(struct port *port, int irq)
{
	int ret;

	timer_setup(&port->timer, port_poll, 0);
	INIT_WORK(&port->work, port_work_bad);
	ret = request_irq(irq, port_irq, 0, "port", port);
	if (ret)
		return ret;
	return request_irq(irq + 1, port_hard_irq, IRQF_NO_THREAD, "port-hw", port);
}

static DEFINE_SPINLOCK(pool_lock);
static int pool_free;

static void pool_put(void)
{
	unsigned long flags;

	spin_lock_irqsave(&pool_lock, flags);
	pool_free++;
	spin_unlock_irqrestore(&pool_lock, flags);
}

static void pool_all_others(void)
{
	spin_lock_irq(&pool_lock);
	spin_unlock_irq(&pool_lock);
	spin_lock_irq(&pool_lock);
	spin_unlock_irq(&pool_lock);
	spin_lock_irq(&pool_lock);
	spin_unlock_irq(&pool_lock);
	spin_lock_irq(&pool_lock);
	spin_unlock_irq(&pool_lock);
	spin_lock_irq(&pool_lock);
	spin_unlock_irq(&pool_lock);
	spin_lock_irq(&pool_lock);
	spin_unlock_irq(&pool_lock);
	spin_lock_irq(&pool_lock);
	spin_unlock_irq(&pool_lock);
}

static void pool_account_bad(struct port *port)
{
	mutex_lock(&port->mutex);
	spin_lock(&pool_lock); // expect[smp]: irq-unsafe-lock "all 8 other places"
	pool_free--;
	spin_unlock(&pool_lock);
	mutex_unlock(&port->mutex);
}

/* Interrupts are on where a function schedules or copies from user space. */
void msleep(unsigned int msecs);
unsigned long copy_from_user(void *to, const void *from, unsigned long n);

static void port_settle_bad(struct port *port)
{
	msleep(10);
	spin_lock(&port->lock); // expect[smp]: irq-unsafe-lock "port_irq"
	port->events = 0;
	spin_unlock(&port->lock);
}

static long port_set_bad(struct port *port, const void *user)
{
	int events;

	if (copy_from_user(&events, user, sizeof(events)))
		return -EFAULT;
	spin_lock(&port->lock); // expect[smp]: irq-unsafe-lock "port_irq"
	port->events = events;
	spin_unlock(&port->lock);
	return 0;
}

/* A lock that a member points to: what the objects of one driver share. */
struct adapter {
	spinlock_t *shared_lock;
	struct mutex mutex;
	int done;
};

static irqreturn_t adapter_irq(int irq, void *data)
{
	struct adapter *adapter = data;

	spin_lock(adapter->shared_lock);
	adapter->done++;
	spin_unlock(adapter->shared_lock);
	return IRQ_HANDLED;
}

static int adapter_stop_bad(struct adapter *adapter)
{
	mutex_lock(&adapter->mutex);
	spin_lock(adapter->shared_lock); // expect[smp]: irq-unsafe-lock "adapter->shared_lock"
	adapter->done = 0;
	spin_unlock(adapter->shared_lock);
	mutex_unlock(&adapter->mutex);
	return 0;
}

static int adapter_start(struct adapter *adapter)
{
	return request_irq(7, adapter_irq, 0, "adapter", adapter);
}
