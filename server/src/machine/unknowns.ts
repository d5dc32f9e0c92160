/**
 * What a run has learned about its unknowns: fixed values, bounds, excluded values, known bits. A branch on a fact that is
 * already decided is no choice. Simplification: relations between two unknowns are known only as the truth of the same
 * comparison; a path that contradicts itself otherwise is still explored (direction: false alarms).
 */
import type { BinaryOperator } from '../ir/ir';
import { isInteger, isPointer, isUnknown, isZero, pointerTo, spell, type Unknown, type Value } from './values';

export interface Knowledge {
  /** What the unknown turned out to be. */
  readonly value?: Value;
  readonly low?: number;
  readonly high?: number;
  readonly not?: readonly Value[];
  readonly ones?: bigint;
  readonly zeros?: bigint;
}

export interface KnowledgeBase {
  readonly facts: Map<string, Knowledge>;
}

const LONGEST_KEY = 160;

export function derive(operator: string, left: Value, right?: Value): Unknown {
  const key = right === undefined ? `(${operator}${spell(left)})` : `(${spell(left)}${operator}${spell(right)})`;
  const from = right === undefined ? { operator: operator as '!', left } : { operator, left, right };
  return { kind: 'unknown', key: key.length > LONGEST_KEY ? `#${digest(key)}` : key, from };
}

function digest(text: string): string {
  let a = 0x811c9dc5;
  let b = 0x9e3779b9;
  for (let i = 0; i < text.length; i++) {
    a = Math.imul(a ^ text.charCodeAt(i), 0x01000193);
    b = Math.imul(b ^ text.charCodeAt(i), 0x85ebca6b);
  }
  return (a >>> 0).toString(36) + (b >>> 0).toString(36);
}

/** The value itself if the run knows it by now. */
export function settle(facts: ReadonlyMap<string, Knowledge>, value: Value): Value {
  if (!isUnknown(value)) return value;
  return facts.get(value.key)?.value ?? value;
}

const NEGATED: Readonly<Record<string, BinaryOperator>> = {
  '==': '!=',
  '!=': '==',
  '<': '>=',
  '>=': '<',
  '>': '<=',
  '<=': '>',
};
const MIRRORED: Readonly<Record<string, BinaryOperator>> = {
  '==': '==',
  '!=': '!=',
  '<': '>',
  '>': '<',
  '<=': '>=',
  '>=': '<=',
};

/** Is the value nonzero? undefined: both are possible. */
export function truth(facts: ReadonlyMap<string, Knowledge>, value: Value): boolean | undefined {
  const settled = settle(facts, value);
  if (isInteger(settled)) return !isZero(settled);
  if (!isUnknown(settled)) return true;
  const from = settled.from;
  if (from !== undefined) {
    if (from.right === undefined) {
      if (from.operator !== '!') return undefined;
      const inner = truth(facts, from.left);
      return inner === undefined ? undefined : !inner;
    }
    const decided = compare(facts, from.operator, settle(facts, from.left), settle(facts, from.right));
    if (decided !== undefined) return decided;
  }
  return compare(facts, '!=', settled, 0);
}

function compare(
  facts: ReadonlyMap<string, Knowledge>,
  operator: string,
  left: Value,
  right: Value,
): boolean | undefined {
  if (operator === '&&' || operator === '||') {
    const a = truth(facts, left);
    const b = truth(facts, right);
    const dominant = operator === '||';
    if (a === dominant || b === dominant) return dominant;
    return a === undefined || b === undefined ? undefined : !dominant;
  }
  if (operator === '&') return masked(facts, left, right);
  if (!(operator in NEGATED)) return undefined;
  if (isUnknown(left) && isInteger(right)) return compareConstant(facts.get(left.key), operator, right);
  if (isUnknown(right) && isInteger(left))
    return compareConstant(facts.get(right.key), MIRRORED[operator] ?? operator, left);
  if (isInteger(left) && isInteger(right)) {
    const order = left === right ? 0 : left < right ? -1 : 1;
    return ordered(operator, order);
  }
  if (isUnknown(left) && !isUnknown(right)) return excluded(facts.get(left.key), operator, right);
  if (isUnknown(right) && !isUnknown(left)) return excluded(facts.get(right.key), operator, left);
  if (isUnknown(left) && isUnknown(right) && left.key === right.key) return ordered(operator, 0);
  return undefined;
}

/** Comparing an unknown with a pointer: it may have been told apart before. */
function excluded(known: Knowledge | undefined, operator: string, value: Value): boolean | undefined {
  if (known?.not?.some((other) => spell(other) === spell(value)))
    return operator === '==' ? false : operator === '!=' ? true : undefined;
  return undefined;
}

function ordered(operator: string, order: number): boolean {
  switch (operator) {
    case '==':
      return order === 0;
    case '!=':
      return order !== 0;
    case '<':
      return order < 0;
    case '<=':
      return order <= 0;
    case '>':
      return order > 0;
    default:
      return order >= 0;
  }
}

function compareConstant(
  known: Knowledge | undefined,
  operator: string,
  constant: number | bigint,
): boolean | undefined {
  if (known === undefined) return undefined;
  const { low, high, not } = known;
  switch (operator) {
    case '==':
    case '!=': {
      const never =
        not?.some((value) => value === constant) ||
        (low !== undefined && constant < low) ||
        (high !== undefined && constant > high) ||
        (known.ones !== undefined && (BigInt(constant) & known.ones) !== known.ones) ||
        (known.zeros !== undefined && (BigInt(constant) & known.zeros) !== 0n && constant >= 0);
      return never ? operator === '!=' : undefined;
    }
    case '<':
      return high !== undefined && high < constant ? true : low !== undefined && low >= constant ? false : undefined;
    case '<=':
      return high !== undefined && high <= constant ? true : low !== undefined && low > constant ? false : undefined;
    case '>':
      return low !== undefined && low > constant ? true : high !== undefined && high <= constant ? false : undefined;
    default:
      return low !== undefined && low >= constant ? true : high !== undefined && high < constant ? false : undefined;
  }
}

/** Is `unknown & mask` nonzero? */
function masked(facts: ReadonlyMap<string, Knowledge>, left: Value, right: Value): boolean | undefined {
  const [unknown, mask] = isUnknown(left) ? [left, right] : [right, left];
  if (!isUnknown(unknown) || !isInteger(mask)) return undefined;
  const known = facts.get(unknown.key);
  if (known === undefined) return undefined;
  const bits = BigInt.asUintN(64, BigInt(mask));
  if (known.ones !== undefined && (known.ones & bits) !== 0n) return true;
  if (known.zeros !== undefined && (known.zeros & bits) === bits) return false;
  return undefined;
}

/** Everything that follows directly from `value` being nonzero or zero, written into `facts`. */
export function assume(facts: Map<string, Knowledge>, value: Value, nonzero: boolean): void {
  const settled = settle(facts, value);
  if (!isUnknown(settled)) return;
  const from = settled.from;
  if (from === undefined) {
    learn(facts, settled.key, nonzero ? '!=' : '==', 0);
    return;
  }
  if (from.right === undefined) {
    if (from.operator === '!') assume(facts, from.left, !nonzero);
    else learn(facts, settled.key, nonzero ? '!=' : '==', 0);
    return;
  }
  const left = settle(facts, from.left);
  const right = settle(facts, from.right);
  const operator = from.operator;
  if (operator === '&&' && nonzero) {
    assume(facts, left, true);
    assume(facts, right, true);
  } else if (operator === '||' && !nonzero) {
    assume(facts, left, false);
    assume(facts, right, false);
  } else if (operator === '&') {
    learnMask(facts, left, right, nonzero);
  } else if (operator in NEGATED) {
    const actual = nonzero ? operator : (NEGATED[operator] ?? operator);
    if (isUnknown(left) && !isUnknown(right)) learn(facts, left.key, actual, right, left);
    else if (isUnknown(right) && !isUnknown(left)) learn(facts, right.key, MIRRORED[actual] ?? actual, left, right);
  }
  // The comparison's own truth, for relations between two unknowns and for everything above as a cheap answer.
  const isTruthValue = operator in NEGATED || operator === '&&' || operator === '||';
  if (isTruthValue || !nonzero) facts.set(settled.key, { value: nonzero ? 1 : 0 });
  else learn(facts, settled.key, '!=', 0);
}

function learnMask(facts: Map<string, Knowledge>, left: Value, right: Value, nonzero: boolean): void {
  const [unknown, mask] = isUnknown(left) ? [left, right] : [right, left];
  if (!isUnknown(unknown) || !isInteger(mask)) return;
  const bits = BigInt.asUintN(64, BigInt(mask));
  const known = facts.get(unknown.key) ?? {};
  if (!nonzero) facts.set(unknown.key, { ...known, zeros: (known.zeros ?? 0n) | bits });
  else if ((bits & (bits - 1n)) === 0n) facts.set(unknown.key, { ...known, ones: (known.ones ?? 0n) | bits });
}

function learn(facts: Map<string, Knowledge>, key: string, operator: string, value: Value, unknown?: Unknown): void {
  const known = facts.get(key) ?? {};
  if (operator === '==') {
    facts.set(key, { ...known, value });
    // `pointer + 16 == &head` says where pointer points.
    const from = unknown?.from;
    if (from?.operator === '+' && typeof from.right === 'number' && isUnknown(from.left) && isPointer(value)) {
      facts.set(from.left.key, { value: pointerTo(value.object, value.offset - from.right) });
    }
    // `(x & m) == 0` and `!x` speak about x as well.
    if (isZero(value) && unknown?.from !== undefined) assume(facts, { ...unknown, key: `${key}=` }, false);
    return;
  }
  if (operator === '!=') {
    facts.set(key, { ...known, not: [...(known.not ?? []), value] });
    if (isZero(value) && unknown?.from !== undefined) assume(facts, { ...unknown, key: `${key}=` }, true);
    return;
  }
  if (typeof value !== 'number') return;
  if (operator === '<') facts.set(key, { ...known, high: Math.min(known.high ?? Infinity, value - 1) });
  else if (operator === '<=') facts.set(key, { ...known, high: Math.min(known.high ?? Infinity, value) });
  else if (operator === '>') facts.set(key, { ...known, low: Math.max(known.low ?? -Infinity, value + 1) });
  else facts.set(key, { ...known, low: Math.max(known.low ?? -Infinity, value) });
}
