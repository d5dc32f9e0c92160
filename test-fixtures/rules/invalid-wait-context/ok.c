/* The other nesting order, trylocks, raw-only callees, and RCU, which a spinlock_t may nest inside. */
#include <linux/spinlock.h>
#include <linux/rcupdate.h>
#include <linux/completion.h>
#include <linux/sched.h>
#include <linux/workqueue.h>
#include <linux/slab.h>

struct engine {
	raw_spinlock_t hw;
	spinlock_t queue;
	struct completion done;
	struct work_struct work;
	void *spare;
	int configured;
};

static DEFINE_SPINLOCK(other_queue);

static void raw_inside_ok(struct engine *engine)
{
	unsigned long flags;

	spin_lock(&engine->queue);
	raw_spin_lock_irqsave(&engine->hw, flags);
	raw_spin_unlock_irqrestore(&engine->hw, flags);
	spin_unlock(&engine->queue);
}

static void irqs_off_raw_ok(struct engine *engine)
{
	unsigned long flags;

	local_irq_save(flags);
	raw_spin_lock(&engine->hw);
	raw_spin_unlock(&engine->hw);
	local_irq_restore(flags);
}

static void rcu_then_spin_ok(struct engine *engine)
{
	rcu_read_lock();
	spin_lock(&engine->queue);
	spin_unlock(&engine->queue);
	rcu_read_unlock();
}

static void raw_wakeups_ok(struct engine *engine)
{
	raw_spin_lock(&engine->hw);
	complete(&engine->done);
	queue_work(system_wq, &engine->work);
	wake_up_process(current);
	raw_spin_unlock(&engine->hw);
}

static void irqsave_form_ok(struct engine *engine)
{
	unsigned long flags;

	spin_lock_irqsave(&engine->queue, flags);
	engine->spare = kmalloc(16, GFP_ATOMIC);
	spin_unlock_irqrestore(&engine->queue, flags);
}

static void dropped_before_ok(struct engine *engine, bool busy)
{
	raw_spin_lock(&engine->hw);
	if (busy) {
		raw_spin_unlock(&engine->hw);
		spin_lock(&engine->queue);
		spin_unlock(&engine->queue);
		return;
	}
	raw_spin_unlock(&engine->hw);
}

/* What a macro of the file's own does hangs on the world. */
#ifdef CONFIG_PREEMPT_RT
#define pin_ok() migrate_disable()
#define unpin_ok() migrate_enable()
#else
#define pin_ok() preempt_disable()
#define unpin_ok() preempt_enable()
#endif

static DEFINE_SPINLOCK(pinned_lock_ok);

static void pinned_ok(void)
{
	pin_ok();
	spin_lock(&pinned_lock_ok);
	spin_unlock(&pinned_lock_ok);
	unpin_ok();
}

/* Called directly with nothing, and on other CPUs with an object. */
static void refresh_ok(void *data)
{
	struct engine *engine = data;

	if (!engine)
		spin_lock(&other_queue);
	if (!engine)
		spin_unlock(&other_queue);
}

static void refresh_all_ok(struct engine *engine)
{
	smp_call_function_single(1, refresh_ok, engine, 1);
	refresh_ok(NULL);
}

/* What is set up the first time is set up before anybody calls from an interrupt. */
static void set_up(struct engine *engine)
{
	if (!engine->configured)
		engine->spare = kmalloc(64, GFP_KERNEL);
	engine->configured = 1;
}

static void kick_ok(struct engine *engine)
{
	spin_lock(&engine->queue);
	set_up(engine);
	spin_unlock(&engine->queue);
}
