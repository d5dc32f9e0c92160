/**
 * Several actors: every order in which they can meet, up to the bounds on preemptions and interrupts, or without any. The
 * state graph is kept, so that a round in it that a fair scheduler may go for ever is seen as what it is: a livelock.
 */
import type { Bounds, RunOutcome } from './api';
import { fairCycles, type GraphEdge } from './fairCycles';
import { compareRuns, createFindings, type Run } from './findings';
import { createFrontier } from './frontier';
import type { Machine } from './machine';
import { rehearse } from './rehearsal';
import { carryOut } from './run';
import { movesOf, type RunLimits } from './schedule';
import { decodeSchedule, encodeSchedule, type Schedule, type Slice } from './schedules';
import { runSlice } from './slice';
import { forkState, hashState, type Stamps, type State } from './state';
import { Watch, watchCpus } from './watch';
import { follow, moversOf, type Search, type Way } from './ways';
import { finishRun } from './wrapUp';

type Edge = Way & GraphEdge;

interface Node {
  readonly id: number;
  readonly edges: Edge[];
  /** How it was found first: the shortest way. */
  readonly parent: { readonly node: number; readonly edge: Edge } | undefined;
  enabled: number;
  unfinished: number;
}

/** States explored after a new shared place turned up: others turn up with it, then all begins again. */
const STATES_AFTER_GROWTH = 150;

const UNBOUNDED = Number.MAX_SAFE_INTEGER;

export function interleave(
  machine: Machine,
  first: State,
  stamps: Stamps,
  bounds: Bounds,
  runSteps: number,
): RunOutcome {
  const { scenario } = machine;
  const free = scenario.exhaust === true;
  const limits: RunLimits = {
    steps: runSteps,
    preemptions: free ? UNBOUNDED : bounds.preemptions,
    interrupts: free ? UNBOUNDED : bounds.interrupts,
  };
  const watch = new Watch(scenario.actors.length, scenario.reduction === 'none');
  watchCpus(
    watch,
    scenario.actors.map(({ cpu }) => cpu),
  );
  const search: Search = { machine, first, stamps, bounds, limits, counter: { steps: 0 }, watch };
  if (!watch.everything) rehearse(search);
  for (;;) {
    watch.grew = false;
    const outcome = exploreOnce(search);
    if (outcome !== undefined) return checked(search, outcome);
  }
}

/** undefined: a place turned out to be shared that was not known to be. */
function exploreOnce(search: Search): RunOutcome | undefined {
  const { machine, bounds, watch, counter, stamps, limits } = search;
  const { scenario } = machine;
  const nodes: Node[] = [];
  const known = new Map<string, Node>();
  const inOrder = new Set<string>();
  const found = createFindings(scenario);
  const frontier = createFrontier<{ node: Node; state: State }>((a, b) => compareRuns(scenario, a.state, b.state));
  let complete = true;
  let enough = Number.POSITIVE_INFINITY;

  const reach = (state: State, from: Node | undefined, way: Way): void => {
    const key = keyOf(search, state);
    const old = known.get(key);
    const edge = { ...way, to: old?.id ?? nodes.length, threads: moversOf(way) };
    from?.edges.push(edge);
    if (old !== undefined) return;
    const parent = from === undefined ? undefined : { node: from.id, edge };
    const node: Node = { id: edge.to, edges: [], parent, enabled: 0, unfinished: 0 };
    nodes.push(node);
    known.set(key, node);
    frontier.push({ node, state });
  };
  const finish = (state: State, reason: string, slices: readonly Way[]): void => {
    machine.watch = undefined;
    for (const ended of finishRun(machine, state, reason, stamps, limits, counter, inOrder)) {
      ended.state.decisions = encodeSchedule({
        slices: slices.flatMap((way) => way.slices),
        cycle: [],
        choices: ended.state.decisions,
      });
      found.add(ended);
    }
    machine.watch = watch;
  };

  machine.watch = watch;
  reach(forkState(search.first, stamps), undefined, { slices: [], choices: '' });
  for (let next = frontier.pop(); next !== undefined; next = frontier.pop()) {
    const { node, state } = next;
    if (watch.grew) {
      enough = Math.min(enough, nodes.length + STATES_AFTER_GROWTH);
      if (nodes.length > enough) return undefined;
    } else if (found.settles(state)) break;
    if (nodes.length >= bounds.states || counter.steps >= bounds.steps || scenario.cancelled?.() === true) {
      complete = false;
      break;
    }
    machine.state = state;
    const moves = movesOf(machine, limits);
    node.enabled = mustMove(machine);
    node.unfinished = unfinished(machine);
    if (moves.length === 0 || onlyOthersGoOn(machine)) {
      finish(state, 'idle', waysTo(nodes, node));
      continue;
    }
    for (const [index, move] of moves.entries()) {
      const half = index === moves.length - 1 ? state : forkState(state, stamps);
      for (const { end, reason, way } of follow(search, half, move)) {
        if (reason === undefined) reach(end, node, way);
        else finish(end, reason, [...waysTo(nodes, node), way]);
      }
    }
  }
  machine.watch = undefined;
  if (watch.grew && complete) return undefined;
  if (complete) for (const ended of livelocks(search, nodes)) found.add(ended);
  return found.outcome(machine.program, statedBounds(search), nodes.length, complete);
}

function keyOf({ machine }: Search, state: State): string {
  const hash = hashState(state);
  if (machine.scenario.exhaust === true) return hash;
  return `${hash}|${state.preemptionsUsed}|${state.interruptsUsed}|${state.running}`;
}

function waysTo(nodes: readonly Node[], node: Node | undefined): readonly Way[] {
  const ways: Way[] = [];
  for (let at = node; at?.parent !== undefined; at = nodes[at.parent.node]) ways.push(at.parent.edge);
  return ways.reverse();
}

/** Threads a fair scheduler owes a move: an interrupt that has not come yet may never come. */
function mustMove(machine: Machine): number {
  const { state } = machine;
  let mask = 0;
  for (const { thread } of movesOf(machine, { steps: 0, preemptions: UNBOUNDED, interrupts: UNBOUNDED })) {
    const { started, arrival } = state.threads[thread] ?? { started: false, arrival: 'start' };
    if (started || arrival === 'start') mask |= 1 << thread;
  }
  return mask;
}

/** Everybody whose end is awaited is at it; who is left may go on for ever. */
function onlyOthersGoOn(machine: Machine): boolean {
  const { actors } = machine.scenario;
  if (!actors.some(({ ends }) => ends === 'whenever')) return false;
  return machine.state.threads.every(({ id, status }) => status === 'done' || actors[id]?.ends === 'whenever');
}

function unfinished(machine: Machine): number {
  let mask = 0;
  for (const thread of machine.state.threads) {
    const awaited = machine.scenario.actors[thread.id]?.ends !== 'whenever';
    if (awaited && thread.status !== 'done' && (thread.started || thread.arrival === 'start')) mask |= 1 << thread.id;
  }
  return mask;
}

/** Each fair round as a run: the shortest way into it, once round, and the report. */
function livelocks(search: Search, nodes: readonly Node[]): readonly Run[] {
  return fairCycles(nodes).flatMap(({ entry, round }) => {
    const into = waysTo(nodes, nodes[entry]);
    const once = round.flatMap(({ node, edge }) => nodes[node]?.edges[edge] ?? []);
    const choices = [...into, ...once].map((way) => way.choices).join('');
    const [slices, cycle] = [into, once].map((ways) => ways.flatMap((way) => way.slices));
    return makeRun(search, { slices: slices ?? [], cycle: cycle ?? [], choices }) ?? [];
  });
}

/** The run of a schedule, from the start. undefined: the schedule does not fit. */
function makeRun(search: Search, schedule: Schedule): readonly Run[] | undefined {
  const { machine, stamps } = search;
  machine.watch = undefined;
  const before = play(search, forkState(search.first, stamps), schedule.slices, schedule.choices);
  if (before === undefined) return undefined;
  if (before.reason !== undefined || schedule.cycle.length === 0) {
    machine.state = before.state;
    const isOver = onlyOthersGoOn(machine) || movesOf(machine, search.limits).length === 0;
    if (before.reason === undefined && !isOver) return undefined;
    return finishRun(machine, before.state, before.reason ?? 'idle', stamps, search.limits, search.counter).map(
      (ended) => {
        ended.state.decisions = encodeSchedule({ ...schedule, choices: ended.state.decisions });
        return ended;
      },
    );
  }
  const start = hashState(before.state);
  const after = play(search, before.state, schedule.cycle, schedule.choices);
  if (after === undefined || after.reason !== undefined || hashState(after.state) !== start) return undefined;
  const { state } = after;
  const turning = schedule.cycle.find(({ thread }) => machine.scenario.actors[thread]?.ends !== 'whenever');
  state.running = turning?.thread ?? state.running;
  machine.enter(state, state.running);
  machine.report('livelock', `a round of ${schedule.cycle.reduce((sum, { pieces }) => sum + pieces, 0)} steps`);
  state.decisions = encodeSchedule({ ...schedule, choices: state.decisions });
  return [{ state, reason: 'livelock' }];
}

function play(
  search: Search,
  first: State,
  slices: readonly Slice[],
  choices: string,
): { readonly state: State; readonly reason: string | undefined } | undefined {
  const { machine, stamps, limits, counter } = search;
  let state = first;
  for (const { thread, pieces } of slices) {
    const stopAt = state.pieces + pieces;
    let chosen = false;
    while (state.pieces < stopAt) {
      machine.state = state;
      const running = state.threads[state.running];
      if (!chosen || running?.id !== thread || running.status !== 'ready') {
        const move = movesOf(machine, limits).find((candidate) => candidate.thread === thread);
        if (move === undefined) return undefined;
        carryOut(machine, move);
        chosen = true;
      }
      const began = state.pieces;
      machine.stopAt = stopAt;
      const end = runSlice(machine, state, stamps, limits, counter);
      machine.stopAt = undefined;
      if (end.kind === 'end') return state.pieces === stopAt ? { state, reason: end.reason } : undefined;
      if (end.kind === 'fork') {
        const half = end.states.find((next) => choices.startsWith(next.decisions));
        if (half === undefined) return undefined;
        state = half;
      } else if (state.pieces === began) return undefined;
    }
  }
  return { state, reason: undefined };
}

/** Every outcome of an exploration is made again from its schedule before it is told. */
function checked(search: Search, outcome: RunOutcome): RunOutcome {
  if (outcome.decisions === '') return outcome;
  const { machine } = search;
  const again = rerunSchedule(
    machine,
    search.first,
    search.stamps,
    outcome.decisions,
    search.bounds,
    search.limits.steps,
  );
  const isSame =
    again !== undefined &&
    JSON.stringify(again.trace) === JSON.stringify(outcome.trace) &&
    again.reports.every(({ kind }, index) => outcome.reports[index]?.kind === kind);
  return isSame ? outcome : { ...outcome, verdict: 'inconclusive', reason: 'two runs of one schedule differ' };
}

/** The run of a schedule as an outcome of its own; undefined when the schedule does not fit the program. */
export function rerunSchedule(
  machine: Machine,
  first: State,
  stamps: Stamps,
  decisions: string,
  bounds: Bounds,
  runSteps: number,
): RunOutcome | undefined {
  const schedule = decodeSchedule(decisions);
  if (schedule === undefined) return undefined;
  const limits: RunLimits = { steps: runSteps, preemptions: UNBOUNDED, interrupts: UNBOUNDED };
  const watch = new Watch(0, false);
  const search: Search = { machine, first, stamps, bounds, limits, counter: { steps: 0 }, watch };
  const runs = makeRun(search, schedule);
  const run = runs?.find(({ state }) => state.decisions === decisions);
  if (run === undefined) return undefined;
  const found = createFindings(machine.scenario);
  found.add(run);
  return found.outcome(machine.program, statedBounds(search), 1, true);
}

/** What was not bounded is not stated as a bound. */
function statedBounds({ machine, bounds }: Search): Bounds {
  return machine.scenario.exhaust === true ? { ...bounds, preemptions: -1, interrupts: -1 } : bounds;
}
