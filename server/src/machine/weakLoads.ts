/**
 * Actors whose loads may be carried out early: such a load sees what the place held at any time since the actor's last read
 * barrier, never older than what it saw there already. Only variables addressed by name: a load through a pointer waits for
 * the pointer.
 */
import type { Program } from './program';
import type { Scenario } from './scenario';
import type { State, Thread } from './state';
import type { Pointer, Value } from './values';
import { addressKey } from './watch';

interface Machine {
  readonly program: Program;
  readonly scenario: Scenario;
  readonly state: State;
  readonly thread: Thread;
  choose(count: number, what: string): number;
}

/** The thread has come to a read barrier: nothing it still loads is older. */
export function forgetStale(state: State, thread: number): void {
  if (state.stale.size === 0) return;
  const prefix = `${thread}:`;
  state.stale = new Map([...state.stale].filter(([key]) => !key.startsWith(prefix)));
}

/** What a load of the running thread sees where `now` stands. */
export function weakLoad(machine: Machine, pointer: Pointer, now: Value): Value {
  const { state, thread } = machine;
  const key = keyOf(thread, pointer);
  const older = state.stale.get(key);
  if (older === undefined) return now;
  const choice = machine.choose(older.length + 1, 'early load');
  const stale = new Map(state.stale);
  if (choice === 0) stale.delete(key);
  else stale.set(key, older.slice(choice - 1));
  state.stale = stale;
  return older[choice - 1] ?? now;
}

/** A store replaces `old`: what others' early loads may still have seen. */
export function rememberStale({ program, scenario, state, thread }: Machine, pointer: Pointer, old: Value): void {
  if (!isNamed(program, pointer)) return;
  for (const other of state.threads) {
    const isWeak = scenario.weak?.includes(other.actor) === true;
    if (other.id === thread.id || other.status === 'done' || !other.started || !isWeak) continue;
    const key = keyOf(other, pointer);
    state.stale = new Map(state.stale).set(key, [...(state.stale.get(key) ?? []), old]);
  }
}

function keyOf({ id }: Thread, { object, offset }: Pointer): string {
  return `${id}:${addressKey(object, offset)}`;
}

/** A variable of its own, no part of a larger one: its address is known before anything is loaded. */
function isNamed({ globalById, layouts }: Program, { object }: Pointer): boolean {
  const type = globalById(object)?.type;
  return type !== undefined && layouts.resolve(type).kind === 'int';
}
