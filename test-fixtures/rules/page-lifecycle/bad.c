/* Pages handed out as they lay on a free list; a bad page left at the head; entries on two lists; an element freed while linked. */
#include <linux/gfp.h>
#include <linux/list.h>
#include <linux/mm_types.h>
#include <linux/mmzone.h>

static bool check_new_pcp(struct page *page);
static void free_one(struct page *page);

static struct page *take_first(struct per_cpu_pages *pcp)
{
	struct page *page;
	int type;

	for (type = 0; type < 3; type++) {
		page = list_first_entry_or_null(&pcp->lists[type], struct page, lru); // expect(likely): page-lifecycle "all migrate types"
		if (page && !check_new_pcp(page)) { // expect(likely): page-lifecycle "stays on the list"
			list_del(&page->lru);
			pcp->count--;
			return page;
		}
	}
	return NULL;
}

struct page *alloc_lockless_bad(struct per_cpu_pages *pcp)
{
	struct page *page;
	unsigned long flags;

	local_irq_save(flags);
	page = take_first(pcp);
	local_irq_restore(flags);
	return page; // expect(likely): page-lifecycle "without prep_new_page()"
}

struct request {
	struct list_head node;
	int bad;
};

static void queue_twice_bad(struct request *request, struct list_head *todo, struct list_head *done)
{
	list_add(&request->node, todo);
	if (request->bad)
		list_add_tail(&request->node, done); // expect: page-lifecycle "linked through the same member"
}

static void free_list_bad(struct list_head *list, int full)
{
	struct page *page, *next;

	list_for_each_entry_safe(page, next, list, lru) {
		if (full) {
			free_one(page); // expect(likely): page-lifecycle "still on the list"
			continue;
		}
		list_del(&page->lru);
		free_one(page);
	}
}

static struct page *pinned_take_bad(struct zone *zone)
{
	struct page *page;

	preempt_disable();
	page = list_first_entry_or_null(&zone->free_area[0].free_list[0], struct page, lru);
	if (page)
		list_del(&page->lru); // expect(likely): page-lifecycle "preempt_disable() alone"
	preempt_enable();
	return page;
}
