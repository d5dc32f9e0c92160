/**
 * Actors in turn: each runs until it has come through its place and holds nothing, then the next begins on the machine as it
 * stands. An interleaving like others (the first is preempted there and never comes back), chosen because all that the second
 * needs of the first is what lockdep remembers.
 */
import type { Span } from '../base/span';
import type { Machine } from './machine';
import { leaveCpu, ownMarks, ownThread, type State, type Thread } from './state';

/** Whose turn it is: the first that is not done. */
export function inTurn(state: State): Thread | undefined {
  return state.threads.find((thread) => thread.status !== 'done');
}

/** The actor has others behind it that wait for it to come through its place. */
export function isBefore(machine: Machine, thread: number): boolean {
  return machine.scenario.inTurn === true && thread < machine.scenario.actors.length - 1;
}

const REACHED = 'came through';

/** Called with every event: the running actor's place is noted when it comes by. */
export function passes(machine: Machine, functionName: string, span: Span): void {
  const { thread, scenario, state } = machine;
  if (scenario.inTurn !== true) return;
  const until = scenario.actors[thread.id]?.until;
  if (until === undefined || until.function !== functionName) return;
  if (until.span.start < span.end && span.start < until.span.end) ownMarks(state).set(key(thread.id), 1);
}

/** The actor's turn is over: it has come through its place, holds nothing and has left nothing wrong behind. */
export function isOver(machine: Machine): boolean {
  const { thread, state } = machine;
  return thread.held.length <= thread.entry.held && state.marks.has(key(thread.id)) && state.reports.length === 0;
}

/** It stops for good. What only held of it must not be held against the next. */
export function endTurn(machine: Machine): void {
  const { state } = machine;
  const thread = ownThread(state, machine.thread.id);
  thread.status = 'done';
  leaveCpu(state, thread);
  state.running = -1;
  state.exits = [];
  const marks = ownMarks(state);
  for (const name of [...marks.keys()]) if (name.startsWith('taken ')) marks.delete(name);
}

function key(thread: number): string {
  return `${REACHED} ${thread}`;
}
