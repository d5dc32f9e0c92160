/* Deferred, printed before or after, printed inside a section that no console waits for, read sections. */
#include <linux/printk.h>
#include <linux/seqlock.h>

static DEFINE_SEQLOCK(zonelist_update_seq);

struct stats {
	seqlock_t lock;
	int value;
};

static void print_order(int id)
{
	pr_info("Fallback order for Node %d\n", id);
}

static void rebuild_deferred_ok(int id)
{
	unsigned long flags;

	write_seqlock_irqsave(&zonelist_update_seq, flags);
	printk_deferred_enter();
	print_order(id);
	printk_deferred_exit();
	write_sequnlock_irqrestore(&zonelist_update_seq, flags);
}

static void rebuild_around_ok(int id)
{
	unsigned long flags;

	print_order(id);
	write_seqlock_irqsave(&zonelist_update_seq, flags);
	pr_debug("quiet\n");
	printk_deferred("later\n");
	write_sequnlock_irqrestore(&zonelist_update_seq, flags);
	print_order(id);
}

static void other_section_ok(struct stats *stats)
{
	write_seqlock(&stats->lock);
	if (stats->value < 0)
		pr_warn("negative\n");
	write_sequnlock(&stats->lock);
}

static int reader_ok(void)
{
	unsigned int seq;

	do {
		seq = read_seqbegin(&zonelist_update_seq);
		print_order(1);
	} while (read_seqretry(&zonelist_update_seq, seq));
	return 0;
}

static void rebuild_deferred_first_ok(int id)
{
	unsigned long flags;

	local_irq_save(flags);
	printk_deferred_enter();
	raw_write_seqcount_begin(&zonelist_update_seq.seqcount);
	print_order(id);
	raw_write_seqcount_end(&zonelist_update_seq.seqcount);
	printk_deferred_exit();
	local_irq_restore(flags);
}
