/*
 * kfree_rcu() since 5.11: no allocation under krcp->lock for callers that brought an rcu_head; a worker refills the cache
 * of pages. Callers without one may sleep: the lock is dropped around the allocation.
 */
static DEFINE_PER_CPU(struct kfree_rcu_cpu, krc);

static struct kfree_rcu_cpu *krc_this_cpu_lock(unsigned long *flags)
{
	struct kfree_rcu_cpu *krcp;
	unsigned long saved;

	local_irq_save(saved);
	*flags = saved;
	krcp = this_cpu_ptr(&krc);
	raw_spin_lock(&krcp->lock);
	return krcp;
}

static void krc_this_cpu_unlock(struct kfree_rcu_cpu *krcp, unsigned long flags)
{
	unsigned long saved = flags;

	raw_spin_unlock(&krcp->lock);
	local_irq_restore(saved);
}

/* The worker's half runs later: it allocates with GFP_KERNEL in a clean context. */
static void run_page_cache_worker(struct kfree_rcu_cpu *krcp)
{
	if (krcp->work_in_progress)
		return;
	krcp->work_in_progress = 1;
	__lockstep_event("hrtimer start", 0);
}

void fill_page_cache_func(void *work)
{
	struct kfree_rcu_cpu *krcp = this_cpu_ptr(&krc);

	krcp->cached = (struct kvfree_bulk_block *)__get_free_page(GFP_KERNEL | __GFP_NORETRY | __GFP_NOMEMALLOC | __GFP_NOWARN);
	krcp->work_in_progress = 0;
}

static bool block_is_full(struct kfree_rcu_cpu *krcp)
{
	return !krcp->block || krcp->block->nr_records == KVFREE_BULK_MAX;
}

void kvfree_call_rcu(struct rcu_head *head, void *ptr)
{
	struct kvfree_bulk_block *fresh = NULL;
	struct kfree_rcu_cpu *krcp;
	unsigned long flags;
	bool success = false;

	if (!head)
		might_sleep();
	krcp = krc_this_cpu_lock(&flags);
	if (block_is_full(krcp)) {
		fresh = krcp->cached;
		krcp->cached = NULL;
		if (!fresh && !head) {
			krc_this_cpu_unlock(krcp, flags);
			fresh = (struct kvfree_bulk_block *)__get_free_page(GFP_KERNEL | __GFP_NORETRY | __GFP_NOMEMALLOC | __GFP_NOWARN);
			krcp = krc_this_cpu_lock(&flags);
		}
		if (fresh) {
			fresh->nr_records = 0;
			krcp->block = fresh;
		}
	}
	if (!block_is_full(krcp)) {
		krcp->block->records[krcp->block->nr_records] = ptr;
		krcp->block->nr_records++;
		success = true;
	} else {
		run_page_cache_worker(krcp);
		if (head) {
			head->next = krcp->head;
			krcp->head = head;
			success = true;
		}
	}
	krcp->monitor_todo = true;
	krc_this_cpu_unlock(krcp, flags);
	if (!success) {
		synchronize_rcu();
		kvfree(ptr);
	}
}
