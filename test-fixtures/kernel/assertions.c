/* A call of each row of tables/assertions.ts; beside it what the call does. Kernel 6.12 unless a version stands in brackets. */
void assertions_rows(void)
{
	assert_raw_spin_locked(a); // assert held @0 raw_spinlock
	assert_spin_locked(a); // assert held @0 spinlock
	cant_migrate(); // assert non-migratable
	cant_sleep(); // assert preempt-off
	lockdep_assert_held(a); // assert held @0
	lockdep_assert_held_once(a); // assert held @0
	lockdep_assert_held_read(a); // assert held @0 read
	lockdep_assert_held_write(a); // assert held @0 exclusive
	lockdep_assert_in_irq(); // assert in-hardirq
	lockdep_assert_in_softirq(); // assert in-softirq
	lockdep_assert_irqs_disabled(); // assert irqs-off
	lockdep_assert_irqs_enabled(); // assert irqs-on
	lockdep_assert_not_held(a); // assert not held @0
	lockdep_assert_preemption_disabled(); // assert preempt-off
	lockdep_assert_preemption_enabled(); // assert preempt-on
	might_alloc(a); // might sleep gfp @0
	mmap_assert_locked(a); // assert held @0.mmap_lock rwsem
	mmap_assert_write_locked(a); // assert held @0.mmap_lock rwsem exclusive
	rwsem_assert_held(a); // assert held @0 rwsem
	rwsem_assert_held_write(a); // assert held @0 rwsem
}
