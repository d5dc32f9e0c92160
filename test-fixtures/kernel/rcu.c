/* A call of each row of tables/rcu.ts; beside it what the call does. Kernel 6.12 unless a version stands in brackets. */
void rcu_rows(void)
{
	call_rcu(); // transient raw_spinlock rcu_data.nocb_lock
	call_rcu_hurry(); // transient raw_spinlock rcu_data.nocb_lock
	call_rcu_tasks(); // transient raw_spinlock srcu_data.lock
	call_rcu_tasks_trace(); // transient raw_spinlock srcu_data.lock
	call_srcu(); // transient raw_spinlock srcu_data.lock
	cleanup_srcu_struct(); // might sleep
	cond_synchronize_rcu(); // nothing
	get_state_synchronize_rcu(); // nothing
	kfree_rcu(a); // [5.9] might sleep; free slab
	kfree_rcu(a, b); // transient raw_spinlock kfree_rcu_cpu.lock
	kfree_rcu(a, b); // [5.8] transient spinlock kfree_rcu_cpu.lock
	kfree_rcu_mightsleep(); // might sleep; free slab
	kvfree_rcu(a); // [5.9] might sleep; free slab
	kvfree_rcu(a, b); // transient raw_spinlock kfree_rcu_cpu.lock
	kvfree_rcu_barrier(); // might sleep
	kvfree_rcu_mightsleep(); // might sleep; free slab
	poll_state_synchronize_rcu(); // nothing
	rcu_barrier(); // might sleep
	rcu_barrier_tasks(); // might sleep
	rcu_barrier_tasks_trace(); // might sleep
	srcu_barrier(); // might sleep
	start_poll_synchronize_rcu(); // nothing
	synchronize_net(); // might sleep; grace period rcu
	synchronize_rcu(); // might sleep; grace period rcu
	synchronize_rcu_expedited(); // might sleep; grace period rcu
	synchronize_rcu_tasks(); // might sleep; grace period tasks
	synchronize_rcu_tasks_rude(); // might sleep; grace period tasks
	synchronize_rcu_tasks_trace(); // might sleep; grace period tasks
	synchronize_srcu(); // might sleep; grace period srcu
	synchronize_srcu_expedited(); // might sleep; grace period srcu
}
