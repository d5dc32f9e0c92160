/* A call of each row of tables/waiting.ts; beside it what the call does. Kernel 6.12 unless a version stands in brackets. */
void waiting_rows(void)
{
	__flush_workqueue(); // might sleep
	alloc_ordered_workqueue(); // might sleep
	alloc_workqueue(); // might sleep
	blk_mq_destroy_queue(); // might sleep
	blk_mq_freeze_queue(); // might sleep
	blkdev_issue_discard(); // might sleep
	blkdev_issue_flush(); // might sleep
	blkdev_issue_zeroout(); // might sleep
	cancel_delayed_work_sync(); // might sleep
	cancel_work_sync(); // might sleep
	cgroup_rstat_flush(); // might sleep
	cgroup_threadgroup_change_begin(); // might sleep
	congestion_wait(); // [5.8] schedule
	cpuhp_remove_state(); // might sleep
	cpuhp_setup_state(); // might sleep
	cpuhp_setup_state_multi(); // might sleep
	cpuhp_setup_state_nocalls(); // might sleep
	create_singlethread_workqueue(); // might sleep
	create_workqueue(); // might sleep
	del_gendisk(); // might sleep
	destroy_workqueue(); // might sleep
	dev_close(); // might sleep
	dev_open(); // might sleep
	devm_free_irq(); // might sleep
	devm_request_any_context_irq(); // might sleep
	devm_request_irq(); // might sleep
	devm_request_threaded_irq(); // might sleep
	disable_delayed_work_sync(); // might sleep
	disable_irq(); // might sleep
	disable_work_sync(); // might sleep
	drain_workqueue(); // might sleep
	flush_delayed_work(); // might sleep
	flush_rcu_work(); // might sleep
	flush_scheduled_work(); // might sleep
	flush_work(); // might sleep
	flush_workqueue(); // might sleep
	free_irq(); // might sleep
	generic_make_request(); // [5.8] might sleep
	irq_work_sync(); // might sleep
	kthread_create(); // might sleep
	kthread_create_on_cpu(); // might sleep
	kthread_create_on_node(); // might sleep
	kthread_create_worker(); // might sleep
	kthread_destroy_worker(); // might sleep
	kthread_flush_worker(); // might sleep
	kthread_freezable_should_stop(); // might sleep
	kthread_park(); // might sleep
	kthread_run(); // might sleep
	kthread_stop(); // might sleep
	lock_buffer(); // might sleep
	lock_sock_fast(); // might sleep
	lru_add_drain_all(); // might sleep
	mmu_notifier_invalidate_range_start(); // might sleep
	mmu_notifier_register(); // might sleep
	mmu_notifier_unregister(); // might sleep
	napi_disable(); // might sleep
	perf_event_create_kernel_counter(); // might sleep
	register_netdev(); // might sleep
	register_netdevice(); // might sleep
	request_any_context_irq(); // might sleep
	request_irq(); // might sleep
	request_module(); // might sleep
	request_percpu_irq(); // might sleep
	request_threaded_irq(); // might sleep
	smp_call_on_cpu(); // might sleep
	static_branch_dec(); // might sleep
	static_branch_disable(); // might sleep
	static_branch_enable(); // might sleep
	static_branch_inc(); // might sleep
	static_key_disable(); // might sleep
	static_key_enable(); // might sleep
	static_key_slow_dec(); // might sleep
	static_key_slow_inc(); // might sleep
	stop_machine(); // might sleep
	stop_one_cpu(); // might sleep
	submit_bio(); // might sleep
	submit_bio_noacct(); // might sleep
	submit_bio_wait(); // might sleep
	synchronize_irq(); // might sleep
	tasklet_disable(); // might sleep
	tasklet_kill(); // might sleep
	tasklet_unlock_wait(); // might sleep
	try_to_free_pages(); // might sleep
	unregister_netdev(); // might sleep
	wait_for_completion(); // might sleep; schedule
	wait_for_completion_interruptible(); // might sleep; schedule
	wait_for_completion_interruptible_timeout(); // might sleep; schedule
	wait_for_completion_io(); // might sleep; schedule
	wait_for_completion_io_timeout(); // might sleep; schedule
	wait_for_completion_killable(); // might sleep; schedule
	wait_for_completion_killable_timeout(); // might sleep; schedule
	wait_for_completion_timeout(); // might sleep; schedule
	wait_on_bit(); // might sleep
	wait_on_bit_action(); // might sleep
	wait_on_bit_io(); // might sleep
	wait_on_bit_lock(); // might sleep
	wait_on_bit_lock_io(); // might sleep
	wait_on_bit_timeout(); // might sleep
	wait_on_buffer(); // might sleep
	wait_var_event(); // might sleep
	wait_var_event_interruptible(); // might sleep
	wait_var_event_killable(); // might sleep
	wait_var_event_timeout(); // might sleep
	work_on_cpu(); // might sleep
}
