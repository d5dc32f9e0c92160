/**
 * One abstract state of a path: memory and facts over terms, and the context. States are copied at forks and mutated in
 * between. Memory that a call may have changed stays, marked weak: pruning by it marks the path stale, so that it proves
 * nothing, but code behind it is still seen.
 */
import { type Context, coversContext } from './context';
import type { PathNode } from './events';
import { assume, type Fact, type Facts, joinFact, sameFact } from './facts';
import type { LockRef } from './locks';
import { TermMap } from './termMap';
import { mentionsSymbol, type Term, type TermFactory } from './terms';

export interface Cell {
  readonly value: Term;
  readonly weak: boolean;
}

/** A side taken of a branch that nothing decided. */
export interface Guess {
  readonly block: number;
  readonly holds: boolean;
  readonly condition: Term;
  /** Its part of State.open. */
  readonly weight: number;
}

export interface State {
  context: Context;
  /** Address term to value, for what was written since entry. */
  memory: TermMap<Cell>;
  facts: Facts;
  path: PathNode | undefined;
  merged: boolean;
  stale: boolean;
  /** A callee that nothing is known of has run. */
  crossed: boolean;
  /** Sequence reads begun: start value symbol -> the counter. */
  seqReads: TermMap<LockRef>;
  /** Branches taken that nothing decided and no parameter could. */
  open: number;
  /** The decisions of this function that nothing decided, as long as their sides lead to different things. */
  guesses: readonly Guess[];
  /** Locks taken and released again so far. */
  cycled: ReadonlySet<Term>;
  /** Of those the ones that a callee nothing is known of could have dropped: it did not. */
  kept: ReadonlySet<Term>;
  /** A decision hung on what a callee may have written to a local it was handed: where the last such call begins; else -1. */
  told: number;
  /** Per loop entered: what was known by then. */
  loops: ReadonlyMap<number, ReadonlySet<Term>>;
  /** Heads of the loops that have turned since they were entered. */
  turned: ReadonlySet<number>;
  /** The value a callee's summary gave for the result of the call just made. */
  result: Term | undefined;
  /** No such path: a callee's answer contradicts an earlier one. */
  contradicted?: boolean;
}

export function copyState(state: State): State {
  return { ...state, memory: state.memory.copy(), facts: state.facts.copy(), seqReads: state.seqReads.copy() };
}

export function readMemory(factory: TermFactory, state: State, address: Term): Term {
  return state.memory.get(address)?.value ?? factory.load(address);
}

/** Stores a value; forgets what lay below the address. Writes through one name do not change what others read: misses. */
export function writeMemory(factory: TermFactory, state: State, address: Term, value: Term): void {
  const before = factory.load(address);
  // A local may hold what stood there.
  if (state.facts.has(before) && !copiesOf(state).has(before)) state.facts.delete(before);
  for (const known of state.memory.keys()) if (known !== address && isBelow(known, address)) state.memory.delete(known);
  state.memory.set(address, { value, weak: false });
}

function isBelow(address: Term, root: Term): boolean {
  let at: Term = address;
  while (at.kind === 'field' || at.kind === 'element') {
    at = at.base;
    if (at === root) return true;
  }
  return false;
}

/**
 * A call that may write memory was made: what is known of memory is weak from here on. What a local holds a copy of stays
 * known: the copy does not change. Misses: reading the memory again is taken to give the copy's value.
 */
export function weakenMemory(state: State): void {
  const copies = copiesOf(state);
  state.memory.replace((address, cell) =>
    cell.weak || address.kind === 'local' ? cell : { value: cell.value, weak: true },
  );
  state.facts.replace((term, fact) =>
    term.memory && fact.weak !== true && !restsOn(copies, term) ? { ...fact, weak: true } : fact,
  );
}

/** Values that locals hold. */
function copiesOf(state: State): Set<Term> {
  const copies = new Set<Term>();
  state.memory.each((address, cell) => {
    if (address.kind === 'local' && cell.value.memory) copies.add(cell.value);
  });
  return copies;
}

/** Does all that the term reads from memory stand in locals too? */
function restsOn(copies: ReadonlySet<Term>, term: Term): boolean {
  if (!term.memory || copies.has(term)) return true;
  if (term.kind === 'unary') return restsOn(copies, term.operand);
  return term.kind === 'binary' && restsOn(copies, term.left) && restsOn(copies, term.right);
}

/**
 * A loop turned. What was learned of memory inside it is from an earlier turn and goes; what was known before it began is
 * only doubtful now. Copies in locals stay.
 */
export function ageMemoryFacts(state: State, before: ReadonlySet<Term> | undefined): void {
  const copies = copiesOf(state);
  state.memory.replace((_, cell) => (cell.weak ? undefined : cell));
  state.facts.replace((term, fact) => {
    if (fact.weak !== true && (!term.memory || restsOn(copies, term))) return fact;
    if (before?.has(term) !== true) return undefined;
    return fact.weak === true ? fact : { ...fact, weak: true };
  });
}

/** Makes room for a new value of `symbol`: old uses of it get another name, facts about it go. */
export function renewSymbol(
  factory: TermFactory,
  state: State,
  symbol: Term,
  rename: (context: Context, replace: (term: Term) => Term) => Context,
): void {
  if (symbol.kind !== 'symbol') return;
  // Three generations are told apart; what is older is one with the third.
  const isOldest = symbol.site.endsWith("''");
  if (isOldest && isHeldBy(state, symbol)) state.stale = true;
  const old = factory.symbol(isOldest ? symbol.site : `${symbol.site}'`);
  if (old !== symbol && isMentioned(state, old)) renewSymbol(factory, state, old, rename);
  const mentions = (term: Term): boolean => mentionsSymbol(term, symbol.id) || mentionsSymbol(term, old.id);
  const renamed: [Term, Fact][] = [];
  state.facts.replace((term, fact) => {
    if (!mentions(term)) return fact;
    if (!mentionsSymbol(term, old.id)) renamed.push([replaceTerm(factory, term, symbol, old), fact]);
    return undefined;
  });
  for (const [term, fact] of renamed) if (term !== symbol) state.facts.set(term, fact);
  state.memory.replace((address, cell) => {
    if (mentions(address)) return undefined;
    if (!mentions(cell.value)) return cell;
    return { value: replaceTerm(factory, cell.value, symbol, old), weak: cell.weak };
  });
  for (const start of state.seqReads.keys()) if (mentions(start)) state.seqReads.delete(start);
  state.context = rename(state.context, (term) =>
    mentionsSymbol(term, symbol.id) ? replaceTerm(factory, term, symbol, old) : term,
  );
}

/** A lock whose place is found by the symbol would be taken for another one's. */
function isHeldBy(state: State, symbol: Term): boolean {
  const { held, released } = state.context;
  return [...held, ...released].some((entry) => mentionsSymbol(entry.lock.term, symbol.id));
}

function isMentioned(state: State, symbol: Term): boolean {
  for (const cell of state.memory.values()) if (mentionsSymbol(cell.value, symbol.id)) return true;
  for (const term of state.facts.keys()) if (mentionsSymbol(term, symbol.id)) return true;
  return state.context.held.some((h) => mentionsSymbol(h.lock.term, symbol.id));
}

function replaceTerm(factory: TermFactory, term: Term, from: Term, to: Term): Term {
  if (term === from) return to;
  if (!mentionsSymbol(term, from.id)) return term;
  switch (term.kind) {
    case 'field':
      return factory.field(replaceTerm(factory, term.base, from, to), term.name, term.owner);
    case 'element':
      return factory.element(replaceTerm(factory, term.base, from, to), replaceTerm(factory, term.index, from, to));
    case 'load':
      return factory.load(replaceTerm(factory, term.address, from, to));
    case 'unary':
      return factory.unary(term.operator, replaceTerm(factory, term.operand, from, to));
    case 'binary':
      return factory.binary(
        term.operator,
        replaceTerm(factory, term.left, from, to),
        replaceTerm(factory, term.right, from, to),
      );
    case 'container':
      return factory.container(replaceTerm(factory, term.pointer, from, to), term.path);
    default:
      return to;
  }
}

/** Does `weaker` know nothing that `stronger` does not? Then every path of `stronger` is one of `weaker`. */
export function subsumes(weaker: State, stronger: State): boolean {
  if (
    !coversContext(weaker.context, stronger.context) ||
    (!weaker.merged && weaker.stale !== stronger.stale && weaker.stale)
  )
    return false;
  if (weaker.facts.size > stronger.facts.size || weaker.memory.size !== stronger.memory.size) return false;
  return (
    weaker.memory.isWithin(stronger.memory, (cell, other) => cell.value === other.value) &&
    weaker.facts.isWithin(stronger.facts, isAtMost)
  );
}

/** Does the fact say nothing that `other` does not? */
function isAtMost(fact: Fact, other: Fact): boolean {
  if (sameFact(fact, other)) return true;
  const joined = joinFact(fact, other);
  return joined !== undefined && sameFact(joined, fact);
}

/** The join of two states of one context at a block: what both know. Differing variables become symbols of the block. */
export function joinStates(factory: TermFactory, block: number, a: State, b: State): State {
  const joined: State = {
    context: a.context,
    memory: new TermMap(),
    facts: new TermMap(),
    path: a.path,
    merged: true,
    stale: a.stale && b.stale,
    crossed: a.crossed && b.crossed,
    seqReads: new TermMap(),
    open: Math.min(a.open, b.open),
    guesses: a.open <= b.open ? a.guesses : b.guesses,
    cycled: a.cycled,
    kept: a.kept,
    told: Math.max(a.told, b.told),
    loops: a.loops,
    turned: b.turned.size === 0 ? a.turned : new Set([...a.turned, ...b.turned]),
    result: undefined,
  };
  const addresses = new Set([...a.memory.keys(), ...b.memory.keys()]);
  const fresh: Term[] = [];
  for (const address of addresses) {
    const left = a.memory.get(address);
    const right = b.memory.get(address);
    const leftValue = left?.value ?? factory.load(address);
    const rightValue = right?.value ?? factory.load(address);
    if (leftValue === rightValue || isSameSave(leftValue, rightValue))
      joined.memory.set(address, left ?? right ?? { value: leftValue, weak: false });
    else {
      const symbol = factory.symbol(`join ${block} ${address.id}`);
      fresh.push(symbol);
      joined.memory.set(address, { value: symbol, weak: false });
    }
  }
  const isFresh = (term: Term): boolean => fresh.some((symbol) => mentionsSymbol(term, symbol.id));
  for (const [term, fact] of a.facts) {
    if (isFresh(term)) continue;
    const other = b.facts.get(term);
    const both = other === undefined ? undefined : joinFact(fact, other);
    if (both !== undefined) joined.facts.set(term, both);
  }
  for (const [start, seq] of a.seqReads) if (b.seqReads.has(start) && !isFresh(start)) joined.seqReads.set(start, seq);
  // What is known of both values is known of the joined one.
  for (const address of addresses) {
    const cell = joined.memory.get(address);
    if (cell === undefined || !fresh.includes(cell.value)) continue;
    const left = valueFact(a, a.memory.get(address)?.value ?? factory.load(address));
    const right = valueFact(b, b.memory.get(address)?.value ?? factory.load(address));
    const both = left === undefined || right === undefined ? undefined : joinFact(left, right);
    if (both !== undefined) joined.facts.set(cell.value, both);
  }
  return joined;
}

/** Interrupts were saved at two places, in one state: a restore does the same with either. */
function isSameSave(a: Term, b: Term): boolean {
  return a.kind === 'saved' && b.kind === 'saved' && a.from === b.from;
}

function valueFact(state: State, value: Term): Fact | undefined {
  if (value.kind === 'const') return { equal: value.value };
  if (value.kind === 'field' || value.kind === 'local' || value.kind === 'element' || value.kind === 'string')
    return { nonzero: true };
  const fact = state.facts.get(value);
  return fact === undefined && value.kind === 'container' ? { nonzero: true } : fact;
}

/** Whoever takes a lock in an object has a pointer to one. */
export function learnPointer(factory: TermFactory, state: State, lock: Term): void {
  let root = lock;
  while (root.kind === 'field' || root.kind === 'element') root = root.base;
  if (root.kind !== 'local' && root.kind !== 'global') assume(factory, state.facts, root, true);
}

/** Is the lock in an object at NULL? No path goes there. */
export function isAtNull(lock: Term): boolean {
  let root = lock;
  while (root.kind === 'field' || root.kind === 'element') root = root.base;
  return root.kind === 'const' && root.value === 0n;
}

/** Begins the site of a local's value after a callee had its address. */
export const WRITTEN_BY_CALLEE = 'through ';

/** Does the condition read a local that some callee was handed the address of? */
export function isWrittenByCallee(condition: Term): boolean {
  return writtenAt(condition) >= 0;
}

/** Where the last call begins that may have written what the condition reads: an offset; -1: none. */
export function writtenAt(condition: Term): number {
  switch (condition.kind) {
    case 'symbol':
      return condition.site.startsWith(WRITTEN_BY_CALLEE)
        ? Number.parseInt(condition.site.slice(WRITTEN_BY_CALLEE.length), 10)
        : -1;
    case 'load':
      return condition.local ? 0 : -1;
    case 'unary':
      return writtenAt(condition.operand);
    case 'binary':
      return Math.max(writtenAt(condition.left), writtenAt(condition.right));
    default:
      return -1;
  }
}
