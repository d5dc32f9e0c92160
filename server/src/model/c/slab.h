/*
 * The slab front: caches with a per-CPU stock of objects. Warm: a free object is at hand on this CPU. Cold: the page
 * allocator is asked. Since 5.15 a local_lock protects the per-CPU part; PREEMPT_RT takes it on the fast path too.
 */
#define KMALLOC_CACHES 14
#define MODEL_CACHES 24
#define KMALLOC_MAX_CACHE_SIZE 8192
#define OBJECTS_PER_SLAB 16

struct kmem_cache_cpu {
	local_lock_t lock;
	int free_objects;
};

struct kmem_cache_node {
	spinlock_t list_lock;
	int nr_partial;
};

struct kmem_cache {
	unsigned int object_size;
	unsigned int order;
	int used;
	struct kmem_cache_node node;
};

struct kmem_cache_cpus { struct kmem_cache_cpu of[MODEL_CACHES]; };
