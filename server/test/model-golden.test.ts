/** The golden traces T1-T21 and the caller tables: event by event, kind by kind, as the reference tables say. */
import { beforeAll, describe, expect, test } from 'vitest';
import { WORLDS } from '../src/kernel/worlds';
import type { ModelFrontEnd } from '../src/model/frontEnd';
import { goldenWords } from '../src/model/goldenWords';
import { SCENARIOS } from '../src/model/scenarios';
import { simulateScenario } from '../src/replay/scenario';
import { testFrontEnd } from './modelFrontEnd';

let frontEnd: ModelFrontEnd;
beforeAll(async () => {
  frontEnd = await testFrontEnd();
});

// The counter's scenarios have tables of their own.
for (const scenario of SCENARIOS.filter((one) => one.golden !== undefined || one.expected !== undefined)) {
  describe(`${scenario.id}: ${scenario.title}`, () => {
    for (const world of scenario.worlds ?? WORLDS) {
      const golden = typeof scenario.golden === 'string' ? scenario.golden : scenario.golden?.[world];
      const expected = scenario.expected?.[world];
      if (golden === undefined && expected === undefined) continue;
      // Where interrupts are not really off the words IRQ-/IRQ+ vanish; rt has its own text or none.
      const words =
        typeof scenario.golden === 'string' && world === 'rt' && /L\(zone\)/.test(scenario.golden) ? undefined : golden;
      test(world, () => {
        const run = simulateScenario({ id: scenario.id, world, frontEnd });
        if (run.kind === 'unknown') throw new Error(run.message);
        if (words !== undefined) expect(goldenWords(run.outcome.trace)).toBe(words);
        if (expected === 'ok') expect(run.result.reports).toEqual([]);
        else if (expected !== undefined) expect(run.result.reports).toEqual(expect.arrayContaining([...expected]));
        expect(run.result.verdict).not.toBe('inconclusive');
      });
    }
  });
}

test('the same scenario twice gives the same run', () => {
  const once = () => simulateScenario({ id: 'T7', world: 'smp', frontEnd });
  expect(once()).toEqual(once());
});

test('unknown names are errors with a way out', () => {
  expect(simulateScenario({ id: 'T99', world: 'smp', frontEnd })).toMatchObject({ kind: 'unknown' });
  expect(simulateScenario({ id: 'T1', variant: '6.12+D3', world: 'smp', frontEnd })).toMatchObject({ kind: 'unknown' });
});
