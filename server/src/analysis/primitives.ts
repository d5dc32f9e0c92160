/**
 * Applies the fact tables' effects of one call to a state: contexts change, events are emitted, conditional rows fork.
 * No function names here; what a call does comes as data from kernel/.
 */
import type { CallStep, Expression } from '../ir/ir';
import type { CallEffects, Effect, LockKind, Operand } from '../kernel/effects';
import { type HeldLock, type Place, samePlace } from './context';
import {
  acquireLock,
  addCount,
  endSequence,
  isCountedLock,
  openSave,
  releaseLock,
  restoreSave,
  savedState,
} from './contextOps';
import { type FunctionScope, placeOf } from './engine';
import { addressOf, evaluate, resolveType, typeOf } from './evaluate';
import type { Happening } from './events';
import { assume, bitsOf, truthOf } from './facts';
import { type LockRef, lockRef } from './locks';
import { copyState, isAtNull, learnPointer, readMemory, type State, writeMemory } from './state';
import type { Term } from './terms';

/** The states after the call: one, or one per outcome. None if it does not return. `dropped`: nobody asks for the outcome. */
export function applyPrimitive(
  scope: FunctionScope,
  state: State,
  step: CallStep,
  name: string,
  effects: CallEffects,
  result: Term,
  dropped: boolean,
): State[] {
  const run = new PrimitiveRun(scope, step, name, result);
  if (!run.applyAll(state, effects.before, [...effects.before, ...effects.onSuccess])) return [];
  const { factory } = scope;
  if (dropped && effects.onSuccess.length === 0 && effects.onFailure.length === 0) return [state];
  if (effects.outcome === 'always') {
    learnReturn(scope, state, effects, result);
    return [state];
  }
  const failure = copyState(state);
  const onZero = effects.outcome === 'if-zero';
  const states: State[] = [];
  if (assume(factory, state.facts, result, !onZero) && run.applyAll(state, effects.onSuccess, effects.onSuccess))
    states.push(state);
  if (assume(factory, failure.facts, result, onZero)) {
    learnReturn(scope, failure, effects, result);
    if (run.applyAll(failure, effects.onFailure, effects.onFailure)) states.push(failure);
  }
  return states;
}

function learnReturn(scope: FunctionScope, state: State, effects: CallEffects, result: Term): void {
  const { factory } = scope;
  if (effects.returns === 'pointer') assume(factory, state.facts, result, true);
  else if (effects.returns === 'zero-or-negative')
    assume(factory, state.facts, factory.binary('<=', result, factory.constant(0n)), true);
}

class PrimitiveRun {
  private readonly where: Place;

  constructor(
    private readonly scope: FunctionScope,
    private readonly step: CallStep,
    name: string,
    private readonly result: Term,
  ) {
    this.where = placeOf(scope, step.span, name);
  }

  /** False: the call does not return. */
  applyAll(state: State, effects: readonly Effect[], whole: readonly Effect[]): boolean {
    for (const effect of effects) if (!this.apply(state, effect, whole)) return false;
    return true;
  }

  private emit(
    state: State,
    happening: Happening,
    more: { gfp?: { ones: bigint; zeros: bigint }; when?: boolean } = {},
  ): void {
    this.scope.emit(state, {
      happening,
      chain: [this.where],
      context: state.context,
      conditions: [],
      openDecisions: 0,
      pathOpen: 0,
      ...more,
    });
  }

  private argument(operand: Operand | undefined): Expression | undefined {
    return typeof operand === 'number' ? this.step.args[operand] : undefined;
  }

  private value(state: State, operand: Operand | undefined): Term | undefined {
    if (operand === 'result') return this.result;
    const argument = this.argument(operand);
    return argument === undefined ? undefined : evaluate(this.scope, state, argument);
  }

  /** The lock an effect speaks of: an argument (or a member of what it points to), or one global object. */
  private lock(
    state: State,
    place: { readonly lock?: Operand; readonly member?: string; readonly name?: string },
    fallback: string,
  ): LockRef {
    const { factory } = this.scope;
    const value = this.value(state, place.lock);
    if (value === undefined) return lockRef(factory.global(place.name ?? fallback));
    if (place.member === undefined) return lockRef(value);
    const argument = this.argument(place.lock);
    const type = argument === undefined ? undefined : resolveType(this.scope.declarations, typeOf(argument));
    const record = type?.kind === 'pointer' ? resolveType(this.scope.declarations, type.to) : undefined;
    const owner = record?.kind === 'record' ? record.tag : '';
    return lockRef(factory.field(value, place.member, owner));
  }

  private apply(state: State, effect: Effect, whole: readonly Effect[]): boolean {
    const { scope, where } = this;
    const { contexts } = scope.engine;
    switch (effect.kind) {
      case 'noreturn':
        return false;
      case 'count':
        state.context = addCount(contexts, state.context, effect.counter, effect.delta, where);
        return true;
      case 'irq':
      case 'flags':
        this.interrupts(state, effect);
        return true;
      case 'acquire':
        return this.acquire(state, effect, whole);
      case 'release':
        return this.release(state, effect, whole);
      case 'might-sleep': {
        const gfp = this.value(state, effect.gfp);
        const when = this.value(state, effect.when);
        const known = when === undefined ? true : truthOf(state.facts, when).value;
        if (known === false) return true;
        this.emit(
          state,
          {
            kind: 'sleep',
            ...(gfp === undefined ? {} : { gfp }),
            ...(when === undefined ? {} : { when }),
            ...(effect.unless === undefined ? {} : { unless: effect.unless }),
          },
          {
            ...(gfp === undefined ? {} : { gfp: bitsOf(state.facts, gfp) }),
            ...(known === undefined ? {} : { when: known }),
          },
        );
        return true;
      }
      case 'schedule':
        this.emit(state, { kind: 'schedule' }, { when: effect.unless === undefined });
        return true;
      case 'transient': {
        if (effect.worlds !== undefined && !effect.worlds.includes(scope.engine.world)) return true;
        const unless = this.value(state, effect.unless);
        if (unless !== undefined && truthOf(state.facts, unless).value !== false) return true;
        const lock = this.lock(state, effect, effect.name);
        const named: LockRef =
          effect.lock === undefined
            ? { term: lock.term, class: effect.name.startsWith('struct ') ? effect.name : `global ${effect.name}` }
            : lock;
        this.emit(state, {
          kind: 'acquire',
          lock: named,
          lockKind: effect.lockKind,
          mode: 'exclusive',
          try: false,
          nested: false,
          transient: true,
        });
        return true;
      }
      case 'allocate':
        this.allocate(state, effect);
        return true;
      case 'free':
        this.emit(state, { kind: 'free', allocator: effect.allocator });
        if (effect.allocator === 'kvmalloc' && isPerhapsVmalloc(this.value(state, 0)))
          this.emit(state, { kind: 'sleep', unless: 'in-interrupt', vmalloc: true }, { when: true });
        return true;
      case 'seq':
        this.sequence(state, effect);
        return true;
      case 'grace-period':
        this.emit(state, { kind: 'grace-period', flavour: effect.flavour });
        return true;
      case 'scope': {
        const scopes =
          effect.action === 'save'
            ? [...state.context.scopes, { scope: effect.scope, where }]
            : dropLast(state.context.scopes, (s) => s.scope === effect.scope);
        state.context = contexts.with(state.context, { scopes });
        return true;
      }
      case 'printk':
        if (!effect.deferred) this.emit(state, { kind: 'printk' });
        return true;
      case 'assert-held':
        if (effect.not !== true) this.assertHeld(state, effect);
        return true;
      case 'assert-context':
        if (effect.what === 'irqs-off' && state.context.irq.kind === 'entry') {
          state.context = contexts.with(state.context, { irq: { kind: 'off', where, assumed: true } });
        } else if (effect.what === 'may-sleep') this.emit(state, { kind: 'sleep' }, { when: true });
        return true;
      case 'forbid-interrupt':
        this.emit(state, { kind: 'forbid-interrupt', report: effect.report });
        return true;
    }
  }

  private acquire(state: State, effect: Extract<Effect, { kind: 'acquire' }>, whole: readonly Effect[]): boolean {
    const { scope, where } = this;
    const lock = this.lock(state, effect, effect.lockKind);
    if (isAtNull(lock.term)) return false;
    // After taking a lock twice nothing runs any more, and who tries to does not get it (but where there is one CPU, and no lock);
    // readers nest, but not without end.
    const again = state.context.held.filter(
      (h) => h.lock.term === lock.term && h.kind === effect.lockKind && h.blurred === undefined,
    );
    const deadlock =
      again.length > 0 &&
      !(effect.try && scope.engine.world === 'up') &&
      effect.nested !== true &&
      !isCountedLock(effect.lockKind) &&
      (effect.mode === 'exclusive' || again.some((h) => h.mode === 'exclusive'));
    this.emit(state, {
      kind: 'acquire',
      lock,
      lockKind: effect.lockKind,
      mode: effect.mode,
      try: effect.try,
      nested: effect.nested === true,
      transient: false,
    });
    if (deadlock || again.length >= 4) return false;
    learnPointer(scope.factory, state, lock.term);
    const flavour = whole.some((e) => (e.kind === 'irq' || e.kind === 'flags') && e.action === 'save')
      ? 'irqsave'
      : whole.some((e) => e.kind === 'irq' && e.action === 'disable')
        ? 'irq'
        : 'plain';
    const held: HeldLock = {
      lock,
      kind: effect.lockKind,
      mode: effect.mode,
      origin: 'taken',
      nested: effect.nested === true,
      trylock: effect.try,
      flavour,
      where,
      ...(effect.lockKind === 'srcu' ? { key: this.result } : {}),
    };
    state.context = acquireLock(scope.engine.contexts, state.context, held);
    return true;
  }

  private release(state: State, effect: Extract<Effect, { kind: 'release' }>, whole: readonly Effect[]): boolean {
    const { scope, where } = this;
    const lock = this.lock(state, effect, effect.lockKind);
    if (isAtNull(lock.term)) return false;
    const { context, dropped, doubtful, twice } = releaseLock(
      scope.engine.contexts,
      state.context,
      lock,
      effect.lockKind,
      effect.mode,
      where,
    );
    const restores = whole.find((e) => (e.kind === 'irq' || e.kind === 'flags') && e.action === 'restore');
    const enables = whole.some((e) => e.kind === 'irq' && e.action === 'enable');
    if (doubtful) state.stale = true;
    if (twice !== undefined)
      this.emit(state, { kind: 'release-twice', lock, lockKind: effect.lockKind, first: twice.where });
    if (dropped !== undefined && dropped.origin === 'taken') {
      const released = restores !== undefined ? 'irqrestore' : enables ? 'irq' : 'plain';
      const save = context.saves.find((s) => s.where.span.start === dropped.where.span.start);
      // Interrupts are known to have been on when their state was saved: enabling them is restoring it.
      if (dropped.flavour === 'irqsave' && released === 'irq' && save?.from !== 'on') {
        this.emit(state, { kind: 'wrong-release', lock, taken: dropped.flavour, released, where: dropped.where });
      }
      if (dropped.mode !== effect.mode && dropped.lock.term === lock.term)
        this.emit(state, { kind: 'wrong-mode', lock, taken: dropped.mode, where: dropped.where });
      if (!state.cycled.has(dropped.lock.term)) state.cycled = new Set([...state.cycled, dropped.lock.term]);
      if (dropped.blurred !== undefined) state.kept = new Set([...state.kept, dropped.lock.term]);
    }
    state.context = context;
    return true;
  }

  private interrupts(state: State, effect: Extract<Effect, { kind: 'irq' | 'flags' }>): void {
    const { scope, where } = this;
    const { contexts } = scope.engine;
    const real = effect.kind === 'irq';
    const { irq } = state.context;
    if (effect.action === 'disable') {
      const isAsFound = irq.kind === 'on' && irq.found === 'off';
      state.context = contexts.with(state.context, {
        irq: { kind: 'off', where, ...(isAsFound ? { assumed: true } : {}) },
      });
      return;
    }
    if (effect.action === 'enable') {
      const open = state.context.saves.findLast((s) => s.from !== 'fake');
      if (open !== undefined && open.from !== 'on' && state.context.irq.kind === 'off')
        this.emit(state, { kind: 'early-enable', save: open.where });
      // With a lock of the caller's (spin_unlock_irq()) it says how the caller was entered, not that they were off there.
      const isUnlock = state.context.released.some((released) => samePlace(released.where, where));
      const isFoundOff = irq.kind === 'entry' && real && !isUnlock;
      state.context = contexts.with(state.context, {
        irq: { kind: 'on', where, ...(isFoundOff ? { found: 'off' } : {}) },
      });
      return;
    }
    if (!('flags' in effect)) return;
    const argument = this.argument(effect.flags);
    const variable =
      effect.flags === 'result' ? this.result : argument === undefined ? undefined : addressOf(scope, state, argument);
    if (effect.action === 'save') {
      const from = real ? savedState(state.context.irq) : 'fake';
      const saved = scope.factory.saved(from, where.span.start);
      if (variable !== undefined) {
        const open = state.context.saves.find((s) => s.variable === variable);
        // On RT nothing is saved, so nothing is lost; nor where interrupts are as they were.
        if (open !== undefined && open.from !== 'fake' && open.from !== state.context.irq.kind)
          this.emit(state, { kind: 'save-over', first: open.where });
        if (effect.flags === 'result') state.facts.delete(this.result);
        else writeMemory(scope.factory, state, variable, saved);
        state.context = openSave(contexts, state.context, { variable, from, where }, real);
      } else if (real) state.context = contexts.with(state.context, { irq: { kind: 'off', where } });
      return;
    }
    const value = argument === undefined ? undefined : evaluate(scope, state, argument);
    if (value === undefined) return;
    const never =
      (value.kind === 'load' && value.address.kind === 'local') ||
      (value.kind === 'const' && scope.engine.world !== 'rt');
    if (never && real && variable?.kind === 'local') {
      this.emit(state, { kind: 'restore-unsaved', again: false });
    }
    // Interrupts are as they were, and the save is no longer open: its flags have been restored before.
    if (
      real &&
      value.kind === 'saved' &&
      value.from === state.context.irq.kind &&
      variable?.kind === 'local' &&
      !state.context.saves.some((s) => s.where.span.start === value.site)
    ) {
      this.emit(state, { kind: 'restore-unsaved', again: true });
    }
    // Saved by a function that returns its flags, whose result is the variable; or in an object that a callee was handed since.
    const open =
      value.kind === 'saved'
        ? undefined
        : state.context.saves.findLast((s) => s.variable === value || s.variable === variable);
    const effective = open === undefined ? value : scope.factory.saved(open.from, open.where.span.start);
    state.context = restoreSave(contexts, state.context, effective, where, real);
  }

  private allocate(state: State, effect: Extract<Effect, { kind: 'allocate' }>): void {
    const gfp = this.value(state, effect.gfp);
    const order =
      effect.fixedOrder !== undefined
        ? this.scope.factory.constant(BigInt(effect.fixedOrder))
        : this.value(state, effect.order);
    const fixed = effect.fixedGfp === undefined ? undefined : this.scope.engine.constant(effect.fixedGfp);
    const span = typeof effect.gfp === 'number' ? this.step.argSpans[effect.gfp] : undefined;
    const term = gfp ?? (fixed === undefined ? undefined : this.scope.factory.constant(fixed));
    // A mempool waits for an element rather than fail (mm/mempool.c: mempool_alloc_noprof() 6.12).
    if (effect.allocator === 'mempool' && term !== undefined) {
      const { ones } = bitsOf(state.facts, term);
      if ((ones & this.scope.engine.directReclaim) !== 0n) assume(this.scope.factory, state.facts, this.result, true);
    }
    this.emit(
      state,
      {
        kind: 'allocate',
        allocator: effect.allocator,
        ...(term === undefined ? {} : { gfp: term }),
        ...(order === undefined ? {} : { order }),
        ...(effect.fixedGfp === undefined ? {} : { fixedGfp: effect.fixedGfp }),
        ...(span === undefined ? {} : { gfpSpan: span }),
        address: resolveType(this.scope.declarations, this.step.type).kind === 'int',
      },
      term === undefined ? {} : { gfp: bitsOf(state.facts, term) },
    );
  }

  private sequence(state: State, effect: Extract<Effect, { kind: 'seq' }>): void {
    const { scope, where } = this;
    const { contexts } = scope.engine;
    const seq = this.lock(
      state,
      { lock: effect.seq, ...(effect.member === undefined ? {} : { member: effect.member }) },
      'seq',
    );
    const kind = this.refineSeq(effect);
    switch (effect.action) {
      case 'read-begin':
        this.emit(state, { kind: 'seq-read', seq, lockKind: kind.kind, waits: effect.waits });
        state.seqReads.set(this.result, seq);
        return;
      case 'read-end': {
        const start = this.value(state, effect.start);
        const begun = start === undefined ? undefined : state.seqReads.get(start);
        this.emit(state, { kind: 'seq-retry', seq, begun, resultUsed: this.step.result !== undefined });
        if (start !== undefined) state.seqReads.delete(start);
        return;
      }
      case 'write-begin':
        this.emit(state, { kind: 'seq-write', seq, lockKind: kind.kind, typed: kind.typed });
        state.context = contexts.with(state.context, {
          seqWrites: [...state.context.seqWrites, { seq, kind: kind.kind, where }].slice(-6),
        });
        return;
      case 'write-end':
        state.context = endSequence(contexts, state.context, seq, kind.kind, where);
        return;
    }
  }

  /** A generic primitive on a counter with an associated lock: its declared type says which. */
  private refineSeq(effect: Extract<Effect, { kind: 'seq' }>): { readonly kind: LockKind; readonly typed: boolean } {
    if (effect.lockKind !== 'seqcount') return { kind: effect.lockKind, typed: true };
    const argument = this.argument(effect.seq);
    if (argument === undefined) return { kind: effect.lockKind, typed: false };
    const type = typeOf(argument);
    const target = type.kind === 'pointer' ? type.to : type;
    const name = target.kind === 'named' ? target.name : target.kind === 'record' ? `struct ${target.tag}` : '';
    const kind = this.scope.engine.facts.lockKindOfType(name);
    return { kind: kind ?? effect.lockKind, typed: kind !== undefined };
  }

  private assertHeld(state: State, effect: Extract<Effect, { kind: 'assert-held' }>): void {
    const { scope, where } = this;
    const lock = this.lock(state, effect, 'lock');
    const { held } = state.context;
    if (held.some((h) => h.lock.term === lock.term || (h.lock.class !== undefined && h.lock.class === lock.class)))
      return;
    const argument = this.argument(effect.lock);
    const pointer = argument === undefined ? undefined : typeOf(argument);
    const target = pointer?.kind === 'pointer' ? pointer.to : undefined;
    const typeName =
      target?.kind === 'named' ? target.name : target?.kind === 'record' ? `struct ${target.tag}` : undefined;
    const kind = effect.lockKind ?? (typeName === undefined ? undefined : scope.engine.facts.lockKindOfType(typeName));
    if (kind === undefined) return;
    state.context = acquireLock(scope.engine.contexts, state.context, {
      lock,
      kind,
      mode: effect.mode ?? 'exclusive',
      origin: 'assumed',
      nested: false,
      trylock: false,
      flavour: 'plain',
      where,
    });
  }
}

/** kvmalloc() and its kind: by their names, at the end of a result's site. */
const KVMALLOC = / (?:__)?kv\w*alloc\w*$/;

/**
 * Allocated in this function in a way that may fall back to vmalloc: then kvfree() is vfree(), which may sleep
 * (mm/util.c: kvfree(), 6.12). Misses: what was allocated elsewhere.
 */
function isPerhapsVmalloc(pointer: Term | undefined): boolean {
  return pointer?.kind === 'symbol' && KVMALLOC.test(pointer.site);
}

function dropLast<T>(list: readonly T[], is: (item: T) => boolean): readonly T[] {
  const index = list.findLastIndex(is);
  return index < 0 ? list : list.filter((_, i) => i !== index);
}

/** What a save left in a flags variable, read back; for tests of pairing. */
export function savedIn(scope: FunctionScope, state: State, variable: Term): Term {
  return readMemory(scope.factory, state, variable);
}
