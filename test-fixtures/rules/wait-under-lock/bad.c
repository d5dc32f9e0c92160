/* Waiting for work, a timer, a thread and an interrupt thread under a lock they take. */
#include <linux/interrupt.h>
#include <linux/kthread.h>
#include <linux/mutex.h>
#include <linux/spinlock.h>
#include <linux/timer.h>
#include <linux/workqueue.h>

struct port {
	struct mutex mutex;
	spinlock_t lock;
	struct work_struct work;
	struct timer_list timer;
	struct task_struct *task;
	int irq;
	int events;
};

static DEFINE_MUTEX(poll_mutex);

static void port_work(struct work_struct *work)
{
	struct port *port = container_of(work, struct port, work);

	mutex_lock(&port->mutex);
	port->events = 0;
	mutex_unlock(&port->mutex);
}

static void port_timer(struct timer_list *timer)
{
	struct port *port = container_of(timer, struct port, timer);

	spin_lock(&port->lock);
	port->events++;
	spin_unlock(&port->lock);
}

static int port_thread(void *data)
{
	while (!kthread_should_stop()) {
		mutex_lock(&poll_mutex);
		mutex_unlock(&poll_mutex);
	}
	return 0;
}

static irqreturn_t port_irq_thread(int irq, void *data)
{
	struct port *port = data;

	mutex_lock(&port->mutex);
	mutex_unlock(&port->mutex);
	return IRQ_HANDLED;
}

static void port_init(struct port *port)
{
	INIT_WORK(&port->work, port_work);
	timer_setup(&port->timer, port_timer, 0);
	port->task = kthread_run(port_thread, port, "port");
	request_threaded_irq(port->irq, NULL, port_irq_thread, 0, "port", port);
}

static void port_stop_work_bad(struct port *port)
{
	mutex_lock(&port->mutex);
	cancel_work_sync(&port->work); // expect: wait-under-lock "port_work()"
	mutex_unlock(&port->mutex);
}

static void port_stop_timer_bad(struct port *port)
{
	spin_lock_bh(&port->lock);
	del_timer_sync(&port->timer); // expect: wait-under-lock "port_timer()"
	spin_unlock_bh(&port->lock);
}

static void port_stop_thread_bad(struct port *port)
{
	mutex_lock(&poll_mutex);
	kthread_stop(port->task); // expect: wait-under-lock "port_thread()"
	mutex_unlock(&poll_mutex);
}

static void port_drop_irq(struct port *port)
{
	free_irq(port->irq, port); // expect: wait-under-lock "port_irq_thread()"
}

static void port_remove_bad(struct port *port)
{
	mutex_lock(&port->mutex);
	port_drop_irq(port);
	mutex_unlock(&port->mutex);
}
