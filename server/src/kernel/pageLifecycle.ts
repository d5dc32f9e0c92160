// biome-ignore-all format: a name is one row
/** The life of a free page as names: where free pages lie, what makes one ready to be handed out, how lists are changed. */
export interface PageFactRow {
  readonly name: string;
  readonly source: string;
}

/** Records that hold lists of free pages. */
export const FREE_PAGE_HOMES: readonly PageFactRow[] = [
  { name: 'free_area', source: 'include/linux/mmzone.h 6.12' },
  { name: 'per_cpu_pages', source: 'include/linux/mmzone.h 6.12' },
];

/** Calls that give a page its first reference and state (mm/page_alloc.c: prep_new_page()). */
export const PAGE_PREPARERS: readonly PageFactRow[] = [
  { name: 'init_page_count', source: 'include/linux/page_ref.h 6.12' },
  { name: 'page_ref_init', source: 'include/linux/page_ref.h' },
  { name: 'post_alloc_hook', source: 'mm/page_alloc.c 6.12' },
  { name: 'prep_new_page', source: 'mm/page_alloc.c 6.12' },
  { name: 'set_page_count', source: 'include/linux/page_ref.h 6.12' },
  { name: 'set_page_refcounted', source: 'mm/internal.h 6.12' },
];

/** What a list call does to its first argument. */
export const LIST_CALLS: readonly (PageFactRow & { readonly does: 'link' | 'unlink' | 'relink' })[] = [
  { name: 'list_add', does: 'link', source: 'include/linux/list.h 6.12' },
  { name: 'list_add_tail', does: 'link', source: 'include/linux/list.h 6.12' },
  { name: 'list_del', does: 'unlink', source: 'include/linux/list.h 6.12' },
  { name: 'list_del_init', does: 'unlink', source: 'include/linux/list.h 6.12' },
  { name: 'list_move', does: 'relink', source: 'include/linux/list.h 6.12' },
  { name: 'list_move_tail', does: 'relink', source: 'include/linux/list.h 6.12' },
  { name: 'list_replace', does: 'unlink', source: 'include/linux/list.h 6.12' },
  { name: 'list_replace_init', does: 'unlink', source: 'include/linux/list.h 6.12' },
];

/** Calls that ask whether a zone may serve a request (mm/page_alloc.c: get_page_from_freelist(), 6.12). */
const ZONE_CHECKS = /watermark|cpuset|lowmem_reserve/;

export function checksZone(name: string): boolean {
  return ZONE_CHECKS.test(name);
}

/** Loops over the zones of a zonelist (include/linux/mmzone.h 6.12). */
const ZONE_LOOPS = /^for_(?:each|next)_zone_zonelist/;

export function walksZones(macro: string): boolean {
  return ZONE_LOOPS.test(macro);
}

const LISTS: ReadonlyMap<string, 'link' | 'unlink' | 'relink'> = new Map(LIST_CALLS.map((row) => [row.name, row.does]));
const PREPARES: ReadonlySet<string> = new Set(PAGE_PREPARERS.map((row) => row.name));
const HOMES: ReadonlySet<string> = new Set(FREE_PAGE_HOMES.map((row) => row.name));

export function listEffect(name: string): 'link' | 'unlink' | 'relink' | undefined {
  return LISTS.get(name);
}

export function preparesPage(name: string): boolean {
  return PREPARES.has(name);
}

export function isFreePageHome(tag: string): boolean {
  return HOMES.has(tag);
}

/** Names of functions that take an object over from their caller: what is put may live on. */
const TAKES_OVER = /(?:^|_)free(?:_|$)/;

export function takesOver(name: string): boolean {
  return TAKES_OVER.test(name);
}
