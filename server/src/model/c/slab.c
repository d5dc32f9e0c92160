/*
 * Slab allocation: kmalloc(), kmem_cache_alloc() over per-CPU stocks, and where new slabs come from.
 * Slots 0-13 are the kmalloc sizes, the rest belongs to kmem_cache_create(). A cache the model did not make (a fresh
 * object handed to the code under review) uses the slot of 64 bytes.
 */
static DEFINE_PER_CPU(struct kmem_cache_cpus, cpu_slabs);
static struct kmem_cache caches[MODEL_CACHES];
static DEFINE_MUTEX(slab_mutex);

static int slot_of(struct kmem_cache *s)
{
	if (__lockstep_owner(s) != caches)
		return 6;
	return s - caches;
}

static int kmalloc_slot(size_t size)
{
	int slot = 3;

	while ((1UL << slot) < size)
		slot++;
	return slot;
}

void slab_boot(int warm)
{
	int slot;
	int cpu;

	__lockstep_set_owner(caches, caches);
	for (slot = 0; slot < KMALLOC_CACHES; slot++) {
		caches[slot].object_size = 1 << slot;
		caches[slot].used = 1;
		caches[slot].order = slot < 9 ? 0 : slot < 12 ? slot - 8 : 3;
		if (!warm)
			continue;
		for (cpu = 0; cpu < MODEL_CPUS; cpu++)
			per_cpu_ptr(&cpu_slabs, cpu)->of[slot].free_objects = OBJECTS_PER_SLAB / 2;
	}
}

static void slub_get_cpu(void)
{
#ifdef CONFIG_PREEMPT_RT
	migrate_disable();
#else
	preempt_disable();
#endif
}

static void slub_put_cpu(void)
{
#ifdef CONFIG_PREEMPT_RT
	migrate_enable();
#else
	preempt_enable();
#endif
}

/* A slab's pages: the larger order is tried softly, the smallest that holds an object is asked for in earnest. */
static struct page *allocate_slab(struct kmem_cache *s, gfp_t flags)
{
	unsigned int order = caches[slot_of(s)].order;
	gfp_t soft = (flags | __GFP_NOWARN | __GFP_NORETRY) & ~__GFP_NOFAIL;
	struct page *page;

	if ((soft & __GFP_DIRECT_RECLAIM) && order > 0)
		soft = (soft | __GFP_NOMEMALLOC) & ~__GFP_RECLAIM;
	page = alloc_pages(soft, order);
	if (!page)
		page = alloc_pages(flags, 0);
	if (page)
		page->flags |= 2;
	return page;
}

/* No object on this CPU: a partial slab of the node if there is one, else a new slab, installed under the local lock. */
static bool ___slab_alloc(struct kmem_cache *s, gfp_t gfpflags, int slot)
{
	struct kmem_cache_cpu *c;
	unsigned long flags;
	struct page *page;

	slub_get_cpu();
	if (caches[slot].node.nr_partial > 0) {
		spin_lock_irqsave(&caches[slot].node.list_lock, flags);
		caches[slot].node.nr_partial--;
		spin_unlock_irqrestore(&caches[slot].node.list_lock, flags);
	} else {
		slub_put_cpu();
		page = allocate_slab(s, gfpflags);
		if (!page)
			return false;
		slub_get_cpu();
	}
#if MODEL_VERSION >= 515
	local_lock_irqsave(&cpu_slabs.of[slot].lock, flags);
#else
	local_irq_save(flags);
#endif
	c = &this_cpu_ptr(&cpu_slabs)->of[slot];
	c->free_objects = OBJECTS_PER_SLAB - 1;
#if MODEL_VERSION >= 515
	local_unlock_irqrestore(&cpu_slabs.of[slot].lock, flags);
#else
	local_irq_restore(flags);
#endif
	slub_put_cpu();
	return true;
}

/* Takes an object of this CPU's stock. Without RT that is one compare-and-exchange. */
static bool slab_take_object(int slot)
{
	struct kmem_cache_cpu *c;
	bool taken = false;

#if defined(CONFIG_PREEMPT_RT) && MODEL_VERSION >= 515
	local_lock(&cpu_slabs.of[slot].lock);
#endif
	c = &this_cpu_ptr(&cpu_slabs)->of[slot];
	if (c->free_objects > 0) {
		c->free_objects--;
		taken = true;
	}
#if defined(CONFIG_PREEMPT_RT) && MODEL_VERSION >= 515
	local_unlock(&cpu_slabs.of[slot].lock);
#endif
	return taken;
}

static void *slab_alloc_node(struct kmem_cache *s, int slot, gfp_t gfpflags, size_t size)
{
	void *object;

	might_alloc(gfpflags);
	if (!slab_take_object(slot) && !___slab_alloc(s, gfpflags, slot)) {
		warn_alloc(gfpflags, NULL, "SLUB: Unable to allocate memory\n");
		return NULL;
	}
	if (gfpflags & __GFP_ZERO)
		object = __lockstep_new_zeroed(size);
	else
		object = __lockstep_new(size);
	return object;
}

void *__kmalloc_large_node(size_t size, gfp_t flags)
{
	unsigned int order = 0;
	struct page *page;

	while ((PAGE_SIZE << order) < size)
		order++;
	page = alloc_pages(flags | __GFP_COMP, order);
	if (!page)
		return NULL;
	page->mapping = __lockstep_new(size);
	page->index = order;
	__lockstep_set_owner(page->mapping, page);
	return page->mapping;
}

void *kmalloc(size_t size, gfp_t flags)
{
	int slot;

	if (size > KMALLOC_MAX_CACHE_SIZE)
		return __kmalloc_large_node(size, flags);
	slot = kmalloc_slot(size);
	return slab_alloc_node(&caches[slot], slot, flags, size);
}

void *kmem_cache_alloc(struct kmem_cache *s, gfp_t flags)
{
	int slot = slot_of(s);
	size_t size = caches[slot].object_size;

	return slab_alloc_node(s, slot, flags, size);
}

/* Metadata of caches comes from caches of its own that are always warm. */
struct kmem_cache *kmem_cache_create(const char *name, unsigned int size, unsigned int align, unsigned int flags,
				     void (*ctor)(void *object))
{
	struct kmem_cache *s = NULL;
	int slot;

	mutex_lock(&slab_mutex);
	might_alloc(GFP_KERNEL);
	for (slot = KMALLOC_CACHES; slot < MODEL_CACHES; slot++) {
		if (caches[slot].used)
			continue;
		s = &caches[slot];
		s->used = 1;
		s->object_size = size;
		s->order = size <= 256 ? 0 : size <= 512 ? 1 : 2;
		break;
	}
	mutex_unlock(&slab_mutex);
	return s;
}

void kmem_cache_destroy(struct kmem_cache *s)
{
	if (!s)
		return;
	mutex_lock(&slab_mutex);
	caches[slot_of(s)].used = 0;
	mutex_unlock(&slab_mutex);
}
