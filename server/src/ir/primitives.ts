/**
 * Macros that keep their name whatever headers say: their expansions are assembly, section tricks or instrumentation,
 * and their users (analysis, machine) know them by name. Meaning is not written here, only "a call of that name".
 */

const exact: ReadonlySet<string> = new Set(
  (
    'printk xchg cmpxchg try_cmpxchg cpu_relax barrier mb rmb wmb smp_mb smp_rmb smp_wmb might_sleep might_sleep_if might_alloc ' +
    'cond_resched per_cpu per_cpu_ptr get_cpu_var put_cpu_var get_cpu_ptr put_cpu_ptr get_cpu put_cpu smp_processor_id ' +
    'raw_smp_processor_id va_start va_end va_copy va_arg __builtin_va_start __builtin_va_end __builtin_va_copy __builtin_va_arg ' +
    'current_thread_info preempt_count in_interrupt in_task in_irq in_softirq in_hardirq in_nmi in_atomic irqs_disabled local_irq_save ' +
    'local_irq_restore local_irq_disable local_irq_enable rcu_read_lock rcu_read_unlock kfree_rcu kvfree_rcu kfree_rcu_mightsleep ' +
    'kvfree_rcu_mightsleep init_waitqueue_head wait_event DEFINE_WAIT static_branch_likely static_branch_unlikely ' +
    'virt_to_page virt_to_head_page page_to_virt pfn_to_page page_to_pfn page_address NODE_DATA ' +
    'static_branch_enable static_branch_disable static_key_enabled copy_from_user copy_to_user get_user put_user __get_user __put_user'
  ).split(' '),
);

const shapes =
  /^(?:(?:raw_|__)?this_cpu_\w+|raw_cpu_\w+|__raw_cpu_\w+|(?:raw_|arch_)?atomic(?:_long|64)?_\w+|pr_\w+|dev_(?:err|warn|info|dbg|notice|crit|emerg|alert)\w*|trace_\w+|(?:raw_|arch_)?(?:try_)?(?:cmp)?xchg\w*|smp_\w*mb\w*|wait_event\w*|lockdep_\w+|seqcount_\w*init|mutex_init|spin_lock_init|raw_spin_lock_init|rwlock_init|init_rwsem|sema_init|local_lock_init|seqlock_init|(?:raw_)?(?:read|write)_seq(?:count|lock|retry)?\w*|preempt_\w+|(?:raw_)?local_irq_\w+|local_bh_\w+|timer_setup\w*|setup_timer\w*|INIT_(?:DELAYED_)?WORK\w*|count_vm_\w+|__count_vm_\w+)$/;

/** Is a macro of this name left as a call? */
export function neverExpanded(name: string): boolean {
  return exact.has(name) || shapes.test(name);
}
