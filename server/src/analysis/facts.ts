/**
 * What a path knows of values: per term equality, truth, bounds and known bits. `truthOf` answers a condition, `assume`
 * adds the knowledge of a taken branch. A weak fact is about memory that a call may have changed since.
 * Misses: no arithmetic between terms; bounds only against constants.
 */
import type { TermMap } from './termMap';
import { isTruthValue, type Term, type TermFactory } from './terms';

export interface Fact {
  readonly equal?: bigint;
  readonly nonzero?: true;
  /** Values it is known not to have (besides 0, which is `nonzero`). */
  readonly differs?: readonly bigint[];
  readonly low?: bigint;
  readonly high?: bigint;
  /** Known set and known clear bits. */
  readonly ones?: bigint;
  readonly zeros?: bigint;
  /** An error, as a negative number or an error pointer: IS_ERR() and `< 0` hold alike. */
  readonly errors?: true;
  /** Otherwise the function would have failed at once, or would have done the same: who calls it need not know. */
  readonly expected?: true;
  readonly weak?: true;
}

export type Facts = TermMap<Fact>;

/** `weak`: the answer rests on memory that may have changed. */
export interface Truth {
  readonly value: boolean | undefined;
  readonly weak: boolean;
}

const UNKNOWN: Truth = { value: undefined, weak: false };
const YES: Truth = { value: true, weak: false };
const NO: Truth = { value: false, weak: false };

function truth(value: boolean | undefined, weak: boolean): Truth {
  if (value === undefined) return UNKNOWN;
  if (weak) return { value, weak };
  return value ? YES : NO;
}

function not(answer: Truth): Truth {
  return answer.value === undefined ? UNKNOWN : truth(!answer.value, answer.weak);
}

/** Known bits of a term: set for certain, clear for certain. */
export function bitsOf(
  facts: Facts,
  term: Term,
): { readonly ones: bigint; readonly zeros: bigint; readonly weak: boolean } {
  const fact = facts.get(term);
  if (term.kind === 'const') return { ones: term.value, zeros: ~term.value, weak: false };
  if (fact?.equal !== undefined) return { ones: fact.equal, zeros: ~fact.equal, weak: fact.weak === true };
  let ones = fact?.ones ?? 0n;
  let zeros = fact?.zeros ?? 0n;
  let weak = fact?.weak === true;
  if (term.kind === 'binary') {
    const left = bitsOf(facts, term.left);
    const right = bitsOf(facts, term.right);
    if (term.operator === '|') {
      ones |= left.ones | right.ones;
      zeros |= left.zeros & right.zeros;
      weak ||= left.weak || right.weak;
    } else if (term.operator === '&') {
      ones |= left.ones & right.ones;
      zeros |= left.zeros | right.zeros;
      weak ||= left.weak || right.weak;
    }
  } else if (term.kind === 'unary' && term.operator === '~') {
    const inner = bitsOf(facts, term.operand);
    ones |= inner.zeros;
    zeros |= inner.ones;
    weak ||= inner.weak;
  }
  return { ones, zeros, weak };
}

/** Is the condition known to hold, or known not to? */
export function truthOf(facts: Facts, term: Term): Truth {
  switch (term.kind) {
    case 'const':
      return truth(term.value !== 0n, false);
    case 'string':
    case 'local':
      return YES;
    case 'field':
    case 'element':
    case 'container': {
      // The address of a member, or of what a member lies in, is never NULL as kernel code uses it, unless it was compared with NULL.
      const known = fromFact(facts.get(term));
      return known.value === undefined ? YES : known;
    }
    case 'unary':
      if (term.operator === '!') return not(truthOf(facts, term.operand));
      return fromFact(facts.get(term));
    case 'binary':
      return truthOfBinary(facts, term);
    default:
      return fromFact(facts.get(term));
  }
}

function fromFact(fact: Fact | undefined): Truth {
  if (fact === undefined) return UNKNOWN;
  const weak = fact.weak === true;
  if (fact.equal !== undefined) return truth(fact.equal !== 0n, weak);
  if (fact.nonzero === true || (fact.ones !== undefined && fact.ones !== 0n)) return truth(true, weak);
  if ((fact.low !== undefined && fact.low > 0n) || (fact.high !== undefined && fact.high < 0n))
    return truth(true, weak);
  return UNKNOWN;
}

function truthOfBinary(facts: Facts, term: Extract<Term, { kind: 'binary' }>): Truth {
  const own = fromFact(facts.get(term));
  if (own.value !== undefined) return own;
  const { operator, left, right } = term;
  if (operator === '&&' || operator === '||') {
    const a = truthOf(facts, left);
    const b = truthOf(facts, right);
    const decisive = operator === '||';
    if (a.value === decisive) return a;
    if (b.value === decisive) return b;
    if (a.value !== undefined && b.value !== undefined) return truth(!decisive, a.weak || b.weak);
    return UNKNOWN;
  }
  const opposite = facts.get(term);
  if (opposite !== undefined) return fromFact(opposite);
  if (right.kind !== 'const') {
    const rightFact = facts.get(right);
    if (rightFact?.equal !== undefined) return compare(facts, operator, left, rightFact.equal, rightFact.weak === true);
    return operator === '==' || operator === '!=' ? truthByOrder(facts, operator, left, right) : UNKNOWN;
  }
  if (operator === '&') {
    const bits = bitsOf(facts, left);
    if ((bits.ones & right.value) !== 0n) return truth(true, bits.weak);
    if ((right.value & ~bits.zeros) === 0n) return truth(false, bits.weak);
    return UNKNOWN;
  }
  return compare(facts, operator, left, right.value, false);
}

/** Of two values one is known to be the smaller: they are not equal. */
function truthByOrder(facts: Facts, operator: string, left: Term, right: Term): Truth {
  for (const [term, fact] of facts) {
    if (term.kind !== 'binary' || (term.operator !== '<' && term.operator !== '>') || fact.nonzero !== true) continue;
    if ((term.left === left && term.right === right) || (term.left === right && term.right === left))
      return truth(operator === '!=', fact.weak === true);
  }
  return UNKNOWN;
}

/** IS_ERR(): the address range that error pointers lie in begins here. */
export const ERROR_TOP = (1n << 64n) - 4095n;

function compare(facts: Facts, operator: string, left: Term, value: bigint, weak: boolean): Truth {
  const fact = facts.get(left);
  const soft = weak || fact?.weak === true;
  if (fact?.errors === true) {
    if (value === ERROR_TOP && (operator === '>=' || operator === '<')) return truth(operator === '>=', soft);
    if (value === 0n && operator !== '==' && operator !== '!=')
      return truth(operator === '<' || operator === '<=', soft);
  }
  const equal = left.kind === 'const' ? left.value : fact?.equal;
  const low = equal ?? fact?.low;
  const high = equal ?? fact?.high;
  switch (operator) {
    case '==':
    case '!=': {
      const same = equalTo(facts, left, fact, value, equal, low, high);
      return same === undefined ? UNKNOWN : truth(operator === '==' ? same : !same, soft);
    }
    case '<':
      return truth(
        high !== undefined && high < value ? true : low !== undefined && low >= value ? false : undefined,
        soft,
      );
    case '<=':
      return truth(
        high !== undefined && high <= value ? true : low !== undefined && low > value ? false : undefined,
        soft,
      );
    case '>':
      return truth(
        low !== undefined && low > value ? true : high !== undefined && high <= value ? false : undefined,
        soft,
      );
    case '>=':
      return truth(
        low !== undefined && low >= value ? true : high !== undefined && high < value ? false : undefined,
        soft,
      );
    default:
      return UNKNOWN;
  }
}

function equalTo(
  facts: Facts,
  left: Term,
  fact: Fact | undefined,
  value: bigint,
  equal: bigint | undefined,
  low: bigint | undefined,
  high: bigint | undefined,
): boolean | undefined {
  if (equal !== undefined) return equal === value;
  if (value === 0n) {
    const zero = truthOf(facts, left).value;
    if (zero !== undefined) return !zero;
  }
  if (fact?.differs?.includes(value) === true) return false;
  if ((low !== undefined && value < low) || (high !== undefined && value > high)) return false;
  const bits = bitsOf(facts, left);
  if ((bits.ones & ~value) !== 0n || (bits.zeros & value) !== 0n) return false;
  return undefined;
}

/** Adds "condition is true/false" to the facts. False if that contradicts what is known for certain. */
export function assume(factory: TermFactory, facts: Facts, condition: Term, holds: boolean): boolean {
  const known = truthOf(facts, condition);
  if (known.value !== undefined && !known.weak) return known.value === holds;
  switch (condition.kind) {
    case 'const':
      return (condition.value !== 0n) === holds;
    case 'unary':
      if (condition.operator === '!') return assume(factory, facts, condition.operand, !holds);
      break;
    case 'binary':
      return assumeBinary(factory, facts, condition, holds);
    default:
      break;
  }
  return learn(facts, condition, holds ? { nonzero: true } : { equal: 0n });
}

/** The value is neither negative nor an error pointer. False: it is one for certain. */
export function learnNoError(factory: TermFactory, facts: Facts, value: Term): boolean {
  if (isTruthValue(value)) return true;
  if (facts.get(value)?.errors === true) return false;
  return (
    assume(factory, facts, factory.binary('<', value, factory.constant(ERROR_TOP)), true) &&
    assume(factory, facts, factory.binary('>=', value, factory.constant(0n)), true)
  );
}

function assumeBinary(
  factory: TermFactory,
  facts: Facts,
  condition: Extract<Term, { kind: 'binary' }>,
  holds: boolean,
): boolean {
  const { operator, left, right } = condition;
  if (operator === '&&' && holds) return assume(factory, facts, left, true) && assume(factory, facts, right, true);
  if (operator === '||' && !holds) return assume(factory, facts, left, false) && assume(factory, facts, right, false);
  if (operator === '&&' || operator === '||') {
    const decisive = operator === '||';
    // One side is known not to decide: the other one does.
    if (truthOf(facts, left).value === !decisive) return assume(factory, facts, right, decisive);
    if (truthOf(facts, right).value === !decisive) return assume(factory, facts, left, decisive);
  }
  if (right.kind === 'const') return assumeAgainstConstant(factory, facts, condition, right.value, holds);
  const effective = holds ? operator : negate(operator);
  if (effective === '==') {
    const rightFact = facts.get(right);
    if (rightFact?.equal !== undefined) learn(facts, left, { equal: rightFact.equal });
    const leftFact = facts.get(left);
    if (leftFact?.equal !== undefined) learn(facts, right, { equal: leftFact.equal });
  }
  // The condition and its opposite are two terms: remember both.
  const opposite = factory.unary('!', condition);
  if (opposite.kind === 'binary') learn(facts, opposite, holds ? { equal: 0n } : { nonzero: true });
  return learn(facts, condition, holds ? { nonzero: true } : { equal: 0n });
}

/** Were bits of the term tested together, and are they all known to be clear by now? */
function leavesNothingOf(facts: Facts, left: Term): boolean {
  const { zeros } = bitsOf(facts, left);
  for (const [term, fact] of facts) {
    if (term.kind !== 'binary' || term.operator !== '&' || term.left !== left || term.right.kind !== 'const') continue;
    if (fact.nonzero === true && fact.weak !== true && (term.right.value & ~zeros) === 0n) return true;
  }
  return false;
}

function negate(operator: string): string {
  const pairs: Record<string, string> = { '==': '!=', '!=': '==', '<': '>=', '>=': '<', '>': '<=', '<=': '>' };
  return pairs[operator] ?? '';
}

function assumeAgainstConstant(
  factory: TermFactory,
  facts: Facts,
  condition: Extract<Term, { kind: 'binary' }>,
  value: bigint,
  holds: boolean,
): boolean {
  const { operator, left } = condition;
  if (operator === '&') {
    if (!holds) {
      learn(facts, left, { zeros: value });
      if (leavesNothingOf(facts, left)) return false;
    } else if (value > 0n && (value & (value - 1n)) === 0n) learn(facts, left, { ones: value });
    return learn(facts, condition, holds ? { nonzero: true } : { equal: 0n });
  }
  switch (holds ? operator : negate(operator)) {
    case '==':
      return value === 0n ? assume(factory, facts, left, false) : learn(facts, left, { equal: value });
    case '!=':
      return value === 0n ? assume(factory, facts, left, true) : learn(facts, left, { differs: [value] });
    case '<':
      return learn(facts, left, { high: value - 1n });
    case '<=':
      return learn(facts, left, { high: value });
    case '>':
      return learn(facts, left, { low: value + 1n });
    case '>=':
      return learn(facts, left, { low: value });
    default:
      return learn(facts, condition, holds ? { nonzero: true } : { equal: 0n });
  }
}

/** Conjoins a fact; what is new wins over what is weak. */
function learn(facts: Facts, term: Term, news: Fact): boolean {
  if (term.kind === 'const') return true;
  const old = facts.get(term);
  if (old === undefined || old.weak === true) {
    facts.set(term, news);
    return true;
  }
  const merged: { -readonly [K in keyof Fact]: Fact[K] } = { ...old };
  if (news.equal !== undefined) merged.equal = news.equal;
  if (news.nonzero === true) merged.nonzero = true;
  if (news.errors === true) merged.errors = true;
  if (news.differs !== undefined) merged.differs = [...(old.differs ?? []), ...news.differs].slice(-6);
  if (news.low !== undefined) merged.low = old.low === undefined || news.low > old.low ? news.low : old.low;
  if (news.high !== undefined) merged.high = old.high === undefined || news.high < old.high ? news.high : old.high;
  if (news.ones !== undefined) merged.ones = (old.ones ?? 0n) | news.ones;
  if (news.zeros !== undefined) merged.zeros = (old.zeros ?? 0n) | news.zeros;
  if (merged.low !== undefined && merged.high !== undefined) {
    if (merged.low > merged.high) return false;
    if (merged.low === merged.high) merged.equal = merged.low;
  }
  if (merged.ones !== undefined && merged.zeros !== undefined && (merged.ones & merged.zeros) !== 0n) return false;
  if (merged.equal === 0n && merged.nonzero === true) return false;
  facts.set(term, merged);
  return true;
}

/** What both facts agree on; undefined: nothing. */
export function joinFact(a: Fact, b: Fact): Fact | undefined {
  if (sameFact(a, b)) return a;
  const joined: { -readonly [K in keyof Fact]: Fact[K] } = {};
  if (a.equal !== undefined && a.equal === b.equal) joined.equal = a.equal;
  else {
    const isNonzero = (fact: Fact): boolean => fromFact(fact).value === true;
    if (isNonzero(a) && isNonzero(b)) joined.nonzero = true;
    if (a.errors === true && b.errors === true) joined.errors = true;
    const lowA = a.equal ?? a.low;
    const lowB = b.equal ?? b.low;
    if (lowA !== undefined && lowB !== undefined) joined.low = lowA < lowB ? lowA : lowB;
    const highA = a.equal ?? a.high;
    const highB = b.equal ?? b.high;
    if (highA !== undefined && highB !== undefined) joined.high = highA > highB ? highA : highB;
    const ones = (a.equal ?? a.ones ?? 0n) & (b.equal ?? b.ones ?? 0n);
    const zeros =
      (a.equal !== undefined ? ~a.equal : (a.zeros ?? 0n)) & (b.equal !== undefined ? ~b.equal : (b.zeros ?? 0n));
    if (ones !== 0n) joined.ones = ones;
    if (zeros !== 0n) joined.zeros = zeros;
  }
  if (Object.keys(joined).length === 0) return undefined;
  if (a.expected === true && b.expected === true) joined.expected = true;
  if (a.weak === true || b.weak === true) joined.weak = true;
  return joined;
}

export function sameFact(a: Fact, b: Fact): boolean {
  return (
    a === b ||
    (a.equal === b.equal &&
      a.nonzero === b.nonzero &&
      a.low === b.low &&
      a.high === b.high &&
      a.ones === b.ones &&
      a.zeros === b.zeros &&
      a.weak === b.weak &&
      a.errors === b.errors &&
      String(a.differs ?? '') === String(b.differs ?? ''))
  );
}
