/*
 * A serial console: what printk() does at once, and the port whose holder allocates. Under PREEMPT_RT a thread of its own
 * prints, whatever the caller holds.
 */
struct uart_port {
	spinlock_t lock;
	unsigned long owned;
	unsigned long pending;
};

static struct uart_port console_port;
/* console_loglevel: 1 lets through what lockdep says, not what is only for information. */
int model_console_quiet;
static int console_urgent;

static void console_print(void)
{
#ifndef CONFIG_PREEMPT_RT
	unsigned long flags;

	if (model_console_quiet && !console_urgent)
		return;
	/* Who has the console prints for all. */
	if (test_and_set_bit(0, &console_port.owned))
		return;
	spin_lock_irqsave(&console_port.lock, flags);
	__lockstep_event("console output", 0);
	spin_unlock_irqrestore(&console_port.lock, flags);
	clear_bit(0, &console_port.owned);
#endif
}

/* The machine comes here from every printk() that is not deferred, */
void model_console_write(void)
{
	console_print();
}

/* and here from those that are. */
void model_console_defer(void)
{
	if (!model_console_quiet || console_urgent)
		console_port.pending = 1;
}

/* irq_work: as soon as interrupts are on again. */
void console_flush(void)
{
	if (!console_port.pending)
		return;
	console_port.pending = 0;
	console_urgent = 1;
	console_print();
	console_urgent = 0;
}

/* A first report of lockdep's. */
void console_report(void)
{
	static int said;

	if (said)
		return;
	said = 1;
	console_urgent = 1;
	pr_warn("possible circular locking dependency detected\n");
	console_urgent = 0;
}
