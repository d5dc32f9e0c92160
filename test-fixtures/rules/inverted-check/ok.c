/* The right branch, by negation, by early return, in a loop; both branches returning; an error number read from the pointer. */
#include <linux/err.h>
#include <linux/gfp.h>
#include <linux/list.h>
#include <linux/mm_types.h>

struct node {
	int users;
	struct list_head lru;
};

static bool check_new_pcp(struct page *page);
static bool check_new_page(struct page *page);
static void report(struct page *page, int bad);
struct node *node_find(int id);

static struct page *take_negated_ok(struct list_head *list)
{
	struct page *page = list_first_entry_or_null(list, struct page, lru);

	if (page && !check_new_pcp(page)) {
		list_del(&page->lru);
		return page;
	}
	return NULL;
}

static struct page *take_until_good_ok(struct list_head *list)
{
	struct page *page;

	do {
		page = list_first_entry_or_null(list, struct page, lru);
		if (!page)
			return NULL;
		list_del(&page->lru);
	} while (check_new_page(page));
	return page;
}

static struct page *take_told_ok(struct page *page)
{
	if (check_new_page(page))
		report(page, 1);
	return page;
}

static int node_users_ok(int id)
{
	struct node *node = node_find(id);

	if (IS_ERR(node))
		return PTR_ERR(node);
	return node->users;
}

static int node_retry_ok(int id)
{
	struct node *node = node_find(id);

	if (IS_ERR(node)) {
		node = node_find(0);
		return node->users;
	}
	return 0;
}

static inline bool gfpflags_allow_spinning(const gfp_t gfp_flags)
{
	return !!(gfp_flags & __GFP_RECLAIM);
}
