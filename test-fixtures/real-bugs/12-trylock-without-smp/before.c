/* Pattern of commit 038a102535eb: a trylock that always succeeds without SMP guards per-CPU lists (as it was) */
// worlds: up
#include <linux/interrupt.h>
#include <linux/mutex.h>
#include <linux/spinlock.h>

struct pcp {
	spinlock_t lock;
	int count;
};

static DEFINE_MUTEX(drain_mutex);

static irqreturn_t pcp_alloc_irq(int irq, void *data)
{
	struct pcp *pcp = data;

	if (!spin_trylock(&pcp->lock))
		return IRQ_NONE;
	pcp->count--;
	spin_unlock(&pcp->lock);
	return IRQ_HANDLED;
}

int pcp_setup(struct pcp *pcp, int irq)
{
	return request_irq(irq, pcp_alloc_irq, 0, "pcp", pcp);
}

void pcp_drain(struct pcp *pcp)
{
	mutex_lock(&drain_mutex);
	spin_lock(&pcp->lock); // expect[up]: irq-unsafe-lock "always succeeds without SMP"
	pcp->count = 0;
	spin_unlock(&pcp->lock);
	mutex_unlock(&drain_mutex);
}
