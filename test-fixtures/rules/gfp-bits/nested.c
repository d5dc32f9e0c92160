/* A new flag for requests without locks must survive the mask that nested requests go through. */
#define ___GFP_IO 0x40u
#define ___GFP_NO_SPIN_AT_ALL 0x80u // expect(likely): gfp-bits "GFP_RECLAIM_MASK"
#define ___GFP_LOCKLESS_TOO 0x100u
#define __GFP_IO ((__force gfp_t)___GFP_IO)
#define __GFP_LOCKLESS_TOO ((__force gfp_t)___GFP_LOCKLESS_TOO)
#define __GFP_BITS_SHIFT 9
#define GFP_RECLAIM_MASK (__GFP_IO | \
		__GFP_LOCKLESS_TOO)
int example;
