/* Pattern of "Fix the flipped condition in gfpflags_allow_spinning()", 6.15 (as it was) */
#include <linux/gfp.h>

static inline bool gfpflags_allow_spinning(const gfp_t gfp_flags) // expect: inverted-check "false for flags that allow everything"
{
	return !(gfp_flags & __GFP_RECLAIM);
}
