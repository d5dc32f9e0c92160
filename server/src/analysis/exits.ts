/** How a path ends: what it returns, in which class, and what it leaves behind. */
import type { Terminator } from '../ir/ir';
import { type FunctionScope, relativeSpan } from './engine';
import { evaluate } from './evaluate';
import type { Condition, Exit, ReturnClass } from './events';
import { ERROR_TOP, type Fact, truthOf } from './facts';
import type { State } from './state';
import { conditionsOf, isRooted } from './summary';
import { hasPart, isTruthValue, type Term } from './terms';

/** `followed`: the values on the way to the return were; else only a constant that all ways return is known. */
export function exitOf(
  scope: FunctionScope,
  state: State,
  end: Extract<Terminator, { kind: 'return' }>,
  followed: boolean,
): Exit {
  const value =
    end.value === undefined ? undefined : followed ? evaluate(scope, state, end.value) : commonResult(scope);
  const conditions = conditionsOf(scope.factory, state.facts);
  const fact = value === undefined ? undefined : state.facts.get(value);
  return {
    context: state.context,
    value,
    class: returnClass(scope, state, value),
    conditions,
    ways: [conditions],
    compared: comparedWith(state, value),
    number: value?.kind === 'const' ? value.value : fact?.equal,
    excluded: fact?.differs ?? [],
    span: relativeSpan(scope.fn, end.span),
    path: state.path,
    merged: state.merged,
    stale: state.stale,
    stores: followed ? storesOf(state) : [],
    pointedTo: heldAndStored(state),
    openDecisions: state.open,
    cycled: state.cycled,
    kept: state.kept,
    told: state.told,
  };
}

function commonResult(scope: FunctionScope): Term {
  const { factory, fn } = scope;
  let common: Term | undefined;
  for (const { end } of fn.blocks) {
    if (end.kind !== 'return' || end.value === undefined) continue;
    const value = end.value.kind === 'integer' ? factory.constant(end.value.value) : undefined;
    if (value === undefined || (common !== undefined && common !== value))
      return factory.symbol(`result of ${fn.name}`);
    common = value;
  }
  return common ?? factory.symbol(`result of ${fn.name}`);
}

function returnClass({ fn }: FunctionScope, state: State, value: Term | undefined): ReturnClass {
  if (value === undefined) return 'void';
  if (value.kind === 'const') {
    if (value.value < 0n || value.value >= ERROR_TOP) return 'error';
    return `c${value.value}`;
  }
  if (value.kind === 'field' || value.kind === 'local' || value.kind === 'element') return 'nonzero';
  const fact = state.facts.get(value);
  if (fact === undefined) {
    // A place behind a pointer: nobody adds to NULL, unless the function asked.
    const isPlace = value.kind === 'binary' && value.operator === '+' && fn.returns.kind === 'pointer';
    if (isPlace && ![...state.facts.keys()].some((asked) => hasPart(asked, value))) return 'nonzero';
    const known = truthOf(state.facts, value);
    const isTruth = isTruthValue(value);
    if (known.value === undefined || known.weak) return isTruth ? 'no-error' : 'any';
    return known.value ? (isTruth ? 'positive' : 'nonzero') : 'c0';
  }
  if (fact.equal === 0n) return 'c0';
  if (fact.equal !== undefined) return fact.equal < 0n || fact.equal >= ERROR_TOP ? 'error' : `c${fact.equal}`;
  if ((fact.low !== undefined && fact.low >= ERROR_TOP) || (fact.high !== undefined && fact.high < 0n)) return 'error';
  if (fact.errors === true) return 'error';
  const isNonzero = fact.nonzero === true || (fact.low !== undefined && fact.low > 0n);
  if (isTruthValue(value) || isCount(fact)) return isNonzero ? 'positive' : 'no-error';
  return isNonzero ? 'nonzero' : 'any';
}

/** Known to be neither negative nor an error pointer, as what one of several constants was joined to. */
function isCount({ low, high }: Fact): boolean {
  return low !== undefined && low >= 0n && high !== undefined && high < ERROR_TOP;
}

/** What the returned value was compared with, where that is no constant. */
function comparedWith(state: State, value: Term | undefined): Condition[] {
  const found: Condition[] = [];
  if (value === undefined || value.kind === 'const') return found;
  for (const [term, fact] of state.facts) {
    if (term.kind !== 'binary' || (term.left !== value && term.right !== value)) continue;
    if (fact.nonzero === true || fact.equal === 0n) found.push({ term, holds: fact.nonzero === true });
  }
  return found;
}

function heldAndStored(state: State): Term[] {
  const held = new Set(state.context.held.filter((h) => h.origin === 'taken').map((h) => h.lock.term));
  const found: Term[] = [];
  if (held.size === 0) return found;
  for (const [address, cell] of state.memory) if (!address.local && held.has(cell.value)) found.push(cell.value);
  return found;
}

/** What callers can find behind their pointers: saved flags and constants. */
function storesOf(state: State): Exit['stores'] {
  const stores: { address: Term; value: Term }[] = [];
  for (const [address, cell] of state.memory) {
    if (address.kind === 'local' || !isRooted(address)) continue;
    if (cell.value.kind === 'saved' || (!cell.value.local && cell.value.depth <= 6))
      stores.push({ address, value: cell.value });
    if (stores.length >= 8) break;
  }
  return stores;
}
