/**
 * Taking and dropping locks: lockdep is asked, the owner is recorded, the context changes as the kind says. A lock that is
 * taken makes its taker wait: spinning on its CPU, or asleep where the kind sleeps in this world.
 */
import type { LockKind, LockMode } from '../kernel/effects';
import { contextStack, interrupts } from './contextState';
import { addEvent } from './events';
import { type Acquisition, checkAcquire, irqsEnabled, isValidated } from './lockdep';
import type { Machine } from './machine';
import { beforeRelease } from './pageEvents';
import { mightSleep } from './sleepChecks';
import { type HeldLock, type LockState, leaveCpu, ownLocks, ownThread, type Thread } from './state';

export interface LockRequest {
  readonly key: string;
  readonly name: string;
  readonly lockClass: string;
  readonly kind: LockKind;
  readonly mode: LockMode;
  readonly trylock: boolean;
  readonly nested: boolean;
}

/** Sections have lockdep maps but nothing to wait for. */
function isSection(machine: Machine, kind: LockKind): boolean {
  switch (kind) {
    case 'rcu':
    case 'rcu_bh':
    case 'rcu_sched':
    case 'rcu_tasks':
    case 'srcu':
    case 'seqcount':
    case 'seqcount_raw_spinlock':
    case 'seqcount_spinlock':
    case 'seqcount_rwlock':
    case 'seqcount_mutex':
      return true;
    case 'local_lock':
      return !machine.facts.lockKind(kind, machine.world).sleepsToAcquire;
    default:
      return false;
  }
}

export function isFree(
  machine: Machine,
  request: { readonly key: string; readonly kind: LockKind; readonly mode: LockMode },
): boolean {
  if (isSection(machine, request.kind)) return true;
  const lock = machine.state.locks.get(request.key);
  if (lock === undefined) return true;
  if (lock.owner >= 0) return false;
  return request.mode === 'read' || lock.readers.length === 0;
}

/** What is reported before the lock is asked for. Called once per acquisition, also if it then has to wait. */
export function announce(machine: Machine, request: LockRequest): void {
  const facts = machine.facts.lockKind(request.kind, machine.world);
  if (!request.trylock && facts.rtCheck === 'before-lockdep') mightSleep(machine, 'rtlock');
  checkAcquire(machine, acquisition(request));
  if (!request.trylock && facts.rtCheck === 'after-lockdep') mightSleep(machine, 'rtlock');
}

function acquisition(request: LockRequest): Acquisition {
  return {
    ...request,
    recursiveRead: request.kind === 'rwlock' || isSeqcount(request.kind),
    validated: isValidated(request.kind),
  };
}

export function isSeqcount(kind: LockKind): boolean {
  return kind.startsWith('seqcount');
}

/** False: the lock is taken and the thread waits for it. */
export function take(machine: Machine, request: LockRequest): boolean {
  if (!isFree(machine, request)) {
    waitFor(machine, request);
    return false;
  }
  const facts = machine.facts.lockKind(request.kind, machine.world);
  const { thread, state } = machine;
  machine.barrier();
  if (!isSection(machine, request.kind)) {
    const old = state.locks.get(request.key);
    const lock: LockState =
      request.mode === 'read'
        ? { kind: request.kind, name: request.name, owner: -1, readers: [...(old?.readers ?? []), thread.id] }
        : { kind: request.kind, name: request.name, owner: thread.id, readers: [] };
    ownLocks(state).set(request.key, lock);
  }
  if (!machine.concurrent) machine.setMark(`taken ${request.key}`, 1);
  const held: HeldLock = {
    key: request.key,
    name: request.name,
    lockClass: request.lockClass,
    kind: request.kind,
    mode: request.mode,
    inner: facts.tracked ? facts.wait.inner : 0,
    trylock: request.trylock,
    thread: thread.id,
    nested: request.nested,
    irqsOff: thread.irqsOff,
    at: '',
  };
  thread.held = [...thread.held, held];
  if (facts.disablesPreemption) thread.preempt++;
  if (facts.entersRcu) thread.rcu++;
  if (facts.disablesMigration) thread.migrate++;
  addEvent(machine, `${request.trylock ? 'trylock' : 'acquire'} ${request.name}`);
  return true;
}

/** Asleep, a task leaves its CPU to others; spinning, it stays. */
export function waitOn(machine: Machine, key: string, sleeps: boolean): void {
  const { thread, state } = machine;
  thread.status = 'waiting';
  thread.waitsFor = key;
  thread.waitBlocks = sleeps;
  if (sleeps && !interrupts(machine, thread.context)) leaveCpu(state, thread);
}

export function waitFor(machine: Machine, request: LockRequest): void {
  const { thread, state } = machine;
  const facts = machine.facts.lockKind(request.kind, machine.world);
  const lock = state.locks.get(request.key);
  waitOn(machine, request.key, facts.sleepsToAcquire);
  addEvent(machine, `wait ${request.name}`);
  const owner = lock?.owner ?? -1;
  const stack = [thread.id, ...contextStack(machine).map((other) => other.id)];
  const self = owner >= 0 ? stack.includes(owner) : (lock?.readers ?? []).some((reader) => stack.includes(reader));
  // The owner cannot run before this context is done: nothing ends the wait.
  if (self && (!facts.sleepsToAcquire || owner === thread.id)) machine.stuck(request.name);
}

/** Drops the newest hold of the lock; a lock that is not held is reported. */
export function release(machine: Machine, request: LockRequest): void {
  const { thread, state } = machine;
  const index = findHeld(thread, request.key);
  if (index < 0) {
    const holder = isSection(machine, request.kind) ? undefined : state.locks.get(request.key);
    if (!crossThread(machine, request.kind)) {
      if (isCallersLock(machine, request)) enteredWith(machine);
      else if (!state.lockdep.off && machine.facts.lockKind(request.kind, machine.world).tracked)
        machine.report('lock-imbalance', request.name);
    } else if (holder !== undefined) free(machine, request.key, holder.owner);
    addEvent(machine, `release ${request.name}`);
    return;
  }
  beforeRelease(machine, request.name);
  const held = thread.held[index];
  thread.held = thread.held.filter((_, at) => at !== index);
  if (held !== undefined && !isSection(machine, held.kind)) free(machine, request.key, thread.id);
  const facts = machine.facts.lockKind(request.kind, machine.world);
  if (facts.disablesMigration) thread.migrate--;
  if (facts.entersRcu) thread.rcu--;
  if (facts.disablesPreemption) thread.preempt--;
  addEvent(machine, `release ${request.name}`);
}

/**
 * A function that drops a lock which nothing in the run took was called with it held: an unlock helper. One that drops it
 * twice is wrong.
 */
function isCallersLock(machine: Machine, request: LockRequest): boolean {
  const key = `taken ${request.key}`;
  if (machine.concurrent || machine.state.marks.has(key)) return false;
  machine.setMark(key, 1);
  return true;
}

/** What the caller's lock brought with it goes with it: nothing to undo here, but the exit is not as the entry. */
function enteredWith(machine: Machine): void {
  const { thread } = machine;
  machine.callersLock = true;
  // A callee that nobody knows may have taken it; a finding that says otherwise is asked about in particular.
  if (machine.scenario.leaks !== 'any' && machine.state.assumptions.some(isUnknownCallee)) return;
  thread.entry = { ...thread.entry, dropped: thread.entry.dropped + 1 };
}

function isUnknownCallee(assumption: string): boolean {
  return assumption.endsWith('() is not modelled');
}

/** Released by another task than took it, by design. */
function crossThread(machine: Machine, kind: LockKind): boolean {
  void machine;
  return kind === 'semaphore' || kind === 'page_lock' || kind === 'percpu_rwsem' || kind === 'bit_spinlock';
}

function findHeld(thread: Thread, key: string): number {
  for (let i = thread.held.length - 1; i >= 0; i--) if (thread.held[i]?.key === key) return i;
  return -1;
}

function free(machine: Machine, key: string, thread: number): void {
  const { state } = machine;
  const lock = state.locks.get(key);
  if (lock === undefined) return;
  const readers = lock.owner === thread ? [] : withoutOne(lock.readers, thread);
  if (readers.length === 0) ownLocks(state).delete(key);
  else ownLocks(state).set(key, { ...lock, owner: -1, readers });
  wake(machine, key);
}

function withoutOne(readers: readonly number[], thread: number): readonly number[] {
  const at = readers.indexOf(thread);
  return at < 0 ? readers : readers.filter((_, index) => index !== at);
}

/** Whoever waits for it may try again. */
export function wake(machine: Machine, key: string): void {
  const { state } = machine;
  for (const thread of state.threads) {
    if (thread.status !== 'waiting' || thread.waitsFor !== key) continue;
    const woken = thread.id === machine.thread.id ? machine.thread : ownThread(state, thread.id);
    woken.status = 'ready';
    woken.waitsFor = undefined;
  }
}

/** Taken and dropped inside a callee that is not executed: wake_up()'s queue lock, a timer base's. */
export function transient(machine: Machine, request: LockRequest): void {
  const { thread } = machine;
  const irqsOff = thread.irqsOff;
  const keepsIrqs = machine.facts.lockKind(request.kind, machine.world).sleepsToAcquire;
  if (!keepsIrqs) thread.irqsOff = true;
  announce(machine, request);
  thread.irqsOff = irqsOff;
}

export { irqsEnabled };
