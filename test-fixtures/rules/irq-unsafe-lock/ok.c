/* Interrupts off by the right flavour; callers nobody knows; threads; readers beside readers; tried only in the handler. */
#include <linux/interrupt.h>
#include <linux/mutex.h>
#include <linux/spinlock.h>
#include <linux/timer.h>
#include <linux/workqueue.h>

struct port {
	spinlock_t lock;
	spinlock_t poll_lock;
	spinlock_t thread_lock;
	spinlock_t tried;
	spinlock_t outer;
	rwlock_t peers;
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
	if (spin_trylock(&port->tried))
		spin_unlock(&port->tried);
	return IRQ_WAKE_THREAD;
}

static irqreturn_t port_thread_ok(int irq, void *data)
{
	struct port *port = data;

	spin_lock(&port->thread_lock);
	spin_unlock(&port->thread_lock);
	spin_lock_irq(&port->lock);
	spin_unlock_irq(&port->lock);
	return IRQ_HANDLED;
}

static void port_poll(struct timer_list *timer)
{
	struct port *port = container_of(timer, struct port, timer);

	spin_lock(&port->poll_lock);
	port->events--;
	spin_unlock(&port->poll_lock);
}

static void port_start_ok(struct port *port)
{
	unsigned long flags;

	mutex_lock(&port->mutex);
	spin_lock_irqsave(&port->lock, flags);
	port->events = 0;
	spin_unlock_irqrestore(&port->lock, flags);
	spin_lock_bh(&port->poll_lock);
	spin_unlock_bh(&port->poll_lock);
	spin_lock(&port->tried);
	spin_unlock(&port->tried);
	spin_lock(&port->thread_lock);
	spin_unlock(&port->thread_lock);
	read_lock(&port->peers);
	read_unlock(&port->peers);
	mutex_unlock(&port->mutex);
}

/* Nobody knows how this one is entered. */
static void port_count_ok(struct port *port)
{
	spin_lock(&port->lock);
	port->events++;
	spin_unlock(&port->lock);
}

static void port_count_locked_ok(struct port *port)
{
	mutex_lock(&port->mutex);
	spin_lock_irq(&port->outer);
	port_count_ok(port);
	spin_unlock_irq(&port->outer);
	mutex_unlock(&port->mutex);
}

static void port_flag_ok(struct port *port, int may_sleep)
{
	if (may_sleep) {
		mutex_lock(&port->mutex);
		mutex_unlock(&port->mutex);
		return;
	}
	spin_lock(&port->lock);
	port->events++;
	spin_unlock(&port->lock);
}

static int port_probe(struct port *port, int irq)
{
	timer_setup(&port->timer, port_poll, 0);
	return request_threaded_irq(irq, port_irq, port_thread_ok, 0, "port", port);
}

struct power {
	spinlock_t lock;
	struct power *parent;
	struct timer_list idle;
	int uses;
};

static void power_idle(struct timer_list *timer)
{
	struct power *power = from_timer(power, timer, idle);
	unsigned long flags;

	spin_lock_irqsave(&power->lock, flags);
	power->uses = 0;
	spin_unlock_irqrestore(&power->lock, flags);
}

static void power_call(struct power *power) __releases(&power->lock) __acquires(&power->lock)
{
	spin_unlock_irq(&power->lock);
	might_sleep();
	spin_lock_irq(&power->lock);
}

static void power_resume_ok(struct power *power) __releases(&power->lock) __acquires(&power->lock)
{
	power_call(power);
	if (power->parent) {
		spin_lock(&power->parent->lock);
		power->parent->uses++;
		spin_unlock(&power->parent->lock);
	}
}

void power_get(struct power *power)
{
	timer_setup(&power->idle, power_idle, 0);
	spin_lock_irq(&power->lock);
	power_resume_ok(power);
	spin_unlock_irq(&power->lock);
}

/* Turning interrupts on where nobody had turned them off says that they were off at entry. */
static DEFINE_SPINLOCK(found_off_lock);

static irqreturn_t found_off_irq(int irq, void *data)
{
	spin_lock(&found_off_lock);
	spin_unlock(&found_off_lock);
	return IRQ_HANDLED;
}

int found_off_probe(int irq)
{
	return request_irq(irq, found_off_irq, 0, "found-off", 0);
}

void found_off_ok(int may_wait)
{
	spin_lock(&found_off_lock);
	spin_unlock(&found_off_lock);
	local_irq_enable();
	schedule();
	local_irq_disable();
}
