/**
 * Who meets whom where is mostly known after the actors have run one after the other, by turns, and in a few orders thrown by
 * dice: what an exploration then still finds out is little, and it need not begin again for it. Deterministic: the dice are
 * numbered.
 */
import { carryOut } from './run';
import { type Move, movesOf } from './schedule';
import { forkState, hashState, type State } from './state';
import { run, type Search } from './ways';

/** Orders in which actors are rehearsed: all of up to four. */
const MOST_REHEARSED = 4;
/** Rehearsals by dice, for each pair of actors. */
const THROWN = 8;
/** Points of one rehearsal. */
const LONGEST = 2000;

type Pick = (state: State, moves: readonly Move[]) => Move | undefined;

export function rehearse(search: Search): void {
  const { machine, watch } = search;
  machine.watch = watch;
  const ids = machine.scenario.actors.map((_, id) => id).slice(0, MOST_REHEARSED);
  for (const order of permutations(ids)) {
    rehearseOnce(
      search,
      inOrder(order, (_state) => 0),
    );
    rehearseOnce(
      search,
      inOrder(order, (state) => order.indexOf(state.running) + 1),
    );
  }
  const thrown = ((ids.length * (ids.length - 1)) / 2) * THROWN;
  for (let seed = 1; seed <= thrown; seed++) rehearseOnce(search, byDice(seed));
  machine.watch = undefined;
}

function rehearseOnce(search: Search, pick: Pick): void {
  const { machine, stamps, limits } = search;
  let state = forkState(search.first, stamps);
  const seen = new Set<string>();
  for (let points = 0; points < LONGEST; points++) {
    // Going round in a circle teaches nothing, and would count the rounds.
    const hash = hashState(state);
    if (seen.has(hash)) return;
    seen.add(hash);
    machine.state = state;
    const move = pick(state, movesOf(machine, limits));
    if (move === undefined) return;
    carryOut(machine, move);
    state.scheduled = true;
    const [arrival] = run(search, state, move.thread);
    if (arrival === undefined || arrival.reason !== undefined) return;
    state = arrival.end;
  }
}

function inOrder(order: readonly number[], first: (state: State) => number): Pick {
  return (state, moves) => {
    const from = first(state);
    for (let at = 0; at < order.length; at++) {
      const move = moves.find(({ thread }) => thread === order[(from + at) % order.length]);
      if (move !== undefined) return move;
    }
    return moves[0];
  };
}

/** A linear congruential generator: enough to shuffle. */
function byDice(seed: number): Pick {
  let dice = seed;
  return (_state, moves) => {
    dice = (Math.imul(dice, 1664525) + 1013904223) >>> 0;
    return moves[Math.floor((dice / 2 ** 32) * moves.length)];
  };
}

function permutations(ids: readonly number[]): readonly (readonly number[])[] {
  if (ids.length <= 1) return [ids];
  return ids.flatMap((id) => permutations(ids.filter((other) => other !== id)).map((rest) => [id, ...rest]));
}
