/* Retries that change something: a flag cleared, a counter, a call, memory that others write; a flag kept on purpose. */
#include <linux/compiler.h>
#include <linux/gfp.h>

#define ALLOC_NOFRAGMENT 0x100
#define ALLOC_MASK 0xff

struct page *take(gfp_t gfp, unsigned int alloc_flags);

static int ready;

struct page *slow_cleared_ok(gfp_t gfp, unsigned int alloc_flags)
{
	struct page *page;

retry:
	page = take(gfp, alloc_flags);
	if (!page && (alloc_flags & ALLOC_NOFRAGMENT)) {
		alloc_flags &= ~ALLOC_NOFRAGMENT;
		goto retry;
	}
	return page;
}

struct page *slow_bounded_ok(gfp_t gfp, unsigned int alloc_flags)
{
	struct page *page;
	int tries = 3;

	do {
		page = take(gfp, alloc_flags);
	} while (!page && --tries);
	return page;
}

unsigned int kept_ok(unsigned int alloc_flags)
{
	if (alloc_flags & ALLOC_MASK)
		alloc_flags &= ALLOC_MASK;
	return alloc_flags;
}

void wait_ok(void)
{
	while (!READ_ONCE(ready))
		cpu_relax();
	while (!ready)
		;
}

int count_ok(int order)
{
again:
	if (order > 3) {
		order--;
		goto again;
	}
	return order;
}

/* Of two numbers one is smaller, or they are equal and the loop ends. */
unsigned long next_of_ok(unsigned long after);

unsigned long meet_ok(unsigned long first, unsigned long second)
{
	do {
		if (first < second)
			first = next_of_ok(first);
		if (second < first)
			second = next_of_ok(second);
	} while (first != second);
	return first;
}
