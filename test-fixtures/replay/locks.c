/* Locks taken, kept and dropped wrongly; see allocations.c for the form. */
static DEFINE_SPINLOCK(outer_lock);
static DEFINE_RAW_SPINLOCK(outer_raw);
static DEFINE_SPINLOCK(inner_lock);

// simulate: smp=recursive-locking rt=recursive-locking
void take_twice_bad(void)
{
	spin_lock(&outer_lock);
	spin_lock(&outer_lock);
	spin_unlock(&outer_lock);
	spin_unlock(&outer_lock);
}

// simulate: smp=invalid-wait-context rt=invalid-wait-context
void spinlock_under_raw_bad(void)
{
	raw_spin_lock(&outer_raw);
	spin_lock(&inner_lock);
	spin_unlock(&inner_lock);
	raw_spin_unlock(&outer_raw);
}

// simulate: smp=clean rt=clean up=clean
void nested_ok(void)
{
	spin_lock(&outer_lock);
	spin_lock(&inner_lock);
	spin_unlock(&inner_lock);
	spin_unlock(&outer_lock);
}

// simulate: smp=context-leak|lock-imbalance rt=context-leak|lock-imbalance
int forgets_on_error_bad(int early, int late)
{
	spin_lock(&outer_lock);
	if (early)
		return -1;
	if (late) {
		spin_unlock(&outer_lock);
		return -2;
	}
	spin_unlock(&outer_lock);
	return 0;
}

// simulate: smp=clean rt=sleeping-in-atomic
void spinlock_with_irqs_off_bad(void)
{
	unsigned long flags;

	local_irq_save(flags);
	spin_lock(&inner_lock);
	spin_unlock(&inner_lock);
	local_irq_restore(flags);
}
