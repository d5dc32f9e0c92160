/* Waiting outside the lock, under another one, without waiting, for a callback that only tries. */
#include <linux/mutex.h>
#include <linux/spinlock.h>
#include <linux/timer.h>
#include <linux/workqueue.h>

struct port {
	struct mutex mutex;
	struct mutex other;
	struct mutex tried;
	struct work_struct work;
	struct work_struct quiet;
	int events;
};

static void port_work(struct work_struct *work)
{
	struct port *port = container_of(work, struct port, work);

	mutex_lock(&port->mutex);
	port->events = 0;
	mutex_unlock(&port->mutex);
	if (mutex_trylock(&port->tried))
		mutex_unlock(&port->tried);
}

static void port_quiet(struct work_struct *work)
{
	struct port *port = container_of(work, struct port, quiet);

	port->events++;
}

static void port_init(struct port *port)
{
	INIT_WORK(&port->work, port_work);
	INIT_WORK(&port->quiet, port_quiet);
}

static void port_stop_ok(struct port *port)
{
	mutex_lock(&port->mutex);
	cancel_work(&port->work);
	cancel_work_sync(&port->quiet);
	mutex_unlock(&port->mutex);
	cancel_work_sync(&port->work);
}

static void port_stop_other_ok(struct port *port)
{
	mutex_lock(&port->other);
	cancel_work_sync(&port->work);
	mutex_unlock(&port->other);
	mutex_lock(&port->tried);
	flush_work(&port->work);
	mutex_unlock(&port->tried);
}
