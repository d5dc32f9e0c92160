/* Prints inside write sections that allocations or the clock wait for: directly, in a helper, before the deferral, a wake-up. */
#include <linux/printk.h>
#include <linux/seqlock.h>
#include <linux/wait.h>

static DEFINE_SEQLOCK(zonelist_update_seq);

static struct {
	seqcount_raw_spinlock_t seq;
	u64 base;
} tk_core;

struct node_info {
	int id;
	wait_queue_head_t kswapd_wait;
};

static void print_order(struct node_info *node)
{
	pr_info("Fallback order for Node %d\n", node->id); // expect: seqlock-printk "print_order()"
}

static void build_node(struct node_info *node)
{
	node->id++;
	print_order(node);
}

static void rebuild_bad(struct node_info *node)
{
	unsigned long flags;

	write_seqlock_irqsave(&zonelist_update_seq, flags);
	build_node(node);
	write_sequnlock_irqrestore(&zonelist_update_seq, flags);
}

static void rebuild_late_bad(struct node_info *node)
{
	unsigned long flags;

	write_seqlock_irqsave(&zonelist_update_seq, flags);
	printk("rebuilding\n"); // expect: seqlock-printk "port->lock"
	printk_deferred_enter();
	node->id++;
	printk_deferred_exit();
	write_sequnlock_irqrestore(&zonelist_update_seq, flags);
}

static void rebuild_wake_bad(struct node_info *node)
{
	unsigned long flags;

	write_seqlock_irqsave(&zonelist_update_seq, flags);
	wake_up(&node->kswapd_wait); // expect: seqlock-printk "wakes a waiter"
	write_sequnlock_irqrestore(&zonelist_update_seq, flags);
}

static void clock_step_bad(u64 delta)
{
	write_seqcount_begin(&tk_core.seq);
	tk_core.base += delta;
	if (tk_core.base < delta)
		printk("clock wrapped\n"); // expect: seqlock-printk "reads the clock"
	write_seqcount_end(&tk_core.seq);
}
