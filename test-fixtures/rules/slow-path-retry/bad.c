/* Retries that cannot end: a flag kept instead of cleared, a way back that changes nothing. */
#include <linux/gfp.h>

#define ALLOC_NOFRAGMENT 0x100
#define ALLOC_CPUSET 0x40

struct page *take(gfp_t gfp, unsigned int alloc_flags);

struct page *slow_flag_bad(gfp_t gfp, unsigned int alloc_flags)
{
	struct page *page;

retry:
	page = take(gfp, alloc_flags);
	if (page)
		return page;
	if (alloc_flags & ALLOC_NOFRAGMENT) {
		alloc_flags &= ALLOC_NOFRAGMENT; // expect: slow-path-retry "&= ~"
		goto retry;
	}
	return NULL;
}

struct page *slow_loop_bad(gfp_t gfp, unsigned int alloc_flags)
{
	struct page *page;

	for (;;) {
		page = take(gfp, alloc_flags);
		if (page || !(alloc_flags & ALLOC_CPUSET))
			return page;
		if (alloc_flags & ALLOC_CPUSET)
			alloc_flags &= ALLOC_CPUSET; // expect: slow-path-retry "ALLOC_CPUSET"
	}
}

int slow_idle_bad(int order, int tries)
{
	int left = tries;

again:
	if (left > order) // expect: slow-path-retry "changes nothing"
		goto again;
	return left;
}
