/* A call of each row of tables/printks.ts; beside it what the call does. Kernel 6.12 unless a version stands in brackets. */
void printks_rows(void)
{
	_dev_err(); // printk
	_dev_info(); // printk
	_dev_warn(); // printk
	_printk(); // printk
	_printk_deferred(); // printk deferred
	dev_alert(); // printk
	dev_crit(); // printk
	dev_dbg(); // nothing
	dev_dbg_ratelimited(); // nothing
	dev_emerg(); // printk
	dev_err(); // printk
	dev_err_once(); // printk
	dev_err_ratelimited(); // printk
	dev_info(); // printk
	dev_info_once(); // printk
	dev_info_ratelimited(); // printk
	dev_notice(); // printk
	dev_printk(); // printk
	dev_vdbg(); // nothing
	dev_warn(); // printk
	dev_warn_once(); // printk
	dev_warn_ratelimited(); // printk
	dump_stack(); // printk
	dump_stack_lvl(); // printk
	netdev_dbg(); // nothing
	netdev_err(); // printk
	netdev_info(); // printk
	netdev_notice(); // printk
	netdev_warn(); // printk
	no_printk(); // nothing
	pr_alert(); // printk
	pr_cont(); // printk
	pr_crit(); // printk
	pr_debug(); // nothing
	pr_debug_once(); // nothing
	pr_debug_ratelimited(); // nothing
	pr_devel(); // nothing
	pr_devel_once(); // nothing
	pr_emerg(); // printk
	pr_emerg_once(); // printk
	pr_err(); // printk
	pr_err_once(); // printk
	pr_err_ratelimited(); // printk
	pr_info(); // printk
	pr_info_once(); // printk
	pr_info_ratelimited(); // printk
	pr_notice(); // printk
	pr_notice_once(); // printk
	pr_notice_ratelimited(); // printk
	pr_warn(); // printk
	pr_warn_once(); // printk
	pr_warn_ratelimited(); // printk
	print_hex_dump(); // printk
	printk(); // printk
	printk_deferred(); // printk deferred
	printk_deferred_once(); // printk deferred
	printk_once(); // printk
	printk_ratelimited(); // printk
	show_stack(); // printk
	vprintk(); // printk
	vprintk_emit(); // printk
}
