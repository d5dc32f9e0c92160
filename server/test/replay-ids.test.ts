/** Replay ids: ASCII, reversible, and honest about runs that cannot be made again alike. */
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import type { ModelFrontEnd } from '../src/model/frontEnd';
import { pictureOf } from '../src/replay/picture';
import { decodeRunId, encodeRunId } from '../src/replay/replayId';
import { rerun } from '../src/replay/rerun';
import { simulateScenario } from '../src/replay/scenario';
import { simulateFunction } from '../src/replay/simulate';
import { codeUnderTest, testFrontEnd } from './modelFrontEnd';

let frontEnd: ModelFrontEnd;
beforeAll(async () => {
  frontEnd = await testFrontEnd();
});

const TEXT = `
static DEFINE_SPINLOCK(lock);

void sleeps(void)
{
	spin_lock(&lock);
	might_sleep();
	spin_unlock(&lock);
}
`;

test('an id is one ASCII word and reads back as it was written', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.string(), (file, decisions) => {
      const id = {
        kind: 'function',
        file,
        textHash: 'ab12',
        function: 'f',
        variant: '5.8+D3',
        world: 'rt',
        state: 'pcp=empty,slab=cold,zone=low',
        start: 2,
        program: 'path,f,g',
        leaks: true,
        decisions,
      } as const;
      const text = encodeRunId(id);
      expect(text).toMatch(/^[\x21-\x7e]+$/);
      expect(decodeRunId(text)).toEqual(id);
    }),
    { seed: 3 },
  );
});

test('a scenario and a function run again alike', () => {
  const load = () => codeUnderTest(frontEnd, 'x.c', TEXT, '6.12', 'smp');
  const scenario = simulateScenario({ id: 'T2', world: 'smp', frontEnd });
  if (scenario.kind === 'unknown') throw new Error(scenario.message);
  expect(rerun(scenario.result.id, { frontEnd, load })).toMatchObject({
    kind: 'same',
    result: { trace: scenario.result.trace },
  });
  const first = simulateFunction(load(), 'sleeps', { world: 'smp', variant: '6.12', frontEnd });
  expect(first.splat).toBe('sleeping-in-atomic');
  expect(rerun(first.id, { frontEnd, load })).toMatchObject({ kind: 'same', result: { reports: first.reports } });
});

test('another text, a broken id, an unknown variant are told', () => {
  const first = simulateFunction(codeUnderTest(frontEnd, 'x.c', TEXT, '6.12', 'smp'), 'sleeps', {
    world: 'smp',
    variant: '6.12',
    frontEnd,
  });
  const load = () => codeUnderTest(frontEnd, 'x.c', `${TEXT}\n`, '6.12', 'smp');
  expect(rerun(first.id, { frontEnd, load }).kind).toBe('different');
  expect(rerun('nonsense', { frontEnd, load }).kind).toBe('different');
  expect(rerun('ls1:s:T1:9.9:smp:', { frontEnd, load }).kind).toBe('different');
});

test('a trace as a picture: lanes and the stretch a lock is held', () => {
  const result = simulateFunction(codeUnderTest(frontEnd, 'x.c', TEXT, '6.12', 'smp'), 'sleeps', {
    world: 'smp',
    variant: '6.12',
    frontEnd,
  });
  const picture = pictureOf(result.trace);
  expect(picture.cpus).toEqual([0]);
  expect(picture.intervals.map((interval) => interval.lock)).toContain('lock');
});
