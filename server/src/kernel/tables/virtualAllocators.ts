// biome-ignore-all format: a fact is one row, and a row is one line
/**
 * vmalloc() and kvmalloc() families. vmalloc() must not be called in interrupt context or with bottom halves off.
 */
import type { AllocateRow } from '../rows';

export const VIRTUAL_ALLOCATORS = [
  { name: '__vcalloc', family: 'allocate', allocator: 'vmalloc', gfp: 2, source: 'include/linux/vmalloc.h 6.12' },
  { name: '__vmalloc', family: 'allocate', allocator: 'vmalloc', gfp: 1, source: 'include/linux/vmalloc.h 6.12' },
  { name: '__vmalloc_array', family: 'allocate', allocator: 'vmalloc', gfp: 2, source: 'include/linux/vmalloc.h 6.12' },
  { name: '__vmalloc_node', family: 'allocate', allocator: 'vmalloc', gfp: 2, source: 'include/linux/vmalloc.h 6.12' },
  { name: '__vmalloc_node_range', family: 'allocate', allocator: 'vmalloc', gfp: 4, source: 'include/linux/vmalloc.h 6.12' },
  { name: 'kvcalloc', family: 'allocate', allocator: 'kvmalloc', gfp: 2, source: 'include/linux/slab.h 6.12' },
  { name: 'kvcalloc_node', family: 'allocate', allocator: 'kvmalloc', gfp: 2, source: 'include/linux/slab.h 6.12' },
  { name: 'kvmalloc', family: 'allocate', allocator: 'kvmalloc', gfp: 1, source: 'include/linux/slab.h 6.12' },
  { name: 'kvmalloc_array', family: 'allocate', allocator: 'kvmalloc', gfp: 2, source: 'include/linux/slab.h 6.12' },
  { name: 'kvmalloc_array_node', family: 'allocate', allocator: 'kvmalloc', gfp: 2, source: 'include/linux/slab.h 6.12' },
  { name: 'kvmalloc_node', family: 'allocate', allocator: 'kvmalloc', gfp: 1, source: 'include/linux/slab.h 6.12' },
  { name: 'kvmemdup', family: 'allocate', allocator: 'kvmalloc', gfp: 2, source: 'include/linux/slab.h 6.12' },
  { name: 'kvrealloc', family: 'allocate', allocator: 'kvmalloc', argumentCount: 3, gfp: 2, source: 'include/linux/slab.h 6.12' },
  { name: 'kvrealloc', family: 'allocate', allocator: 'kvmalloc', argumentCount: 4, gfp: 3, source: 'include/linux/slab.h 6.1' },
  { name: 'kvzalloc', family: 'allocate', allocator: 'kvmalloc', gfp: 1, source: 'include/linux/slab.h 6.12' },
  { name: 'kvzalloc_node', family: 'allocate', allocator: 'kvmalloc', gfp: 1, source: 'include/linux/slab.h 6.12' },
  { name: 'vcalloc', family: 'allocate', allocator: 'vmalloc', fixedGfp: 'GFP_KERNEL', source: 'include/linux/vmalloc.h 6.12' },
  { name: 'vmalloc', family: 'allocate', allocator: 'vmalloc', fixedGfp: 'GFP_KERNEL', source: 'include/linux/vmalloc.h 6.12' },
  { name: 'vmalloc_32', family: 'allocate', allocator: 'vmalloc', fixedGfp: 'GFP_KERNEL', source: 'include/linux/vmalloc.h 6.12' },
  { name: 'vmalloc_32_user', family: 'allocate', allocator: 'vmalloc', fixedGfp: 'GFP_KERNEL', source: 'include/linux/vmalloc.h 6.12' },
  { name: 'vmalloc_array', family: 'allocate', allocator: 'vmalloc', fixedGfp: 'GFP_KERNEL', source: 'include/linux/vmalloc.h 6.12' },
  { name: 'vmalloc_huge', family: 'allocate', allocator: 'vmalloc', gfp: 1, source: 'include/linux/vmalloc.h 6.12' },
  { name: 'vmalloc_node', family: 'allocate', allocator: 'vmalloc', fixedGfp: 'GFP_KERNEL', source: 'include/linux/vmalloc.h 6.12' },
  { name: 'vmalloc_user', family: 'allocate', allocator: 'vmalloc', fixedGfp: 'GFP_KERNEL', source: 'include/linux/vmalloc.h 6.12' },
  { name: 'vzalloc', family: 'allocate', allocator: 'vmalloc', fixedGfp: 'GFP_KERNEL', source: 'include/linux/vmalloc.h 6.12' },
  { name: 'vzalloc_node', family: 'allocate', allocator: 'vmalloc', fixedGfp: 'GFP_KERNEL', source: 'include/linux/vmalloc.h 6.12' },
] as const satisfies readonly AllocateRow[];
