/**
 * Invariants I1-I7 and conservation of pages under random requests: alloc and free sequences become C, run on the machine,
 * and the model's own checks walk every list at the end.
 */
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { kernelFacts } from '../src/kernel/facts';
import { DEFAULT_BOUNDS } from '../src/machine/api';
import { explore } from '../src/machine/explore';
import { linkProgram } from '../src/machine/program';
import type { ModelFrontEnd } from '../src/model/frontEnd';
import { modelUnits } from '../src/model/units';
import { codeUnderTest, testFrontEnd, variantNamed } from './modelFrontEnd';

const SLOTS = 6;

type Operation =
  | { readonly kind: 'alloc'; readonly slot: number; readonly order: number; readonly gfp: string }
  | { readonly kind: 'free'; readonly slot: number };

const operations = fc.array(
  fc.oneof(
    fc.record({
      kind: fc.constant('alloc' as const),
      slot: fc.integer({ min: 0, max: SLOTS - 1 }),
      order: fc.integer({ min: 0, max: 5 }),
      gfp: fc.constantFrom('GFP_NOWAIT', 'GFP_KERNEL', 'GFP_KERNEL | __GFP_MOVABLE', 'GFP_ATOMIC | __GFP_RECLAIMABLE'),
    }),
    fc.record({ kind: fc.constant('free' as const), slot: fc.integer({ min: 0, max: SLOTS - 1 }) }),
  ),
  { maxLength: 24 },
);

let frontEnd: ModelFrontEnd;
beforeAll(async () => {
  frontEnd = await testFrontEnd();
});

/** A slot that is taken is not allocated into again; a free of an empty slot is left out. */
function program(list: readonly Operation[]): string {
  const held = new Map<number, number>();
  const lines: string[] = [];
  for (const operation of list) {
    const order = held.get(operation.slot);
    if (operation.kind === 'alloc' && order === undefined) {
      lines.push(`\tp${operation.slot} = alloc_pages(${operation.gfp}, ${operation.order});`);
      lines.push(`\tif (p${operation.slot}->_refcount != 1)\n\t\t__lockstep_report("bad-page");`);
      held.set(operation.slot, operation.order);
    } else if (operation.kind === 'free' && order !== undefined) {
      lines.push(`\t__free_pages(p${operation.slot}, ${order});`);
      held.delete(operation.slot);
    }
  }
  const pages = [...held.values()].reduce((sum, order) => sum + (1 << order), 0);
  const slots = Array.from({ length: SLOTS }, (_, i) => `static struct page *p${i};`).join('\n');
  return `${slots}\n\nvoid sequence(void)\n{\n${lines.join('\n')}\n\tmodel_check_pages(${pages});\n}\n`;
}

function reportsOf(text: string, variantName: string, warm: bigint): readonly string[] {
  const variant = variantNamed(variantName);
  const code = codeUnderTest(frontEnd, 'sequence.c', text, variantName, 'smp');
  const unit = {
    file: code.file,
    text,
    functions: code.fileIr.functions,
    globals: code.fileIr.globals,
    declarations: code.declarations,
  };
  const outcome = explore(
    linkProgram([...modelUnits(variant, 'smp', frontEnd), unit]),
    {
      id: 'sequence',
      world: 'smp',
      facts: kernelFacts(variant.facts),
      setup: ['model_boot'],
      finish: ['model_check'],
      collectAll: true,
      globals: [{ name: 'model_pcp_warm', value: warm }],
      actors: [{ name: 'sequence', function: 'sequence', cpu: 0, context: 'task', arrival: 'start' }],
    },
    { ...DEFAULT_BOUNDS, preemptions: 0, interrupts: 0 },
  );
  return outcome.verdict === 'inconclusive'
    ? [`inconclusive: ${outcome.reason}`]
    : outcome.reports.map((report) => report.kind);
}

/** Short sequences for two CPUs: what matters is where they meet. */
const short = fc.array(
  fc.record({
    order: fc.constantFrom(0, 0, 1, 4),
    gfp: fc.constantFrom('GFP_NOWAIT', 'GFP_ATOMIC | __GFP_MOVABLE'),
    keep: fc.boolean(),
  }),
  { minLength: 1, maxLength: 2 },
);

function sequenceFor(name: string, list: readonly { order: number; gfp: string; keep: boolean }[]): string {
  const lines = list.flatMap(({ order, gfp, keep }) => [
    `\tpage = alloc_pages(${gfp}, ${order});`,
    ...(keep ? [] : [`\tif (page)\n\t\t__free_pages(page, ${order});`]),
  ]);
  return `void ${name}(void)\n{\n\tstruct page *page;\n\n${lines.join('\n')}\n}\n`;
}

/** Two CPUs and, if asked for, one that builds the zonelists again meanwhile. */
function meeting(text: string, variantName: string, rebuild: boolean): readonly string[] {
  const variant = variantNamed(variantName);
  const code = codeUnderTest(frontEnd, 'meeting.c', text, variantName, 'smp');
  const unit = {
    file: code.file,
    text,
    functions: code.fileIr.functions,
    globals: code.fileIr.globals,
    declarations: code.declarations,
  };
  const task = (name: string, fn: string, cpu: number) =>
    ({ name, function: fn, cpu, context: 'task', arrival: 'start' }) as const;
  const outcome = explore(
    linkProgram([...modelUnits(variant, 'smp', frontEnd), unit]),
    {
      id: 'meeting',
      world: 'smp',
      facts: kernelFacts(variant.facts),
      setup: ['model_boot'],
      finish: ['model_check'],
      collectAll: true,
      plainTasks: true,
      leaks: 'any',
      globals: [
        { name: 'model_pcp_warm', value: 0n },
        { name: 'model_pcp_batch', value: 2n },
      ],
      actors: [task('one', 'one', 0), task('two', 'two', 1), ...(rebuild ? [task('hotplug', 'probe_rebuild', 1)] : [])],
    },
    { ...DEFAULT_BOUNDS, preemptions: 1, interrupts: 0, states: 40_000 },
  );
  return outcome.verdict === 'inconclusive' || !outcome.exhausted
    ? [`inconclusive: ${outcome.reason}`]
    : outcome.reports.map(({ kind }) => kind);
}

test('two CPUs at once: nothing is lost, handed out twice or left locked', () => {
  fc.assert(
    fc.property(short, short, fc.constantFrom('5.8', '6.12'), fc.boolean(), (one, two, variant, rebuild) => {
      // A rebuild takes thousands of steps, and others may come before each: with it one request each is all that is seen whole.
      const most = rebuild ? 1 : 2;
      const text = sequenceFor('one', one.slice(0, most)) + sequenceFor('two', two.slice(0, most));
      expect(meeting(text, variant, rebuild)).toEqual([]);
    }),
    { seed: 11, numRuns: 3 },
  );
});

describe.each(['5.8', '6.12'])('%s', (variant) => {
  test('lists, counts and merging hold after any sequence; no page is lost or handed out twice', () => {
    fc.assert(
      fc.property(operations, fc.constantFrom(0n, 1n), (list, warm) => {
        expect(reportsOf(program(list), variant, warm)).toEqual([]);
      }),
      { seed: 7, numRuns: 25 },
    );
  });

  test('everything freed is one set of largest blocks again', () => {
    const text = `
static struct page *p0;

void sequence(void)
{
	p0 = alloc_pages(GFP_KERNEL, 0);
	__free_pages(p0, 0);
	drain_all_pages(NULL);
	drain_pages_zone(0, &node_data[0].node_zones[ZONE_NORMAL]);
	if (node_data[0].node_zones[ZONE_NORMAL].free_area[MAX_PAGE_ORDER].nr_free != 8)
		__lockstep_report("page-lost");
}
`;
    expect(reportsOf(text, variant, 0n)).toEqual([]);
  });

  test('a page that is nowhere any more is told', () => {
    const text = `
void sequence(void)
{
	struct zone *zone = &node_data[0].node_zones[ZONE_NORMAL];

	model_take_page(zone);
}
`;
    expect(reportsOf(text, variant, 0n)).toEqual(['page-lost']);
  });

  test('a page in use on a list is told', () => {
    const text = `
void sequence(void)
{
	struct zone *zone = &node_data[0].node_zones[ZONE_NORMAL];
	struct page *page = alloc_pages(GFP_KERNEL, 0);

	list_add(&page->lru, &zone_pcp(zone, 0)->lists[0]);
	zone_pcp(zone, 0)->count++;
}
`;
    expect(reportsOf(text, variant, 1n)).toContain('page-lost');
  });

  test('a page freed twice is told', () => {
    const text = `
void sequence(void)
{
	struct page *page = alloc_pages(GFP_KERNEL, 4);

	__free_pages(page, 4);
	__free_pages(page, 4);
}
`;
    expect(reportsOf(text, variant, 0n)).toContain('page-twice');
  });
});
