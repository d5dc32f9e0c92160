/** A page handed out unprepared, left on the list it was refused from, linked twice, or given away while linked. */

import type { PathStep } from '../analysis/finding';
import { type PageProblem, pageProblems } from '../analysis/pageFlow';
import type { Detection, Rule, Subject } from './rule';

export const pageLifecycle: Rule = {
  meta: {
    id: 'page-lifecycle',
    title: 'Page handed out unprepared, or on two lists',
    what: 'A page taken off a free list leaves the file without prep_new_page(), a page found bad stays at the head of its list, an entry is linked into a list while it is linked through the same member, an element is freed without being taken off the list that another way of the same loop takes it off, pages are taken from every migrate type or zone without asking whether they may serve, or under nothing but preempt_disable().',
    why: 'An unprepared page has reference count 0, stale private data and no debug state: its first free underflows. An entry on two lists corrupts both. A bad page at the head makes its list useless for everybody who refuses it.',
    whatToDo:
      'Call prep_new_page() before the page leaves the allocator; list_del() before the page changes hands, list_move() to change lists; drop a bad page from the list and take the next.',
    references: [
      'mm/page_alloc.c: prep_new_page(), __rmqueue_pcplist()',
      'commit c3e58a70425a',
      'include/linux/list.h',
    ],
    band: 'proven',
    worlds: ['smp', 'rt', 'up'],
    limits:
      "Within one file; objects kept in memory between functions are not followed. Only an entry linked twice is proven; what becomes of a page is the caller's to know.",
    example: {
      bad: '#include <linux/list.h>\nstruct item { struct list_head node; };\nvoid example(struct item *item, struct list_head *a, struct list_head *b)\n{\n\tlist_add(&item->node, a);\n\tlist_add(&item->node, b);\n}',
      good: '#include <linux/list.h>\nstruct item { struct list_head node; };\nvoid example(struct item *item, struct list_head *a, struct list_head *b)\n{\n\tlist_add(&item->node, a);\n\tlist_move(&item->node, b);\n}',
    },
  },

  detect(subject: Subject): readonly Detection[] {
    const { fn } = subject.fn;
    return pageProblems(subject.file)
      .filter((p) => p.function === fn.name && fn.span.start <= p.span.start && p.span.end <= fn.span.end)
      .map((p) => ({
        span: p.span,
        function: fn.name,
        band: p.kind === 'linked-twice' ? ('proven' as const) : ('likely' as const),
        reasons: [],
        variant: p.kind,
        ...(p.kind === 'any-type' ? { local: true as const } : {}),
      }));
  },

  explain(subject, detection) {
    const problem = pageProblems(subject.file).find(
      (p) => p.kind === detection.variant && p.span.start === detection.span.start,
    );
    if (problem === undefined) return { message: '', path: [], assumptions: [] };
    const { origin } = problem;
    const [message, first, last] = WORDS[problem.kind](origin.call, origin.function);
    const path: PathStep[] = [
      { file: '', span: origin.span, function: origin.function, text: first },
      { file: '', span: detection.span, function: detection.function, text: last },
    ];
    return {
      message,
      path: problem.kind === 'left-at-head' || problem.kind === 'any-type' ? path.slice(0, 1) : path,
      assumptions: [],
    };
  },

  fixes: () => [],
  witness: () => ({ kind: 'none', reason: 'lists of pages are of the model, whose golden traces run them' }),
};

const WORDS: Readonly<
  Record<PageProblem['kind'], (call: string, where: string) => readonly [message: string, first: string, last: string]>
> = {
  unprepared: (call, where) => [
    `a page that ${call}() in ${where}() takes off a free list is handed out without prep_new_page(): its reference count is 0, and its first free underflows`,
    'takes the page off the free list',
    'hands it out as it is',
  ],
  'left-at-head': (call) => [
    `the page that ${call}() finds bad stays on the list: it is found again each time, and nobody gets past it; the usual path takes it off and tries the next`,
    'refuses the page and leaves it',
    '',
  ],
  'any-type': (_call, where) => [
    `${where}() takes a page from the lists of all migrate types in turn: an unmovable request can get a movable page, which breaks up its block or pins a CMA page`,
    'tries every type',
    '',
  ],
  'unchecked-zone': (call) => [
    `${call}() takes pages of each zone without a watermark, lowmem reserve or cpuset check: the reserves of small zones can be drained`,
    'takes the page',
    'walks the zones',
  ],
  unguarded: (call) => [
    `a page is taken off a free list with ${call}() alone: an interrupt on this CPU, and other CPUs where the list is not per CPU, change the list meanwhile`,
    'keeps other tasks away, nothing else',
    'takes the page off',
  ],
  'linked-twice': (call, where) => [
    `links an entry that ${call}() in ${where}() has linked through the same member: both lists are corrupted`,
    'links it',
    'links it again',
  ],
  'still-linked': (call) => [
    `gives the element away while it is still on the list; the other way of this loop calls ${call}() first`,
    'here it is taken off first',
    'here it is not',
  ],
};
