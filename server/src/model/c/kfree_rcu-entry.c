/* The macros callers write. The second argument names a member; where it is does not matter to the lists. */
static struct rcu_head some_head;

void kfree_rcu(void *ptr, long member)
{
	kvfree_call_rcu(&some_head, ptr);
}

void kvfree_rcu(void *ptr, long member)
{
	kvfree_call_rcu(&some_head, ptr);
}

void kfree_rcu_mightsleep(void *ptr)
{
	if (ptr)
		kvfree_call_rcu(NULL, ptr);
}

void kvfree_rcu_mightsleep(void *ptr)
{
	if (ptr)
		kvfree_call_rcu(NULL, ptr);
}

void krc_boot(void)
{
	int cpu;

	for (cpu = 0; cpu < MODEL_CPUS; cpu++) {
		struct kfree_rcu_cpu *krcp = per_cpu_ptr(&krc, cpu);

		if (!model_krc_full)
			krcp->cached = __lockstep_new_zeroed(PAGE_SIZE);
	}
}
