/* Pattern of "mm/page_alloc: always remove pages from temporary list", 6.2: the fallback frees a page that is still linked (after the fix) */
#include <linux/list.h>
#include <linux/mm_types.h>
#include <linux/spinlock.h>

static void free_one_page(struct page *page);
static void free_to_pcp(struct page *page);

void free_list(struct list_head *list, spinlock_t *lock)
{
	struct page *page, *next;

	list_for_each_entry_safe(page, next, list, lru) {
		list_del(&page->lru);
		if (!spin_trylock(lock)) {
			free_one_page(page);
			continue;
		}
		free_to_pcp(page);
		spin_unlock(lock);
	}
}
