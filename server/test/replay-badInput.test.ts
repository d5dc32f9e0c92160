/** What the machine says of code it cannot, or should not, run: the name of what stopped it, never a crash of ours. */
import { beforeAll, describe, expect, test } from 'vitest';
import type { ModelFrontEnd } from '../src/model/frontEnd';
import { simulateFunction } from '../src/replay/simulate';
import { codeUnderTest, testFrontEnd } from './modelFrontEnd';

let frontEnd: ModelFrontEnd;
beforeAll(async () => {
  frontEnd = await testFrontEnd();
});

const BEFORE = `
struct thing { int a; struct thing *next; };
static int counter;
extern int told_by_nobody(int x);

static int deeper(int n)
{
	return deeper(n + 1) + 1;
}

`;

const CASES = [
  {
    name: 'a loop without end',
    body: 'for (;;)\n\t\tcounter++;',
    verdict: 'inconclusive',
    says: /tried\(\) goes on for more than/,
  },
  { name: 'recursion', body: 'deeper(0);', verdict: 'inconclusive', says: /nested deeper than 96: deeper/ },
  {
    name: 'an unknown callee',
    body: 'if (told_by_nobody(1))\n\t\tcounter = 0;',
    verdict: 'inconclusive',
    says: /told_by_nobody\(\)/,
  },
  {
    name: 'inline assembly',
    body: 'asm volatile("nop");',
    verdict: 'inconclusive',
    says: /inline assembly in tried\(\)/,
  },
  {
    name: 'a field the model does not have',
    body: 'if (zone->brand_new)\n\t\tcounter++;',
    verdict: 'inconclusive',
    says: /a field of an object in node_data/,
  },
  {
    name: 'a NULL pointer',
    body: 'struct thing *t = kzalloc(sizeof(*t), GFP_KERNEL);\n\n\tif (t)\n\t\tt->next->a = 1;',
    verdict: 'splat',
    kind: 'null-deref',
  },
  { name: 'a call through NULL', body: 'void (*f)(void) = NULL;\n\n\tf();', verdict: 'splat', kind: 'null-deref' },
  {
    name: 'memory that was freed',
    body: 'struct thing *t = kmalloc(sizeof(*t), GFP_KERNEL);\n\n\tif (!t)\n\t\treturn;\n\tkfree(t);\n\tt->a = 1;',
    verdict: 'splat',
    kind: 'use-after-free',
  },
  {
    name: 'memory behind an object',
    body: 'int *p = kmalloc(16, GFP_KERNEL);\n\n\tif (p)\n\t\tp[6] = 1;',
    verdict: 'splat',
    kind: 'out-of-bounds',
  },
] as const;

describe('code that cannot be run, or should not', () => {
  test.each(CASES)('$name: $verdict', (one) => {
    const text = `${BEFORE}void tried(struct zone *zone)\n{\n\t${one.body}\n}\n`;
    const code = codeUnderTest(frontEnd, 'tried.c', text, '6.12', 'smp');
    const result = simulateFunction(code, 'tried', { world: 'smp', variant: '6.12', frontEnd });
    expect(result.verdict).toBe(one.verdict);
    if ('says' in one) expect(result.reason).toMatch(one.says);
    if ('kind' in one) expect(result.reports).toContain(one.kind);
  });
});
