/* Locks of a greater wait type than the innermost held one allows, and the allocator under raw locks. */
#include <linux/spinlock.h>
#include <linux/gfp.h>
#include <linux/slab.h>
#include <linux/hrtimer.h>
#include <linux/wait.h>
#include <linux/local_lock.h>

struct engine {
	raw_spinlock_t hw;
	spinlock_t queue;
	rwlock_t table;
	wait_queue_head_t idle;
	struct hrtimer poll;
	void *spare;
};

static void enqueue_bad(struct engine *engine)
{
	raw_spin_lock(&engine->hw);
	spin_lock(&engine->queue); // expect: invalid-wait-context "engine->queue"
	spin_unlock(&engine->queue);
	raw_spin_unlock(&engine->hw);
}

static void lookup(struct engine *engine)
{
	read_lock(&engine->table); // expect: invalid-wait-context "engine->table"
	read_unlock(&engine->table);
}

static void lookup_under_raw_bad(struct engine *engine)
{
	unsigned long flags;

	raw_spin_lock_irqsave(&engine->hw, flags);
	lookup(engine);
	raw_spin_unlock_irqrestore(&engine->hw, flags);
}

static void page_under_raw_bad(struct engine *engine)
{
	raw_spin_lock(&engine->hw);
	engine->spare = (void *)__get_free_page(GFP_NOWAIT | __GFP_NOWARN); // expect: invalid-wait-context "raw_spinlock_t"
	raw_spin_unlock(&engine->hw);
}

static void wake_under_raw_bad(struct engine *engine)
{
	raw_spin_lock(&engine->hw);
	wake_up(&engine->idle); // expect: invalid-wait-context "wake_up"
	raw_spin_unlock(&engine->hw);
}

static void irqs_off_first_bad(struct engine *engine)
{
	unsigned long flags;

	local_irq_save(flags);
	spin_lock(&engine->queue); // expect[rt]: invalid-wait-context "engine->queue"
	spin_unlock(&engine->queue);
	local_irq_restore(flags);
}

static void preempt_off_first_bad(struct engine *engine)
{
	preempt_disable();
	spin_lock(&engine->queue); // expect[rt]: invalid-wait-context "preempt_disable"
	spin_unlock(&engine->queue);
	preempt_enable();
}

/* One flag of several says that the handler is never threaded. */
struct shared_line {
	spinlock_t lock;
	int irq;
};

static irqreturn_t shared_line_bad(int irq, void *data)
{
	struct shared_line *line = data;

	spin_lock(&line->lock); // expect: invalid-wait-context
	spin_unlock(&line->lock);
	return IRQ_HANDLED;
}

static int shared_line_start(struct shared_line *line)
{
	return request_irq(line->irq, shared_line_bad, IRQF_SHARED | IRQF_NO_THREAD, "line", line);
}
