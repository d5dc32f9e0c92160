/**
 * The whole state of a run, explicit: threads with frames, CPUs with what runs on them, locks, sequence counters, lockdep's
 * memory, the heap, and what is known of unknowns. A fork shares everything; each part is copied by who writes first.
 */
import type { LockKind } from '../kernel/effects';
import type { MachineContext, TraceStep } from './api';
import type { CompiledFunction } from './code';
import { forkHeap, type Heap, hashHeap, mixString } from './memory';
import type { DetailedReport, HeldLock } from './reportTypes';
import type { Knowledge } from './unknowns';
import { spell, type Value } from './values';

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
  printkDeferred: number;
  fresh: number;
  reports: readonly DetailedReport[];
  assumptions: readonly string[];
  trace: TraceNode | undefined;
  /** Decisions so far, in the order they were asked. */
  decisions: string;
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
 * A hash of everything that decides the future. Two lanes of 32 bits, printed; budgets and the trace are left out: the
 * explorer compares budgets itself.
 */
export function hashState(state: State): string {
  const heap = hashHeap(state.heap);
  let a = heap;
  let b = mixString(String(heap), 3);
  const add = (text: string): void => {
    a = (Math.imul(a, 31) + mixString(text, 11)) | 0;
    b = (Math.imul(b, 37) ^ mixString(text, 13)) | 0;
  };
  for (const thread of state.threads) addThread(thread, add);
  add(state.stacks.map((stack) => stack.join('.')).join('|'));
  add(`${state.running}|${state.printkDeferred}|${state.phase}|${state.reports.map((report) => report.kind).join()}`);
  let sum = 0;
  for (const [key, lock] of state.locks) sum = (sum + mixString(`${key}=${lock.owner}/${lock.readers.join()}`, 17)) | 0;
  for (const [key, seq] of state.seqs) sum = (sum + mixString(`${key}=${seq.value}`, 19)) | 0;
  for (const [key, fact] of state.facts) sum = (sum + mixString(`${key}=${spellFact(fact)}`, 23)) | 0;
  for (const [key, mark] of state.marks) sum = (sum + mixString(`${key}=${spell(mark)}`, 29)) | 0;
  for (const [key, bits] of state.lockdep.usage) sum = (sum + mixString(`${key}=${bits}`, 31)) | 0;
  for (const [key, to] of state.lockdep.edges) sum = (sum + mixString(`${key}=${to.join()}`, 37)) | 0;
  add(`${sum}|${state.lockdep.off}`);
  return `${(a >>> 0).toString(36)}.${(b >>> 0).toString(36)}`;
}

function addThread(thread: Thread, add: (text: string) => void): void {
  add(
    `${thread.status}${thread.cpu}${thread.started ? 's' : ''}${thread.irqsOff ? 'i' : ''}${thread.preempt},${thread.bh},${thread.migrate},` +
      `${thread.rcu},${thread.rcuBh},${thread.rcuSched},${thread.srcu},${thread.scopes},${thread.waitsFor ?? ''}|` +
      thread.held.map((lock) => lock.key + lock.mode).join() +
      thread.writing.join(),
  );
  for (const frame of thread.frames) {
    let slots = '';
    // Slots of variables that were never touched are holes.
    for (let i = 0; i < frame.slots.length; i++) {
      const value = frame.slots[i];
      slots += value === undefined ? ';' : `${spell(value)};`;
    }
    add(
      `${frame.code.ir.name}@${frame.block}.${frame.step}.${frame.pending?.at ?? ''}${frame.pending?.outcome ?? ''}:${slots}`,
    );
  }
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
