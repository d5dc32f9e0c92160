/* Functions stored in operations tables whose callers, or whose documentation, do not let them sleep. */

struct irq_data { int irq; };
struct irq_chip { const char *name; void (*irq_mask)(struct irq_data *d); int (*irq_set_type)(struct irq_data *d, unsigned int type); void (*irq_bus_lock)(struct irq_data *d); };
struct port { struct mutex lock; struct irq_chip chip; };
struct led_classdev { void (*brightness_set)(struct led_classdev *led, int value); int (*blink_set)(struct led_classdev *led); };
struct notifier_block { int (*notifier_call)(struct notifier_block *nb, unsigned long event, void *data); };
struct atomic_notifier_head { spinlock_t lock; };
struct blocking_notifier_head { struct mutex lock; };
int atomic_notifier_chain_register(struct atomic_notifier_head *head, struct notifier_block *nb);
int blocking_notifier_chain_register(struct blocking_notifier_head *head, struct notifier_block *nb);

static struct mutex chip_mutex;
static struct atomic_notifier_head quick_chain;
static struct blocking_notifier_head slow_chain;

static void mask_bad(struct irq_data *d)
{
	mutex_lock(&chip_mutex); // expect: sleep-in-atomic "in an interrupt chip operation (hard interrupt)"
	mutex_unlock(&chip_mutex);
}

static int set_type_bad(struct irq_data *d, unsigned int type)
{
	msleep(1); // expect: sleep-in-atomic "in an interrupt chip operation (under a raw spinlock)"
	return 0;
}

static void bus_lock_ok(struct irq_data *d)
{
	mutex_lock(&chip_mutex);
	mutex_unlock(&chip_mutex);
}

/* A table inside a table. */
static struct port port_ops = {
	.chip = { .name = "port", .irq_mask = mask_bad, .irq_bus_lock = bus_lock_ok },
};

static void brightness_bad(struct led_classdev *led, int value)
{
	msleep(value); // expect: sleep-in-atomic "(must not sleep), registered in probe_led()"
}

/* The function asks where it is. */
static void brightness_ok(struct led_classdev *led, int value)
{
	if (in_interrupt())
		return;
	msleep(value);
}

static int blink_bad(struct led_classdev *led)
{
	msleep(1); // expect: sleep-in-atomic "in a blink callback"
	return 0;
}

/* Tables that are filled in while a device is set up. */
static void probe_led(struct led_classdev *led, struct port *port)
{
	led->brightness_set = brightness_bad;
	led[1].brightness_set = brightness_ok;
	port->chip.irq_set_type = set_type_bad;
	*led = (struct led_classdev){ .blink_set = blink_bad };
}

static int quick_event_bad(struct notifier_block *nb, unsigned long event, void *data)
{
	mutex_lock(&chip_mutex); // expect: sleep-in-atomic "in an atomic notifier (must not sleep), registered in watch()"
	mutex_unlock(&chip_mutex);
	return 0;
}

static int slow_event_ok(struct notifier_block *nb, unsigned long event, void *data)
{
	mutex_lock(&chip_mutex);
	mutex_unlock(&chip_mutex);
	return 0;
}

static struct notifier_block quick_block = { .notifier_call = quick_event_bad };
static struct notifier_block slow_block = { .notifier_call = slow_event_ok };

int watch(void)
{
	blocking_notifier_chain_register(&slow_chain, &slow_block);
	return atomic_notifier_chain_register(&quick_chain, &quick_block);
}
