/* Pattern of commit b6ea95a34cbd: the page table walker's callback allocates with GFP_KERNEL (as it was) */
#include <linux/gfp.h>
#include <linux/mm.h>

struct populate {
	unsigned long *pages;
	int next;
};

static int populate_pte(pte_t *pte, unsigned long addr, void *data)
{
	unsigned long page = __get_free_page(GFP_KERNEL); // expect: gfp-in-atomic "page table callback"

	return page ? 0 : -12;
}

int populate_shadow(struct mm_struct *mm, unsigned long start, unsigned long size, struct populate *data)
{
	return apply_to_page_range(mm, start, size, populate_pte, data);
}
