/** What the explorer of several actors rests on: its cells, its schedules, its fair rounds, and that reduction loses nothing. */
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { Cells } from '../src/machine/cells';
import { explore, rerun } from '../src/machine/explore';
import { fairCycles, type GraphNode } from '../src/machine/fairCycles';
import type { ScenarioActor } from '../src/machine/scenario';
import { decodeSchedule, encodeSchedule } from '../src/machine/schedules';
import type { ModelFrontEnd } from '../src/model/frontEnd';
import { actor, programOf, scenarioOf } from './machineSupport';
import { testFrontEnd } from './modelFrontEnd';

let frontEnd: ModelFrontEnd;
beforeAll(async () => {
  frontEnd = await testFrontEnd();
});

describe('cells', () => {
  const write = fc.record({ at: fc.nat(40), value: fc.option(fc.integer({ min: 0, max: 3 }), { nil: undefined }) });
  it('are a map, copies are apart, and the sums say what is in them', () => {
    fc.assert(
      fc.property(fc.array(write), fc.array(write), fc.array(write), (first, mine, yours) => {
        const cells = new Cells();
        const map = new Map<number, number>();
        const apply = (to: Cells, model: Map<number, number>, writes: typeof first): void => {
          for (const { at, value } of writes) {
            if (value === undefined) {
              to.delete(at);
              model.delete(at);
            } else {
              to.set(at, value);
              model.set(at, value);
            }
          }
        };
        apply(cells, map, first);
        const copy = cells.copy();
        const other = new Map(map);
        apply(cells, map, mine);
        apply(copy, other, yours);
        for (const [is, should] of [
          [cells, map],
          [copy, other],
        ] as const) {
          expect([...is].sort(([a], [b]) => a - b)).toEqual([...should].sort(([a], [b]) => a - b));
          const fresh = new Cells();
          for (const [at, value] of should) fresh.set(at, value);
          expect(is.sums()).toEqual(fresh.sums());
        }
      }),
    );
  });
});

describe('schedules', () => {
  const slice = fc.record({ thread: fc.nat(9), pieces: fc.integer({ min: 1, max: 5000 }) });
  it('read back as they were written', () => {
    fc.assert(
      fc.property(
        fc.array(slice),
        fc.array(slice, { maxLength: 4 }),
        fc.stringMatching(/^[0-9a-z]{0,6}$/),
        (slices, cycle, choices) => {
          const text = encodeSchedule({ slices, cycle, choices });
          const back = decodeSchedule(text);
          expect(back === undefined ? undefined : encodeSchedule(back)).toBe(text);
        },
      ),
    );
  });
  it('are nothing else', () => {
    for (const text of ['x', '0', '0.', '0.1,', '0.1=', '1.2/', '0.1=2.3=4.5'])
      expect(decodeSchedule(text)).toBeUndefined();
  });
});

describe('fair rounds', () => {
  const node = (edges: readonly (readonly [number, number])[], enabled: number, unfinished = 1): GraphNode => ({
    edges: edges.map(([to, thread]) => ({ to, threads: 1 << thread })),
    enabled,
    unfinished,
  });
  const cases: readonly (readonly [string, readonly GraphNode[], number])[] = [
    ['one that spins alone', [node([[0, 0]], 0b01)], 1],
    [
      'one that spins while another could move is unfair',
      [
        node(
          [
            [0, 0],
            [1, 1],
          ],
          0b11,
        ),
        node([], 0),
      ],
      0,
    ],
    [
      'unless that one is stuck now and then',
      [
        node(
          [
            [1, 0],
            [2, 1],
          ],
          0b11,
        ),
        node([[0, 0]], 0b01),
        node([], 0),
      ],
      1,
    ],
    ['nobody is awaited', [node([[0, 0]], 0b01, 0)], 0],
    ['two that wake each other for ever', [node([[1, 0]], 0b01), node([[0, 1]], 0b10)], 1],
    ['a way without return', [node([[1, 0]], 0b01), node([], 0)], 0],
  ];
  for (const [name, nodes, count] of cases)
    it(name, () => {
      const found = fairCycles(nodes);
      expect(found.length).toBe(count);
      for (const { entry, round } of found) {
        let at = entry;
        for (const { node: from, edge } of round) {
          expect(from).toBe(at);
          at = nodes[from]?.edges[edge]?.to ?? -1;
        }
        expect(at).toBe(entry);
      }
    });
});

describe('reduction', () => {
  const GLOBALS =
    'static DEFINE_SPINLOCK(a); static DEFINE_SPINLOCK(b); static DEFINE_SEQLOCK(s); int g; int h; void __lockstep_report(const char *);\n';
  const texts: readonly (readonly [string, string, readonly ScenarioActor[], string])[] = [
    [
      'lost update',
      'void one(void) { g++; h++; } void two(void) { g++; } void check(void) { if (g != 2) __lockstep_report("warning"); }',
      [actor('one'), actor('two', { cpu: 1 })],
      'warning',
    ],
    [
      'two orders',
      'void one(void) { spin_lock(&a); spin_lock(&b); h++; spin_unlock(&b); spin_unlock(&a); } void two(void) { spin_lock(&b); spin_lock(&a); spin_unlock(&a); spin_unlock(&b); } void check(void) { }',
      [actor('one'), actor('two', { cpu: 1 })],
      'circular-locking,deadlock',
    ],
    [
      'a flag nobody sets',
      'void one(void) { while (!READ_ONCE(g)) cpu_relax(); } void two(void) { h = 1; } void check(void) { }',
      [actor('one'), actor('two', { cpu: 1 })],
      'livelock',
    ],
    [
      'a flag that is set',
      'void one(void) { while (!READ_ONCE(g)) cpu_relax(); } void two(void) { h = 1; WRITE_ONCE(g, 1); } void check(void) { }',
      [actor('one'), actor('two', { cpu: 1 })],
      '',
    ],
    [
      'a reader on top of its writer',
      'void one(void) { write_seqlock(&s); g++; write_sequnlock(&s); } void two(void) { unsigned int q; do { q = read_seqbegin(&s); h = g; } while (read_seqretry(&s, q)); } void check(void) { }',
      [actor('one'), actor('two', { context: 'hardirq-threaded', arrival: 'interrupt' })],
      'inconsistent-lock-state,livelock',
    ],
    [
      'a weak reader',
      'void one(void) { h = 1; smp_wmb(); g = 1; } void two(void) { int x = READ_ONCE(g); int y = READ_ONCE(h); if (x && !y) __lockstep_report("warning"); } void check(void) { }',
      [actor('one'), actor('two', { cpu: 1 })],
      '',
    ],
  ];
  for (const [name, text, actors, expected] of texts) {
    it(`${name}: the same with and without, and again from its schedule`, () => {
      const program = programOf(frontEnd, GLOBALS + text, 'smp');
      const scenario = scenarioOf('smp', actors, { exhaust: true, collectAll: true, finish: ['check'] });
      const kinds = (outcome: ReturnType<typeof explore>) =>
        outcome.reports
          .map(({ kind }) => kind)
          .sort()
          .join();
      const reduced = explore(program, scenario);
      const full = explore(program, { ...scenario, reduction: 'none' });
      expect(kinds(reduced)).toBe(expected);
      expect(kinds(full)).toBe(expected);
      expect(reduced.exhausted && full.exhausted).toBe(true);
      expect(reduced.states).toBeLessThanOrEqual(full.states);
      expect(rerun(program, scenario, reduced.decisions)?.trace).toEqual(reduced.trace);
    });
  }

  it('weak loads: the flag new, what it guards old; a read barrier forbids it', () => {
    const run = (barrier: string): string => {
      const text = `void one(void) { h = 1; smp_wmb(); g = 1; } void two(void) { int x = READ_ONCE(g); int y; ${barrier} y = READ_ONCE(h); if (x && !y) __lockstep_report("warning"); }`;
      const scenario = scenarioOf('smp', [actor('one'), actor('two', { cpu: 1 })], {
        exhaust: true,
        collectAll: true,
        weak: ['two'],
      });
      return explore(programOf(frontEnd, GLOBALS + text, 'smp'), scenario)
        .reports.map(({ kind }) => kind)
        .join();
    };
    expect(run('')).toBe('warning');
    expect(run('smp_rmb();')).toBe('');
  });
});
