// biome-ignore-all format: a call is one row
/** Calls that take locks only in kernels with a debug option on: what a promise to take none must think of. */
export interface HiddenLockRow {
  readonly call: string;
  readonly why: string;
  readonly source: string;
}

export const HIDDEN_LOCKS: readonly HiddenLockRow[] = [
  { call: 'kernel_map_pages', why: 'with DEBUG_PAGEALLOC the mapping hook of an architecture may take sleeping locks', source: 'arch/powerpc/mm/book3s64/hash_utils.c' },
  { call: 'post_alloc_hook', why: 'with page_owner on, the stack depot takes its lock and may allocate, which takes zone->lock', source: 'mm/page_owner.c: __set_page_owner(), lib/stackdepot.c 6.12' },
  { call: 'prep_new_page', why: 'with page_owner on, the stack depot takes its lock and may allocate, which takes zone->lock', source: 'mm/page_alloc.c, mm/page_owner.c, lib/stackdepot.c 6.12' },
  { call: 'set_page_owner', why: 'the stack depot takes its lock and may allocate, which takes zone->lock', source: 'mm/page_owner.c, lib/stackdepot.c 6.12' },
];

export function hiddenLock(call: string): HiddenLockRow | undefined {
  return HIDDEN_LOCKS.find((row) => row.call === call);
}
