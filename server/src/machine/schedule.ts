/**
 * Who may run next: the running thread, other CPUs, a task of higher priority, an interrupt where it is enabled. Leaving a
 * thread that could go on costs a preemption, an arrival costs an interrupt; both are bounded.
 */
import { isRealtime } from '../kernel/worlds';
import { interrupts, isThreadedOnRt } from './contextState';
import type { Machine } from './machine';
import { ownThread, type State, type Thread } from './state';
import { inTurn } from './turns';

export interface RunLimits {
  /** Steps of one run. */
  readonly steps: number;
  readonly preemptions: number;
  readonly interrupts: number;
}

export interface Move {
  readonly kind: 'continue' | 'switch' | 'start' | 'interrupt';
  readonly thread: number;
  readonly preemptions: number;
  readonly interrupts: number;
}

export function movesOf(machine: Machine, limits: RunLimits): readonly Move[] {
  const { state } = machine;
  if (machine.scenario.inTurn === true && !machine.quiet) {
    const next = inTurn(state);
    const move = next === undefined ? undefined : moveTo(machine, state, next, 0);
    return move === undefined ? [] : [move];
  }
  const running = state.running >= 0 ? state.threads[state.running] : undefined;
  const alone = state.alone >= 0 ? state.threads[state.alone] : undefined;
  if (alone !== undefined) {
    const move = moveTo(machine, state, alone, 0);
    if (move !== undefined) return [move];
  }
  const goesOn = running !== undefined && moveTo(machine, state, running, 0) !== undefined;
  const cost = goesOn ? 1 : 0;
  const moves: Move[] = [];
  if (goesOn) moves.push({ kind: 'continue', thread: running.id, preemptions: 0, interrupts: 0 });
  for (const thread of state.threads) {
    if (thread.id === running?.id) continue;
    const move = moveTo(machine, state, thread, cost);
    if (move === undefined) continue;
    if (
      state.preemptionsUsed + move.preemptions > limits.preemptions ||
      state.interruptsUsed + move.interrupts > limits.interrupts
    )
      continue;
    moves.push(move);
  }
  return moves.length > 0 ? moves : patient(state);
}

/** Who waits for a stage of the scenario's script waits no longer once nobody else can move. */
function patient(state: State): readonly Move[] {
  return state.threads
    .filter((thread) => thread.status === 'waiting' && thread.waitsFor === STAGE)
    .map((thread): Move => ({ kind: 'continue', thread: thread.id, preemptions: 0, interrupts: 0 }));
}

/** What `__lockstep_await()` waits for. */
export const STAGE = 'stage';

function moveTo(machine: Machine, state: State, thread: Thread, cost: number): Move | undefined {
  if (thread.status !== 'ready') return undefined;
  const stack = state.stacks[thread.cpu] ?? [];
  const topId = stack[stack.length - 1] ?? -1;
  const top = topId >= 0 ? state.threads[topId] : undefined;
  if (thread.started && topId === thread.id) {
    if (isTaskAlone(machine, stack, thread) && isPreemptibleTask(thread) && isOutranked(state, thread))
      return undefined;
    return { kind: 'switch', thread: thread.id, preemptions: cost, interrupts: 0 };
  }
  if (thread.started && stack.includes(thread.id)) return undefined;
  const sameCpu = state.running >= 0 && state.threads[state.running]?.cpu === thread.cpu;
  if (interrupts(machine, thread.context)) {
    if (thread.arrival !== 'interrupt' && top === undefined)
      return { kind: 'interrupt', thread: thread.id, preemptions: sameCpu ? 0 : cost, interrupts: 0 };
    return isEnabled(machine, state, thread, top)
      ? { kind: 'interrupt', thread: thread.id, preemptions: 0, interrupts: 1 }
      : undefined;
  }
  const isArrival = thread.arrival === 'interrupt' && !thread.started;
  if (isOutranked(state, thread)) return undefined;
  if (top === undefined)
    return {
      kind: 'start',
      thread: thread.id,
      preemptions: isArrival || sameCpu ? 0 : cost,
      interrupts: isArrival ? 1 : 0,
    };
  if (!isTaskAlone(machine, stack, top) || !isPreemptibleTask(top) || (top.bh > 0 && thread.context === 'softirq'))
    return undefined;
  const mine = effectivePriority(state, thread, isArrival);
  const theirs = effectivePriority(state, top, false);
  // Ordinary tasks share a CPU by turns.
  const takesTurns = mine === 0 && theirs === 0 && top.context === 'task';
  if (mine <= theirs && !takesTurns) return undefined;
  return { kind: 'start', thread: thread.id, preemptions: isArrival ? 0 : 1, interrupts: isArrival ? 1 : 0 };
}

/** A task of higher priority is ready on the same CPU: it was preempted, or has been woken. */
function isOutranked(state: State, thread: Thread): boolean {
  const mine = effectivePriority(state, thread, thread.arrival === 'interrupt' && !thread.started);
  const stack = state.stacks[thread.cpu] ?? [];
  return state.threads.some(
    (other) =>
      other.id !== thread.id &&
      other.cpu === thread.cpu &&
      other.started &&
      other.status === 'ready' &&
      !stack.includes(other.id) &&
      effectivePriority(state, other, false) > mine,
  );
}

function isEnabled(machine: Machine, state: State, thread: Thread, top: Thread | undefined): boolean {
  if (thread.started || thread.arrival !== 'interrupt') return false;
  if (thread.context === 'nmi') return top === undefined || top.context !== 'nmi';
  if (top === undefined) return true;
  if (top.irqsOff || top.context === 'nmi') return false;
  if (thread.context !== 'softirq')
    return (top.context !== 'hardirq' && top.context !== 'hardirq-threaded') || isRealtime(machine.world);
  const stack = state.stacks[thread.cpu] ?? [];
  return stack.every((id) => {
    const other = state.threads[id];
    return (
      other === undefined ||
      (other.bh === 0 && other.context !== 'softirq' && (other.context === 'task' || other.context === 'irq-thread'))
    );
  });
}

function isTaskAlone(machine: Machine, stack: readonly number[], top: Thread): boolean {
  return stack.length === 1 && !interrupts(machine, top.context);
}

function isPreemptibleTask(thread: Thread): boolean {
  // Spinning on a counter is plain code; a spinlock is asked for with preemption off.
  const stays = thread.status === 'waiting' && !thread.waitBlocks && thread.waitsFor?.endsWith('#') !== true;
  return thread.preempt === 0 && !thread.irqsOff && !stays;
}

/** Forced irq threads run at FIFO 50; whoever holds what a task waits for inherits its priority. */
function effectivePriority(state: State, thread: Thread, arriving: boolean): number {
  let priority = Math.max(thread.priority, arriving || isThreadedOnRt(thread.context) ? 50 : 0);
  for (const waiter of state.threads) {
    if (waiter.status !== 'waiting' || waiter.waitsFor === undefined || waiter.id === thread.id) continue;
    const lock = state.locks.get(waiter.waitsFor);
    if (lock?.owner === thread.id && waiter.waitBlocks)
      priority = Math.max(priority, waiter.priority, isThreadedOnRt(waiter.context) ? 50 : 0);
  }
  return priority;
}

/** True: the thread runs for the first time, and has yet to enter its context. */
export function perform(machine: Machine, move: Move): boolean {
  const { state } = machine;
  state.preemptionsUsed += move.preemptions;
  state.interruptsUsed += move.interrupts;
  const thread = ownThread(state, move.thread);
  state.running = thread.id;
  if (thread.status === 'waiting') {
    thread.status = 'ready';
    thread.waitsFor = undefined;
  }
  if (move.kind === 'continue' || move.kind === 'switch') return false;
  const stacks = state.stacks.slice();
  const stack = stacks[thread.cpu] ?? [];
  // A preempted or blocked task leaves the CPU; an interrupt lies on top of what it interrupts.
  stacks[thread.cpu] = move.kind === 'interrupt' ? [...stack, thread.id] : [thread.id];
  state.stacks = stacks;
  return !thread.started;
}
