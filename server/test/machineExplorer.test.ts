/** Several actors: what interleavings and interrupts bring out, and what must hold for every exploration. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { World } from '../src/kernel/worlds';
import { DEFAULT_BOUNDS, type RunOutcome } from '../src/machine/api';
import { explore, rerun } from '../src/machine/explore';
import type { Scenario, ScenarioActor } from '../src/machine/scenario';
import type { ModelFrontEnd } from '../src/model/frontEnd';
import { actor, programOf, scenarioOf, verdictOf } from './machineSupport';
import { testFrontEnd } from './modelFrontEnd';

let frontEnd: ModelFrontEnd;
beforeAll(async () => {
  frontEnd = await testFrontEnd();
});

interface Case {
  readonly name: string;
  readonly text: string;
  readonly actors: readonly ScenarioActor[];
  readonly more?: Partial<Scenario>;
  readonly expected: Partial<Record<World, string>>;
  /** Kinds that a full collection must hold. */
  readonly among?: Partial<Record<World, readonly string[]>>;
}

const LOCKS =
  'static DEFINE_SPINLOCK(a); static DEFINE_SPINLOCK(b); static DEFINE_SEQLOCK(s); int g; void __lockstep_report(const char *);\n';
const two = [actor('first'), actor('second', { cpu: 1 })];

const CASES: readonly Case[] = [
  {
    name: 'a lost update needs one preemption',
    text: 'void first(void) { g = g + 1; } void second(void) { int x = g; g = x + 1; } void check(void) { if (g != 2) __lockstep_report("warning"); }',
    actors: two,
    more: { finish: ['check'] },
    expected: { smp: 'warning' },
  },
  {
    name: 'a lock prevents it',
    text: `void first(void) { spin_lock(&a); g = g + 1; spin_unlock(&a); } void second(void) { int x; spin_lock(&a); x = g; g = x + 1; spin_unlock(&a); }
      void check(void) { if (g != 2) __lockstep_report("warning"); }`,
    actors: two,
    more: { finish: ['check'] },
    expected: { smp: 'clean', rt: 'clean' },
  },
  {
    name: 'an invariant that guesses again and again is given up',
    text: `long __lockstep_any(void); void first(void) { g = 1; }
      void check(void) { int i; int n = 0; for (i = 0; i < 40; i++) if (__lockstep_any()) n++; }`,
    actors: [actor('first')],
    more: { finish: ['check'] },
    expected: { smp: 'inconclusive: check() has more than 64 ways to go' },
  },
  {
    name: 'two orders on two CPUs',
    text: 'void first(void) { spin_lock(&a); spin_lock(&b); spin_unlock(&b); spin_unlock(&a); } void second(void) { spin_lock(&b); spin_lock(&a); spin_unlock(&a); spin_unlock(&b); }',
    actors: two,
    expected: { smp: 'circular-locking' },
    among: { smp: ['circular-locking', 'deadlock'], rt: ['circular-locking', 'deadlock'] },
  },
  {
    name: 'a handler takes what the task holds with interrupts on',
    text: 'void first(void) { spin_lock(&a); g++; spin_unlock(&a); } void second(void) { spin_lock(&a); g++; spin_unlock(&a); }',
    actors: [actor('first'), actor('second', { context: 'hardirq-threaded', arrival: 'interrupt' })],
    expected: { smp: 'inconsistent-lock-state', rt: 'clean' },
    among: { smp: ['inconsistent-lock-state', 'deadlock'] },
  },
  {
    name: 'with interrupts off it cannot arrive there',
    text: 'void first(void) { unsigned long f; spin_lock_irqsave(&a, f); g++; spin_unlock_irqrestore(&a, f); } void second(void) { spin_lock(&a); g++; spin_unlock(&a); }',
    actors: [actor('first'), actor('second', { context: 'hardirq-threaded', arrival: 'interrupt' })],
    expected: { smp: 'clean', rt: 'clean' },
  },
  {
    name: 'a reader in a handler on top of the writer',
    text: 'void first(void) { write_seqlock(&s); g++; write_sequnlock(&s); } void second(void) { unsigned int q; do { q = read_seqbegin(&s); g--; } while (read_seqretry(&s, q)); }',
    actors: [actor('first'), actor('second', { context: 'hardirq-threaded', arrival: 'interrupt' })],
    expected: { smp: 'inconsistent-lock-state' },
    among: { smp: ['livelock'] },
  },
  {
    name: 'a reader on another CPU waits for the writer',
    text: 'void first(void) { write_seqlock(&s); g = 1; g = 0; write_sequnlock(&s); } void second(void) { unsigned int q; int x; do { q = read_seqbegin(&s); x = g; } while (read_seqretry(&s, q)); if (x) __lockstep_report("missed-retry"); }',
    actors: two,
    expected: { smp: 'clean', rt: 'clean' },
  },
  {
    name: 'a higher priority preempts where preemption is on',
    text: 'void first(void) { g = 1; g = 2; } void second(void) { if (g == 1) __lockstep_report("warning"); }',
    actors: [actor('first'), actor('second', { priority: 50 })],
    expected: { smp: 'warning' },
  },
  {
    name: 'and not where it is off',
    text: 'void first(void) { preempt_disable(); g = 1; g = 2; preempt_enable(); } void second(void) { if (g == 1) __lockstep_report("warning"); }',
    actors: [actor('first'), actor('second', { priority: 50 })],
    expected: { smp: 'clean' },
  },
];

function run(test: Case, world: World, more: Partial<Scenario> = {}): RunOutcome {
  return explore(
    programOf(frontEnd, LOCKS + test.text, world),
    scenarioOf(world, test.actors, { ...test.more, ...more }),
    DEFAULT_BOUNDS,
  );
}

describe('several actors', () => {
  for (const test of CASES) {
    for (const [world, expected] of Object.entries(test.expected)) {
      it(`${test.name} (${world})`, () => {
        const outcome = run(test, world as World);
        expect(verdictOf(outcome).split('+')[0]).toBe(expected);
        if (expected === 'clean') expect(outcome.exhausted).toBe(true);
      });
    }
    for (const [world, kinds] of Object.entries(test.among ?? {})) {
      it(`${test.name}: all that can come (${world})`, () => {
        const all = run(test, world as World, { collectAll: true }).reports.map((report) => report.kind);
        expect(all).toEqual(expect.arrayContaining([...kinds]));
      });
    }
  }
});

describe('every exploration', () => {
  for (const test of CASES) {
    it(`${test.name}: twice the same, and again by its decisions`, () => {
      const program = programOf(frontEnd, LOCKS + test.text, 'smp');
      const scenario = scenarioOf('smp', test.actors, test.more ?? {});
      const first = explore(program, scenario, DEFAULT_BOUNDS);
      const second = explore(programOf(frontEnd, LOCKS + test.text, 'smp'), scenario, DEFAULT_BOUNDS);
      expect(second).toEqual(first);
      const again = rerun(program, scenario, first.decisions);
      expect(again?.trace).toEqual(first.trace);
      expect(again?.reports).toEqual(first.reports);
    });
  }

  it('decisions of another program do not fit', () => {
    const [test] = CASES;
    if (test === undefined) throw new Error('no case');
    const program = programOf(frontEnd, LOCKS + test.text, 'smp');
    expect(rerun(program, scenarioOf('smp', test.actors, test.more ?? {}), '999')).toBeUndefined();
  });
});
