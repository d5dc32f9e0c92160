/*
 * Allocations in contexts that may not have them. `simulate:` above a function says what each world's run reports first,
 * from the state in brackets (none: all states, worst counts).
 */
static DEFINE_SPINLOCK(fixture_lock);
static DEFINE_RAW_SPINLOCK(fixture_raw);
static DEFINE_MUTEX(fixture_mutex);

// simulate: smp=sleeping-in-atomic rt=sleeping-in-atomic up=sleeping-in-atomic
void *kernel_under_spinlock_bad(void)
{
	void *object;

	spin_lock(&fixture_lock);
	object = kmalloc(64, GFP_KERNEL);
	spin_unlock(&fixture_lock);
	return object;
}

// simulate: smp=clean rt=clean up=clean
void *kernel_under_mutex_ok(void)
{
	void *object;

	mutex_lock(&fixture_mutex);
	object = kmalloc(64, GFP_KERNEL);
	mutex_unlock(&fixture_mutex);
	return object;
}

// simulate [pcp=empty]: smp=invalid-wait-context rt=invalid-wait-context
// simulate [pcp=warm]: smp=clean rt=clean
struct page *nowait_page_under_raw_bad(void)
{
	struct page *page;

	raw_spin_lock(&fixture_raw);
	page = alloc_pages(GFP_NOWAIT, 0);
	raw_spin_unlock(&fixture_raw);
	return page;
}

// simulate [pcp=warm,slab=warm]: smp=clean rt=invalid-wait-context
void *atomic_object_under_raw_bad(void)
{
	void *object;

	raw_spin_lock(&fixture_raw);
	object = kmalloc(64, GFP_ATOMIC);
	raw_spin_unlock(&fixture_raw);
	return object;
}

// simulate [pcp=empty]: smp=recursive-locking rt=recursive-locking
// simulate [pcp=warm]: smp=clean rt=clean
struct page *refill_under_zone_lock_bad(struct zone *zone)
{
	unsigned long flags;
	struct page *page;

	spin_lock_irqsave(&zone->lock, flags);
	page = alloc_pages(GFP_NOWAIT, 0);
	spin_unlock_irqrestore(&zone->lock, flags);
	return page;
}

// simulate: smp=clean rt=clean up=clean
struct page *nowait_page_under_spinlock_ok(void)
{
	struct page *page;

	spin_lock(&fixture_lock);
	page = alloc_pages(GFP_NOWAIT, 0);
	spin_unlock(&fixture_lock);
	return page;
}

// simulate: smp=invalid-wait-context rt=invalid-wait-context
void free_high_order_under_raw_bad(void)
{
	struct page *page = alloc_pages(GFP_KERNEL, 4);

	raw_spin_lock(&fixture_raw);
	__free_pages(page, 4);
	raw_spin_unlock(&fixture_raw);
}

// simulate [zone=ok,pcp=warm]: smp=clean rt=clean
// simulate [zone=low,pcp=warm]: smp=invalid-wait-context rt=invalid-wait-context
struct page *low_memory_under_raw_bad(void)
{
	struct page *page;

	raw_spin_lock(&fixture_raw);
	page = alloc_pages(GFP_ATOMIC, 0);
	raw_spin_unlock(&fixture_raw);
	return page;
}

// simulate: smp=kernel-bug rt=kernel-bug
void *vmalloc_with_bh_off_bad(void)
{
	void *memory;

	local_bh_disable();
	memory = vmalloc(PAGE_SIZE);
	local_bh_enable();
	return memory;
}
