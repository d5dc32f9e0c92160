/* Pattern of commit 1007843a9190: the zonelists are rebuilt with interrupts on, and print (after the fix) */
#include <linux/printk.h>
#include <linux/seqlock.h>

static DEFINE_SEQLOCK(zonelist_update_seq);

static void build_node(int node)
{
	pr_info("Fallback order for Node %d\n", node);
}

void rebuild(int node)
{
	unsigned long flags;

	write_seqlock_irqsave(&zonelist_update_seq, flags);
	printk_deferred_enter();
	build_node(node);
	printk_deferred_exit();
	write_sequnlock_irqrestore(&zonelist_update_seq, flags);
}
