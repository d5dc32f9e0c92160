/** Functions of a user's allocator in place of the model's: ours in small, and the kernels' where trees are unpacked. */
import { existsSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { ModelFrontEnd } from '../src/model/frontEnd';
import { inPlaceRows } from '../src/replay/inPlace';
import { simulateFunction } from '../src/replay/simulate';
import { codeUnderTest as codeOfView } from '../src/review/codeUnderTest';
import { openKernelTree } from '../src/workspace/kernelTree';
import { openWorkspace } from '../src/workspace/queries';
import { codeUnderTest, testFrontEnd } from './modelFrontEnd';

let frontEnd: ModelFrontEnd;
beforeAll(async () => {
  frontEnd = await testFrontEnd();
});

const DOORS = `
struct page *__rmqueue_pcplist(struct zone *zone, unsigned int order, int migratetype, unsigned int alloc_flags,
			       struct per_cpu_pages *pcp, struct list_head *list);

struct page *__alloc_pages_noprof(gfp_t gfp, unsigned int order, int nid, void *nodes)
{
	return __rmqueue_pcplist(NULL, order, 0, 0, NULL, NULL);
}
`;

function popping(body: string): string {
  return `${DOORS}
struct page *__rmqueue_pcplist(struct zone *zone, unsigned int order, int migratetype, unsigned int alloc_flags,
			       struct per_cpu_pages *pcp, struct list_head *list)
{
	struct page *page;

	do {
		if (list_empty(list))
			pcp->count += rmqueue_bulk(zone, order, nr_pcp_alloc(pcp, zone, order), list, migratetype, alloc_flags) << order;
		if (list_empty(list))
			return NULL;
		page = list_first_entry(list, struct page, pcp_list);
${body}
	} while (check_new_pages(page, order));
	return page;
}
`;
}

const CASES = [
  { name: 'a correct one', body: '\tlist_del(&page->lru);\n\tpcp->count -= 1 << order;', verdict: 'runs' },
  { name: 'one that forgets the count', body: '\tlist_del(&page->buddy_list);', verdict: 'differs' },
  { name: 'one that forgets to unlink', body: '\tpcp->count -= 1 << order;', verdict: 'differs' },
  {
    name: 'one that asks somebody unknown',
    body: '\tlist_del(&page->lru);\n\tpcp->count -= pages_of(order);',
    verdict: 'stopped',
  },
] as const;

describe('a user’s __rmqueue_pcplist()', () => {
  test.each(CASES)('$name: $verdict', ({ body, verdict }) => {
    const code = codeUnderTest(frontEnd, 'mm/page_alloc.c', popping(body), '6.12', 'smp');
    const rows = inPlaceRows({
      code: new Map([['smp', code]]),
      variant: '6.12',
      frontEnd,
      functions: ['__rmqueue_pcplist'],
    });
    expect(rows.map((row) => row.verdict)).toEqual([verdict]);
  });
});

/** A few of each family; scripts/in-place.mjs tries them all. */
const FAMILIES = ['rmqueue', 'rmqueue_buddy', 'expand', '__free_one_page', 'free_unref_page', 'check_retry_zonelist'];
const ROOT = path.resolve(import.meta.dirname, '../../.kernel');

describe.each(['6.1', '6.12'])('mm/page_alloc.c of %s', (version) => {
  const root = path.join(ROOT, `linux-source-${version}`);

  test.runIf(existsSync(path.join(root, 'mm/page_alloc.c')))('runs in place, and by itself', async () => {
    const opened = openKernelTree(root);
    if (opened.kind === 'error') throw new Error(opened.message);
    const workspace = await openWorkspace({ tree: opened.tree });
    const file = 'mm/page_alloc.c';
    const text = readFileSync(path.join(root, file), 'latin1');
    const checked = workspace.checkText({ path: file, treePath: file, text, worlds: ['smp'] });
    const code = new Map(checked.views.map((view) => [view.world, codeOfView(checked, view)] as const));
    const rows = inPlaceRows({ code, variant: version, frontEnd: workspace.frontEnd, functions: FAMILIES });
    expect(rows.filter((row) => row.verdict !== 'runs')).toEqual([]);
    const smp = code.get('smp');
    if (smp === undefined) throw new Error('no smp');
    for (const name of ['rmqueue_buddy', 'free_unref_page_commit', 'get_page_from_freelist']) {
      const result = simulateFunction(smp, name, { world: 'smp', variant: version, frontEnd: workspace.frontEnd });
      expect([name, result.verdict, result.reports]).toEqual([name, 'clean', []]);
    }
  });
});
