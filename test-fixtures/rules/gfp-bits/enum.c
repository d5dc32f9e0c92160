/* The newer spelling: positions from an enum, whose last member is the width. */
#include <linux/types.h>

enum {
	___GFP_DMA_BIT,
	___GFP_HIGHMEM_BIT,
#ifdef CONFIG_LOCKDEP
	___GFP_NOLOCKDEP_BIT,
#endif
#if defined(CONFIG_SLAB_OBJ_EXT)
	___GFP_NO_OBJ_EXT_BIT,
	___GFP_QUIET_BIT,
#endif
	___GFP_LAST_BIT,
	___GFP_LATE_BIT
};

#define ___GFP_DMA		BIT(___GFP_DMA_BIT)
#define ___GFP_HIGHMEM		BIT(___GFP_HIGHMEM_BIT)
#define ___GFP_NO_LOCKS		BIT(___GFP_HIGHMEM_BIT) // expect: gfp-bits "shares a bit with ___GFP_HIGHMEM"
#ifdef CONFIG_LOCKDEP
#define ___GFP_NOLOCKDEP	BIT(___GFP_NOLOCKDEP_BIT)
#else
#define ___GFP_NOLOCKDEP	0
#endif
#ifndef CONFIG_SLAB_OBJ_EXT
#define ___GFP_NO_OBJ_EXT	0
#else
#define ___GFP_NO_OBJ_EXT	BIT(___GFP_NO_OBJ_EXT_BIT)
#endif
#define ___GFP_QUIET		BIT(___GFP_QUIET_BIT) // expect: gfp-bits "___GFP_QUIET is defined without CONFIG_SLAB_OBJ_EXT too, but ___GFP_QUIET_BIT is in the enum only with it"
#define ___GFP_LATE		BIT(___GFP_LATE_BIT) // expect: gfp-bits "___GFP_LATE_BIT stands behind ___GFP_LAST_BIT"
#define ___GFP_LOST		BIT(___GFP_LOST_BIT) // expect: gfp-bits "BIT(___GFP_LOST_BIT), which the enum does not have"
#define __GFP_BITS_SHIFT ___GFP_LAST_BIT

static int nothing_bad(void)
{
	return 0;
}
