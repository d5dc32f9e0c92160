/* Pattern of "Fix the flipped condition in gfpflags_allow_spinning()", 6.15 (after the fix) */
#include <linux/gfp.h>

static inline bool gfpflags_allow_spinning(const gfp_t gfp_flags)
{
	return !!(gfp_flags & __GFP_RECLAIM);
}
