/**
 * What ended runs showed: the one to tell of, and everything found beside it. The shortest run with the report that is asked
 * for is shown; among equals the fewer preemptions, then the order of the list of kinds.
 */
import { type Bounds, type Report, type RunOutcome, SPLAT_KINDS, type SplatKind, type TraceStep } from './api';
import { consoleText } from './console';
import { createHeap } from './memory';
import type { Program } from './program';
import type { DetailedReport } from './reportTypes';
import type { Scenario } from './scenario';
import type { ExitNote, State } from './state';

export interface Run {
  readonly state: State;
  readonly reason: string;
}

export function budget(state: State): number {
  return state.preemptionsUsed + state.interruptsUsed;
}

function length(state: State): number {
  return state.trace?.length ?? 0;
}

export function compareStates(a: State, b: State): number {
  return budget(a) - budget(b) || length(a) - length(b) || a.steps - b.steps;
}

/** Without bounds the shortest comes first, whatever it costs. */
export function compareRuns(scenario: Scenario, a: State, b: State): number {
  return scenario.exhaust === true
    ? length(a) - length(b) || budget(a) - budget(b) || a.steps - b.steps
    : compareStates(a, b);
}

export interface Findings {
  add(run: Run): void;
  /** Nothing on the frontier can beat what was found. */
  settles(next: State): boolean;
  outcome(program: Program, bounds: Bounds, states: number, complete: boolean): RunOutcome;
}

export function createFindings(scenario: Scenario): Findings {
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
    outcome(program, bounds, states, complete) {
      best = withLeaks(scenario, ended, best);
      return describe(program, scenario, bounds, { ended, best, states, complete });
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
  const cost = budget(run.state) - budget(best.state);
  const order = scenario.exhaust === true ? a.step - b.step || cost : cost || a.step - b.step;
  return (order || rank(a.kind) - rank(b.kind)) < 0;
}

function rank(kind: SplatKind): number {
  return SPLAT_KINDS.indexOf(kind);
}

/**
 * A function that leaves with another context than it came with is a helper if it always does; it leaks if it returns the
 * same way from elsewhere with everything in order. Of locks, only where it had one there to give back: a helper may well take
 * a lock under a condition.
 */
function withLeaks(scenario: Scenario, ended: readonly Run[], best: Run | undefined): Run | undefined {
  if (best !== undefined && targetOf(scenario, best) !== undefined) return best;
  const orderly = ended.flatMap((run) => run.state.exits.filter((exit) => exit.leak === ''));
  const isLeak = (exit: ExitNote): boolean =>
    exit.leak !== '' &&
    orderly.some(
      ({ actor, returned, tookLocks }) =>
        actor === exit.actor && returned === exit.returned && (tookLocks || exit.kind === 'context-leak'),
    );
  let found: Run | undefined;
  for (const run of ended) {
    if (run.state.reports.length > 0) continue;
    const exit = run.state.exits.find(isLeak);
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
