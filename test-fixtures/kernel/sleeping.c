/* A call of each row of tables/sleeping.ts; beside it what the call does. Kernel 6.12 unless a version stands in brackets. */
void sleeping_rows(void)
{
	__might_fault(); // might sleep unless pagefault-disabled
	__might_sleep(); // might sleep
	cond_resched(); // might sleep
	freezable_schedule(); // [5.8] schedule
	freezable_schedule_timeout(); // [5.8] schedule
	freezable_schedule_timeout_interruptible(); // [5.8] schedule
	io_schedule(); // schedule
	io_schedule_timeout(); // schedule
	memalloc_retry_wait(); // schedule
	might_fault(); // might sleep unless pagefault-disabled
	might_sleep(); // might sleep
	might_sleep_if(a); // might sleep when @0
	msleep(); // schedule
	msleep_interruptible(); // schedule
	schedule(); // schedule
	schedule_hrtimeout(); // schedule
	schedule_hrtimeout_range(); // schedule
	schedule_hrtimeout_range_clock(); // schedule
	schedule_preempt_disabled(); // preempt -1; schedule; preempt +1
	schedule_timeout(); // schedule
	schedule_timeout_idle(); // schedule
	schedule_timeout_interruptible(); // schedule
	schedule_timeout_killable(); // schedule
	schedule_timeout_uninterruptible(); // schedule
	set_freezable(); // might sleep
	ssleep(); // schedule
	try_to_freeze(); // might sleep
	usleep_idle_range(); // schedule
	usleep_range(); // schedule
	usleep_range_idle(); // schedule
	usleep_range_state(); // schedule
	yield(); // schedule
}
