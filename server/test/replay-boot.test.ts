/** Booted models are shared between files; what ran before makes no difference to a run. */
import { expect, test } from 'vitest';
import type { ModelFrontEnd } from '../src/model/frontEnd';
import { simulateFunction } from '../src/replay/simulate';
import { codeUnderTest, testFrontEnd } from './modelFrontEnd';

const BODY = `
static const char *note = "of this file";

void *refill(struct zone *zone)
{
	unsigned long flags;
	void *p;

	spin_lock_irqsave(&zone->lock, flags);
	p = kmalloc(64, GFP_KERNEL);
	spin_unlock_irqrestore(&zone->lock, flags);
	return p;
}
`;

/** Headers of several kinds: none, one that makes a zone larger, one that lays it out otherwise, one that adds a global. */
const TEXTS: readonly string[] = [
  BODY,
  `struct zone { spinlock_t lock; long first[40]; };\n${BODY}`,
  `struct zone { spinlock_t lock; long first[40]; };\nstatic int more;\n${BODY}`,
  `struct page { long odd[3]; struct list_head lru; };\nstruct zone { long odd; spinlock_t lock; };\n${BODY}`,
  BODY.replace('refill', 'free_one_page'),
];

function run(frontEnd: ModelFrontEnd, text: string): unknown {
  const name = text.includes('refill') ? 'refill' : 'free_one_page';
  const code = codeUnderTest(frontEnd, 'a.c', text, '6.12', 'smp');
  const result = simulateFunction(code, name, { world: 'smp', variant: '6.12', frontEnd });
  return 'result' in result ? result.result : result;
}

test('after files of other kinds a run is what it is alone', async () => {
  const shared = await testFrontEnd();
  const together = [...TEXTS, ...TEXTS].map((text) => run(shared, text));
  for (const [index, text] of TEXTS.entries()) {
    const alone = run(await testFrontEnd(), text);
    expect(together[index]).toEqual(alone);
    expect(together[index + TEXTS.length]).toEqual(alone);
    expect(JSON.stringify(alone)).toContain('acquire zone->lock');
  }
});
