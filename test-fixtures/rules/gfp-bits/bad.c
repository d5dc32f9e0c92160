/* A new flag takes a bit that is in use, one is two bits wide, and two lie outside the mask. */
#include <linux/types.h>

#define ___GFP_DMA		0x01u
#define ___GFP_HIGHMEM		0x02u
#define ___GFP_ZERO		0x04u
#define ___GFP_ACCOUNT		0x08u
#define ___GFP_NO_LOCKS		0x08u // expect: gfp-bits "shares a bit with ___GFP_ACCOUNT"
#define ___GFP_PAIR		0x30u // expect: gfp-bits "not one bit"
#define ___GFP_FAR		0x40u // expect: gfp-bits "the shift must become 7"
#ifdef CONFIG_LOCKDEP
#define ___GFP_NOLOCKDEP	0x80u // expect: gfp-bits "___GFP_NOLOCKDEP is bit 7"
#else
#define ___GFP_NOLOCKDEP	0
#endif

#define __GFP_BITS_SHIFT (6 + IS_ENABLED(CONFIG_LOCKDEP))
#define __GFP_BITS_MASK ((gfp_t)((1 << __GFP_BITS_SHIFT) - 1))

static int nothing_bad(void)
{
	return 0;
}
