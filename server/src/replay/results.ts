/** Outcomes of the machine as results in CONTRACT's shape, and which of several is the one to show. */

import type { World } from '../kernel/worlds';
import { type RunOutcome, SPLAT_KINDS } from '../machine/api';
import type { SimulationResult } from './api';
import { encodeRunId, type RunId } from './replayId';

export interface ResultFrame {
  readonly subject: string;
  readonly world: World;
  readonly variant: string;
  readonly state: string;
  readonly id: RunId;
  readonly assumptions?: readonly string[];
}

export function resultOf(outcome: RunOutcome, frame: ResultFrame): SimulationResult {
  const kinds = outcome.reports.map((report) => report.kind);
  const first = kinds[0];
  return {
    subject: frame.subject,
    world: frame.world,
    variant: frame.variant,
    state: frame.state,
    verdict: outcome.verdict,
    ...(first === undefined ? {} : { splat: first }),
    reports: kinds,
    ...(outcome.reason === undefined ? {} : { reason: outcome.reason }),
    states: outcome.states,
    exhausted: outcome.exhausted,
    bound: { preemptions: outcome.bounds.preemptions, steps: outcome.bounds.steps },
    id: encodeRunId(frame.id),
    trace: shortened(outcome).map((step) => ({
      step: step.step,
      cpu: step.cpu,
      context: step.context,
      actor: step.actor,
      file: step.file,
      line: step.line,
      function: step.function,
      source: step.source,
      event: step.event,
      held: step.held,
      irqs: step.irqs,
      preempt: step.preempt,
    })),
    console: outcome.console,
    assumptions: [...(frame.assumptions ?? []), ...outcome.assumptions],
  };
}

/** Long loops make long traces: the start, and what leads to the first report (or to the end), are kept. */
const LONGEST_TRACE = 2000;
const KEPT_START = 200;

function shortened(outcome: RunOutcome): RunOutcome['trace'] {
  const { trace } = outcome;
  if (trace.length <= LONGEST_TRACE) return trace;
  const first = outcome.reports[0]?.step ?? trace.length - 1;
  const end = Math.min(trace.length, Math.max(first + 50, LONGEST_TRACE));
  return [...trace.slice(0, KEPT_START), ...trace.slice(end - (LONGEST_TRACE - KEPT_START), end)];
}

const RANK = { splat: 0, inconclusive: 1, clean: 2 } as const;

/** Worst first: splat, inconclusive, clean; among splats the shortest run, ties in the order of the kinds' list. */
export function compareResults(a: SimulationResult, b: SimulationResult): number {
  if (a.verdict !== b.verdict) return RANK[a.verdict] - RANK[b.verdict];
  if (a.verdict === 'splat') return a.trace.length - b.trace.length || kindRank(a.splat) - kindRank(b.splat);
  return 0;
}

export function worstOf(results: readonly SimulationResult[]): SimulationResult | undefined {
  let worst: SimulationResult | undefined;
  for (const result of results) if (worst === undefined || compareResults(result, worst) < 0) worst = result;
  if (worst === undefined) return undefined;
  const states = results.reduce((sum, result) => sum + result.states, 0);
  const exhausted = worst.verdict === 'splat' ? worst.exhausted : results.every((result) => result.exhausted);
  return { ...worst, states, exhausted };
}

function kindRank(kind: string | undefined): number {
  const at = (SPLAT_KINDS as readonly string[]).indexOf(kind ?? '');
  return at === -1 ? SPLAT_KINDS.length : at;
}
