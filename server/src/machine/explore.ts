/**
 * The explorer: runs of a scenario, fewest preemptions first and shortest first, until a run shows what is wanted and no
 * shorter one can, or the space or the bounds are used up. Deterministic: the frontier is ordered by budget, length, age.
 * Equal states are visited once. Several actors are interleaved in interleave.ts.
 */
import { assertNever } from '../base/assert';
import { type Bounds, DEFAULT_BOUNDS, type RunOutcome } from './api';
import { bootState } from './boot';
import { compareStates, createFindings } from './findings';
import { createFrontier } from './frontier';
import { interleave, rerunSchedule } from './interleave';
import { newThread } from './lifecycle';
import { Machine } from './machine';
import type { Program } from './program';
import { raise } from './reports';
import { advance } from './run';
import type { Scenario } from './scenario';
import type { RunLimits } from './schedule';
import { hashState, type Stamps, type State } from './state';
import { finishRun } from './wrapUp';

/** Steps of one run: far more than any function of the kernel takes on the model. */
const RUN_STEPS = 4_500_000;

export function explore(program: Program, scenario: Scenario, bounds: Bounds = DEFAULT_BOUNDS): RunOutcome {
  const { state, stamps } = start(program, scenario);
  const machine = new Machine(program, scenario, state, raise);
  if (machine.concurrent) return interleave(machine, state, stamps, bounds, RUN_STEPS);
  // One run alone must not take more than all of them may.
  const steps = Math.min(RUN_STEPS, bounds.steps);
  const limits: RunLimits = { steps, preemptions: bounds.preemptions, interrupts: bounds.interrupts };
  const counter = { steps: 0 };
  let frontier = createFrontier(compareStates);
  const visited = new Set<string>();
  const found = createFindings(scenario);
  let states = 0;
  let complete = true;
  let turnsToCome = scenario.inTurn === true ? scenario.actors.length - 1 : 0;
  frontier.push(state);
  for (let next = frontier.pop(); next !== undefined; next = frontier.pop()) {
    if (found.settles(next)) break;
    if (states >= bounds.states || counter.steps >= bounds.steps || scenario.cancelled?.() === true) {
      complete = false;
      break;
    }
    const hash = hashState(next);
    if (visited.has(hash)) continue;
    visited.add(hash);
    states++;
    const outcome = advance(machine, next, stamps, limits, counter);
    switch (outcome.kind) {
      case 'fork':
        for (const half of outcome.states) frontier.push(half);
        break;
      case 'end':
        if (turnsToCome > 0) complete = false;
        else for (const ended of finishRun(machine, next, outcome.reason, stamps, limits, counter)) found.add(ended);
        break;
      case 'turn':
        // One way for the first is enough: what is left of it is not explored.
        turnsToCome--;
        complete = false;
        frontier = createFrontier(compareStates);
        frontier.push(next);
        break;
      default:
        assertNever(outcome);
    }
  }
  const outcome = found.outcome(program, bounds, states, complete);
  if (turnsToCome === 0) return outcome;
  const actor = scenario.actors[scenario.actors.length - 1 - turnsToCome];
  return { ...outcome, verdict: 'inconclusive', reason: `${actor?.function ?? ''}() was not brought to its place` };
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
  if (machine.concurrent) return rerunSchedule(machine, state, stamps, decisions, bounds, RUN_STEPS);
  const limits: RunLimits = { steps: RUN_STEPS, preemptions: bounds.preemptions, interrupts: bounds.interrupts };
  const counter = { steps: 0 };
  let current = state;
  for (let forks = 0; forks < decisions.length + scenario.actors.length; forks++) {
    const outcome = advance(machine, current, stamps, limits, counter);
    if (outcome.kind === 'end') {
      const found = createFindings(scenario);
      for (const ended of finishRun(machine, current, outcome.reason, stamps, limits, counter)) found.add(ended);
      const result = found.outcome(program, bounds, forks + 1, true);
      return result.decisions === decisions ? result : undefined;
    }
    if (outcome.kind === 'turn') continue;
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
