/* A call of each row of tables/noreturn.ts; beside it what the call does. Kernel 6.12 unless a version stands in brackets. */
void noreturn_rows(void)
{
	BUG(); // never returns
	__builtin_trap(); // never returns
	__builtin_unreachable(); // never returns
	complete_and_exit(); // never returns
	do_exit(); // never returns
	emergency_restart(); // never returns
	kthread_complete_and_exit(); // never returns
	kthread_exit(); // never returns
	machine_halt(); // never returns
	machine_restart(); // never returns
	make_task_dead(); // never returns
	nmi_panic(); // never returns
	panic(); // never returns
	unreachable(); // never returns
}
