/** Which functions of the allocator do what with pages: names of mm/page_alloc.c, whose meaning pageEvents.ts reads off. */

/**
 * `take`: what it returns has left the free lists. `give`: each call puts a block there. `pop`, `push`: the per-CPU lists.
 * `refill`: pages taken in one hold of the zone's lock are counted together. `pin`: keeps the task on its CPU.
 * `out`, `back`: a page of an order is prepared for its user, is taken back: what is out is counted.
 * `bad`: prints that a page is not as it should be.
 */
export type PageRole = 'take' | 'give' | 'pop' | 'push' | 'refill' | 'pin' | 'bad' | 'out' | 'back';

/** Names of mm/page_alloc.c, 5.8 to 6.12; pcpu_task_pin() is a macro there, so its users stand here too. */
const ROLES: Readonly<Record<string, PageRole>> = {
  __free_one_page: 'give',
  __rmqueue: 'take',
  __rmqueue_pcplist: 'pop',
  __rmqueue_smallest: 'take',
  alloc_pages_bulk_noprof: 'pin',
  __alloc_pages_bulk: 'pin',
  bad_page: 'bad',
  free_unref_page: 'pin',
  free_unref_page_commit: 'push',
  free_pages_prepare: 'back',
  pcpu_task_pin: 'pin',
  pcpu_task_unpin: 'pin',
  prep_new_page: 'out',
  rmqueue_bulk: 'refill',
  rmqueue_pcplist: 'pin',
};

export function pageRole(name: string): PageRole | undefined {
  return Object.hasOwn(ROLES, name) ? ROLES[name] : undefined;
}
