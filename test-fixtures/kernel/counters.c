/* A call of each row of tables/counters.ts; beside it what the call does. Kernel 6.12 unless a version stands in brackets. */
void counters_rows(void)
{
	__local_bh_disable_ip(); // bh +1
	__local_bh_enable(); // bh -1
	__local_bh_enable_ip(); // bh -1
	__printk_safe_enter(); // printk_deferred +1
	__printk_safe_exit(); // printk_deferred -1
	_local_bh_enable(); // bh -1
	get_cpu(); // preempt +1
	get_cpu_ptr(); // preempt +1
	get_cpu_var(); // preempt +1
	kmap_atomic(); // smp, up: preempt +1; pagefault +1 | rt: migrate +1; pagefault +1
	kmap_atomic_pfn(); // smp, up: preempt +1; pagefault +1 | rt: migrate +1; pagefault +1
	kmap_atomic_prot(); // smp, up: preempt +1; pagefault +1 | rt: migrate +1; pagefault +1
	kunmap_atomic(); // smp, up: preempt -1; pagefault -1 | rt: migrate -1; pagefault -1
	local_bh_disable(); // bh +1
	local_bh_enable(); // bh -1
	migrate_disable(); // smp: migrate +1 | rt: migrate +1 | up: nothing
	migrate_enable(); // smp: migrate -1 | rt: migrate -1 | up: nothing
	pagefault_disable(); // pagefault +1
	pagefault_enable(); // pagefault -1
	preempt_disable(); // preempt +1
	preempt_disable_nested(); // smp, up: nothing | rt: preempt +1
	preempt_disable_notrace(); // preempt +1
	preempt_enable(); // preempt -1
	preempt_enable_nested(); // smp, up: nothing | rt: preempt -1
	preempt_enable_no_resched(); // preempt -1
	preempt_enable_no_resched_notrace(); // preempt -1
	preempt_enable_notrace(); // preempt -1
	printk_deferred_enter(); // assert non-migratable; printk_deferred +1
	printk_deferred_exit(); // assert non-migratable; printk_deferred -1
	put_cpu(); // preempt -1
	put_cpu_ptr(); // preempt -1
	put_cpu_var(); // preempt -1
	sched_preempt_enable_no_resched(); // preempt -1
}
