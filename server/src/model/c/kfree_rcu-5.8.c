/*
 * kfree_rcu() of 5.8 and of the tree after 5.9: the block's page is allocated under krcp->lock. 5.8: spinlock_t taken with
 * interrupts off by hand; 5.9: raw_spinlock_t, where reaching zone->lock is an invalid wait context.
 */
static DEFINE_PER_CPU(struct kfree_rcu_cpu, krc);

static void krc_lock(struct kfree_rcu_cpu *krcp)
{
#if MODEL_VERSION < 509
	spin_lock(&krcp->lock);
#else
	raw_spin_lock(&krcp->lock);
#endif
}

static void krc_unlock(struct kfree_rcu_cpu *krcp)
{
#if MODEL_VERSION < 509
	spin_unlock(&krcp->lock);
#else
	raw_spin_unlock(&krcp->lock);
#endif
}

static bool kvfree_call_rcu_add_ptr_to_bulk(struct kfree_rcu_cpu *krcp, void *ptr)
{
	struct kvfree_bulk_block *block = krcp->block;

	if (!block || block->nr_records == KVFREE_BULK_MAX) {
		block = krcp->cached;
		krcp->cached = NULL;
		if (!block) {
#ifdef CONFIG_PREEMPT_RT
			return false;
#else
			block = (struct kvfree_bulk_block *)__get_free_page(KRC_GFP);
#endif
		}
		if (!block)
			return false;
		block->nr_records = 0;
		krcp->block = block;
	}
	block->records[block->nr_records] = ptr;
	block->nr_records++;
	return true;
}

void kvfree_call_rcu(struct rcu_head *head, void *ptr)
{
	struct kfree_rcu_cpu *krcp;
	unsigned long flags;
	bool success;

	if (!head)
		might_sleep();
	local_irq_save(flags);
	krcp = this_cpu_ptr(&krc);
	krc_lock(krcp);
	success = kvfree_call_rcu_add_ptr_to_bulk(krcp, ptr);
	if (!success && head) {
		head->next = krcp->head;
		krcp->head = head;
		success = true;
	}
	krcp->monitor_todo = true;
	krc_unlock(krcp);
	local_irq_restore(flags);
	if (!success) {
		synchronize_rcu();
		kvfree(ptr);
	}
}
