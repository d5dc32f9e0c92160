/* Flags chosen on the way: by a ternary, by a variable set on one branch, by what a callee returns. */
#include <linux/gfp.h>
#include <linux/slab.h>
#include <linux/spinlock.h>

struct pool {
	rwlock_t lock;
	void *spare;
	int hurried;
};

static void ternary_bad(struct pool *pool)
{
	write_lock(&pool->lock);
	pool->spare = kzalloc(64, pool->hurried ? GFP_ATOMIC : GFP_KERNEL); // expect: gfp-in-atomic "kzalloc"
	write_unlock(&pool->lock);
}

static void variable_bad(struct pool *pool, int hurried)
{
	gfp_t gfp = hurried ? GFP_ATOMIC : GFP_KERNEL;

	write_lock(&pool->lock);
	pool->spare = kzalloc(64, gfp); // expect: gfp-in-atomic "kzalloc"
	write_unlock(&pool->lock);
}

static void fill(struct pool *pool, int hurried)
{
	pool->spare = kzalloc(64, hurried ? GFP_ATOMIC : GFP_KERNEL); // expect: gfp-in-atomic "fill"
}

static void fill_bad(struct pool *pool)
{
	write_lock(&pool->lock);
	fill(pool, 0);
	write_unlock(&pool->lock);
}

static void fill_ok(struct pool *pool)
{
	write_lock(&pool->lock);
	fill(pool, 1);
	write_unlock(&pool->lock);
}

/* An enumerator's value may be what a macro makes. */
enum { POOL_MAY_SLEEP = BIT(0), POOL_ZERO = BIT(1) | (1 << 7) };

static void fill_by_flags(struct pool *pool, unsigned int flags)
{
	pool->spare = kzalloc(64, (flags & POOL_MAY_SLEEP) ? GFP_KERNEL : GFP_ATOMIC); // expect: gfp-in-atomic "fill_by_flags"
}

static void fill_by_flags_ok(struct pool *pool)
{
	write_lock(&pool->lock);
	fill_by_flags(pool, 0);
	fill_by_flags(pool, POOL_ZERO);
	write_unlock(&pool->lock);
}

static void fill_by_flags_bad(struct pool *pool)
{
	write_lock(&pool->lock);
	fill_by_flags(pool, POOL_ZERO | POOL_MAY_SLEEP);
	write_unlock(&pool->lock);
}

/* An enumerator that a macro makes: nobody knows what it is. */
#define POOL_FLAG(name) POOL_##name##_NUMBER, POOL_##name = 1 << POOL_##name##_NUMBER
enum { POOL_FLAG(PATIENT), POOL_FLAG(GREEDY) };

static void fill_by_unknown(struct pool *pool, unsigned int flags)
{
	pool->spare = kzalloc(64, (flags & POOL_PATIENT) ? GFP_KERNEL : GFP_ATOMIC);
}

static void fill_by_unknown_ok(struct pool *pool)
{
	write_lock(&pool->lock);
	fill_by_unknown(pool, POOL_GREEDY);
	write_unlock(&pool->lock);
}

static void fill_by_branch(struct pool *pool, int hurried)
{
	gfp_t gfp = GFP_KERNEL;

	if (hurried)
		gfp = GFP_ATOMIC;
	pool->spare = kzalloc(64, gfp); // expect: gfp-in-atomic "fill_by_branch"
}

static void fill_by_branch_bad(struct pool *pool)
{
	write_lock(&pool->lock);
	fill_by_branch(pool, 0);
	write_unlock(&pool->lock);
}

static void fill_by_branch_ok(struct pool *pool)
{
	write_lock(&pool->lock);
	fill_by_branch(pool, 1);
	write_unlock(&pool->lock);
}

/* Holding a spinlock is no softirq: the question answers no. */
static gfp_t flags_here(void)
{
	return in_softirq() ? GFP_ATOMIC : GFP_KERNEL;
}

static void asked_bad(struct pool *pool)
{
	write_lock(&pool->lock);
	pool->spare = kzalloc(64, flags_here()); // expect: gfp-in-atomic "kzalloc"
	write_unlock(&pool->lock);
}

static void asked_ok(struct pool *pool)
{
	write_lock_bh(&pool->lock);
	pool->spare = kzalloc(64, flags_here());
	write_unlock_bh(&pool->lock);
}

/* How the caller took the lock is not said: the question may have been asked for it. */
static void asked_under_asserted_ok(struct pool *pool)
{
	lockdep_assert_held(&pool->lock);
	pool->spare = kzalloc(64, flags_here());
}

static void ternary_under_flag_ok(struct pool *pool, int hurried)
{
	if (hurried)
		write_lock(&pool->lock);
	pool->spare = kzalloc(64, hurried ? GFP_ATOMIC : GFP_KERNEL);
	if (hurried)
		write_unlock(&pool->lock);
}
