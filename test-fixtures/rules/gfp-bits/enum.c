/* The newer spelling: positions from an enum, whose last member is the width. */
#include <linux/types.h>

enum {
	___GFP_DMA_BIT,
	___GFP_HIGHMEM_BIT,
#ifdef CONFIG_LOCKDEP
	___GFP_NOLOCKDEP_BIT,
#endif
	___GFP_LAST_BIT
};

#define ___GFP_DMA		BIT(___GFP_DMA_BIT)
#define ___GFP_HIGHMEM		BIT(___GFP_HIGHMEM_BIT)
#define ___GFP_NO_LOCKS		BIT(___GFP_HIGHMEM_BIT) // expect: gfp-bits "shares a bit with ___GFP_HIGHMEM"
#ifdef CONFIG_LOCKDEP
#define ___GFP_NOLOCKDEP	BIT(___GFP_NOLOCKDEP_BIT)
#else
#define ___GFP_NOLOCKDEP	0
#endif
#define __GFP_BITS_SHIFT ___GFP_LAST_BIT

static int nothing_bad(void)
{
	return 0;
}
