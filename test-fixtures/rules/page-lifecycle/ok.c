/* Prepared before it leaves; dropped when bad; moved between lists; linked on either way once; lists that are freed whole. */
#include <linux/gfp.h>
#include <linux/list.h>
#include <linux/mm_types.h>
#include <linux/mmzone.h>

static bool check_new_pcp(struct page *page);
static void prep_new_page(struct page *page, unsigned int order, gfp_t gfp, unsigned int alloc_flags);
static void free_one(struct page *page);

static struct page *take_first(struct per_cpu_pages *pcp)
{
	struct page *page;

	do {
		page = list_first_entry_or_null(&pcp->lists[0], struct page, lru);
		if (!page)
			return NULL;
		list_del(&page->lru);
		pcp->count--;
	} while (check_new_pcp(page));
	return page;
}

struct page *alloc_lockless_ok(struct per_cpu_pages *pcp)
{
	struct page *page = take_first(pcp);

	if (page)
		prep_new_page(page, 0, 0, 0);
	return page;
}

struct request {
	struct list_head node;
	struct list_head owner;
	int bad;
};

static void queue_once_ok(struct request *request, struct list_head *todo, struct list_head *done)
{
	if (request->bad)
		list_add(&request->node, todo);
	else
		list_add_tail(&request->node, done);
	list_add(&request->owner, todo);
	list_move(&request->node, done);
}

static void queue_many_ok(struct request *requests, int count, struct list_head *todo)
{
	struct request *request;
	int i;

	for (i = 0; i < count; i++) {
		request = &requests[i];
		list_add(&request->node, todo);
	}
}

static void free_whole_ok(struct list_head *list)
{
	struct page *page, *next;

	list_for_each_entry_safe(page, next, list, lru)
		free_one(page);
}

static void free_all_ok(struct list_head *list, int full)
{
	struct page *page, *next;

	list_for_each_entry_safe(page, next, list, lru) {
		list_del(&page->lru);
		if (full) {
			free_one(page);
			continue;
		}
		free_one(page);
	}
}

static void find_ok(struct list_head *list, int id)
{
	struct request *request;

	list_for_each_entry(request, list, node) {
		if (request->bad == id) {
			list_del(&request->node);
			break;
		}
	}
}

/* Which of the two links it hangs on one value, asked twice. */
static void link_once_ok(struct request *request, struct list_head *early, struct list_head *late)
{
	int known = count_of(early);

	if (known)
		note(known);
	else
		list_add(&request->node, early);
	note(0);
	if (known)
		list_add(&request->node, late);
}

static struct page *guarded_take_ok(struct zone *zone)
{
	struct page *page;
	unsigned long flags;

	spin_lock_irqsave(&zone->lock, flags);
	page = list_first_entry_or_null(&zone->free_area[0].free_list[0], struct page, lru);
	if (page)
		list_del(&page->lru);
	spin_unlock_irqrestore(&zone->lock, flags);
	return page;
}
