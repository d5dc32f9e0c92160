/* One bit each, inside the mask, LOCKDEP's above the others, flags that a configuration leaves out. */
#include <linux/types.h>

#define ___GFP_DMA		0x01u
#define ___GFP_HIGHMEM		0x02u
#define ___GFP_ZERO		0x04u
#ifdef CONFIG_KASAN_HW_TAGS
#define ___GFP_SKIP_ZERO	0x08u
#else
#define ___GFP_SKIP_ZERO	0
#endif
#define ___GFP_ACCOUNT		0x10u
#ifdef CONFIG_LOCKDEP
#define ___GFP_NOLOCKDEP	0x20u
#else
#define ___GFP_NOLOCKDEP	0
#endif

#define __GFP_BITS_SHIFT (5 + IS_ENABLED(CONFIG_LOCKDEP))

static int nothing_ok(void)
{
	return 0;
}
