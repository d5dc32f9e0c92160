/** Two ways out of a function side by side: can its caller tell them apart? */
import { resolveType } from '../analysis/evaluate';
import type { Exit, ReturnClass } from '../analysis/events';
import type { Term } from '../analysis/terms';
import type { Detection, Subject } from './rule';

/** Exits whose results mean the same; holding on failure what success released is never meant. */
export function comparable(subject: Subject, held: Exit, released: Exit): boolean {
  if (isPending(held)) return held.number === released.number;
  if (held.class === released.class) return true;
  const returns = resolveType(subject.file.engine.declarations, subject.fn.fn.returns);
  const zeroFails = returns.kind === 'pointer' || (returns.kind === 'int' && returns.bool === true);
  if (released.class === 'any' && held.class === 'error') return true;
  return isFailure(held.class, zeroFails) && isSuccess(released.class, zeroFails);
}

/** It has only begun: who finishes the work has what was taken for it (include/linux/errno.h, include/uapi/asm-generic/errno.h 6.12). */
export function isPending({ number }: Exit): boolean {
  return number !== undefined && PENDING.has(BigInt.asIntN(32, number));
}

/** -EIOCBQUEUED, -EINPROGRESS. */
const PENDING: ReadonlySet<bigint> = new Set([-529n, -115n]);

function isFailure(result: ReturnClass, zeroFails: boolean): boolean {
  return result === 'error' || (zeroFails && result === 'c0');
}

function isSuccess(result: ReturnClass, zeroFails: boolean): boolean {
  if (zeroFails) return result !== 'c0' && result !== 'error' && result !== 'void';
  return result === 'nonzero' || result.startsWith('c');
}

/** A parameter or an out value tells the two apart: the caller knows which it gets. */
export function separated(a: Exit, b: Exit): boolean {
  if (
    a.class === b.class &&
    a.conditions.some((c) => !c.term.memory && b.conditions.some((d) => d.term === c.term && d.holds !== c.holds))
  )
    return true;
  if (excludes(a, b) || excludes(b, a)) return true;
  if (a.compared.some((c) => b.compared.some((d) => d.term === c.term && d.holds !== c.holds))) return true;
  // After a failure (`a`) nobody looks what it left in the object.
  const looksAt = (address: Term): boolean => isOut(address) || a.class !== 'error';
  return (
    a.stores.some(
      (s) =>
        isTold(s.value) &&
        looksAt(s.address) &&
        b.stores.some((t) => t.address === s.address && t.value !== s.value && isTold(t.value)),
    ) || a.stores.some((s) => isOut(s.address) && !b.stores.some((t) => t.address === s.address))
  );
}

/** One returns a number that the other is known not to return. */
function excludes(a: Exit, b: Exit): boolean {
  return b.class.startsWith('c') && a.excluded.some((value) => b.class === `c${value}`);
}

/** A value that callers can make sense of. */
function isTold(value: Term): boolean {
  return value.kind !== 'saved' && value.symbols.length === 0;
}

/** `*locked = true`: a store straight through a parameter. */
function isOut(address: { readonly kind: string }): boolean {
  return address.kind === 'param';
}

/** Where the function is left, in offsets of the file. */
export function exitSpan(subject: Subject, exit: Exit): Detection['span'] {
  const origin = subject.fn.fn.span.start;
  return { start: exit.span.start + origin, end: exit.span.end + origin };
}
