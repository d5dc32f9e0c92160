/** The end of a run: who is stuck for ever, and the model's invariants when all are done. */

import { addEvent } from './events';
import { pushFrame } from './frames';
import { newThread } from './lifecycle';
import { type Machine, RunEnd } from './machine';
import { hashHeap } from './memory';
import { advance } from './run';
import type { RunLimits } from './schedule';
import { ownThread, type Stamps, type State, type Thread } from './state';

export interface EndedRun {
  readonly state: State;
  readonly reason: string;
}

/** One ended run, or several where an invariant had to guess. */
export function finishRun(
  machine: Machine,
  state: State,
  reason: string,
  stamps: Stamps,
  limits: RunLimits,
  counter: { steps: number },
  /** Memory as it stood at ends that were found in order: equal memory need not be looked through again. */
  inOrder?: Set<string>,
): readonly EndedRun[] {
  machine.state = state;
  if (reason === 'idle') {
    const stuck = stuckThreads(state).filter((thread) => machine.scenario.actors[thread.id]?.ends !== 'whenever');
    const first = stuck[0];
    if (first !== undefined) {
      reportStuck(machine, state, stuck, first);
      return [{ state, reason: 'stuck' }];
    }
    const { a, b } = hashHeap(state.heap);
    const memory = `${a}.${b}`;
    if (inOrder?.has(memory) === true) return [{ state, reason: 'done' }];
    const reports = state.reports.length;
    const ended = invariants(machine, state, stamps, limits, counter);
    if (ended.every((run) => run.state.reports.length === reports)) inOrder?.add(memory);
    return ended;
  }
  return [{ state, reason }];
}

export function stuckThreads(state: State): readonly Thread[] {
  return state.threads.filter((thread) => thread.status === 'waiting');
}

/** Spinning on a counter with nobody left to change it is a livelock; any cycle with a lock in it is a deadlock. */
function reportStuck(machine: Machine, state: State, stuck: readonly Thread[], first: Thread): void {
  const spinning = stuck.every(
    (thread) => !thread.waitBlocks && thread.waitsFor !== undefined && thread.waitsFor.endsWith('#'),
  );
  state.running = first.id;
  machine.enter(state, first.id);
  const said = state.reports.some((report) => report.kind === 'recursive-locking');
  if (said && machine.scenario.collectAll !== true) return;
  try {
    machine.report(spinning ? 'livelock' : 'deadlock', nameOf(state, first));
  } catch (thrown) {
    if (!(thrown instanceof RunEnd)) throw thrown;
  }
}

function nameOf(state: State, thread: Thread): string {
  const key = thread.waitsFor ?? '';
  return state.locks.get(key)?.name ?? state.seqs.get(key)?.name ?? key;
}

function invariants(
  machine: Machine,
  state: State,
  stamps: Stamps,
  limits: RunLimits,
  counter: { steps: number },
): readonly EndedRun[] {
  const { finish } = machine.scenario;
  if (finish === undefined || finish.length === 0) return [{ state, reason: 'done' }];
  let current: readonly State[] = [state];
  for (const name of finish)
    current = current.flatMap((next) => runFinish(machine, next, name, stamps, limits, counter));
  return current.map((ended) => ({ state: ended, reason: 'done' }));
}

/** Ways through one invariant: each branch on an unknown doubles them. */
const MOST_WAYS = 64;

function runFinish(
  machine: Machine,
  state: State,
  name: string,
  stamps: Stamps,
  limits: RunLimits,
  counter: { steps: number },
): readonly State[] {
  const linked = machine.program.function(name);
  if (linked === undefined) return [state];
  const thread = newThread(state.threads.length, state.owner, { name, context: 'task', cpu: 0, arrival: 'start' });
  thread.started = true;
  // Who may go on for ever stays where it is.
  state.threads = [...state.threads.map((other): Thread => ({ ...other, owner: state.owner, status: 'done' })), thread];
  state.stacks = state.stacks.map((stack, cpu) => (cpu === 0 ? [thread.id] : stack));
  state.running = thread.id;
  machine.enter(state, thread.id);
  ownThread(state, thread.id);
  pushFrame(machine, linked, [], undefined);
  const open = [state];
  const done: State[] = [];
  let ways = 1;
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const outcome = advance(machine, next, stamps, limits, counter);
    if (outcome.kind === 'fork' && ways + outcome.states.length - 1 <= MOST_WAYS) {
      ways += outcome.states.length - 1;
      open.push(...[...outcome.states].reverse());
      continue;
    }
    if (outcome.kind === 'fork') {
      next.cut = true;
      machine.state = next;
      machine.assume(`${name}() has more than ${MOST_WAYS} ways to go`);
    }
    done.push(next);
  }
  return done;
}

export { addEvent };
