/* The wrong branch: a bad page handed out, a page handed out where preparing it failed, an error followed, a helper that says no. */
#include <linux/err.h>
#include <linux/gfp.h>
#include <linux/list.h>
#include <linux/mm_types.h>

struct lists {
	struct list_head lists[3];
	int count;
};

struct device_node {
	int users;
};

static bool check_new_pcp(struct page *page);
static bool check_new_page(struct page *page);
struct device_node *node_find(int id);

static struct page *take_lockless_bad(struct lists *pcp)
{
	struct list_head *list;
	struct page *page;
	int type;

	for (type = 0; type < 3; type++) {
		list = &pcp->lists[type];
		page = list_first_entry_or_null(list, struct page, lru);
		if (page && check_new_pcp(page)) { // expect: inverted-check "true for a bad page"
			list_del(&page->lru);
			pcp->count--;
			return page;
		}
	}
	return NULL;
}

static struct page *take_unlikely_bad(struct list_head *list)
{
	struct page *page = list_first_entry_or_null(list, struct page, lru);

	if (!page)
		return NULL;
	if (unlikely(!check_new_page(page))) // expect: inverted-check "check_new_page()"
		return NULL;
	list_del(&page->lru);
	return page;
}

static int node_users_bad(int id)
{
	struct device_node *node = node_find(id);

	if (IS_ERR(node)) // expect: inverted-check "error pointer"
		return node->users;
	return PTR_ERR(node);
}

static inline bool gfpflags_allow_spinning(const gfp_t gfp_flags) // expect: inverted-check "returns false for flags that allow everything"
{
	return !(gfp_flags & __GFP_RECLAIM);
}

static int debug_refuses_bad(void)
{
	if (IS_ENABLED(CONFIG_DEBUG_PAGEALLOC)) // expect(likely): inverted-check "debug_pagealloc_enabled_static()"
		return -1;
	return 0;
}
