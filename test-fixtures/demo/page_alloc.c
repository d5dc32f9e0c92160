// SPDX-License-Identifier: MIT
/*
 * A small page allocator in the kernel's style, written for this demo: a free list per zone behind zone->lock, a list per
 * CPU behind its own lock, a reserve that is grown on demand, and a sequence counter over the order of zones.
 */
#include <linux/gfp.h>
#include <linux/list.h>
#include <linux/mm.h>
#include <linux/mmzone.h>
#include <linux/printk.h>
#include <linux/seqlock.h>
#include <linux/slab.h>
#include <linux/spinlock.h>

#define DEMO_BATCH 8

struct demo_pool {
	spinlock_t lock;
	struct list_head pages;
	unsigned long nr_free;
	unsigned long low;
	unsigned long *bitmap;
};

static DEFINE_SPINLOCK(order_lock);
static seqcount_spinlock_t order_seq = SEQCNT_SPINLOCK_ZERO(order_seq, &order_lock);
static unsigned int zone_order[4];

static struct page *take_one(struct demo_pool *pool)
{
	struct page *page;

	lockdep_assert_held(&pool->lock);
	page = list_first_entry_or_null(&pool->pages, struct page, lru);
	if (!page)
		return NULL;
	list_del(&page->lru);
	pool->nr_free--;
	return page;
}

/* Moves up to @count pages of @zone into the pool. Both locks are spinning ones: nothing in here may sleep. */
static int refill_pool(struct demo_pool *pool, struct zone *zone, int count)
{
	unsigned long flags;
	struct page *page;
	int moved = 0;

	spin_lock_irqsave(&zone->lock, flags);
	while (moved < count) {
		page = list_first_entry_or_null(&zone->free_area[0].free_list[0], struct page, lru);
		if (!page)
			break;
		list_move(&page->lru, &pool->pages);
		moved++;
	}
	pool->nr_free += moved;
	spin_unlock_irqrestore(&zone->lock, flags);
	return moved;
}

struct page *demo_alloc(struct demo_pool *pool, struct zone *zone, gfp_t gfp)
{
	struct page *page;

	spin_lock(&pool->lock);
	if (pool->nr_free <= pool->low)
		refill_pool(pool, zone, DEMO_BATCH);
	page = take_one(pool);
	spin_unlock(&pool->lock);
	if (!page && gfpflags_allow_blocking(gfp))
		page = alloc_page(gfp);
	return page;
}

int demo_grow_bitmap(struct demo_pool *pool, struct zone *zone, size_t size)
{
	unsigned long *fresh;
	unsigned long flags;

	fresh = kzalloc(size, GFP_KERNEL);
	if (!fresh)
		return -ENOMEM;
	spin_lock_irqsave(&zone->lock, flags);
	if (pool->bitmap) {
		spin_unlock_irqrestore(&zone->lock, flags);
		kfree(fresh);
		return 0;
	}
	pool->bitmap = fresh;
	spin_unlock_irqrestore(&zone->lock, flags);
	return 0;
}

unsigned int demo_first_zone(void)
{
	unsigned int seq, first;

	do {
		seq = read_seqcount_begin(&order_seq);
		first = zone_order[0];
	} while (read_seqcount_retry(&order_seq, seq));
	return first;
}

void demo_set_order(unsigned int first, unsigned int second)
{
	spin_lock(&order_lock);
	write_seqcount_begin(&order_seq);
	zone_order[0] = first;
	zone_order[1] = second;
	write_seqcount_end(&order_seq);
	spin_unlock(&order_lock);
}
