/**
 * A primitive's effects, carried out one after the other on the concrete state. A primitive that has to wait keeps its
 * place; a conditional one learns its outcome from the state (trylocks) or explores both.
 */
import { assertNever } from '../base/assert';
import type { CallEffects, Effect, Operand } from '../kernel/effects';
import { isRealtime } from '../kernel/worlds';
import { allocate, freeMemory } from './allocation';
import { callOut } from './callOut';
import { inHardirq, inInterrupt, isPreemptible, preemptCount, servingSoftirq } from './contextState';
import { addEvent } from './events';
import { announce, irqsEnabled, isFree, type LockRequest, release, take, transient } from './locks';
import { type Machine, RunEnd } from './machine';
import { blocks, lockPlace, operand, type PrimitiveCall } from './operands';
import { pinned } from './pageEvents';
import { sequence } from './sequences';
import { gracePeriod, mightSleep, once, schedule } from './sleepChecks';
import { isInteger, type Value } from './values';

/** 'blocked': the thread waits; run the step again when it is ready. 'entered': C was called, run the step again behind it. */
export type PrimitiveResult =
  | { readonly kind: 'done'; readonly value: Value }
  | { readonly kind: 'blocked' }
  | { readonly kind: 'entered' };

/** x86: IF. */
export const IRQ_FLAG = 0x200;

export function runPrimitive(machine: Machine, call: PrimitiveCall, effects: CallEffects): PrimitiveResult {
  const pending = machine.frame.pending;
  machine.effectIndex = pending?.at ?? 0;
  machine.effectOutcome = pending?.outcome;
  machine.callersLock = false;
  const { before } = effects;
  // synchronize_rcu() complains of readers before it looks at anything else.
  const waits = machine.effectIndex === 0 ? before.find((effect) => effect.kind === 'grace-period') : undefined;
  if (waits?.kind === 'grace-period') gracePeriod(machine, waits.flavour);
  while (machine.effectIndex < before.length) {
    const effect = before[machine.effectIndex];
    const done = effect === undefined ? 'done' : runEffect(machine, call, effect, pending);
    if (done !== 'done') return interrupted(machine, done);
    // A conditional primitive goes on behind these: what was done must not be done again.
    nextEffect(machine, effects.outcome === 'always' ? before.length : Number.POSITIVE_INFINITY);
  }
  if (effects.outcome === 'always')
    return { kind: 'done', value: machine.produced ?? plainResult(machine, call, effects) };
  machine.effectOutcome ??= outcomeOf(machine, call, effects);
  const rest = machine.effectOutcome ? effects.onSuccess : effects.onFailure;
  while (machine.effectIndex - before.length < rest.length) {
    const effect = rest[machine.effectIndex - before.length];
    const done = effect === undefined ? 'done' : runEffect(machine, call, effect, pending);
    if (done !== 'done') return interrupted(machine, done);
    nextEffect(machine, before.length + rest.length);
  }
  return { kind: 'done', value: conditionalResult(machine, effects, machine.effectOutcome) };
}

function interrupted(machine: Machine, how: 'blocked' | 'entered'): PrimitiveResult {
  if (how === 'entered') return { kind: 'entered' };
  const outcome = machine.effectOutcome;
  const phase = machine.frame.pending?.at === machine.effectIndex ? machine.frame.pending.phase : undefined;
  machine.frame.pending = {
    at: machine.effectIndex,
    waited: true,
    ...(outcome === undefined ? {} : { outcome }),
    ...(phase === undefined ? {} : { phase }),
  };
  return { kind: 'blocked' };
}

/** One effect is done; others may come before the next. */
function nextEffect(machine: Machine, count: number): void {
  machine.effectIndex++;
  if (machine.effectIndex >= count || !machine.concurrent || machine.quiet) return;
  machine.frame.pending = {
    at: machine.effectIndex,
    ...(machine.effectOutcome === undefined ? {} : { outcome: machine.effectOutcome }),
    ...(machine.produced === undefined ? {} : { produced: machine.produced }),
  };
  machine.boundary();
}

/** A trylock gets what is free. Anything else that may fail is tried both ways. */
function outcomeOf(machine: Machine, call: PrimitiveCall, effects: CallEffects): boolean {
  const tried = effects.onSuccess.find((effect) => effect.kind === 'acquire');
  if (tried?.kind === 'acquire' && tried.try) {
    const request = lockRequest(machine, call, tried);
    meet(machine, request);
    const free = isFree(machine, request);
    if (!free) addEvent(machine, `trylock ${request.name} failed`);
    return free;
  }
  return machine.choose(2, 'outcome') === 0;
}

function conditionalResult(machine: Machine, effects: CallEffects, success: boolean): Value {
  const nonzero = effects.outcome === 'if-zero' ? !success : success;
  if (effects.returns === 'zero-or-negative') return nonzero ? -4 : 0;
  if (effects.returns === 'pointer-or-null' || effects.returns === 'pointer')
    return nonzero ? machine.freshUnknown('pointer') : 0;
  return nonzero ? 1 : 0;
}

function plainResult(machine: Machine, call: PrimitiveCall, effects: CallEffects): Value {
  switch (effects.returns) {
    case 'none':
      return 0;
    case 'integer':
    case 'boolean':
    case 'unknown':
    case 'zero-or-negative':
    case 'pointer-or-null':
      return machine.freshUnknown(call.name);
    case 'pointer':
      return machine.pointer(machine.freshUnknown(call.name));
    default:
      return assertNever(effects.returns);
  }
}

function runEffect(
  machine: Machine,
  call: PrimitiveCall,
  effect: Effect,
  pending: { readonly at: number; readonly waited?: boolean } | undefined,
): 'done' | 'blocked' | 'entered' {
  const { thread } = machine;
  switch (effect.kind) {
    case 'count':
      count(machine, effect.counter, effect.delta);
      return 'done';
    case 'irq':
      irq(machine, call, effect);
      return 'done';
    case 'flags':
      if (effect.action === 'save') storeFlags(machine, call, effect.flags, 0);
      return 'done';
    case 'acquire': {
      const request = lockRequest(machine, call, effect);
      meet(machine, request);
      const again = pending?.waited === true && pending.at === machine.effectIndex;
      if (!again) announce(machine, request);
      return take(machine, request) ? 'done' : 'blocked';
    }
    case 'release': {
      const request = lockRequest(machine, call, { ...effect, try: false });
      machine.touch(request.key, true);
      release(machine, request);
      return 'done';
    }
    case 'might-sleep': {
      if (effect.unless === 'in-interrupt' && inInterrupt(machine)) return 'done';
      if (effect.unless === 'pagefault-disabled' && thread.pagefault > 0) return 'done';
      if (effect.when !== undefined && !machine.decide(operand(machine, call, effect.when))) return 'done';
      if (effect.gfp !== undefined && !blocks(machine, operand(machine, call, effect.gfp))) return 'done';
      addEvent(machine, 'might sleep');
      mightSleep(machine);
      return 'done';
    }
    case 'schedule':
      if (effect.unless !== undefined && machine.decide(operand(machine, call, effect.unless))) return 'done';
      addEvent(machine, 'schedule');
      schedule(machine);
      return 'done';
    case 'transient': {
      if (effect.worlds !== undefined && !effect.worlds.includes(machine.world)) return 'done';
      if (effect.unless !== undefined && machine.decide(operand(machine, call, effect.unless))) return 'done';
      transient(machine, transientRequest(machine, call, effect));
      return 'done';
    }
    case 'allocate':
      machine.produced = allocate(machine, call, effect);
      return 'done';
    case 'free':
      freeMemory(machine, call, effect.allocator);
      return 'done';
    case 'seq':
      return sequence(machine, call, effect);
    case 'grace-period':
      addEvent(machine, 'wait for a grace period');
      schedule(machine);
      return 'done';
    case 'scope':
      scope(machine, call, effect);
      return 'done';
    case 'printk':
      return print(machine, effect.deferred || (machine.state.printkDeferred[thread.cpu] ?? 0) > 0);
    case 'assert-held':
      return 'done';
    case 'assert-context':
      assertContext(machine, effect.what);
      return 'done';
    case 'forbid-interrupt':
      if (inInterrupt(machine)) {
        machine.report(effect.report, call.name);
        if (effect.report === 'kernel-bug') throw new RunEnd('oops');
      }
      return 'done';
    case 'noreturn':
      if (machine.frame.guesses !== undefined) throw new RunEnd('invalid');
      machine.report('kernel-bug', call.name);
      throw new RunEnd('oops');
    default:
      return assertNever(effect);
  }
}

function count(
  machine: Machine,
  counter: 'preempt' | 'bh' | 'migrate' | 'printk_deferred' | 'pagefault',
  delta: 1 | -1,
): void {
  const { thread } = machine;
  switch (counter) {
    case 'preempt':
      if (delta > 0) machine.closes(thread.preempt === 0);
      // Enabled more often than disabled: the caller had it off.
      if (delta < 0 && thread.preempt === 0) thread.entry = { ...thread.entry, preempt: thread.entry.preempt + 1 };
      else thread.preempt += delta;
      addEvent(machine, delta > 0 ? 'preempt off' : 'preempt on');
      pinned(machine, delta);
      return;
    case 'bh':
      bottomHalves(machine, delta);
      return;
    case 'migrate':
      thread.migrate += delta;
      pinned(machine, delta);
      return;
    case 'printk_deferred':
      deferPrintk(machine, delta);
      return;
    case 'pagefault':
      thread.pagefault += delta;
      return;
    default:
      assertNever(counter);
  }
}

/** Per CPU: who leaves on another CPU than it entered on unbalances both. */
function deferPrintk(machine: Machine, delta: 1 | -1): void {
  const { thread, state } = machine;
  const depth = (state.printkDeferred[thread.cpu] ?? 0) + delta;
  if (depth < 0 && machine.concurrent) machine.report('warning', 'printk_deferred_exit() without enter on this CPU');
  state.printkDeferred = state.printkDeferred.map((old, cpu) => (cpu === thread.cpu ? depth : old));
  addEvent(machine, delta > 0 ? 'printk deferred on' : 'printk deferred off');
}

/** printk(): what the model's console does with it, right here, unless its output is left to irq_work. */
function print(machine: Machine, deferred: boolean): 'done' | 'blocked' | 'entered' {
  const isBack = machine.frame.pending?.called === true && machine.frame.pending.at === machine.effectIndex;
  if (isBack) return 'done';
  addEvent(machine, deferred ? 'printk deferred' : 'printk');
  return deferred ? callOut(machine, DEFERRED_CONSOLE) : callOut(machine, CONSOLE);
}

/** C of the model that stands for the console: only a scenario that has one links it. */
const CONSOLE = 'model_console_write';
const DEFERRED_CONSOLE = 'model_console_defer';

/**
 * RT: the first entry of a preemptible task takes the CPU's softirq lock and an RCU read side; the whole section has a
 * lockdep map that allows spinlock_t inside, no sleeping lock.
 */
export function bottomHalves(machine: Machine, delta: 1 | -1): void {
  const { thread } = machine;
  if (delta < 0 && thread.bh === 0) {
    thread.entry = { ...thread.entry, bh: thread.entry.bh + 1 };
    return;
  }
  if (delta > 0) machine.closes(thread.bh === 0);
  if (!isRealtime(machine.world)) {
    if (delta < 0 && thread.bh === 1) {
      thread.bh--;
      irqsEnabledAfterBh(machine);
      addEvent(machine, 'bh on');
      return;
    }
    thread.bh += delta;
    addEvent(machine, delta > 0 ? 'bh off' : 'bh on');
    return;
  }
  const key = 'local_bh';
  if (delta > 0) {
    const enters = thread.bh === 0 && isPreemptible(machine);
    thread.held = [
      ...thread.held,
      {
        key,
        name: key,
        lockClass: key,
        kind: 'rcu_bh',
        mode: 'read',
        inner: 3,
        trylock: false,
        thread: thread.id,
        nested: enters,
        irqsOff: false,
        at: '',
      },
    ];
    thread.bh++;
    if (enters) thread.rcu++;
    addEvent(machine, 'bh off');
    return;
  }
  for (let i = thread.held.length - 1; i >= 0; i--) {
    const held = thread.held[i];
    if (held?.key !== key) continue;
    if (held.nested) thread.rcu--;
    thread.held = thread.held.filter((_, at) => at !== i);
    break;
  }
  thread.bh--;
  addEvent(machine, 'bh on');
}

function irqsEnabledAfterBh(machine: Machine): void {
  if (!machine.thread.irqsOff && !inHardirq(machine) && !servingSoftirq(machine)) irqsEnabled(machine, 'softirqs');
}

function irq(machine: Machine, call: PrimitiveCall, effect: Extract<Effect, { kind: 'irq' }>): void {
  const { thread } = machine;
  switch (effect.action) {
    case 'disable':
      machine.closes(!thread.irqsOff);
      thread.irqsOff = true;
      addEvent(machine, 'irq off');
      return;
    case 'save':
      machine.closes(!thread.irqsOff);
      storeFlags(machine, call, effect.flags, thread.irqsOff ? 0 : IRQ_FLAG);
      thread.irqsOff = true;
      addEvent(machine, 'irq off');
      return;
    case 'enable':
      enableIrqs(machine);
      return;
    case 'restore': {
      const flags = operand(machine, call, effect.flags);
      const on = isInteger(flags) ? (BigInt(flags) & BigInt(IRQ_FLAG)) !== 0n : true;
      // Flags that a caller saved are restored for it: it had interrupts off.
      if (!thread.irqsOff && isInteger(flags) && !machine.callersLock) once(machine, 'irqs-enabled-early');
      if (on) enableIrqs(machine);
      else thread.irqsOff = true;
      return;
    }
  }
}

function enableIrqs(machine: Machine): void {
  const { thread } = machine;
  const was = thread.irqsOff;
  thread.irqsOff = false;
  addEvent(machine, 'irq on');
  if (!was) return;
  // "Can't allow enabling interrupts while in an interrupt handler": lockdep gives up, with a warning of its own.
  if (inHardirq(machine)) machine.lockdepGivesUp();
  else irqsEnabled(machine, 'hardirqs');
}

function storeFlags(machine: Machine, call: PrimitiveCall, at: Operand, value: number): void {
  if (at === 'result') {
    machine.produced = value;
    return;
  }
  const argument = call.args[at];
  if (argument === undefined) return;
  // spin_lock_irqsave(l, flags) is given the variable; _raw_spin_lock_irqsave() returns it; some wrappers take its address.
  const type = machine.program.layouts.resolve(argument.type);
  if (argument.place !== undefined && type.kind !== 'pointer') machine.store(argument.place, value);
  else if (type.kind === 'pointer') machine.storeAt(argument.value(machine), value, { bits: 64, signed: false });
}

const SCOPES = ['noio', 'nofs', 'noreclaim', 'pin'] as const;

function scope(machine: Machine, call: PrimitiveCall, effect: Extract<Effect, { kind: 'scope' }>): void {
  const bit = 1 << SCOPES.indexOf(effect.scope);
  const { thread } = machine;
  if (effect.action === 'save') {
    machine.produced = (thread.scopes & bit) !== 0 ? bit : 0;
    thread.scopes |= bit;
    return;
  }
  const saved = operand(machine, call, effect.flags);
  thread.scopes = isInteger(saved) && saved !== 0 ? thread.scopes | bit : thread.scopes & ~bit;
}

function assertContext(machine: Machine, what: Extract<Effect, { kind: 'assert-context' }>['what']): void {
  if (machine.state.lockdep.off) return;
  const off = machine.thread.irqsOff;
  const wrong: boolean = ((): boolean => {
    switch (what) {
      case 'irqs-off':
        return !off;
      case 'irqs-on':
        return off;
      case 'preempt-off':
        return preemptCount(machine) === 0 && !off;
      case 'preempt-on':
        return preemptCount(machine) !== 0 || off;
      case 'in-hardirq':
        return !inHardirq(machine);
      case 'in-softirq':
        return !servingSoftirq(machine) && machine.thread.context !== 'softirq';
      case 'non-migratable':
        return isPreemptible(machine) && machine.thread.migrate === 0;
      case 'may-sleep':
        return false;
    }
  })();
  // As at entry it is a precondition that the start context did not know of; changed since, it is broken.
  const { thread } = machine;
  const changed =
    thread.irqsOff !== thread.entry.irqsOff || thread.preempt !== thread.entry.preempt || thread.bh !== thread.entry.bh;
  if (what === 'may-sleep') mightSleep(machine);
  else if (wrong && changed) machine.report('warning', `assertion: ${what}`);
}

/** Others know the lock, and who runs on this CPU may no longer be changed once it is taken. */
function meet(machine: Machine, request: LockRequest): void {
  machine.touch(request.key, true);
  if (machine.facts.lockKind(request.kind, machine.world).disablesPreemption)
    machine.closes(machine.thread.preempt === 0);
}

function lockRequest(
  machine: Machine,
  call: PrimitiveCall,
  effect: Extract<Effect, { kind: 'acquire' | 'release' }> & { readonly try?: boolean },
): LockRequest {
  const { key, name } = lockPlace(machine, call, effect);
  return {
    key,
    name: name.display,
    lockClass: name.lockClass,
    kind: effect.lockKind,
    mode: effect.mode,
    trylock: effect.try === true,
    nested: 'nested' in effect && effect.nested === true,
  };
}

function transientRequest(
  machine: Machine,
  call: PrimitiveCall,
  effect: Extract<Effect, { kind: 'transient' }>,
): LockRequest {
  const known = effect.lock === undefined ? undefined : lockPlace(machine, call, effect);
  const shown = effect.name;
  return {
    key: known?.key ?? shown,
    name: shown,
    lockClass: known === undefined ? shown : `${known.name.lockClass}.${shown}`,
    kind: effect.lockKind,
    mode: 'exclusive',
    trylock: false,
    nested: false,
  };
}
