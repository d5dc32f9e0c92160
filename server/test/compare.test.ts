/** compare: the claims of the 2020 thread as figures, and the command's shape. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ModelFrontEnd } from '../src/model/frontEnd';
import { WORKLOAD_CONTEXTS } from '../src/model/scenarios/workloads';
import { type CompareRow, compareDesigns, findWorkload } from '../src/replay/compare';
import { makeFolder } from './cli/run';
import { testFrontEnd } from './modelFrontEnd';

let frontEnd: ModelFrontEnd;
beforeAll(async () => {
  frontEnd = await testFrontEnd();
});

function rows(workload: string, variants: readonly string[], world: 'smp' | 'rt' = 'smp'): readonly CompareRow[] {
  const found = findWorkload(workload);
  if (found === undefined) throw new Error(workload);
  return compareDesigns({ variants, workload: found, world, frontEnd });
}

function row(all: readonly CompareRow[], variant: string, context: string): CompareRow {
  const found = all.find((one) => one.variant === variant && one.context === context);
  if (found === undefined) throw new Error(`${variant} in ${context}`);
  return found;
}

describe('what the mails say', () => {
  test('a higher rate of failures: only refilling designs serve a flood', () => {
    const all = rows('flood', ['5.8+D0', '5.8+D1-prep', '5.8+D2', '5.8+D3', '6.15+D5']);
    for (const variant of ['5.8+D1-prep', '5.8+D2', '5.8+D3'])
      expect(row(all, variant, 'task')).toMatchObject({ attempts: 100, failures: 40 });
    for (const variant of ['5.8+D0', '6.15+D5']) expect(row(all, variant, 'task').failures).toBe(0);
  });

  test('the sketch as written never gets a page', () => {
    const all = rows('flood', ['5.8+D1']);
    for (const context of WORKLOAD_CONTEXTS) expect(row(all, '5.8+D1', context.name).failures).toBe(100);
  });

  test('a prolonged hold time: a raw zone->lock is held for the whole refill, and longer for the bulk free', () => {
    const flood = rows('flood', ['5.8+D0', '5.8+D4']);
    expect(row(flood, '5.8+D0', 'task').rawHeldSteps).toBe(0);
    expect(row(flood, '5.8+D4', 'task').rawHeldSteps).toBeGreaterThan(1000);
    const burst = rows('burst', ['5.8+D4']);
    expect(row(burst, '5.8+D4', 'task').rawHeldSteps).toBeGreaterThan(row(flood, '5.8+D4', 'task').rawHeldSteps);
  });

  test('who may be called from where', () => {
    const all = rows('flood', ['5.8+D0', '5.8+D3', '5.8+D4', '6.15+D5']);
    expect(row(all, '5.8+D0', 'raw_spinlock held').splat).toBe('invalid-wait-context');
    for (const variant of ['5.8+D3', '5.8+D4', '6.15+D5'])
      expect(row(all, variant, 'raw_spinlock held')).toMatchObject({ verdict: 'clean', splat: null });
  });

  test('today’s answer gives nothing to a hard interrupt of PREEMPT_RT', () => {
    expect(row(rows('flood', ['6.15+D5'], 'rt'), '6.15+D5', 'hardirq')).toMatchObject({ failures: 100, splat: null });
  });

  test('the same table twice is the same table', () => {
    expect(rows('mixed', ['5.8+D3'])).toEqual(rows('mixed', ['5.8+D3']));
  });
});

const folder = makeFolder();
afterAll(() => folder.remove());

describe('the command', () => {
  test('json as the contract has it', () => {
    const run = folder.run('compare', '--variants', '5.8+D1', '--format', 'json');
    expect(run.status).toBe(0);
    const { version, workload, world, rows: table } = JSON.parse(run.stdout);
    expect({ version, workload, world }).toEqual({ version: 1, workload: 'flood', world: 'smp' });
    expect(table).toHaveLength(WORKLOAD_CONTEXTS.length);
    expect(table[2]).toMatchObject({ variant: '5.8+D1', context: 'raw_spinlock held', verdict: 'clean', splat: null });
    for (const figure of ['attempts', 'failures', 'irqOffSteps', 'rawHeldSteps', 'pagesStranded'])
      expect(typeof table[0][figure]).toBe('number');
  });

  test.each([
    ['--workload', 'none'],
    ['--variants', '5.8+D9'],
    ['--world', 'mars'],
  ])('%s %s is an error of one line', (option, value) => {
    const run = folder.run('compare', option, value);
    expect(run.status).toBe(2);
    expect(run.stderr.trim().split('\n')).toHaveLength(1);
  });
});
