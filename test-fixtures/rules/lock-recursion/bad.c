/* The same lock twice: directly, through a call, and zone->lock by allocating or freeing under it. */
#include <linux/gfp.h>
#include <linux/slab.h>
#include <linux/mmzone.h>
#include <linux/mutex.h>
#include <linux/spinlock.h>

struct table {
	spinlock_t lock;
	struct mutex resize;
	int used;
};

static void twice_bad(struct table *table)
{
	spin_lock(&table->lock);
	spin_lock(&table->lock); // expect: lock-recursion "table->lock"
	table->used++;
	spin_unlock(&table->lock);
	spin_unlock(&table->lock);
}

static int table_used(struct table *table)
{
	int used;

	mutex_lock(&table->resize); // expect: lock-recursion "table->resize"
	used = table->used;
	mutex_unlock(&table->resize);
	return used;
}

static int grow_bad(struct table *table)
{
	int used;

	mutex_lock(&table->resize);
	used = table_used(table);
	mutex_unlock(&table->resize);
	return used;
}

static struct page *steal_bad(struct zone *zone)
{
	struct page *page;
	unsigned long flags;

	spin_lock_irqsave(&zone->lock, flags);
	page = alloc_page(GFP_NOWAIT); // expect: lock-recursion "zone->lock"
	spin_unlock_irqrestore(&zone->lock, flags);
	return page;
}

static void return_path_bad(struct table *table, int n)
{
	spin_lock(&table->lock);
	if (n > 4)
		goto again;
	spin_unlock(&table->lock);
	return;
again:
	spin_lock(&table->lock); // expect: lock-recursion "table->lock"
	table->used = n;
	spin_unlock(&table->lock);
	spin_unlock(&table->lock);
}

/* A tracepoint is handed the object and drops nothing of it: nobody sees its body. */
static void traced_twice_bad(struct table *table)
{
	spin_lock(&table->lock);
	trace_table_state(table);
	spin_lock(&table->lock); // expect: lock-recursion "table->lock"
	table->used++;
	spin_unlock(&table->lock);
	spin_unlock(&table->lock);
}
