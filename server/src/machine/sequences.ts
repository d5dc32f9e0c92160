/**
 * Sequence counters: readers see the count and wait or retry, writers bump it. lockdep sees a reader as a recursive read
 * inside its own irq-off section, and a writer as holding the counter.
 */
import type { Effect, LockKind } from '../kernel/effects';
import { isRealtime } from '../kernel/worlds';
import { callOut } from './callOut';
import { preemptCount } from './contextState';
import { addEvent } from './events';
import { checkAcquire } from './lockdep';
import { nameLock, spellType } from './lockNames';
import { announce, isFree, type LockRequest, waitFor, waitOn, wake } from './locks';
import type { Machine } from './machine';
import { lockPointer, operand, type PrimitiveCall } from './operands';
import { readerAsked, writerPasses } from './readSections';
import { mightSleep, once } from './sleepChecks';
import { ownSeqs } from './state';
import { isInteger, isPointer, spell, type Value } from './values';

type SeqEffect = Extract<Effect, { kind: 'seq' }>;

interface Counter {
  readonly key: string;
  readonly name: string;
  readonly lockClass: string;
  readonly kind: LockKind;
  /** A seqlock_t: the writers' lock is part of it. */
  readonly embedded: boolean;
}

export type SequenceResult = 'done' | 'blocked' | 'entered';

export function sequence(machine: Machine, call: PrimitiveCall, effect: SeqEffect): SequenceResult {
  const counter = counterOf(machine, call, effect);
  switch (effect.action) {
    case 'read-begin':
      return readBegin(machine, counter, effect);
    case 'read-end':
      readEnd(machine, call, counter, effect);
      return 'done';
    case 'write-begin':
      return writeBegin(machine, counter, effect);
    case 'write-end':
      return writeEnd(machine, counter, effect);
  }
}

function counterOf(machine: Machine, call: PrimitiveCall, effect: SeqEffect): Counter {
  const pointer = lockPointer(machine, call, effect.seq, effect.member);
  const name = nameLock(machine, pointer);
  const argument = effect.seq === 'result' ? undefined : call.args[effect.seq];
  const declared = argument === undefined ? undefined : machine.program.layouts.resolve(argument.type);
  const target = declared?.kind === 'pointer' ? machine.facts.lockKindOfType(spellType(declared.to)) : undefined;
  const kind: LockKind =
    effect.lockKind === 'seqcount' && target !== undefined
      ? target
      : effect.lockKind === 'seqlock'
        ? 'seqcount_spinlock'
        : effect.lockKind;
  return {
    key: `${pointer.object}+${pointer.offset}#`,
    name: name.display,
    lockClass: `${name.lockClass}#seqcount`,
    kind,
    embedded: effect.lockKind === 'seqlock',
  };
}

function countOf(machine: Machine, counter: Counter): number {
  return machine.state.seqs.get(counter.key)?.value ?? 0;
}

/** How far inside this effect the thread has got: it stopped there to wait, or to let others come first. */
function phaseOf(machine: Machine): number {
  const { pending } = machine.frame;
  return pending?.at === machine.effectIndex ? (pending.phase ?? 0) : 0;
}

/** The thread is at `phase` now; others may come before it goes on. */
function nextPhase(machine: Machine, phase: number, count?: number): void {
  const { produced } = machine;
  machine.frame.pending = {
    at: machine.effectIndex,
    phase,
    ...(count === undefined ? {} : { count }),
    ...(machine.effectOutcome === undefined ? {} : { outcome: machine.effectOutcome }),
    ...(produced === undefined ? {} : { produced }),
  };
  machine.boundary();
}

const ANNOTATED = 1;
const UNLOCKED = 2;

/**
 * Odd: a waiting begin spins. On PREEMPT_RT a counter with a sleeping writers' lock has its reader take and drop that lock,
 * so that it boosts the writer instead of spinning on top of it; a begin that does not wait then takes what it finds.
 */
function readBegin(machine: Machine, counter: Counter, effect: SeqEffect): SequenceResult {
  machine.touch(counter.key, false);
  if (phaseOf(machine) < ANNOTATED) {
    if (effect.raw !== true)
      checkAcquire(
        machine,
        { ...counter, mode: 'read', trylock: false, nested: false, recursiveRead: true, validated: true },
        true,
      );
    addEvent(machine, `seq begin ${counter.name}`);
  }
  const value = countOf(machine, counter);
  const isOdd = (value & 1) === 1;
  const lock = isOdd ? writersLock(machine, counter) : undefined;
  if (lock !== undefined && phaseOf(machine) < ANNOTATED) nextPhase(machine, ANNOTATED);
  if (lock !== undefined && phaseOf(machine) < UNLOCKED)
    return throughLock(machine, lock) === 'blocked' ? 'blocked' : readBegin(machine, counter, effect);
  if (effect.waits && isOdd) {
    machine.frame.pending = { at: machine.effectIndex, phase: lock === undefined ? ANNOTATED : UNLOCKED };
    if (isOwnSection(machine, counter)) machine.stuck(counter.name, 'livelock');
    const sleeps = lock === undefined && hasSleepingLock(machine, counter);
    if (sleeps) mightSleep(machine, 'rtlock');
    waitOn(machine, counter.key, sleeps);
    addEvent(machine, `wait ${counter.name}`);
    return 'blocked';
  }
  machine.barrier();
  machine.produced = effect.clearsOdd === true ? value & ~1 : value;
  writerPasses(machine, counter.key, counter.name);
  return 'done';
}

/** This context, or one it interrupted, is inside the write section: it waits for itself. */
function isOwnSection(machine: Machine, counter: Counter): boolean {
  return machine.thread.writing.includes(counter.key);
}

/** Takes the writers' lock and drops it: then the section that was open has been left. */
function throughLock(machine: Machine, lock: LockRequest): SequenceResult {
  const { pending } = machine.frame;
  machine.touch(lock.key, true);
  if (pending?.at !== machine.effectIndex || pending.waited !== true) announce(machine, lock);
  if (!isFree(machine, lock)) {
    machine.frame.pending = { at: machine.effectIndex, phase: ANNOTATED };
    waitFor(machine, lock);
    return 'blocked';
  }
  addEvent(machine, `acquire ${lock.name}`);
  addEvent(machine, `release ${lock.name}`);
  nextPhase(machine, UNLOCKED);
  return 'done';
}

function hasSleepingLock(machine: Machine, counter: Counter): boolean {
  switch (counter.kind) {
    case 'seqcount_spinlock':
    case 'seqcount_rwlock':
    case 'seqcount_mutex':
      return isRealtime(machine.world);
    default:
      return false;
  }
}

/** The lock a counter was declared or initialised with, where readers go through it: PREEMPT_RT, a sleeping lock. */
function writersLock(machine: Machine, counter: Counter): LockRequest | undefined {
  if (!hasSleepingLock(machine, counter)) return undefined;
  const own = counter.key.slice(0, -1);
  const embedded = counter.embedded;
  const stated = machine.state.marks.get(`writers ${own}`);
  const place = embedded ? undefined : stated;
  if (!embedded && (place === undefined || !isPointer(place))) return undefined;
  const name = place !== undefined && isPointer(place) ? nameLock(machine, place) : undefined;
  return {
    key: place !== undefined && isPointer(place) ? `${place.object}+${place.offset}` : own,
    name: name?.display ?? counter.name,
    lockClass: name?.lockClass ?? counter.lockClass.replace(/#seqcount$/, ''),
    kind: embedded
      ? 'seqlock'
      : counter.kind === 'seqcount_mutex'
        ? 'mutex'
        : counter.kind === 'seqcount_rwlock'
          ? 'rwlock'
          : 'spinlock',
    mode: 'exclusive',
    trylock: false,
    nested: false,
  };
}

/** seqcount_spinlock_init(&s, &lock) and its kin: which lock writers hold. */
export function rememberWritersLock(machine: Machine, counter: Value, lock: Value): void {
  if (isPointer(counter) && isPointer(lock)) machine.setMark(`writers ${counter.object}+${counter.offset}`, lock);
}

function readEnd(machine: Machine, call: PrimitiveCall, counter: Counter, effect: SeqEffect): void {
  machine.touch(counter.key, false);
  machine.barrier();
  const start = effect.start === undefined ? 0 : operand(machine, call, effect.start);
  const value = countOf(machine, counter);
  if (isInteger(start)) machine.produced = start === value ? 0 : 1;
  else machine.produced = machine.decide({ kind: 'unknown', key: `seq ${spell(start)} ${value}` }) ? 1 : 0;
  addEvent(machine, `seq retry ${counter.name}${machine.produced === 1 ? ' yes' : ''}`);
  readerAsked(machine, counter.key);
}

/** The parts of a write section's begin: lockdep's annotation (what it may print comes with it), and the two halves of ++. */
type Part = 'enter' | 'annotate' | 'print' | 'load' | 'store';

function beginParts(machine: Machine, effect: SeqEffect): readonly Part[] {
  if (effect.raw === true) return ['enter', 'load', 'store'];
  const order = machine.scenario.seqAnnotation ?? (isAtLeast(machine, 606) ? 'before-count' : 'after-count');
  return order === 'before-count'
    ? ['enter', 'annotate', 'print', 'load', 'store']
    : ['enter', 'load', 'store', 'annotate', 'print'];
}

function endParts(effect: SeqEffect): readonly Part[] {
  return effect.raw === true ? ['load', 'store'] : ['annotate', 'print', 'load', 'store'];
}

function isAtLeast(machine: Machine, number: number): boolean {
  const [major = '0', minor = '0'] = machine.facts.version.split('.');
  return Number(major) * 100 + Number(minor) >= number;
}

function writeBegin(machine: Machine, counter: Counter, effect: SeqEffect): SequenceResult {
  const parts = beginParts(machine, effect);
  for (let at = phaseOf(machine); at < parts.length; at++) {
    switch (parts[at]) {
      case 'enter': {
        const { thread, state } = machine;
        const disables = machine.facts.lockKind(counter.kind, machine.world).disablesPreemption;
        if (disables) machine.closes(thread.preempt === 0);
        if (
          effect.raw !== true &&
          counter.kind === 'seqcount' &&
          preemptCount(machine) === 0 &&
          !thread.irqsOff &&
          !state.lockdep.off
        )
          once(machine, 'seqcount-assert');
        if (effect.raw !== true && isUnserialised(machine, counter)) once(machine, 'seqcount-assert');
        if (disables) thread.preempt++;
        break;
      }
      case 'annotate':
        annotateWriter(machine, counter, effect.nested === true);
        break;
      case 'print':
        if (printReport(machine, machine.scenario.seqReports?.begin, at + 1)) return 'entered';
        break;
      default:
        if (bump(machine, counter, parts[at] === 'load', at, 'begin')) addEvent(machine, `seq write ${counter.name}`);
    }
  }
  return 'done';
}

/** Locks that serialise the writers of a counter of this type. */
const SERIALISED_BY: Partial<Readonly<Record<LockKind, LockKind>>> = {
  seqcount_raw_spinlock: 'raw_spinlock',
  seqcount_spinlock: 'spinlock',
  seqcount_rwlock: 'rwlock',
  seqcount_mutex: 'mutex',
};

/**
 * The primitive asserts that the writers' lock is held. Here only that no lock of its kind is, and only for who asks: a function
 * run by itself may well be called with the lock held.
 */
function isUnserialised({ scenario, state, thread }: Machine, { kind, embedded }: Counter): boolean {
  const lock = embedded ? undefined : SERIALISED_BY[kind];
  if (lock === undefined || state.lockdep.off || scenario.wanted?.includes('seqcount-assert') !== true) return false;
  return !thread.held.some((held) => held.kind === lock);
}

/** x++ is a load and a store: two writers that nothing keeps apart lose one. True: the count has changed. */
function bump(machine: Machine, counter: Counter, isLoad: boolean, at: number, end: 'begin' | 'end'): boolean {
  if (isLoad) {
    if (phaseOf(machine) !== at) nextPhase(machine, at);
    machine.touch(counter.key, false);
    nextPhase(machine, at + 1, countOf(machine, counter));
    return false;
  }
  machine.touch(counter.key, true);
  const { thread, state } = machine;
  const value = (machine.frame.pending?.count ?? countOf(machine, counter)) + 1;
  ownSeqs(state).set(counter.key, { name: counter.name, value });
  thread.writing =
    end === 'begin' ? [...thread.writing, counter.key] : thread.writing.filter((key) => key !== counter.key);
  wake(machine, counter.key);
  return true;
}

function annotateWriter(machine: Machine, counter: Counter, nested: boolean): void {
  const { thread } = machine;
  checkAcquire(machine, {
    ...counter,
    mode: 'exclusive',
    trylock: false,
    nested,
    recursiveRead: false,
    validated: true,
  });
  const { key, name, lockClass, kind } = counter;
  const { id, irqsOff } = thread;
  thread.held = [
    ...thread.held,
    { key, name, lockClass, kind, mode: 'exclusive', inner: 0, trylock: false, thread: id, nested, irqsOff, at: '' },
  ];
}

/** True: C was called that does what a report of lockdep's does at this place; the rest follows behind it. */
function printReport(machine: Machine, name: string | undefined, phase: number): boolean {
  return name !== undefined && callOut(machine, name, phase) === 'entered';
}

function writeEnd(machine: Machine, counter: Counter, effect: SeqEffect): SequenceResult {
  const parts = endParts(effect);
  for (let at = phaseOf(machine); at < parts.length; at++) {
    switch (parts[at]) {
      case 'annotate':
        leaveWriter(machine, counter);
        break;
      case 'print':
        if (printReport(machine, machine.scenario.seqReports?.end, at + 1)) return 'entered';
        break;
      default:
        if (bump(machine, counter, parts[at] === 'load', at, 'end')) addEvent(machine, `seq end ${counter.name}`);
    }
  }
  if (machine.facts.lockKind(counter.kind, machine.world).disablesPreemption) machine.thread.preempt--;
  return 'done';
}

function leaveWriter(machine: Machine, counter: Counter): void {
  const { thread, state } = machine;
  const at = thread.held.findIndex((held) => held.key === counter.key);
  if (at >= 0) thread.held = thread.held.filter((_, index) => index !== at);
  else if (!state.lockdep.off) machine.report('lock-imbalance', counter.name);
}
