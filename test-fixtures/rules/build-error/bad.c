/* Does not compile: semicolons missing (also in one configuration only), a member misspelt, arguments forgotten. */
#include <linux/preempt.h>
#include <linux/spinlock.h>

struct counters {
	int lists[3];
	struct {
		unsigned long flags;
	};
};

static unsigned int generation;

static void rebuild_bad(void *data)
{
	static DEFINE_SPINLOCK(lock);
	unsigned long flags;

#ifdef CONFIG_PREEMPT_RT
	migrate_disable() // expect[rt]: build-error "migrate_disable()"
#endif
	spin_lock_irqsave(&lock, flags);
	generation++;
	spin_unlock_irqrestore(&lock, flags);
#ifdef CONFIG_PREEMPT_RT
	migrate_enable() // expect[rt]: build-error "migrate_enable()"
#endif
}

static int *first_bad(struct counters *counters)
{
	return &counters->list[0]; // expect: build-error "it has 'lists'"
}

static void clear_bad(struct counters *counters)
{
	counters->flag = 0; // expect: build-error "no member 'flag'"
}

static int scaled(int value, int by)
{
	return value * by;
}

static int both_bad(int value)
{
	return scaled(value); // expect: build-error "takes 2 arguments"
}
