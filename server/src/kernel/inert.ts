/**
 * Calls without a body anywhere that leave locks, interrupts and counters alone: barriers, atomic and bit operations, memory and string
 * functions of the architecture or the compiler (include/asm-generic, include/linux/atomic, include/linux/string.h, 6.12).
 */

const READS =
  /^(?:smp_\w*mb\w*|[rw]?mb|barrier|cpu_relax|prefetchw?|(?:raw_)?smp_processor_id|per_cpu(?:_ptr|_offset)?|tracepoint_string|__builtin_(?!mem|str)\w+|(?:arch_)?test_bit\w*|(?:__underlying_|__builtin_)?(?:mem|str|strn)cmp|(?:__underlying_|__builtin_)?strn?len)$/;

const WRITES =
  /^(?:(?:raw_|arch_)?atomic(?:_long|64)?_(?:fetch_)?(?:read|set|add|sub|inc|dec|and|andnot|or|xor|xchg|cmpxchg|try_cmpxchg)(?:_\w+)?|(?:raw_|arch_)?(?:try_)?(?:cmp)?xchg(?:_\w+)?|(?:__|arch_)?(?:set|clear|change|test_and_(?:set|clear|change))_bit|(?:__underlying_|__builtin_)?(?:memset|memcpy|memmove|strcpy|strncpy|strlcpy|strscpy)\w*|seq_(?:printf|puts|putc|write|put_decimal_u?ll)|s[cn]?n?printf)$/;

/** Take GFP flags and only look at them, or keep them (include/linux/gfp.h, pagemap.h, cpuset.h, xarray.h, mm/page_alloc.c, 6.12). */
const READS_FLAGS =
  /^(?:node_zonelist|gfp_(?:zone|zonelist|migratetype|has_io_fs|to_alloc_flags\w*|pfmemalloc_allowed|nested_mask)|gfpflags_\w+|mapping_(?:set_gfp_mask|gfp_constraint)|(?:__)?cpuset_(?:node|zone)_allowed|policy_(?:zonelist|node|nodemask)|zone_watermark_fast|should_fail_alloc_page|should_failslab|warn_alloc|xa_init_flags|(?:kasan|kmsan|kmemleak)_\w+|_*set_page_owner\w*)$/;

/** Does what takes GFP flags allocate nothing with them? */
export function onlyReadsFlags(name: string): boolean {
  return READS_FLAGS.test(name);
}

/** Does the call leave the context alone, whoever made it? 'writes': not the memory it is handed. */
export function inertCall(name: string): 'reads' | 'writes' | undefined {
  if (READS.test(name)) return 'reads';
  return WRITES.test(name) ? 'writes' : undefined;
}
