/**
 * The whole state of a run, explicit: threads with frames, CPUs with what runs on them, locks, sequence counters, lockdep's
 * memory, the heap, and what is known of unknowns. A fork shares everything; each part is copied by who writes first.
 */
import type { LockKind } from '../kernel/effects';
import type { MachineContext, TraceStep } from './api';
import { mixValue } from './cells';
import type { CompiledFunction } from './code';
import { forkHeap, type Heap, hashHeap } from './memory';
import { mixNumber, mixString } from './mix';
import type { DetailedReport, HeldLock } from './reportTypes';
import type { Knowledge } from './unknowns';
import { type Pointer, spell, type Value } from './values';

export interface Frame {
  owner: number;
  readonly code: CompiledFunction;
  readonly slots: Value[];
  block: number;
  step: number;
  /** Where the caller wants the value: a slot of the frame below. */
  readonly result: number | undefined;
  /** Where this frame's locals begin on the thread's stack of objects. */
  readonly stack: number;
  /** How often each block's end had to guess: bounds loops over unknown lists. */
  guesses: ReadonlyMap<number, number> | undefined;
  /** A primitive in progress: which effect comes next. */
  pending: Pending | undefined;
  /** A callee returned NULL because of what it guessed about unknown memory: its caller may well know better. */
  doubtful?: true;
}

/** A primitive that has to wait, or that is carried out effect by effect. */
export interface Pending {
  readonly at: number;
  /** A conditional primitive's outcome, once it is known. */
  readonly outcome?: boolean;
  /** It waited: lockdep has been asked already. */
  readonly waited?: boolean;
  /** What the effects so far return. */
  readonly produced?: Value;
  /** How far inside one effect: a counter's bump and its annotation are two things others can come between. */
  readonly phase?: number;
  /** What a counter read before it is written one higher. */
  readonly count?: number;
  /** C of the model was called out to and has returned. */
  readonly called?: true;
}

export type ThreadStatus = 'ready' | 'waiting' | 'done';

export interface Thread {
  owner: number;
  readonly id: number;
  readonly actor: string;
  readonly context: MachineContext;
  cpu: number;
  readonly priority: number;
  readonly arrival: 'start' | 'interrupt';
  status: ThreadStatus;
  started: boolean;
  /** Lock or counter the thread waits for. */
  waitsFor: string | undefined;
  /** Waiting blocks the task (it leaves the CPU) or spins. */
  waitBlocks: boolean;
  frames: Frame[];
  /** Pieces it has done: see State. Not part of what decides the future. */
  pieces: number;
  /** The place others may still touch that it stands before. Not part of what decides the future. */
  stoppedAt: StoppedAt | undefined;
  /** Objects on its stack. */
  stack: number;
  irqsOff: boolean;
  preempt: number;
  bh: number;
  migrate: number;
  rcu: number;
  rcuBh: number;
  rcuSched: number;
  srcu: number;
  pagefault: number;
  scopes: number;
  held: readonly HeldLock[];
  /** Sequence counters this thread is writing. */
  writing: readonly string[];
  entry: EntryMark;
  /** Pages taken off the free lists, and blocks put there, since the zone's lock was taken: words of the trace. */
  pagesTaken: number;
  blocksGiven: number;
}

export interface StoppedAt {
  readonly place: number | string;
  readonly write: boolean;
  /** What it is about to store there, if that is why it stopped. */
  readonly store: { readonly at: Pointer; readonly value: Value } | undefined;
}

/** Counters at the function's entry: what is different at its end leaked. */
export interface EntryMark {
  readonly irqsOff: boolean;
  readonly preempt: number;
  readonly bh: number;
  readonly rcu: number;
  readonly rcuBh: number;
  readonly rcuSched: number;
  readonly held: number;
  /** Locks of the caller's, unknown to the run until they were dropped. */
  readonly dropped: number;
}

export interface LockState {
  readonly kind: LockKind;
  readonly name: string;
  /** Thread that owns it exclusively, or -1. */
  readonly owner: number;
  readonly readers: readonly number[];
}

export interface SeqState {
  readonly name: string;
  readonly value: number;
}

export interface TraceNode {
  readonly step: Omit<TraceStep, 'step'>;
  readonly before: TraceNode | undefined;
  readonly length: number;
}

export interface LockdepState {
  off: boolean;
  /** Usage bits per class. */
  usage: Map<string, number>;
  /** 'A > B': B was taken while A was held. */
  edges: Map<string, readonly string[]>;
  /** Warn-once sites that have fired. */
  warned: Set<string>;
}

export interface State {
  /** Stamp of what this state owns. */
  owner: number;
  heap: Heap;
  threads: Thread[];
  /** Per CPU: thread ids from the task at the bottom to the interrupt on top; a task slot is empty (-1) when idle. */
  stacks: readonly (readonly number[])[];
  locks: Map<string, LockState>;
  locksOwner: number;
  seqs: Map<string, SeqState>;
  seqsOwner: number;
  facts: Map<string, Knowledge>;
  factsOwner: number;
  lockdep: LockdepState;
  lockdepOwner: number;
  /** Objects that stand for a per-CPU variable on one CPU: 'object:cpu' to object. */
  perCpu: Map<string, number>;
  perCpuOwner: number;
  /** Free marks of natives: owners of objects, static keys, printk deferral. */
  marks: Map<string, Value>;
  marksOwner: number;
  /** Per CPU: printk_deferred_enter() depth. */
  printkDeferred: readonly number[];
  /** While set, only this thread moves as long as it can (a scenario's script). */
  alone: number;
  /** What a weakly ordered actor's loads may still see, per thread and place: oldest first. */
  stale: ReadonlyMap<string, readonly Value[]>;
  fresh: number;
  reports: readonly DetailedReport[];
  assumptions: readonly string[];
  trace: TraceNode | undefined;
  /** Decisions so far, in the order they were asked. */
  decisions: string;
  /** Pieces done: a step, an effect of a primitive, or half of an increment, whatever others could come before. */
  pieces: number;
  preemptionsUsed: number;
  interruptsUsed: number;
  steps: number;
  /** A branch in the model or in a header was decided by a guess about memory of the code under test. */
  guessed: boolean;
  /** Cut by a bound of loops: the run says nothing about what would follow. */
  cut: boolean;
  /** The thread that runs now. */
  running: number;
  phase: number;
  /** The next step has been scheduled by the fork that made this state. */
  scheduled: boolean;
  /** How the last actor to end left: compared over runs. */
  exits: readonly ExitNote[];
}

/** A function that returned with another context than it was entered with. */
export interface ExitNote {
  readonly actor: string;
  /** What it returned: 'void', 'zero', 'nonzero', 'unknown'. */
  readonly returned: string;
  /** '' when all is as at entry; else what leaked. */
  readonly leak: string;
  /** The trace with the report at its end. */
  readonly trace: State['trace'];
  readonly kind: 'lock-imbalance' | 'context-leak';
  readonly report: DetailedReport | undefined;
  /** The run took a lock, or dropped one of its caller's. */
  readonly tookLocks: boolean;
}

export type { HeldLock } from './reportTypes';

export interface Stamps {
  next: number;
}

export function forkState(state: State, stamps: Stamps): State {
  const mine = stamps.next++;
  const yours = stamps.next++;
  const heap = forkHeap(state.heap, mine, yours);
  state.owner = mine;
  return { ...state, owner: yours, heap, threads: state.threads.slice() };
}

export function ownThread(state: State, id: number): Thread {
  const thread = state.threads[id];
  if (thread === undefined) throw new Error(`no thread ${id}`);
  if (thread.owner === state.owner) return thread;
  const own: Thread = { ...thread, owner: state.owner, frames: thread.frames.slice() };
  state.threads[id] = own;
  return own;
}

/** The thread's top frame, ready to be written. */
export function ownTop(state: State, thread: Thread): Frame {
  const index = thread.frames.length - 1;
  const frame = thread.frames[index];
  if (frame === undefined) throw new Error('a thread without frames runs');
  if (frame.owner === state.owner) return frame;
  const own: Frame = { ...frame, owner: state.owner, slots: frame.slots.slice() };
  thread.frames[index] = own;
  return own;
}

export function ownLocks(state: State): Map<string, LockState> {
  if (state.locksOwner !== state.owner) {
    state.locks = new Map(state.locks);
    state.locksOwner = state.owner;
  }
  return state.locks;
}

export function ownSeqs(state: State): Map<string, SeqState> {
  if (state.seqsOwner !== state.owner) {
    state.seqs = new Map(state.seqs);
    state.seqsOwner = state.owner;
  }
  return state.seqs;
}

export function ownFacts(state: State): Map<string, Knowledge> {
  if (state.factsOwner !== state.owner) {
    state.facts = new Map(state.facts);
    state.factsOwner = state.owner;
  }
  return state.facts;
}

export function ownLockdep(state: State): LockdepState {
  if (state.lockdepOwner !== state.owner) {
    const { off, usage, edges, warned } = state.lockdep;
    state.lockdep = { off, usage: new Map(usage), edges: new Map(edges), warned: new Set(warned) };
    state.lockdepOwner = state.owner;
  }
  return state.lockdep;
}

export function ownPerCpu(state: State): Map<string, number> {
  if (state.perCpuOwner !== state.owner) {
    state.perCpu = new Map(state.perCpu);
    state.perCpuOwner = state.owner;
  }
  return state.perCpu;
}

export function ownMarks(state: State): Map<string, Value> {
  if (state.marksOwner !== state.owner) {
    state.marks = new Map(state.marks);
    state.marksOwner = state.owner;
  }
  return state.marks;
}

/**
 * A hash of everything that decides the future, two lanes of 32 bits, printed. Budgets, the trace and who ran last are left
 * out: the explorer adds what of these matters to it.
 */
export function hashState(state: State): string {
  const heap = hashHeap(state.heap);
  let a = heap.a;
  let b = heap.b;
  for (const thread of state.threads) {
    const lanes = hashThread(thread, state.owner);
    a = mixNumber(lanes.a, a);
    b = mixNumber(lanes.b, b);
  }
  const rest = [
    state.stacks.map((stack) => stack.join('.')).join('|'),
    state.printkDeferred.join(),
    state.alone,
    state.phase,
    state.reports.map((report) => report.kind).join(),
    state.lockdep.off,
  ].join(';');
  let sumA = 0;
  let sumB = 0;
  const add = (text: string): void => {
    sumA = (sumA + mixString(text, 17)) | 0;
    sumB = (sumB + mixString(text, 0x2545f491)) | 0;
  };
  for (const [key, lock] of state.locks) add(`${key}=${lock.owner}/${lock.readers.join()}`);
  for (const [key, seq] of state.seqs) add(`#${key}=${seq.value}`);
  for (const [key, fact] of state.facts) add(`?${key}=${spellFact(fact)}`);
  for (const [key, mark] of state.marks) add(`!${key}=${spell(mark)}`);
  for (const [key, bits] of state.lockdep.usage) add(`u${key}=${bits}`);
  for (const [key, to] of state.lockdep.edges) add(`>${key}=${to.join()}`);
  for (const [key, values] of state.stale) add(`~${key}=${values.map(spell).join()}`);
  a = mixNumber(sumA, mixString(rest, a));
  b = mixNumber(sumB, mixString(rest, b));
  return `${(a >>> 0).toString(36)}.${(b >>> 0).toString(36)}`;
}

interface Lanes {
  readonly a: number;
  readonly b: number;
}

/** Threads and frames that a state shares are frozen: what was computed for them holds. */
const THREADS = new WeakMap<Thread, Lanes>();
const FRAMES = new WeakMap<Frame, Lanes>();

function hashThread(thread: Thread, owner: number): Lanes {
  const known = thread.owner === owner ? undefined : THREADS.get(thread);
  if (known !== undefined) return known;
  const text =
    `${thread.status}${thread.cpu}${thread.started ? 's' : ''}${thread.irqsOff ? 'i' : ''}${thread.preempt},${thread.bh},${thread.migrate},` +
    `${thread.rcu},${thread.rcuBh},${thread.rcuSched},${thread.srcu},${thread.pagefault},${thread.scopes},${thread.waitsFor ?? ''}${thread.waitBlocks ? 'b' : ''}|` +
    thread.held.map((lock) => lock.key + lock.mode).join() +
    thread.writing.join();
  let a = mixString(text, 11);
  let b = mixString(text, 0x51ed270b);
  for (const frame of thread.frames) {
    const lanes = hashFrame(frame, owner);
    a = mixNumber(lanes.a, a);
    b = mixNumber(lanes.b, b);
  }
  const lanes = { a, b };
  if (thread.owner !== owner) THREADS.set(thread, lanes);
  return lanes;
}

function hashFrame(frame: Frame, owner: number): Lanes {
  const known = frame.owner === owner ? undefined : FRAMES.get(frame);
  if (known !== undefined) return known;
  const { pending } = frame;
  const head =
    `${frame.code.ir.name}@${frame.block}.${frame.step}` +
    (pending === undefined
      ? ''
      : `.${pending.at}${pending.outcome ?? ''}${pending.waited ?? ''}/${pending.phase ?? ''}${pending.called ?? ''}/${pending.count ?? ''}` +
        (pending.produced === undefined ? '' : spell(pending.produced)));
  let a = mixString(head, 5);
  let b = mixString(head, 0x1b873593);
  // Slots of variables that were never touched are holes.
  for (let i = 0; i < frame.slots.length; i++) {
    const value = frame.slots[i];
    if (value === undefined) continue;
    a = mixNumber(mixValue(value, i), a);
    b = mixNumber(mixValue(value, i ^ 0x7f4a7c15), b);
  }
  const lanes = { a, b };
  if (frame.owner !== owner) FRAMES.set(frame, lanes);
  return lanes;
}

function spellFact(fact: Knowledge): string {
  const value = fact.value === undefined ? '' : spell(fact.value);
  return `${value},${fact.low ?? ''},${fact.high ?? ''},${fact.not?.map(spell).join('/') ?? ''},${fact.ones ?? ''},${fact.zeros ?? ''}`;
}

/** A thread that is done, or sleeps, is off its CPU. */
export function leaveCpu(state: State, thread: Thread): void {
  const stacks = state.stacks.slice();
  stacks[thread.cpu] = (stacks[thread.cpu] ?? []).filter((id) => id !== thread.id);
  state.stacks = stacks;
}
