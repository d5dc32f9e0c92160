/* Operations that callers reach with interrupts on and off: a lock that an interrupt handler takes too must keep it out. */
#include <linux/interrupt.h>
#include <linux/spinlock.h>

struct dma_chan {
	void *private;
};
struct dma_device {
	void (*device_issue_pending)(struct dma_chan *chan);
	int (*device_tx_status)(struct dma_chan *chan);
};
struct engine {
	struct dma_device dma;
	spinlock_t lock;
	int pending;
};

static struct engine *engine_of(struct dma_chan *chan)
{
	return chan->private;
}

static irqreturn_t engine_interrupt(int irq, void *data)
{
	struct engine *engine = data;

	spin_lock(&engine->lock);
	engine->pending = 0;
	spin_unlock(&engine->lock);
	return IRQ_HANDLED;
}

static void engine_issue_pending_bad(struct dma_chan *chan)
{
	struct engine *engine = engine_of(chan);

	spin_lock(&engine->lock); // expect[smp]: irq-unsafe-lock "engine_interrupt()"
	engine->pending++;
	spin_unlock(&engine->lock);
}

static int engine_tx_status_ok(struct dma_chan *chan)
{
	struct engine *engine = engine_of(chan);
	unsigned long flags;
	int pending;

	spin_lock_irqsave(&engine->lock, flags);
	pending = engine->pending;
	spin_unlock_irqrestore(&engine->lock, flags);
	return pending;
}

int engine_probe(struct engine *engine, int irq)
{
	engine->dma.device_issue_pending = engine_issue_pending_bad;
	engine->dma.device_tx_status = engine_tx_status_ok;
	return request_irq(irq, engine_interrupt, 0, "engine", engine);
}
