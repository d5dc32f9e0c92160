/* A flag for requests without locks that is looked at where requests come in, and nowhere further in. */
#include <linux/gfp.h>

#define __GFP_NO_SPIN_HERE ((__force gfp_t)0x40000000u)
#define __GFP_NO_SPIN_THERE ((__force gfp_t)0x80000000u)

struct page *get_page_from_freelist(gfp_t gfp, unsigned int order, int alloc_flags);

static struct page *request_bad(gfp_t gfp, unsigned int order)
{
	struct page *page = get_page_from_freelist(gfp, order, 0);

	if (!page && (gfp & __GFP_NO_SPIN_HERE)) // expect(likely): contract-broken "looks at the flag" // expect(likely): gfp-flags-conflict ""
		return NULL;
	return page;
}

static struct page *request_named_bad(gfp_t gfp, unsigned int order, int request_flags)
{
	if (gfp & __GFP_NO_SPIN_THERE) // expect(likely): gfp-flags-conflict ""
		request_flags |= 1;
	return get_page_from_freelist(gfp, order, request_flags);
}
