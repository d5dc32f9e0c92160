/*
 * vmalloc and the per-CPU allocator, as far as their callers' context can tell: what they check, lock and allocate at
 * the door. Address ranges and page tables are not modelled.
 */
static DEFINE_SPINLOCK(vmap_area_lock);
static DEFINE_SPINLOCK(free_vmap_area_lock);
static DEFINE_MUTEX(pcpu_alloc_mutex);
static DEFINE_SPINLOCK(pcpu_lock);
static struct page vmalloc_mark;

void *__vmalloc_node(size_t size, gfp_t gfp_mask)
{
	size_t done;
	void *area;
	void *memory;

	BUG_ON(in_interrupt());
	area = kmalloc(64, gfp_mask & (__GFP_RECLAIM | __GFP_IO | __GFP_FS));
	if (!area)
		return NULL;
	might_sleep();
	spin_lock(&free_vmap_area_lock);
	spin_unlock(&free_vmap_area_lock);
	spin_lock(&vmap_area_lock);
	spin_unlock(&vmap_area_lock);
	for (done = 0; done < size && done < 4 * PAGE_SIZE; done += PAGE_SIZE) {
		struct page *page = alloc_pages(gfp_mask | __GFP_NOWARN, 0);

		if (!page) {
			warn_alloc(gfp_mask, NULL, "vmalloc error\n");
			return NULL;
		}
	}
	cond_resched();
	memory = __lockstep_new(size);
	__lockstep_set_owner(memory, &vmalloc_mark);
	return memory;
}

void *vmalloc(size_t size)
{
	return __vmalloc_node(size, GFP_KERNEL);
}

void *vzalloc(size_t size)
{
	return __vmalloc_node(size, GFP_KERNEL | __GFP_ZERO);
}

void *__vmalloc(size_t size, gfp_t gfp_mask)
{
	return __vmalloc_node(size, gfp_mask);
}

void *vmalloc_node(size_t size, int node)
{
	return __vmalloc_node(size, GFP_KERNEL);
}

bool is_vmalloc_addr(const void *address)
{
	return __lockstep_owner(address) == &vmalloc_mark;
}

/* Onto a lockless list; a worker frees it. */
void vfree_atomic(const void *address)
{
	BUG_ON(in_nmi());
	__lockstep_event("vfree deferred", 0);
}

void vfree(const void *address)
{
	if (in_interrupt()) {
		vfree_atomic(address);
		return;
	}
	BUG_ON(in_nmi());
	might_sleep();
	if (!address)
		return;
	spin_lock(&vmap_area_lock);
	spin_unlock(&vmap_area_lock);
}

void *kvmalloc(size_t size, gfp_t flags)
{
	gfp_t soft = flags;
	void *memory;

	if (size > PAGE_SIZE) {
		soft |= __GFP_NOWARN;
		if (!(soft & __GFP_RETRY_MAYFAIL))
			soft |= __GFP_NORETRY;
		soft &= ~__GFP_NOFAIL;
	}
	/* Where pages are few, several in one piece are not to be had. */
	memory = size > PAGE_SIZE && model_zone_low ? NULL : kmalloc(size, soft);
	if (memory || size <= PAGE_SIZE)
		return memory;
	if (!gfpflags_allow_blocking(flags))
		return NULL;
	return __vmalloc_node(size, flags);
}

void *kvzalloc(size_t size, gfp_t flags)
{
	return kvmalloc(size, flags | __GFP_ZERO);
}

void *kvmalloc_array(size_t n, size_t size, gfp_t flags)
{
	return kvmalloc(n * size, flags);
}

void *kvcalloc(size_t n, size_t size, gfp_t flags)
{
	return kvmalloc(n * size, flags | __GFP_ZERO);
}

void kvfree(const void *address)
{
	if (is_vmalloc_addr(address))
		vfree(address);
	else
		kfree(address);
}

/* Blocking requests take the mutex before they look at anything; the others use what is populated already. */
void *pcpu_alloc(size_t size, size_t align, bool reserved, gfp_t gfp)
{
	bool is_atomic = (gfp & GFP_KERNEL) != GFP_KERNEL;
	unsigned long flags;

	if (!is_atomic)
		mutex_lock(&pcpu_alloc_mutex);
	spin_lock_irqsave(&pcpu_lock, flags);
	spin_unlock_irqrestore(&pcpu_lock, flags);
	if (!is_atomic)
		mutex_unlock(&pcpu_alloc_mutex);
	return __lockstep_new_zeroed(size);
}

void *__alloc_percpu(size_t size, size_t align)
{
	return pcpu_alloc(size, align, false, GFP_KERNEL);
}

void *__alloc_percpu_gfp(size_t size, size_t align, gfp_t gfp)
{
	return pcpu_alloc(size, align, false, gfp);
}

void *alloc_percpu(size_t size)
{
	return pcpu_alloc(size, 8, false, GFP_KERNEL);
}

void *alloc_percpu_gfp(size_t size, gfp_t gfp)
{
	return pcpu_alloc(size, 8, false, gfp);
}

void free_percpu(void *object)
{
	unsigned long flags;

	if (!object)
		return;
	spin_lock_irqsave(&pcpu_lock, flags);
	spin_unlock_irqrestore(&pcpu_lock, flags);
}

void *kvmalloc_node(size_t size, gfp_t flags, int node)
{
	return kvmalloc(size, flags);
}

void *kvzalloc_node(size_t size, gfp_t flags, int node)
{
	return kvmalloc(size, flags | __GFP_ZERO);
}

void *vzalloc_node(size_t size, int node)
{
	return vzalloc(size);
}
