/* Flags that do not reclaim, guards that ask, and lookalike uses of a GFP name. */
#include <linux/gfp.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/mmzone.h>

struct pool {
	spinlock_t lock;
	void *spare;
};

static void refill_atomic_ok(struct pool *pool)
{
	spin_lock(&pool->lock);
	pool->spare = kmalloc(64, GFP_ATOMIC);
	spin_unlock(&pool->lock);
}

static void refill_masked_ok(struct pool *pool)
{
	spin_lock(&pool->lock);
	pool->spare = kmalloc(64, GFP_KERNEL & ~__GFP_DIRECT_RECLAIM);
	spin_unlock(&pool->lock);
}

static void *grow(struct pool *pool, gfp_t gfp)
{
	return kmalloc(64, gfp);
}

static void refill_by_parameter_ok(struct pool *pool)
{
	spin_lock(&pool->lock);
	pool->spare = grow(pool, GFP_NOWAIT);
	spin_unlock(&pool->lock);
	if (!pool->spare)
		pool->spare = grow(pool, GFP_KERNEL);
}

static void drop_to_block_ok(struct pool *pool, gfp_t gfp)
{
	spin_lock(&pool->lock);
	if (gfpflags_allow_blocking(gfp)) {
		spin_unlock(&pool->lock);
		pool->spare = kmalloc(64, gfp);
		spin_lock(&pool->lock);
	} else {
		pool->spare = kmalloc(64, gfp);
	}
	spin_unlock(&pool->lock);
}

static struct zonelist *only_picks_a_list_ok(struct pool *pool)
{
	struct zonelist *list;

	spin_lock(&pool->lock);
	list = node_zonelist(0, GFP_KERNEL);
	spin_unlock(&pool->lock);
	return list;
}

static void flags_by_context_ok(struct pool *pool, bool atomic)
{
	gfp_t gfp = atomic ? GFP_ATOMIC : GFP_KERNEL;

	if (atomic)
		spin_lock(&pool->lock);
	pool->spare = kmalloc(64, gfp);
	if (atomic)
		spin_unlock(&pool->lock);
}

/* A branch for what is larger than anybody makes. */
static int widen(struct pool *pool, unsigned long count, unsigned long each, gfp_t gfp)
{
	unsigned long bytes = pool_bytes(pool, count) * each;
	void *wide = bytes < 0x7fffffff ? kvmalloc(bytes, gfp) : vmalloc(bytes);

	if (!wide)
		return -12;
	pool->spare = wide;
	return 0;
}

static int widen_ok(struct pool *pool, unsigned long count)
{
	int ret;

	spin_lock(&pool->lock);
	ret = widen(pool, count, sizeof(long), GFP_NOWAIT);
	spin_unlock(&pool->lock);
	return ret;
}
