/**
 * From one state of an exploration to the next: a thread's way to its next point, and what others then do that concerns nobody.
 */
import { assertNever } from '../base/assert';
import type { Bounds } from './api';
import type { Machine } from './machine';
import { objectAt, readCell } from './memory';
import { carryOut } from './run';
import { type Move, movesOf, type RunLimits } from './schedule';
import type { Slice } from './schedules';
import { runSlice } from './slice';
import type { Stamps, State } from './state';
import { type Pointer, spell, type Value } from './values';
import type { Watch } from './watch';

/** What all rounds of an exploration share. */
export interface Search {
  readonly machine: Machine;
  /** The state all runs begin in; forked, never run. */
  readonly first: State;
  readonly stamps: Stamps;
  readonly bounds: Bounds;
  readonly limits: RunLimits;
  readonly counter: { steps: number };
  readonly watch: Watch;
}

/** From a state to the next: one thread's way from a point to another, and what others then did that concerns nobody. */
export interface Way {
  readonly slices: readonly Slice[];
  /** What unknowns decided on the way. */
  readonly choices: string;
}

export interface Arrival {
  readonly end: State;
  /** Why the run ended; undefined: others may move now. */
  readonly reason: string | undefined;
  readonly way: Way;
}

/** One move and all that its thread does before others can matter. */
export function follow(search: Search, state: State, move: Move): readonly Arrival[] {
  const { machine } = search;
  machine.state = state;
  carryOut(machine, move);
  state.scheduled = true;
  return run(search, state, move.thread).flatMap((arrival) =>
    arrival.reason === undefined ? goOn(search, arrival) : arrival,
  );
}

/** One thread from where it is to its next point, in every way that unknowns decide. */
export function run(search: Search, state: State, thread: number): readonly Arrival[] {
  const { machine, stamps, limits, counter } = search;
  const { pieces, decisions } = state;
  const arrivals: Arrival[] = [];
  const open: State[] = [state];
  for (let half = open.pop(); half !== undefined; half = open.pop()) {
    const slice = runSlice(machine, half, stamps, limits, counter);
    const choices = half.decisions.slice(decisions.length);
    const way: Way = { slices: [{ thread, pieces: half.pieces - pieces }], choices };
    switch (slice.kind) {
      case 'point':
        arrivals.push({ end: half, reason: undefined, way });
        break;
      case 'end':
        arrivals.push({ end: half, reason: slice.reason, way });
        break;
      case 'fork':
        open.push(...[...slice.states].reverse());
        break;
      default:
        assertNever(slice);
    }
  }
  return arrivals;
}

/** How often all others are looked at again after one of them moved. */
const ROUNDS = 4;

/**
 * A thread that stood before a place others would still touch goes on once they have been there: what it does now commutes with
 * all they will do, so that before and after are one. Only where nothing is counted and nobody scripts who moves.
 */
function goOn(search: Search, { end, way }: Arrival): readonly Arrival[] {
  const { machine, watch, limits } = search;
  if (machine.scenario.exhaust !== true || watch.everything) return [{ end, reason: undefined, way }];
  let slices = way.slices;
  let { choices } = way;
  let last = end.running;
  for (let round = 0; round < ROUNDS; round++) {
    let moved = false;
    for (const { id } of end.threads) {
      machine.state = end;
      if (end.alone >= 0 || id === last || standsStill(search, end, id)) continue;
      const move = movesOf(machine, limits).find((candidate) => candidate.thread === id);
      if (move === undefined || (move.kind !== 'switch' && move.kind !== 'continue')) continue;
      const before = end.pieces;
      const { running } = end;
      carryOut(machine, move);
      const arrivals = run(search, end, id);
      const [only] = arrivals;
      // Unknowns decide, or the run is over: that is another state's business.
      if (arrivals.length !== 1 || only === undefined || only.end !== end || only.reason !== undefined)
        return arrivals.map((arrival) => ({
          ...arrival,
          way: { slices: [...slices, ...arrival.way.slices], choices: choices + arrival.way.choices },
        }));
      if (end.threads[running]?.status !== 'done' && running >= 0) end.running = running;
      if (end.pieces === before) continue;
      slices = [...slices, ...only.way.slices];
      choices += only.way.choices;
      moved = true;
    }
    if (!moved) break;
    last = -1;
  }
  return [{ end, reason: undefined, way: { slices, choices } }];
}

/** It would not get past the place it stopped before: known without trying. */
function standsStill({ watch }: Search, state: State, id: number): boolean {
  const thread = state.threads[id];
  if (thread === undefined || thread.status !== 'ready' || !thread.started) return true;
  const { stoppedAt } = thread;
  if (stoppedAt === undefined) return false;
  const { place, write, store } = stoppedAt;
  // What it is about to store may stand there by now: then it only looks.
  if (write && store !== undefined && holds(state, store.at, store.value)) return false;
  return watch.isShared(place, id, write, state.threads, store?.value);
}

function holds(state: State, at: Pointer, value: Value): boolean {
  const object = objectAt(state.heap, at.object);
  return object !== undefined && spell(readCell(object, at.offset)) === spell(value);
}

export function moversOf({ slices }: Way): number {
  return slices.reduce((mask, { thread }) => mask | (1 << thread), 0);
}
