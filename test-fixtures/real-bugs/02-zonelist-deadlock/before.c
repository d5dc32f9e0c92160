/* Pattern of commit 1007843a9190: the zonelists are rebuilt with interrupts on, and print (as it was) */
#include <linux/printk.h>
#include <linux/seqlock.h>

static DEFINE_SEQLOCK(zonelist_update_seq);

static void build_node(int node)
{
	pr_info("Fallback order for Node %d\n", node); // expect[smp]: seqlock-printk "build_node()"
}

void rebuild(int node)
{
	write_seqlock(&zonelist_update_seq); // expect[smp]: seqlock-writer-context "with interrupts on"
	build_node(node);
	write_sequnlock(&zonelist_update_seq);
}
