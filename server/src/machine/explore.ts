/**
 * The explorer: runs of a scenario, fewest preemptions first and shortest first, until a run shows what is wanted and no
 * shorter one can, or the space or the bounds are used up. Deterministic: the frontier is ordered by budget, length, age.
 * Equal states are visited once.
 */
import { assertNever } from '../base/assert';
import {
  type Bounds,
  DEFAULT_BOUNDS,
  type Report,
  type RunOutcome,
  SPLAT_KINDS,
  type SplatKind,
  type TraceStep,
} from './api';
import { bootState } from './boot';
import { consoleText } from './console';
import { newThread } from './lifecycle';
import { Machine } from './machine';
import { createHeap } from './memory';
import type { Program } from './program';
import { raise } from './reports';
import type { DetailedReport } from './reportTypes';
import { advance } from './run';
import type { Scenario } from './scenario';
import type { RunLimits } from './schedule';
import { hashState, ownThread, type Stamps, type State } from './state';
import { finishRun, stuckThreads } from './wrapUp';

/** Steps of one run: far more than any function of the kernel takes on the model. */
const RUN_STEPS = 2_500_000;

interface Run {
  readonly state: State;
  readonly reason: string;
}

export function explore(program: Program, scenario: Scenario, bounds: Bounds = DEFAULT_BOUNDS): RunOutcome {
  const { state, stamps } = start(program, scenario);
  const machine = new Machine(program, scenario, state, raise);
  const limits: RunLimits = { steps: RUN_STEPS, preemptions: bounds.preemptions, interrupts: bounds.interrupts };
  const counter = { steps: 0 };
  const frontier = createFrontier();
  const visited = new Map<string, number>();
  const found = createFindings(scenario);
  let states = 0;
  let complete = true;
  frontier.push(state);
  for (let next = frontier.pop(); next !== undefined; next = frontier.pop()) {
    if (found.settles(next)) break;
    if (states >= bounds.states || counter.steps >= bounds.steps || scenario.cancelled?.() === true) {
      complete = false;
      break;
    }
    const hash = `${hashState(next)}|${next.preemptionsUsed}|${next.interruptsUsed}`;
    if (visited.has(hash)) continue;
    visited.set(hash, next.steps);
    states++;
    const outcome = advance(machine, next, stamps, limits, counter);
    switch (outcome.kind) {
      case 'fork':
        for (const half of outcome.states) frontier.push(half);
        break;
      case 'end':
        for (const ended of finishRun(machine, next, outcome.reason, stamps, limits, counter)) found.add(ended);
        break;
      default:
        assertNever(outcome);
    }
  }
  return found.outcome(program, scenario, bounds, states, complete);
}

/** The same run again; undefined when the decisions do not fit the program any more. */
export function rerun(
  program: Program,
  scenario: Scenario,
  decisions: string,
  bounds: Bounds = DEFAULT_BOUNDS,
): RunOutcome | undefined {
  const { state, stamps } = start(program, scenario);
  const machine = new Machine(program, scenario, state, raise);
  const limits: RunLimits = { steps: RUN_STEPS, preemptions: bounds.preemptions, interrupts: bounds.interrupts };
  const counter = { steps: 0 };
  let current = state;
  for (let forks = 0; forks <= decisions.length; forks++) {
    const outcome = advance(machine, current, stamps, limits, counter);
    if (outcome.kind === 'end') {
      const found = createFindings(scenario);
      for (const ended of finishRun(machine, current, outcome.reason, stamps, limits, counter)) found.add(ended);
      const result = found.outcome(program, scenario, bounds, forks + 1, true);
      return result.decisions === decisions ? result : undefined;
    }
    const next = outcome.states.find((half) => decisions.startsWith(half.decisions));
    if (next === undefined) return undefined;
    current = next;
  }
  return undefined;
}

function start(program: Program, scenario: Scenario): { state: State; stamps: Stamps } {
  const { state, stamps } = bootState(program, scenario);
  state.threads = scenario.actors.map((actor, id) => newThread(id, state.owner, actor));
  return { state, stamps };
}

/** Ordered by budget used, then length, then age: small preemption bounds first, shortest runs first. */
function createFrontier(): { push(state: State): void; pop(): State | undefined } {
  const heap: { readonly state: State; readonly age: number }[] = [];
  let age = 0;
  const before = (a: { state: State; age: number }, b: { state: State; age: number }): boolean => {
    const order = compareStates(a.state, b.state);
    return order !== 0 ? order < 0 : a.age < b.age;
  };
  const swap = (i: number, j: number): void => {
    const [a, b] = [heap[i], heap[j]];
    if (a !== undefined && b !== undefined) [heap[i], heap[j]] = [b, a];
  };
  return {
    push(state) {
      heap.push({ state, age: age++ });
      for (let i = heap.length - 1; i > 0; ) {
        const parent = (i - 1) >> 1;
        const [a, b] = [heap[i], heap[parent]];
        if (a === undefined || b === undefined || !before(a, b)) break;
        swap(i, parent);
        i = parent;
      }
    },
    pop() {
      const first = heap[0];
      const last = heap.pop();
      if (first === undefined || last === undefined) return undefined;
      if (heap.length === 0) return first.state;
      heap[0] = last;
      for (let i = 0; ; ) {
        let least = i;
        for (const child of [2 * i + 1, 2 * i + 2]) {
          const [a, b] = [heap[child], heap[least]];
          if (a !== undefined && b !== undefined && before(a, b)) least = child;
        }
        if (least === i) break;
        swap(i, least);
        i = least;
      }
      return first.state;
    },
  };
}

function budget(state: State): number {
  return state.preemptionsUsed + state.interruptsUsed;
}

function length(state: State): number {
  return state.trace?.length ?? 0;
}

function compareStates(a: State, b: State): number {
  return budget(a) - budget(b) || length(a) - length(b) || a.steps - b.steps;
}

interface Findings {
  add(run: Run): void;
  /** Nothing on the frontier can beat what was found. */
  settles(next: State): boolean;
  outcome(program: Program, scenario: Scenario, bounds: Bounds, states: number, complete: boolean): RunOutcome;
}

function createFindings(scenario: Scenario): Findings {
  const ended: Run[] = [];
  let best: Run | undefined;
  const isTarget = (run: Run): boolean => targetOf(scenario, run) !== undefined;
  return {
    add(run) {
      if (run.reason === 'invalid') return;
      ended.push({ state: withoutMemory(run.state), reason: run.reason });
      if (run.state.reports.length === 0) return;
      if (best === undefined || better(scenario, run, best)) best = run;
    },
    settles(next) {
      if (best === undefined || scenario.collectAll === true || !isTarget(best)) return false;
      const target = targetOf(scenario, best);
      return (
        budget(next) > budget(best.state) || (budget(next) === budget(best.state) && length(next) > (target?.step ?? 0))
      );
    },
    outcome(program, asked, bounds, states, complete) {
      best = withLeaks(asked, ended, best);
      return describe(program, asked, bounds, { ended, best, states, complete });
    },
  };
}

const NO_MEMORY = createHeap(0, 0);

/** What is told of an ended run does not need its memory; thousands of them are kept. */
function withoutMemory(state: State): State {
  return {
    ...state,
    heap: NO_MEMORY,
    threads: [],
    facts: new Map(),
    marks: new Map(),
    locks: new Map(),
    perCpu: new Map(),
  };
}

/** The report a run is judged by. */
function targetOf(scenario: Scenario, run: Run): DetailedReport | undefined {
  const { reports } = run.state;
  const kinds = scenario.stop?.kinds ?? scenario.wanted;
  if (scenario.stop !== undefined && run.reason === 'stop') return reports[reports.length - 1];
  if (scenario.stop !== undefined) return undefined;
  return kinds === undefined ? reports[0] : reports.find((report) => kinds.includes(report.kind));
}

function better(scenario: Scenario, run: Run, best: Run): boolean {
  const [mine, theirs] = [targetOf(scenario, run), targetOf(scenario, best)];
  if ((mine === undefined) !== (theirs === undefined)) return mine !== undefined;
  const [a, b] = [mine ?? run.state.reports[0], theirs ?? best.state.reports[0]];
  if (a === undefined || b === undefined) return b === undefined;
  const order = budget(run.state) - budget(best.state) || a.step - b.step || rank(a.kind) - rank(b.kind);
  return order < 0;
}

function rank(kind: SplatKind): number {
  return SPLAT_KINDS.indexOf(kind);
}

/**
 * A function that leaves with another context than it came with is a helper if it always does; it leaks if it returns the
 * same way from elsewhere with everything in order.
 */
function withLeaks(scenario: Scenario, ended: readonly Run[], best: Run | undefined): Run | undefined {
  if (best !== undefined && targetOf(scenario, best) !== undefined) return best;
  const clean = new Set(
    ended.flatMap((run) =>
      run.state.exits.filter((exit) => exit.leak === '').map((exit) => `${exit.actor} ${exit.returned}`),
    ),
  );
  let found: Run | undefined;
  for (const run of ended) {
    if (run.state.reports.length > 0) continue;
    const exit = run.state.exits.find((note) => note.leak !== '' && clean.has(`${note.actor} ${note.returned}`));
    if (exit?.report === undefined) continue;
    const leaked: Run = { state: { ...run.state, reports: [exit.report], trace: exit.trace }, reason: run.reason };
    const isWanted = scenario.stop === undefined || scenario.stop.kinds.includes(exit.kind);
    if (isWanted && (found === undefined || compareStates(leaked.state, found.state) < 0)) found = leaked;
  }
  return found ?? best;
}

interface Explored {
  readonly ended: readonly Run[];
  readonly best: Run | undefined;
  readonly states: number;
  readonly complete: boolean;
}

function describe(program: Program, scenario: Scenario, bounds: Bounds, explored: Explored): RunOutcome {
  const { ended, best, states, complete } = explored;
  const cut = ended.some((run) => run.state.cut);
  const assumptions = [...new Set(ended.flatMap((run) => run.state.assumptions))].sort();
  const base = { states, exhausted: complete && !cut, bounds, assumptions };
  if (best !== undefined) {
    const trace = traceOf(best.state);
    const reports: Report[] = best.state.reports.map(plainReport);
    if (scenario.collectAll === true) {
      for (const run of ended)
        for (const report of run.state.reports)
          if (!reports.some((known) => known.kind === report.kind)) reports.push(plainReport(report));
    }
    const target = targetOf(scenario, best) ?? best.state.reports[0];
    return {
      ...base,
      verdict: 'splat',
      reports,
      trace,
      console: target === undefined ? [] : consoleText(program, target),
      decisions: best.state.decisions,
      assumptions: best.state.assumptions,
    };
  }
  const trusting = ended.find((run) => run.state.assumptions.length > 0);
  const shown = trusting ?? shortest(ended);
  const waits = ended.some((run) => run.reason === 'waits');
  const reason =
    trusting !== undefined
      ? assumptions.join('; ')
      : !complete
        ? 'stopped at its bounds'
        : ended.length === 0
          ? 'no run ended'
          : waits
            ? 'waits'
            : cut
              ? 'a run was cut at its bound'
              : undefined;
  const inconclusive = trusting !== undefined || (ended.length === 0 && !complete);
  return {
    ...base,
    verdict: inconclusive ? 'inconclusive' : 'clean',
    reports: [],
    ...(reason === undefined ? {} : { reason }),
    trace: shown === undefined ? [] : traceOf(shown.state),
    console: [],
    decisions: shown?.state.decisions ?? '',
  };
}

function shortest(ended: readonly Run[]): Run | undefined {
  let best: Run | undefined;
  for (const run of ended) if (best === undefined || compareStates(run.state, best.state) < 0) best = run;
  return best;
}

function plainReport(report: DetailedReport): Report {
  const { kind, step, file, function: name, span, context, stack } = report;
  return { kind, step, file, function: name, span, context, stack };
}

export function traceOf(state: State): readonly TraceStep[] {
  const steps: TraceStep[] = [];
  for (let node = state.trace; node !== undefined; node = node.before) steps.push({ step: node.length, ...node.step });
  return steps.reverse();
}

export { linkProgram } from './program';
export { ownThread, stuckThreads };
