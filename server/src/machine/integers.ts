/** C integer arithmetic on exact numbers with bigints behind them. Results are canonical: a number whenever it is exact. */
import type { BinaryOperator } from '../ir/ir';

export type Integer = number | bigint;

export interface IntegerType {
  readonly bits: 8 | 16 | 32 | 64;
  readonly signed: boolean;
  readonly bool?: true;
}

export const INT: IntegerType = { bits: 32, signed: true };
export const LONG: IntegerType = { bits: 64, signed: true };
export const ULONG: IntegerType = { bits: 64, signed: false };

const MAX = BigInt(Number.MAX_SAFE_INTEGER);

export function canonical(value: bigint): Integer {
  return value <= MAX && value >= -MAX ? Number(value) : value;
}

/** The value as a C object of the type holds it. */
export function wrap(value: Integer, type: IntegerType): Integer {
  if (type.bool) return value === 0 || value === 0n ? 0 : 1;
  if (typeof value === 'number') {
    if (type.bits === 64) {
      if (type.signed || value >= 0) return value;
      return canonical(BigInt.asUintN(64, BigInt(value)));
    }
    if (type.bits === 32) {
      if (value >= -2147483648 && value <= (type.signed ? 2147483647 : 4294967295) && (type.signed || value >= 0))
        return value;
      if (Math.abs(value) <= Number.MAX_SAFE_INTEGER) {
        const low = value % 4294967296;
        return type.signed ? low | 0 : low >>> 0;
      }
    } else {
      const modulus = type.bits === 8 ? 256 : 65536;
      const low = ((value % modulus) + modulus) % modulus;
      return type.signed && low >= modulus / 2 ? low - modulus : low;
    }
  }
  const wide = BigInt(value);
  return canonical(type.signed ? BigInt.asIntN(type.bits, wide) : BigInt.asUintN(type.bits, wide));
}

const INT32 = 2147483648;

function fitsInt32(value: Integer): value is number {
  return typeof value === 'number' && value >= -INT32 && value < INT32;
}

/** undefined: division by zero. Operands are already converted to `type`; shifts take the left operand's type. */
export function binary(operator: BinaryOperator, a: Integer, b: Integer, type: IntegerType): Integer | undefined {
  switch (operator) {
    case '==':
      return a === b ? 1 : 0;
    case '!=':
      return a === b ? 0 : 1;
    case '<':
      return a < b ? 1 : 0;
    case '<=':
      return a <= b ? 1 : 0;
    case '>':
      return a > b ? 1 : 0;
    case '>=':
      return a >= b ? 1 : 0;
    case '&&':
      return isTrue(a) && isTrue(b) ? 1 : 0;
    case '||':
      return isTrue(a) || isTrue(b) ? 1 : 0;
    default:
      return arithmetic(operator, a, b, type);
  }
}

function arithmetic(
  operator: '+' | '-' | '*' | '/' | '%' | '<<' | '>>' | '&' | '|' | '^',
  a: Integer,
  b: Integer,
  type: IntegerType,
): Integer | undefined {
  if (fitsInt32(a) && fitsInt32(b)) {
    const small = smallArithmetic(operator, a, b);
    if (small !== undefined) return wrap(small, type);
  }
  if ((operator === '/' || operator === '%') && isZero(b)) return undefined;
  const x = BigInt(a);
  const y = BigInt(b);
  return wrap(canonical(wideArithmetic(operator, x, y)), type);
}

function smallArithmetic(operator: string, a: number, b: number): number | undefined {
  switch (operator) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*': {
      const product = a * b;
      return Number.isSafeInteger(product) ? product : undefined;
    }
    case '/':
      return b === 0 ? undefined : Math.trunc(a / b) + 0;
    case '%':
      return b === 0 ? undefined : (a % b) + 0;
    case '&':
      return a & b;
    case '|':
      return a | b;
    case '^':
      return a ^ b;
    case '<<':
      return a >= 0 && b >= 0 && b < 21 ? a * 2 ** b : undefined;
    case '>>':
      return b >= 0 && b < 32 ? a >> b : undefined;
    default:
      return undefined;
  }
}

function wideArithmetic(operator: string, x: bigint, y: bigint): bigint {
  switch (operator) {
    case '+':
      return x + y;
    case '-':
      return x - y;
    case '*':
      return x * y;
    case '/':
      return x / y;
    case '%':
      return x % y;
    case '&':
      return x & y;
    case '|':
      return x | y;
    case '^':
      return x ^ y;
    case '<<':
      return x << (y & 63n);
    default:
      return x >> (y & 63n);
  }
}

export function isTrue(value: Integer): boolean {
  return value !== 0 && value !== 0n;
}

function isZero(value: Integer): boolean {
  return value === 0 || value === 0n;
}

export function negate(value: Integer, type: IntegerType): Integer {
  return wrap(typeof value === 'number' ? 0 - value : canonical(-value), type);
}

export function complement(value: Integer, type: IntegerType): Integer {
  return wrap(fitsInt32(value) ? ~value : canonical(~BigInt(value)), type);
}
