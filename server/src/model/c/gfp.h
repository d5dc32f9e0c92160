/*
 * GFP bits as the model's code tests them: the bits 0-23 of reference tables (gfp_types.h of 5.8, 6.1 and 6.12 agree on them
 * but for ATOMIC), and the composites whose value changed. MODEL_VERSION is 508, 509, 601, 612 or 615.
 */
#define __GFP_DMA 0x1u
#define __GFP_HIGHMEM 0x2u
#define __GFP_DMA32 0x4u
#define __GFP_MOVABLE 0x8u
#define __GFP_RECLAIMABLE 0x10u
#define __GFP_HIGH 0x20u
#define __GFP_IO 0x40u
#define __GFP_FS 0x80u
#define __GFP_ZERO 0x100u
#define __GFP_DIRECT_RECLAIM 0x400u
#define __GFP_KSWAPD_RECLAIM 0x800u
#define __GFP_WRITE 0x1000u
#define __GFP_NOWARN 0x2000u
#define __GFP_RETRY_MAYFAIL 0x4000u
#define __GFP_NOFAIL 0x8000u
#define __GFP_NORETRY 0x10000u
#define __GFP_MEMALLOC 0x20000u
#define __GFP_COMP 0x40000u
#define __GFP_NOMEMALLOC 0x80000u
#define __GFP_HARDWALL 0x100000u
#define __GFP_THISNODE 0x200000u
#define __GFP_ACCOUNT 0x400000u
#define __GFP_RECLAIM 0xc00u

#if MODEL_VERSION < 603
#define __GFP_ATOMIC 0x200u
#define GFP_ATOMIC 0xa20u
#else
#define GFP_ATOMIC 0x820u
#endif
#if MODEL_VERSION < 607
#define GFP_NOWAIT 0x800u
#else
#define GFP_NOWAIT 0x2800u
#endif
#define GFP_KERNEL 0xcc0u

/* alloc_flags (mm/internal.h): the two low bits index the watermark. */
#define ALLOC_WMARK_MIN 0u
#define ALLOC_WMARK_LOW 1u
#define ALLOC_WMARK_HIGH 2u
#define ALLOC_WMARK_MASK 3u
#define ALLOC_NO_WATERMARKS 0x4u
#define ALLOC_OOM 0x8u
#define ALLOC_HARDER 0x10u
#define ALLOC_NON_BLOCK 0x10u
#define ALLOC_HIGH 0x20u
#define ALLOC_MIN_RESERVE 0x20u
#define ALLOC_CPUSET 0x40u
#define ALLOC_CMA 0x80u
#define ALLOC_NOFRAGMENT 0x100u
#define ALLOC_HIGHATOMIC 0x200u
#define ALLOC_TRYLOCK 0x400u
#define ALLOC_KSWAPD 0x800u
#define ALLOC_RESERVES (ALLOC_NON_BLOCK | ALLOC_MIN_RESERVE | ALLOC_HIGHATOMIC | ALLOC_OOM)

static inline bool gfpflags_allow_blocking(gfp_t flags)
{
	return (flags & __GFP_DIRECT_RECLAIM) != 0;
}

/* The mobility a request asks for: the two bits above HIGHMEM/DMA32 are the list number. */
static inline int gfp_migratetype(gfp_t flags)
{
	return (flags & (__GFP_MOVABLE | __GFP_RECLAIMABLE)) >> 3;
}
