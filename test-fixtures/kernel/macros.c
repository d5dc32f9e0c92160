/* A call of each row of tables/macros.ts; beside it what the call does. Kernel 6.12 unless a version stands in brackets. */
void macros_rows(void)
{
	del_timer_sync(); // smp, up: transient raw_spinlock timer_base.lock | rt: assert preempt-on; transient raw_spinlock timer_base.lock
	done_seqretry(); // nothing
	downgrade_write(a); // release rwsem @0; try acquire rwsem @0 read
	get_user(a); // might sleep unless pagefault-disabled
	mmap_write_downgrade(a); // release rwsem @0.mmap_lock; try acquire rwsem @0.mmap_lock read
	need_seqretry(); // nothing
	put_user(); // might sleep unless pagefault-disabled
	raw_read_seqcount_latch(); // nothing
	raw_write_seqcount_barrier(); // nothing
	raw_write_seqcount_latch(); // nothing
	read_seqbegin_or_lock(); // nothing
	read_seqcount_latch(); // nothing
	timer_delete_sync(); // smp, up: transient raw_spinlock timer_base.lock | rt: assert preempt-on; transient raw_spinlock timer_base.lock
	timer_shutdown_sync(); // smp, up: transient raw_spinlock timer_base.lock | rt: assert preempt-on; transient raw_spinlock timer_base.lock
	write_seqcount_invalidate(); // nothing
}
