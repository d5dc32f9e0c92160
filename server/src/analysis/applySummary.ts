/**
 * A call to a function whose summary is known: its events in this context, and the states it can leave behind. What the
 * summary says over its parameters is read over the arguments.
 */
import type { CallStep } from '../ir/ir';
import type { Context, ContextTable, HeldLock, Place } from './context';
import {
  acquireLock,
  addCount,
  endSequence,
  isSequence,
  openSave,
  releaseLock,
  restoreSave,
  retakeLock,
  savedState,
} from './contextOps';
import { type EmittedEvent, type FunctionScope, placeOf } from './engine';
import { chainKey, eventKey } from './eventLog';
import type { AnalysisEvent, Condition, Happening } from './events';
import { assume, bitsOf, learnNoError, truthOf } from './facts';
import { eventWeight, MANY_GUESSES, memoryWeight } from './guessWeights';
import { type LockRef, lockRef, SLEEPING } from './locks';
import { judgeQuery } from './queries';
import { copyState, isWrittenByCallee, learnPointer, readMemory, type State, weakenMemory, writeMemory } from './state';
import { conditionsOf, isNeutral, isRooted, type Summary, type SummaryExit } from './summary';
import { hasPart, mapTerm, type Term } from './terms';

export function applySummary(
  scope: FunctionScope,
  state: State,
  step: CallStep,
  summary: Summary,
  args: readonly Term[],
  site: string,
  result: Term | undefined,
  havoc: (state: State) => void,
  before: Context,
): State[] {
  const call = new Instance(scope, args, site, placeOf(scope, step.span, summary.name), before);
  if (result === undefined && summary.exits.length > 0) {
    // Every way out leaves the caller's context alone, and nobody asks for the result: one way is all.
    for (const event of summary.events) call.emitEvent(state, event);
    if (summary.writes) {
      havoc(state);
      weakenMemory(state);
    }
    const isGuess = call.mayBeGuess(state, summary);
    if (summary.exits.every((exit) => exit.stale || (isGuess && exit.doubted))) state.stale = true;
    return [state];
  }
  const single = summary.exits.length === 1;
  // With several exits each gets a copy, and the state at the call stays as it is.
  const entry = single ? copyState(state) : state;
  for (const event of summary.events) call.emitEvent(entry, event);
  const isGuess = call.mayBeGuess(entry, summary);
  const ends: { readonly next: State; readonly exit: SummaryExit }[] = [];
  const unsure: State[] = [];
  summary.exits.forEach((exit, index) => {
    const next = single ? state : copyState(state);
    // What the callee may have written through pointers to locals; what it is known to have written follows.
    if (summary.writes) havoc(next);
    if (!call.applyExit(entry, next, exit, summary, result, single)) return;
    if (isGuess && exit.doubted) next.stale = true;
    ends.push({ next, exit });
    if (summary.ambiguous[index] === true) unsure.push(next);
  });
  // The callee leaves different contexts behind in ways its caller cannot tell: no path through here proves anything.
  if (unsure.length > 1) for (const next of unsure) next.stale = true;
  for (const { next, exit } of ends) {
    if (!call.restsOnMemory(entry, exit)) continue;
    const others = ends.filter(
      (other) => other.exit !== exit && (result === undefined || other.exit.class === exit.class),
    );
    next.context = doubtKept(
      scope.engine.contexts,
      next.context,
      entry.context,
      others.map((other) => other.next.context),
    );
  }
  return ends.map(({ next }) => next);
}

/**
 * By what memory says the callee has dropped a lock of its caller or not, and nothing in what it returns tells which: a counter
 * of how often its owner has taken it. Where it was kept, nobody can say that it is still held.
 */
function doubtKept(table: ContextTable, kept: Context, before: Context, others: readonly Context[]): Context {
  const isDropped = (held: HeldLock): boolean =>
    held.blurred !== 'likely' &&
    before.held.includes(held) &&
    others.some(({ held: left }) => !left.some(({ lock }) => lock.term === held.lock.term));
  if (!kept.held.some(isDropped)) return kept;
  return table.with(kept, {
    held: kept.held.map((h) => (isDropped(h) ? { ...h, blurred: 'likely', crossed: true } : h)),
  });
}

class Instance {
  constructor(
    private readonly scope: FunctionScope,
    private readonly args: readonly Term[],
    private readonly site: string,
    private readonly where: Place,
    /** What the call was made in: what unknown callees in it may have dropped is not in doubt yet. */
    private readonly before: Context,
  ) {
    this.whereKey = chainKey([where]);
  }

  private readonly whereKey: string;
  /** What the state at the call asks of the caller. */
  private stateConditions: readonly Condition[] | undefined;

  /** All translations of one call are made in the state at the call, so that each is made once. */
  private readonly translated = new Map<Term, Term>();

  /** A term of the callee as the caller means it; unknown parts become symbols of this call. */
  private translate(state: State, term: Term): Term {
    const known = this.translated.get(term);
    if (known !== undefined) return known;
    const fresh = this.translateAnew(state, term);
    this.translated.set(term, fresh);
    return fresh;
  }

  private translateAnew(state: State, term: Term): Term {
    const { factory } = this.scope;
    const leaf = (part: Term): Term | undefined => {
      switch (part.kind) {
        case 'param':
          return this.args[part.index] ?? factory.symbol(`${this.site} missing ${part.index}`);
        case 'load': {
          const address = this.translate(state, part.address);
          return readMemory(factory, state, address);
        }
        case 'local':
        case 'symbol':
          if (part.kind === 'symbol' && part.site.startsWith('name ')) return part;
          return factory.symbol(`${this.site} / ${part.id}`);
        case 'saved': {
          if (part.from !== 'entry') return part;
          return factory.saved(savedState(state.context.irq), part.site);
        }
        default:
          return undefined;
      }
    };
    return mapTerm(factory, term, leaf);
  }

  private lock(state: State, lock: LockRef): LockRef {
    const term = this.translate(state, lock.term);
    return term === lock.term ? lock : { term, class: lockRef(term).class ?? lock.class };
  }

  /** Can the condition hold here? `open`: nothing decides it. `weak`: only stale knowledge speaks against it. */
  private judge(state: State, condition: Condition): 'holds' | 'open' | 'weak' | 'fails' {
    const term = this.translate(state, condition.term);
    const query = judgeQuery(this.scope, state.context, term);
    const truth = query !== undefined ? { value: query, weak: false } : truthOf(state.facts, term);
    if (truth.value === undefined) return 'open';
    if (truth.value === condition.holds) return 'holds';
    return truth.weak ? 'weak' : 'fails';
  }

  /** Do the arguments, and what is known of memory, allow a way out that the summary left out, and that matters here? */
  mayBeGuess(state: State, { guesses }: Summary): boolean {
    return guesses.some(
      ({ conditions, context }) =>
        this.concernsHeld(state, context) &&
        conditions.every((condition) => {
          const verdict = this.judge(state, condition);
          return verdict === 'holds' || verdict === 'open';
        }),
    );
  }

  /** Not if all that a callee may have done is to drop sleeping locks, and of a kind and class that is not held. */
  private concernsHeld(state: State, context: Context): boolean {
    const dropped = context.released.filter(({ own }) => !own);
    const isElseNeutral = context.irq.kind === 'entry' && isNeutral({ context: { ...context, released: [] } });
    if (!isElseNeutral || dropped.some(({ kind }) => !SLEEPING.has(kind))) return true;
    return dropped.some(({ kind, lock }) => {
      const here = this.lock(state, lock);
      return state.context.held.some(
        (own) => own.kind === kind && (own.lock.class === here.class || !own.lock.class || !here.class),
      );
    });
  }

  /** All events of one call are seen in one state. */
  emitEvent(after: State, event: AnalysisEvent): void {
    const state = event.crossed === true || after.context === this.before ? after : { ...after, context: this.before };
    const happening = this.translateHappening(state, event.happening);
    if (this.isTold(state, happening, event)) return;
    const conditions: Condition[] = [];
    const guessed = new Set<string>();
    let openDecisions = event.openDecisions + event.pathOpen;
    let stale = event.stale || (event.merged && this.isOutOfReach(event));
    for (const condition of event.conditions) {
      const verdict = this.judge(state, condition);
      if (verdict === 'fails') return;
      if (verdict === 'weak') stale = true;
      if (verdict === 'open') {
        const term = this.translate(state, condition.term);
        // A parameter's value is the caller's to know; memory is a guess here, and counted once.
        const subjectOf = term.kind === 'binary' ? `${term.left.id},${term.right.id}` : String(term.id);
        const isGuess =
          condition.counted !== true && (!isRooted(term) || term.memory) && !isImplied(condition, event.conditions);
        if (isRooted(term))
          conditions.push({ term, holds: condition.holds, ...(isGuess || condition.counted ? { counted: true } : {}) });
        if (isGuess && !guessed.has(subjectOf)) openDecisions += eventWeight(happening, term, condition.holds);
        guessed.add(subjectOf);
      }
    }
    const when =
      happening.kind === 'sleep' && happening.when !== undefined
        ? truthOf(state.facts, happening.when).value
        : event.when;
    if (when === false && happening.kind === 'sleep' && happening.when !== undefined) return;
    const gfp =
      (happening.kind === 'sleep' || happening.kind === 'allocate') && happening.gfp !== undefined
        ? mergeBits(bitsOf(state.facts, happening.gfp), event.gfp)
        : event.gfp;
    const translated: EmittedEvent = {
      happening,
      chain: [this.where, ...event.chain],
      context: this.composed(state, event.context),
      conditions,
      openDecisions,
      pathOpen: 0,
      stale,
      ...(gfp === undefined ? {} : { gfp }),
      ...(when === undefined ? {} : { when }),
      ...(event.crossed === true ? { crossed: true as const } : {}),
    };
    this.scope.emit(state, translated);
  }

  /** Does the function know an event as good as this one can be at best here? */
  private isTold(state: State, happening: Happening, event: AnalysisEvent): boolean {
    if (!leavesContextAlone(event.context)) return false;
    this.stateConditions ??= conditionsOf(this.scope.factory, state.facts);
    return this.scope.isTold(eventKey(happening, state.context, `${this.whereKey}>${innerChainKey(event)}`), {
      stale: state.stale || event.stale,
      merged: state.merged,
      openDecisions: event.openDecisions + event.pathOpen,
      pathOpen: state.open,
      conditions: this.stateConditions,
      ...(event.crossed === true || state.crossed ? { crossed: true as const } : {}),
    });
  }

  /** Nobody looks again for an explicit path through another .c file (confirm.ts). */
  private isOutOfReach(event: AnalysisEvent): boolean {
    return this.scope.file.endsWith('.c') || event.chain[0]?.file.endsWith('.c') === true;
  }

  private translateHappening(state: State, happening: Happening): Happening {
    switch (happening.kind) {
      case 'sleep':
        return {
          ...happening,
          ...(happening.gfp === undefined ? {} : { gfp: this.translate(state, happening.gfp) }),
          ...(happening.when === undefined ? {} : { when: this.translate(state, happening.when) }),
        };
      case 'allocate':
        return {
          ...happening,
          ...(happening.gfp === undefined ? {} : { gfp: this.translate(state, happening.gfp) }),
          ...(happening.order === undefined ? {} : { order: this.translate(state, happening.order) }),
        };
      case 'acquire':
        return { ...happening, lock: this.lock(state, happening.lock) };
      case 'seq-read':
      case 'seq-write':
        return { ...happening, seq: this.lock(state, happening.seq) };
      default:
        return happening;
    }
  }

  /** This function's context as it stands when the callee's event happens: less what the callee dropped before. */
  private composed(state: State, inner: Context): Context {
    const { contexts } = this.scope.engine;
    let context = state.context;
    for (const released of inner.released) {
      if (!released.own && isSequence(released.kind))
        context = endSequence(contexts, context, this.lock(state, released.lock), released.kind, this.where);
      else if (!released.own)
        context = releaseLock(
          contexts,
          context,
          this.lock(state, released.lock),
          released.kind,
          released.mode,
          this.where,
        ).context;
    }
    if (inner.irq.kind === 'on' || inner.irq.kind === 'restored' || inner.irq.kind === 'unknown')
      context = contexts.with(context, { irq: { kind: 'unknown' } });
    for (const [counter, count] of Object.entries(inner.counts)) {
      if (count.depth < 0)
        context = addCount(contexts, context, counter as keyof Context['counts'], count.depth, this.where);
    }
    return context;
  }

  /** Does memory that nothing is known of decide whether the callee goes this way? */
  restsOnMemory(entry: State, exit: SummaryExit): boolean {
    return exit.conditions.some(
      (condition) => this.judge(entry, condition) === 'open' && this.translate(entry, condition.term).memory,
    );
  }

  applyExit(
    entry: State,
    next: State,
    exit: SummaryExit,
    summary: Summary,
    result: Term | undefined,
    single: boolean,
  ): boolean {
    const { scope } = this;
    const { factory } = scope;
    const { contexts } = scope.engine;
    if (summary.writes) weakenMemory(next);
    let guesses = 0;
    for (const condition of exit.conditions) {
      const verdict = this.judge(entry, condition);
      if (verdict === 'fails') return false;
      if (verdict === 'weak') next.stale = true;
      if (verdict !== 'open' || single) continue;
      const term = this.translate(entry, condition.term);
      if (term.memory && condition.counted !== true && !isImplied(condition, exit.conditions, exit.context.held))
        guesses += memoryWeight(term, condition.holds);
      // Which of its ways the callee goes hangs on what another callee left in a local: no path shows that.
      if (isWrittenByCallee(term) && !summary.exits.every(isNeutral)) next.stale = true;
      assume(factory, next.facts, term, condition.holds);
    }
    // So much of what memory says must come together for another context to be left behind: more likely what hangs together.
    if (exit.stale || (guesses >= MANY_GUESSES && !isNeutral(exit))) next.stale = true;
    next.open += single ? 0 : exit.open > 0 ? 1 : 0;
    const value = exit.value === undefined ? undefined : this.translate(entry, exit.value);
    if (value !== undefined && !this.learnClass(next, value, exit.class)) return false;
    let { context } = next;
    for (const released of exit.context.released) {
      if (released.own) continue;
      if (isSequence(released.kind)) {
        context = endSequence(contexts, context, this.lock(entry, released.lock), released.kind, released.where);
        continue;
      }
      const release = releaseLock(
        contexts,
        context,
        this.lock(entry, released.lock),
        released.kind,
        released.mode,
        released.where,
      );
      context = release.context;
      if (release.doubtful) next.stale = true;
      if (release.dropped?.origin === 'taken' && !next.cycled.has(release.dropped.lock.term)) {
        next.cycled = new Set([...next.cycled, release.dropped.lock.term]);
      }
    }
    for (const held of exit.context.held) {
      // What the callee asserts, its caller holds already: nothing new.
      if (held.origin !== 'taken') {
        if (held.retaken === true) context = retakeLock(contexts, context, this.lock(entry, held.lock), held);
        continue;
      }
      const lock: HeldLock = {
        ...held,
        lock: this.lock(entry, held.lock),
        ...(held.key === undefined ? {} : { key: this.translate(entry, held.key) }),
      };
      learnPointer(factory, next, lock.lock.term);
      context = acquireLock(contexts, context, lock);
    }
    for (const [counter, count] of Object.entries(exit.context.counts)) {
      context = addCount(contexts, context, counter as keyof Context['counts'], count.depth, count.where);
    }
    for (const save of exit.context.saves) {
      const variable = this.translate(entry, save.variable);
      const from = save.from === 'entry' ? savedState(entry.context.irq) : save.from;
      context = openSave(
        contexts,
        context,
        { variable: save.variable === exit.value ? (result ?? variable) : variable, from, where: save.where },
        false,
      );
    }
    context = this.irqAfter(entry, context, exit.context);
    if (exit.context.seqWrites.length > 0) {
      context = contexts.with(context, {
        seqWrites: [
          ...context.seqWrites,
          ...exit.context.seqWrites.map((s) => ({ ...s, seq: this.lock(entry, s.seq) })),
        ].slice(-6),
      });
    }
    next.context = context;
    for (const store of exit.stores)
      writeMemory(factory, next, this.translate(entry, store.address), this.translate(entry, store.value));
    if (result !== undefined && value !== undefined && value !== result) this.bindResult(next, exit, value, result);
    return true;
  }

  /** What the callee knew of its result; false: the caller's arguments make that impossible. */
  private learnClass(next: State, value: Term, result: SummaryExit['class']): boolean {
    const { factory } = this.scope;
    switch (result) {
      case 'c0':
        return assume(factory, next.facts, value, false);
      case 'error':
        // A negative number or an error pointer, whichever way it is tested: only its truth is sure.
        if (value.kind === 'const') return true;
        next.facts.set(value, { ...next.facts.get(value), nonzero: true, errors: true });
        return true;
      case 'nonzero':
        return assume(factory, next.facts, value, true);
      case 'positive':
      case 'no-error':
        return (
          learnNoError(factory, next.facts, value) &&
          (result === 'no-error' || assume(factory, next.facts, value, true))
        );
      case 'void':
      case 'any':
        return true;
      default:
        if (value.kind === 'const') return true;
        return assume(
          factory,
          next.facts,
          factory.binary('==', value, factory.constant(BigInt(result.slice(1)))),
          true,
        );
    }
  }

  /** Lets later reads of the result see the value: the caller's memory holds the result symbol. */
  private bindResult(next: State, exit: SummaryExit, value: Term, result: Term): void {
    next.result = value;
    if (value.kind === 'symbol' && exit.value !== undefined) {
      for (const condition of exit.conditions)
        if (condition.term === exit.value) assume(this.scope.factory, next.facts, result, condition.holds);
    }
  }

  private irqAfter(entry: State, context: Context, inner: Context): Context {
    const { contexts } = this.scope.engine;
    switch (inner.irq.kind) {
      case 'entry':
        return context;
      case 'off':
        return inner.irq.assumed === true ? context : contexts.with(context, { irq: inner.irq });
      case 'on':
        return contexts.with(context, { irq: inner.irq });
      case 'unknown':
        return contexts.with(context, { irq: inner.irq });
      case 'restored':
        return restoreSave(contexts, context, this.translate(entry, inner.irq.from), this.where, true);
    }
  }
}

const INNER_CHAINS = new WeakMap<AnalysisEvent, string>();

function innerChainKey(event: AnalysisEvent): string {
  const known = INNER_CHAINS.get(event);
  if (known !== undefined) return known;
  const key = chainKey(event.chain);
  INNER_CHAINS.set(event, key);
  return key;
}

/** Does the caller's context stand as it was when the callee's event happens? */
function leavesContextAlone({ released, irq, counts }: Context): boolean {
  return (
    released.every(({ own }) => own) &&
    (irq.kind === 'entry' || irq.kind === 'off') &&
    Object.values(counts).every(({ depth }) => depth >= 0)
  );
}

/** A pointer that another condition reads through, or that a lock lies behind, is none to be tested: it is not NULL. */
function isImplied({ term, holds }: Condition, all: readonly Condition[], held: readonly HeldLock[] = []): boolean {
  if (!holds || term.kind !== 'load') return false;
  return (
    all.some((other) => other.term !== term && hasPart(other.term, term)) ||
    held.some(({ lock }) => hasPart(lock.term, term))
  );
}

function mergeBits(
  a: { ones: bigint; zeros: bigint },
  b: { readonly ones: bigint; readonly zeros: bigint } | undefined,
): { ones: bigint; zeros: bigint } {
  if (b === undefined) return { ones: a.ones, zeros: a.zeros };
  return { ones: a.ones | b.ones, zeros: a.zeros | (b.zeros & ~a.ones) };
}
