/**
 * How many open decisions a decision counts for that nothing known decides: more where the caller knows what the callee does not
 * show. Two make a path *likely*, MANY_GUESSES leave nothing proven.
 */
import type { Happening } from './events';
import { ERROR_TOP } from './facts';
import type { Term } from './terms';

/** Memory that nobody knows of, by weight, beyond which a way out that changes the context proves nothing. */
export const MANY_GUESSES = 3;

/** Of a branch in the function itself. */
export function branchWeight(condition: Term, holds: boolean): number {
  if (isCounted(condition) || isBeyondSizes(condition, holds)) return MANY_GUESSES;
  return isFlagTest(condition) ? 2 : 1;
}

/**
 * Of what memory says about a callee's way. Whether an operations table has a member, or an object has a flag, is decided by
 * the kind of object, which the caller knows and we do not.
 */
export function memoryWeight(condition: Term, holds: boolean): number {
  if (isBeyondSizes(condition, holds)) return MANY_GUESSES;
  if (condition.kind === 'binary' && condition.operator === '&' && condition.right.kind === 'const') return 2;
  if (condition.kind !== 'load' || condition.address.kind !== 'field') return 1;
  const { base, name } = condition.address;
  // Done the first time only, which those who run in atomic context are not.
  if (FIRST_TIME.test(name)) return 2;
  const isOfOperations = base.kind === 'load' && base.address.kind === 'field' && OPERATIONS.test(base.address.name);
  return isOfOperations ? MANY_GUESSES : 1;
}

/** Of what an event of a callee asks of memory: that something is missing is a matter of the kind of object, unless the event may be what fills it. */
export function eventWeight({ kind }: Happening, condition: Term, holds: boolean): number {
  const isMissing = missing(condition, holds)?.kind === 'load';
  return Math.max(isMissing && kind !== 'allocate' ? 2 : 1, memoryWeight(condition, holds));
}

/** What the condition says is NULL or zero. */
function missing(condition: Term, holds: boolean): Term | undefined {
  if (condition.kind === 'unary' && condition.operator === '!') return missing(condition.operand, !holds);
  return holds ? undefined : condition;
}

const FIRST_TIME = /(^|_)(configured|initiali[sz]ed|inited|init_done|init|registered|allocated|setup|ready)(_|$)/;
const OPERATIONS = /(?:ops?|driver|drv)$/;

/** Does the branch say that something went well? A function that never does well would be no use: its callers need not guess. */
export function saysNoError(condition: Term, holds: boolean): boolean {
  if (condition.kind === 'unary' && condition.operator === '!') return saysNoError(condition.operand, !holds);
  if (condition.kind !== 'binary' || holds) return false;
  const { operator, left, right } = condition;
  if (operator === '||') return saysNoError(left, false) || saysNoError(right, false);
  if (right.kind !== 'const') return false;
  return (operator === '>=' && right.value === ERROR_TOP) || (operator === '<' && right.value === 0n);
}

/** Reference counts: whether a count drops to zero is a matter of who owns what, which callers know and the callee does not show. */
const OWNERSHIP = /_(dec|inc|put|try_?get|xchg|cmpxchg)(_|$)|kref/;

function isCounted(term: Term): boolean {
  switch (term.kind) {
    case 'symbol':
      return OWNERSHIP.test(term.site);
    case 'unary':
      return isCounted(term.operand);
    case 'binary':
      return isCounted(term.left) || isCounted(term.right);
    case 'load':
      return isCounted(term.address);
    default:
      return false;
  }
}

/** Which flags an object has is decided by the kind of object, which callers know. */
function isFlagTest(condition: Term): boolean {
  if (condition.kind === 'unary') return isFlagTest(condition.operand);
  return condition.kind === 'binary' && condition.operator === '&' && condition.left.memory;
}

/** Says that a number is INT_MAX or more: nobody makes or copies so much (mm/util.c 6.12: __kvmalloc_node_noprof() refuses). */
function isBeyondSizes(condition: Term, holds: boolean): boolean {
  if (condition.kind === 'unary' && condition.operator === '!') return isBeyondSizes(condition.operand, !holds);
  if (condition.kind !== 'binary' || condition.right.kind !== 'const') return false;
  const isAtLeast = holds ? AT_LEAST.has(condition.operator) : BELOW.has(condition.operator);
  return isAtLeast && condition.right.value >= INT_MAX && condition.right.value < ERROR_TOP;
}

const INT_MAX = 0x7fff_ffffn;
const AT_LEAST: ReadonlySet<string> = new Set(['>', '>=']);
const BELOW: ReadonlySet<string> = new Set(['<', '<=']);
