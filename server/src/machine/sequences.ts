/**
 * Sequence counters: readers see the count and wait or retry, writers bump it. lockdep sees a reader as a recursive read
 * inside its own irq-off section, and a writer as holding the counter.
 */
import type { Effect, LockKind } from '../kernel/effects';
import { isRealtime } from '../kernel/worlds';
import { preemptCount } from './contextState';
import { addEvent } from './events';
import { checkAcquire } from './lockdep';
import { nameLock, spellType } from './lockNames';
import { waitOn, wake } from './locks';
import type { Machine } from './machine';
import { lockPointer, operand, type PrimitiveCall } from './operands';
import { once } from './sleepChecks';
import { ownSeqs } from './state';
import { isInteger, spell } from './values';

type SeqEffect = Extract<Effect, { kind: 'seq' }>;

interface Counter {
  readonly key: string;
  readonly name: string;
  readonly lockClass: string;
  readonly kind: LockKind;
}

export function sequence(machine: Machine, call: PrimitiveCall, effect: SeqEffect): 'done' | 'blocked' {
  const counter = counterOf(machine, call, effect);
  switch (effect.action) {
    case 'read-begin':
      return readBegin(machine, counter, effect);
    case 'read-end':
      readEnd(machine, call, counter, effect);
      return 'done';
    case 'write-begin':
      writeBegin(machine, counter, effect);
      return 'done';
    case 'write-end':
      writeEnd(machine, counter);
      return 'done';
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
  };
}

function countOf(machine: Machine, counter: Counter): number {
  return machine.state.seqs.get(counter.key)?.value ?? 0;
}

function readBegin(machine: Machine, counter: Counter, effect: SeqEffect): 'done' | 'blocked' {
  const value = countOf(machine, counter);
  if (machine.frame.pending?.waited !== true) {
    checkAcquire(
      machine,
      { ...counter, mode: 'read', trylock: false, nested: false, recursiveRead: true, validated: true },
      true,
    );
    addEvent(machine, `seq begin ${counter.name}`);
  }
  if (effect.waits && (value & 1) === 1) {
    const { thread } = machine;
    if (thread.writing.includes(counter.key)) machine.stuck(counter.name);
    waitOn(machine, counter.key, isRealtime(machine.world));
    return 'blocked';
  }
  machine.produced = effect.clearsOdd === true ? value & ~1 : value;
  return 'done';
}

function readEnd(machine: Machine, call: PrimitiveCall, counter: Counter, effect: SeqEffect): void {
  const start = effect.start === undefined ? 0 : operand(machine, call, effect.start);
  const value = countOf(machine, counter);
  if (isInteger(start)) machine.produced = start === value ? 0 : 1;
  else machine.produced = machine.decide({ kind: 'unknown', key: `seq ${spell(start)} ${value}` }) ? 1 : 0;
  addEvent(machine, `seq retry ${counter.name}${machine.produced === 1 ? ' yes' : ''}`);
}

function writeBegin(machine: Machine, counter: Counter, effect: SeqEffect): void {
  const { thread, state } = machine;
  const facts = machine.facts.lockKind(counter.kind, machine.world);
  if (counter.kind === 'seqcount' && preemptCount(machine) === 0 && !thread.irqsOff && !state.lockdep.off)
    once(machine, 'seqcount-assert');
  if (facts.disablesPreemption) thread.preempt++;
  checkAcquire(machine, {
    ...counter,
    mode: 'exclusive',
    trylock: false,
    nested: effect.nested === true,
    recursiveRead: false,
    validated: true,
  });
  ownSeqs(state).set(counter.key, { name: counter.name, value: countOf(machine, counter) + 1 });
  thread.writing = [...thread.writing, counter.key];
  thread.held = [
    ...thread.held,
    {
      key: counter.key,
      name: counter.name,
      lockClass: counter.lockClass,
      kind: counter.kind,
      mode: 'exclusive',
      inner: 0,
      trylock: false,
      thread: thread.id,
      nested: effect.nested === true,
      irqsOff: thread.irqsOff,
      at: '',
    },
  ];
  addEvent(machine, `seq write ${counter.name}`);
}

function writeEnd(machine: Machine, counter: Counter): void {
  const { thread, state } = machine;
  const facts = machine.facts.lockKind(counter.kind, machine.world);
  const at = thread.held.findIndex((held) => held.key === counter.key);
  if (at < 0) {
    if (!state.lockdep.off) machine.report('lock-imbalance', counter.name);
  } else {
    thread.held = thread.held.filter((_, index) => index !== at);
    thread.writing = thread.writing.filter((key) => key !== counter.key);
  }
  ownSeqs(state).set(counter.key, { name: counter.name, value: countOf(machine, counter) + 1 });
  if (facts.disablesPreemption) thread.preempt--;
  addEvent(machine, `seq end ${counter.name}`);
  wake(machine, counter.key);
}
