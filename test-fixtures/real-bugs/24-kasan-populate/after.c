/* Pattern of commit b6ea95a34cbd: the page table walker's callback allocates with GFP_KERNEL (after the fix) */
#include <linux/gfp.h>
#include <linux/mm.h>

struct populate {
	unsigned long *pages;
	int next;
};

static int populate_pte(pte_t *pte, unsigned long addr, void *data)
{
	unsigned long page = ((struct populate *)data)->pages[0];

	return page ? 0 : -12;
}

int populate_shadow(struct mm_struct *mm, unsigned long start, unsigned long size, struct populate *data)
{
	return apply_to_page_range(mm, start, size, populate_pte, data);
}
