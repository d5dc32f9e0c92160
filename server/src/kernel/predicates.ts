/** What truth values of context and value queries mean. */
import type { ContextPredicate, ValuePredicate } from './contexts';
import { inRange } from './versions';

const H = 'include/linux/preempt.h 6.12';

export const CONTEXT_PREDICATES = [
  {
    name: 'faulthandler_disabled',
    when: [],
    whenNot: ['not-atomic', 'pagefault-on'],
    source: 'include/linux/uaccess.h 6.12',
  },
  { name: 'in_atomic', when: [], whenNot: ['not-atomic'], source: H },
  { name: 'in_hardirq', when: ['in-hardirq'], whenNot: ['not-in-hardirq'], source: H },
  { name: 'in_interrupt', when: ['in-interrupt'], whenNot: ['not-in-interrupt'], source: H },
  { name: 'in_irq', when: ['in-hardirq'], whenNot: ['not-in-hardirq'], source: H },
  { name: 'in_nmi', when: ['in-nmi'], whenNot: ['not-in-nmi'], source: H },
  { name: 'in_serving_softirq', when: ['in-softirq'], whenNot: ['not-in-softirq'], source: H },
  { name: 'in_softirq', when: ['in-softirq-or-bh-off'], whenNot: ['not-in-softirq-nor-bh-off'], source: H },
  { name: 'in_task', when: ['in-task'], whenNot: ['not-in-task'], source: H },
  { name: 'irqs_disabled', when: ['irqs-off'], whenNot: ['irqs-on'], source: 'include/linux/irqflags.h 6.12' },
  {
    name: 'pagefault_disabled',
    when: ['pagefault-off'],
    whenNot: ['pagefault-on'],
    source: 'include/linux/uaccess.h 6.12',
  },
  { name: 'preemptible', when: ['preemptible'], whenNot: ['not-preemptible'], source: H },
  { name: 'rcu_preempt_depth', when: ['rcu-read'], whenNot: ['not-rcu-read'], source: 'include/linux/rcupdate.h 6.12' },
  { name: 'rcu_read_lock_held', when: [], whenNot: [], source: 'include/linux/rcupdate.h 6.12' },
] as const satisfies readonly ContextPredicate[];

export const VALUE_PREDICATES = [
  { name: 'IS_ERR', argument: 0, meaning: 'error-pointer', source: 'include/linux/err.h 6.12' },
  { name: 'IS_ERR_OR_NULL', argument: 0, meaning: 'error-or-null', source: 'include/linux/err.h 6.12' },
  { name: 'bulkfree_pcp_prepare', argument: 0, meaning: 'bad-page', until: '6.3', source: 'mm/page_alloc.c 6.1' },
  { name: 'check_new_page', argument: 0, meaning: 'bad-page', source: 'mm/page_alloc.c 6.12' },
  { name: 'check_new_pages', argument: 0, meaning: 'bad-page', source: 'mm/page_alloc.c 6.12' },
  {
    name: 'check_new_pcp',
    argument: 0,
    meaning: 'bad-page',
    note: 'without DEBUG_VM and debug_pagealloc it is always false, so that no page is handed out at all',
    until: '6.3',
    source: 'mm/page_alloc.c 5.8, 6.1',
  },
  { name: 'check_pcp_refill', argument: 0, meaning: 'bad-page', until: '6.3', source: 'mm/page_alloc.c 6.1' },
  { name: 'free_pages_prepare', argument: 0, meaning: 'good-page', source: 'mm/page_alloc.c 6.12' },
  { name: 'free_pcp_prepare', argument: 0, meaning: 'good-page', until: '6.3', source: 'mm/page_alloc.c 6.1' },
  { name: 'gfp_has_io_fs', argument: 0, meaning: 'gfp-has-io-fs', source: 'include/linux/gfp.h 6.12' },
  { name: 'gfpflags_allow_blocking', argument: 0, meaning: 'gfp-may-block', source: 'include/linux/gfp.h 6.12' },
  {
    name: 'gfpflags_allow_spinning',
    argument: 0,
    meaning: 'gfp-may-spin',
    since: '6.15',
    source: 'commit 97769a53f117 and its fix',
  },
  { name: 'mutex_is_locked', argument: 0, meaning: 'lock-held', source: 'include/linux/mutex.h 6.12' },
  { name: 'raw_spin_is_locked', argument: 0, meaning: 'lock-held', source: 'include/linux/spinlock.h 6.12' },
  { name: 'rwsem_is_locked', argument: 0, meaning: 'lock-held', source: 'include/linux/rwsem.h 6.12' },
  { name: 'spin_is_locked', argument: 0, meaning: 'lock-held', source: 'include/linux/spinlock.h 6.12' },
] as const satisfies readonly ValuePredicate[];

const CONTEXTS: ReadonlyMap<string, ContextPredicate> = new Map(CONTEXT_PREDICATES.map((row) => [row.name, row]));
const VALUES: ReadonlyMap<string, ValuePredicate> = new Map(VALUE_PREDICATES.map((row) => [row.name, row]));

export function contextPredicate(name: string): ContextPredicate | undefined {
  return CONTEXTS.get(name);
}

export function valuePredicate(name: string, version: string): ValuePredicate | undefined {
  const row = VALUES.get(name);
  return row !== undefined && inRange(row, version) ? row : undefined;
}

/** The predicate of that name in any version: for a text that defines it. */
export function valuePredicateByName(name: string): ValuePredicate | undefined {
  return VALUES.get(name);
}

/** Names of helpers that say what GFP flags permit: true must go with more flags. */
const PERMISSIONS = /^(?:gfp|gfpflags)_?(?:allow|may|can)_\w+$|^gfpflags_allow\w*$|^gfp_may_\w+$/;

export function isGfpPermission(name: string): boolean {
  return PERMISSIONS.test(name) || VALUES.get(name)?.meaning.startsWith('gfp-may') === true;
}
