/* Pattern of "return NULL from NMI on UP" for alloc_frozen_pages_nolock(): the same from an NMI (as it was) */
// worlds: up
#include <asm/nmi.h>
#include <linux/spinlock.h>

struct lists {
	spinlock_t lock;
	int count;
};

static struct lists lists;

static int lists_nmi(unsigned int type, struct pt_regs *regs)
{
	if (!spin_trylock(&lists.lock))
		return 0;
	lists.count--;
	spin_unlock(&lists.lock);
	return 1;
}

int lists_setup(void)
{
	return register_nmi_handler(NMI_LOCAL, lists_nmi, 0, "lists");
}

void lists_drain(void)
{
	unsigned long flags;

	spin_lock_irqsave(&lists.lock, flags); // expect[up]: irq-unsafe-lock "NMIs on"
	lists.count = 0;
	spin_unlock_irqrestore(&lists.lock, flags);
}
