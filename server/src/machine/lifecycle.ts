/**
 * How a thread starts and ends: the context its callback is called in, the locks its contract says are held, its arguments;
 * and at the end, what is not as it was at entry.
 */

import type { CType } from '../ir/types';
import { isRealtime } from '../kernel/worlds';
import type { Argument } from './code';
import { interrupts } from './contextState';
import { bottomHalves, runPrimitive } from './effects';
import { pushFrame } from './frames';
import { type Machine, RunEnd } from './machine';
import { newObject } from './memory';
import { reportMissedRetry } from './readSections';
import { raise } from './reports';
import type { EntryCall, GivenValue, ScenarioActor } from './scenario';
import { type EntryMark, type Frame, leaveCpu, type Thread } from './state';
import { isInteger, isPointer, pointerTo, type Value } from './values';

export function newThread(
  id: number,
  owner: number,
  actor: Pick<ScenarioActor, 'name' | 'context' | 'cpu' | 'priority' | 'arrival'>,
): Thread {
  return {
    owner,
    id,
    actor: actor.name,
    context: actor.context,
    cpu: actor.cpu,
    priority: actor.priority ?? 0,
    arrival: actor.arrival,
    status: 'ready',
    started: false,
    waitsFor: undefined,
    waitBlocks: false,
    frames: [],
    pieces: 0,
    stoppedAt: undefined,
    stack: 0,
    irqsOff: false,
    preempt: 0,
    bh: 0,
    migrate: 0,
    rcu: 0,
    rcuBh: 0,
    rcuSched: 0,
    srcu: 0,
    pagefault: 0,
    scopes: 0,
    held: [],
    writing: [],
    entry: { irqsOff: false, preempt: 0, bh: 0, rcu: 0, rcuBh: 0, rcuSched: 0, held: 0, dropped: 0 },
    pagesTaken: 0,
    blocksGiven: 0,
  };
}

/** First time on a CPU: the context as the kernel sets it up, then the function's frame. */
export function beginThread(machine: Machine, thread: Thread): void {
  const actor = machine.scenario.actors[thread.id];
  thread.started = true;
  machine.thread = thread;
  if (actor === undefined) return;
  const linked = machine.program.function(actor.function);
  if (linked === undefined) {
    machine.assume(`${actor.function}() has no body`);
    throw new RunEnd('bound');
  }
  pushFrame(machine, linked, [], undefined);
  for (let i = 0; i < linked.ir.parameterCount; i++) {
    const variable = linked.ir.variables[i];
    if (variable !== undefined)
      machine.setVariable(i, given(machine, actor.args?.[i], variable.type, `${actor.name}.${variable.name}`));
  }
  const quiet = machine.quiet;
  machine.quiet = true;
  enterContext(machine, thread);
  for (const entry of actor.entry ?? []) runEntry(machine, entry);
  machine.quiet = quiet;
  thread.entry = markOf(thread);
}

/** RT runs softirqs and forced handlers in threads with bottom halves off; real interrupts come with irqs off. */
function enterContext(machine: Machine, thread: Thread): void {
  const { context } = thread;
  if (!interrupts(machine, context)) {
    if (isRealtime(machine.world) && (context === 'softirq' || context === 'hardirq-threaded'))
      bottomHalves(machine, 1);
    return;
  }
  thread.irqsOff = context !== 'softirq';
}

function given(machine: Machine, value: GivenValue | undefined, type: CType, name: string): Value {
  const resolved = machine.program.layouts.resolve(type);
  const kind =
    value?.kind ??
    (resolved.kind === 'pointer' && machine.program.layouts.resolve(resolved.to).kind !== 'function'
      ? 'fresh'
      : 'unknown');
  switch (value?.kind) {
    case 'integer':
      return value.value > -(2n ** 53n) && value.value < 2n ** 53n ? Number(value.value) : value.value;
    case 'address':
      return pointerTo(machine.program.global(value.global).id, 0);
    case 'function':
      return { kind: 'function', name: value.name };
    default:
  }
  if (kind === 'fresh') {
    const target = resolved.kind === 'pointer' ? resolved.to : undefined;
    const prepared = target === undefined ? undefined : preparedObject(machine, target);
    if (prepared !== undefined) return prepared;
    // Callers that nobody sees may hand in NULL: an object where it is followed, either where it is asked about.
    if (machine.scenario.amongOthers === true) return { kind: 'unknown', key: `parameter ${name}` };
    const known = target !== undefined && target.kind !== 'void' ? target : undefined;
    return pointerTo(newObject(machine.state.heap, { origin: 'fresh', content: 'lazy', type: known }).id, 0);
  }
  return { kind: 'unknown', key: `parameter ${name}` };
}

/** An object that the scenario's setup made for parameters of this type. */
function preparedObject(machine: Machine, target: CType): Value | undefined {
  const resolved = machine.program.layouts.resolve(target);
  const name = resolved.kind === 'record' ? machine.scenario.objects?.[resolved.tag] : undefined;
  if (name === undefined) return undefined;
  const value = machine.load(
    pointerTo(machine.program.global(name).id, 0),
    { kind: 'pointer', to: target },
    undefined,
    undefined,
  );
  return isPointer(value) ? value : undefined;
}

/** A lock of the contract is taken as the caller would have taken it: by the primitive, before anybody watches. */
function runEntry(machine: Machine, entry: EntryCall): void {
  const argument = entryArgument(machine, entry);
  const args = argument === undefined ? [] : [argument, FLAGS];
  for (const count of [args.length, 1, 2, 0]) {
    const effects = machine.facts.callEffects(entry.primitive, count, machine.world);
    if (effects === undefined) continue;
    const { lockdep } = machine.state;
    const off = lockdep.off;
    lockdep.off = true;
    machine.frame.pending = undefined;
    runPrimitive(machine, { name: entry.primitive, args }, effects);
    machine.frame.pending = undefined;
    machine.state.lockdep.off = off;
    return;
  }
  machine.assume(`${entry.primitive}() at entry is not a known primitive`);
}

const ULONG: CType = { kind: 'int', bits: 64, signed: false };
const FLAGS: Argument = { value: () => 0x200, place: undefined, type: ULONG };

function entryArgument(machine: Machine, entry: EntryCall): Argument | undefined {
  const { lock } = entry;
  if (lock === undefined) return undefined;
  const { layouts } = machine.program;
  let type: CType;
  let value: Value;
  if ('global' in lock) {
    const global = machine.program.global(lock.global);
    type = global.type;
    value = pointerTo(global.id, 0);
  } else {
    const declared = layouts.resolve(machine.frame.code.ir.variables[lock.parameter]?.type ?? { kind: 'unknown' });
    type = declared.kind === 'pointer' ? declared.to : declared;
    value = machine.slot(lock.parameter);
  }
  for (const part of lock.path) {
    const resolved = layouts.resolve(type);
    if (resolved.kind === 'pointer') {
      value = machine.load(value, type, undefined, undefined);
      type = resolved.to;
    }
    const field = layouts.field(type, part);
    value = machine.member(value, field?.offset ?? 0, type);
    type = field?.type ?? { kind: 'unknown' };
  }
  const result = value;
  return { value: () => result, place: undefined, type: { kind: 'pointer', to: type } };
}

function markOf(thread: Thread): EntryMark {
  return {
    irqsOff: thread.irqsOff,
    preempt: thread.preempt,
    bh: thread.bh,
    rcu: thread.rcu,
    rcuBh: thread.rcuBh,
    rcuSched: thread.rcuSched,
    held: thread.held.length,
    dropped: 0,
  };
}

/** The last frame returned. What it leaves behind is noted; whether that is wrong shows only beside its other ways out. */
export function finishThread(machine: Machine, frame: Frame, value: Value | undefined): void {
  const { thread, state } = machine;
  const actor = machine.scenario.actors[thread.id];
  if (actor !== undefined && thread.actor === actor.name && !machine.quiet) {
    thread.frames.push(frame);
    machine.frame = frame;
    reportMissedRetry(machine);
    const leak = leakOf(machine, thread);
    const before = state.reports;
    const lockdepOff = state.lockdep.off;
    const kind = hasEntryLocks(thread) ? 'context-leak' : 'lock-imbalance';
    if (leak !== '') raise(machine, kind, leak);
    const report = leak === '' ? undefined : state.reports[state.reports.length - 1];
    if (machine.scenario.leaks !== 'any') {
      // Not a report yet: the explorer decides when it has seen the other ways out.
      state.reports = before;
      state.lockdep.off = lockdepOff;
      const trace = state.trace;
      if (leak !== '') state.trace = state.trace?.before;
      const tookLocks = [...state.marks.keys()].some((key) => key.startsWith('taken '));
      const returned = returnClass(value);
      state.exits = [...state.exits, { actor: thread.actor, returned, leak, kind, report, trace, tookLocks }];
    }
    thread.frames.pop();
  }
  thread.status = 'done';
  leaveCpu(state, thread);
  const stack = state.stacks[thread.cpu] ?? [];
  state.running = stack[stack.length - 1] ?? -1;
}

function hasEntryLocks({ held, entry }: Thread): boolean {
  return held.length === entry.held && entry.dropped === 0;
}

function leakOf(machine: Machine, thread: Thread): string {
  const { entry } = thread;
  if (!hasEntryLocks(thread))
    return thread.held.length > entry.held
      ? `holds ${thread.held
          .slice(entry.held)
          .map((held) => held.name)
          .join(', ')}`
      : 'released a lock of its caller';
  if (thread.preempt !== entry.preempt) return `preempt_count ${thread.preempt}, was ${entry.preempt}`;
  if (thread.bh !== entry.bh) return 'bottom halves';
  if (thread.rcu !== entry.rcu) return 'RCU read side';
  // Handlers may return with irqs on: the interrupt entry code turns them off again.
  if (thread.irqsOff !== entry.irqsOff && !interrupts(machine, thread.context))
    return thread.irqsOff ? 'interrupts off' : 'interrupts on';
  return '';
}

function returnClass(value: Value | undefined): string {
  if (value === undefined) return 'void';
  if (isInteger(value))
    return value === 0 || value === 0n ? 'zero' : value < 0 || value > 0xfffffffffffff000n ? 'negative' : 'positive';
  return typeof value === 'object' && value.kind === 'pointer' ? 'positive' : 'unknown';
}
