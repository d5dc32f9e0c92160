/* A call of each row of tables/rcuReaders.ts; beside it what the call does. Kernel 6.12 unless a version stands in brackets. */
void rcuReaders_rows(void)
{
	rcu_read_lock(); // acquire rcu rcu_read_lock read
	rcu_read_lock_bh(); // bh +1; acquire rcu_bh rcu_read_lock_bh read
	rcu_read_lock_sched(); // preempt +1; acquire rcu_sched rcu_read_lock_sched read
	rcu_read_lock_sched_notrace(); // preempt +1; acquire rcu_sched rcu_read_lock_sched read
	rcu_read_lock_trace(); // acquire rcu_tasks rcu_read_lock_trace read
	rcu_read_unlock(); // release rcu rcu_read_lock read
	rcu_read_unlock_bh(); // release rcu_bh rcu_read_lock_bh read; bh -1
	rcu_read_unlock_sched(); // release rcu_sched rcu_read_lock_sched read; preempt -1
	rcu_read_unlock_sched_notrace(); // release rcu_sched rcu_read_lock_sched read; preempt -1
	rcu_read_unlock_trace(); // release rcu_tasks rcu_read_lock_trace read
	srcu_read_lock(&lock); // acquire srcu @0 read
	srcu_read_lock_fast(&lock); // [6.15] acquire srcu @0 read
	srcu_read_lock_nmisafe(&lock); // acquire srcu @0 read
	srcu_read_lock_notrace(&lock); // acquire srcu @0 read
	srcu_read_unlock(&lock, b); // release srcu @0 read
	srcu_read_unlock_fast(&lock, b); // [6.15] release srcu @0 read
	srcu_read_unlock_nmisafe(&lock, b); // release srcu @0 read
	srcu_read_unlock_notrace(&lock, b); // release srcu @0 read
}
