/* Flags variables used twice, never written, or bypassed; interrupts back on too early. */
#include <linux/spinlock.h>
#include <linux/irqflags.h>

struct port {
	spinlock_t lock;
	spinlock_t fifo_lock;
	unsigned long saved;
	int level;
};

static void nested_same_flags_bad(struct port *port)
{
	unsigned long flags;

	spin_lock_irqsave(&port->lock, flags);
	spin_lock_irqsave(&port->fifo_lock, flags); // expect: irq-flags-misuse "flags"
	port->level++;
	spin_unlock_irqrestore(&port->fifo_lock, flags);
	spin_unlock_irqrestore(&port->lock, flags);
}

static void early_enable_bad(struct port *port)
{
	unsigned long flags;

	spin_lock_irqsave(&port->lock, flags);
	spin_lock_irq(&port->fifo_lock);
	port->level++;
	spin_unlock_irq(&port->fifo_lock); // expect: irq-flags-misuse "spin_unlock_irq"
	spin_unlock_irqrestore(&port->lock, flags);
}

static void restore_without_save_bad(struct port *port)
{
	unsigned long flags = 0;

	spin_lock(&port->lock);
	port->level++;
	spin_unlock_irqrestore(&port->lock, flags); // expect: irq-flags-misuse "flags"
}

static void left_off_bad(struct port *port)
{
	unsigned long flags;

	spin_lock_irqsave(&port->lock, flags);
	port->level++;
	spin_unlock(&port->lock);
} // expect: irq-flags-misuse "spin_lock_irqsave"

static void enable_inside_bad(struct port *port)
{
	unsigned long flags;

	spin_lock_irqsave(&port->lock, flags);
	local_irq_enable(); // expect[smp]: irq-flags-misuse "local_irq_enable"
	port->level++;
	spin_unlock_irqrestore(&port->lock, flags);
}

static void restore_again_bad(struct port *port)
{
	unsigned long flags;

	local_irq_save(flags);
	port->level++;
	local_irq_restore(flags);
	local_irq_restore(flags); // expect: irq-flags-misuse "already restored"
}

/* Off by themselves, and on again only where nothing goes wrong. */
static int left_disabled_bad(struct port *port)
{
	local_irq_disable();
	if (port->level < 0)
		return -22; // expect: irq-flags-misuse "other paths with such a result enable them"
	local_irq_enable();
	return 0;
}

static int left_saved_bad(struct port *port)
{
	unsigned long flags;

	local_irq_save(flags);
	if (port->level < 0)
		return -22; // expect: irq-flags-misuse "are never restored"
	local_irq_restore(flags);
	return 0;
}
