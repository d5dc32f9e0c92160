/* Two variables for two levels, mixed order that ends well, flags through helpers and members. */
#include <linux/spinlock.h>
#include <linux/irqflags.h>

struct port {
	spinlock_t lock;
	spinlock_t fifo_lock;
	unsigned long saved;
	int level;
};

static void two_levels_ok(struct port *port)
{
	unsigned long outer, inner;

	spin_lock_irqsave(&port->lock, outer);
	spin_lock_irqsave(&port->fifo_lock, inner);
	port->level++;
	spin_unlock_irqrestore(&port->fifo_lock, inner);
	spin_unlock_irqrestore(&port->lock, outer);
}

static void plain_inside_ok(struct port *port)
{
	unsigned long flags;

	spin_lock_irqsave(&port->lock, flags);
	spin_lock(&port->fifo_lock);
	port->level++;
	spin_unlock(&port->fifo_lock);
	spin_unlock_irqrestore(&port->lock, flags);
}

static void hand_over_hand_ok(struct port *port)
{
	unsigned long flags;

	spin_lock_irqsave(&port->lock, flags);
	spin_lock(&port->fifo_lock);
	spin_unlock(&port->lock);
	port->level++;
	spin_unlock_irqrestore(&port->fifo_lock, flags);
}

static void port_lock_ok(struct port *port, unsigned long *flags)
{
	spin_lock_irqsave(&port->lock, *flags);
}

static void port_unlock_ok(struct port *port, unsigned long *flags)
{
	spin_unlock_irqrestore(&port->lock, *flags);
}

static void through_helpers_ok(struct port *port)
{
	unsigned long flags;

	port_lock_ok(port, &flags);
	port->level++;
	port_unlock_ok(port, &flags);
}

static void member_ok(struct port *port)
{
	spin_lock_irqsave(&port->lock, port->saved);
	port->level++;
	spin_unlock_irqrestore(&port->lock, port->saved);
}

static void retake_ok(struct port *port)
{
	unsigned long flags;

	spin_lock_irqsave(&port->lock, flags);
	while (port->level) {
		spin_unlock_irqrestore(&port->lock, flags);
		cpu_relax();
		spin_lock_irqsave(&port->lock, flags);
	}
	spin_unlock_irqrestore(&port->lock, flags);
}

static void split_pair_ok(struct port *port)
{
	unsigned long flags;

	local_irq_save(flags);
	port->level++;
	local_irq_restore(flags);
}

static void irq_pair_ok(struct port *port)
{
	spin_lock_irq(&port->lock);
	port->level++;
	spin_unlock_irq(&port->lock);
}

/* Interrupts are known to be on: to save their state and then to enable them is the same. */
static void known_to_be_on_ok(struct port *port)
{
	unsigned long flags;
	int i;

	spin_lock_irq(&port->lock);
	port->level = 0;
	spin_unlock_irq(&port->lock);
	for (i = 0; i < 4; i++) {
		spin_lock_irqsave(&port->lock, flags);
		if (port->level++ == 2)
			spin_unlock_irqrestore(&port->lock, flags);
		else
			spin_unlock_irq(&port->lock);
	}
}

/* The flags lie in an object that callees are handed in between. */
struct send_state {
	unsigned long flags;
	struct port *port;
	int left;
};

int send_next(struct port *port, struct send_state *state);

static void flags_in_an_object_ok(struct port *port)
{
	struct send_state state;

	state.port = port;
	spin_lock_irqsave(&port->lock, state.flags);
	do {
		spin_unlock_irqrestore(&port->lock, state.flags);
		if (send_next(port, &state))
			return;
		spin_lock_irqsave(&port->lock, state.flags);
		send_next(port, &state);
	} while (state.left);
	spin_unlock_irqrestore(&port->lock, state.flags);
}

/* Called with interrupts off: turns them on to wait, and off again. */
static struct port *grow_ok(struct port *port, int may_wait)
{
	if (may_wait)
		local_irq_enable();
	if (port->level < 0)
		goto failed;
	port->level++;
	if (may_wait)
		local_irq_disable();
	return port;
failed:
	if (may_wait)
		local_irq_disable();
	return NULL;
}
