/* A call of each row of tables/waitEvents.ts; beside it what the call does. Kernel 6.12 unless a version stands in brackets. */
void waitEvents_rows(void)
{
	io_wait_event(a, b); // might sleep; transient spinlock wait_queue_head.lock unless @1; schedule unless @1
	swait_event_exclusive(a, b); // transient raw_spinlock swait_queue_head.lock unless @1; schedule unless @1
	swait_event_idle_exclusive(a, b); // transient raw_spinlock swait_queue_head.lock unless @1; schedule unless @1
	swait_event_idle_timeout_exclusive(a, b); // transient raw_spinlock swait_queue_head.lock unless @1; schedule unless @1 timeout
	swait_event_interruptible_exclusive(a, b); // transient raw_spinlock swait_queue_head.lock unless @1; schedule unless @1
	swait_event_interruptible_timeout_exclusive(a, b); // transient raw_spinlock swait_queue_head.lock unless @1; schedule unless @1 timeout
	swait_event_timeout_exclusive(a, b); // transient raw_spinlock swait_queue_head.lock unless @1; schedule unless @1 timeout
	wait_event(a, b); // might sleep; transient spinlock wait_queue_head.lock unless @1; schedule unless @1
	wait_event_freezable(a, b); // might sleep; transient spinlock wait_queue_head.lock unless @1; schedule unless @1
	wait_event_freezable_timeout(a, b); // might sleep; transient spinlock wait_queue_head.lock unless @1; schedule unless @1 timeout
	wait_event_hrtimeout(a, b); // might sleep; transient spinlock wait_queue_head.lock unless @1; schedule unless @1 timeout
	wait_event_idle(a, b); // might sleep; transient spinlock wait_queue_head.lock unless @1; schedule unless @1
	wait_event_idle_exclusive(a, b); // might sleep; transient spinlock wait_queue_head.lock unless @1; schedule unless @1
	wait_event_idle_exclusive_timeout(a, b); // might sleep; transient spinlock wait_queue_head.lock unless @1; schedule unless @1 timeout
	wait_event_idle_timeout(a, b); // might sleep; transient spinlock wait_queue_head.lock unless @1; schedule unless @1 timeout
	wait_event_interruptible(a, b); // might sleep; transient spinlock wait_queue_head.lock unless @1; schedule unless @1
	wait_event_interruptible_exclusive(a, b); // might sleep; transient spinlock wait_queue_head.lock unless @1; schedule unless @1
	wait_event_interruptible_hrtimeout(a, b); // might sleep; transient spinlock wait_queue_head.lock unless @1; schedule unless @1 timeout
	wait_event_interruptible_timeout(a, b); // might sleep; transient spinlock wait_queue_head.lock unless @1; schedule unless @1 timeout
	wait_event_killable(a, b); // might sleep; transient spinlock wait_queue_head.lock unless @1; schedule unless @1
	wait_event_killable_exclusive(a, b); // might sleep; transient spinlock wait_queue_head.lock unless @1; schedule unless @1
	wait_event_killable_timeout(a, b); // might sleep; transient spinlock wait_queue_head.lock unless @1; schedule unless @1 timeout
	wait_event_timeout(a, b); // might sleep; transient spinlock wait_queue_head.lock unless @1; schedule unless @1 timeout
}
