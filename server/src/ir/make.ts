/** Builds expressions with their types, folding constants on the way. Pure; needs declarations only for types. */

import { foldBinary } from './constants';
import {
  commonType,
  intType,
  promote,
  sameType,
  unknownType,
  unsignedLongType,
  voidPointer,
  wrapInteger,
} from './ctypes';
import type { BinaryOperator, Expression, UnaryOperator } from './ir';
import { fieldOf, pointee, resolveType } from './resolve';
import type { CType, Declarations } from './types';

/** Flags joined keep their names: `IRQF_SHARED | IRQF_NO_THREAD` says more than its number. */
function flagsSpelled(
  operator: BinaryOperator,
  left: string | undefined,
  right: string | undefined,
): string | undefined {
  return operator === '|' && left !== undefined && right !== undefined ? `${left} | ${right}` : undefined;
}

export function integer(value: bigint, type: CType = intType, spelling?: string): Expression {
  return spelling === undefined ? { kind: 'integer', value, type } : { kind: 'integer', value, type, spelling };
}

export function opaque(reason: string, type: CType = unknownType): Expression {
  return { kind: 'opaque', reason, type };
}

export function typeOf(expression: Expression): CType {
  return expression.kind === 'string'
    ? { kind: 'array', of: { kind: 'int', bits: 8, signed: true }, length: expression.value.length + 1 }
    : expression.type;
}

/** The type of a value after arrays and functions have become pointers. */
export function decayed(declarations: Declarations, type: CType): CType {
  const resolved = resolveType(declarations, type);
  if (resolved.kind === 'array') return { kind: 'pointer', to: resolved.of };
  return resolved.kind === 'function' ? { kind: 'pointer', to: resolved } : type;
}

export function binary(
  declarations: Declarations,
  operator: BinaryOperator,
  left: Expression,
  right: Expression,
): Expression {
  const leftType = resolveType(declarations, typeOf(left));
  const rightType = resolveType(declarations, typeOf(right));
  if (left.kind === 'integer' && right.kind === 'integer' && leftType.kind !== 'float' && rightType.kind !== 'float') {
    const folded = foldBinary(operator, left.value, right.value, leftType, rightType);
    if (folded !== undefined)
      return integer(folded.value, folded.type, flagsSpelled(operator, left.spelling, right.spelling));
  }
  return {
    kind: 'binary',
    operator,
    left,
    right,
    type: binaryType(declarations, operator, left, right, leftType, rightType),
  };
}

function binaryType(
  declarations: Declarations,
  operator: BinaryOperator,
  left: Expression,
  right: Expression,
  leftType: CType,
  rightType: CType,
): CType {
  switch (operator) {
    case '==':
    case '!=':
    case '<':
    case '<=':
    case '>':
    case '>=':
    case '&&':
    case '||':
      return intType;
    case '<<':
    case '>>':
      return promote(leftType);
    case '-':
      if (isPointer(leftType) && isPointer(rightType)) return { kind: 'int', bits: 64, signed: true };
  }
  if (isPointer(leftType)) return decayed(declarations, typeOf(left));
  if (isPointer(rightType)) return decayed(declarations, typeOf(right));
  // gfp_t | gfp_t stays gfp_t: the name says what the bits are.
  const a = typeOf(left);
  const b = typeOf(right);
  if (a.kind === 'named' && (sameType(a, b) || right.kind === 'integer') && promote(leftType) === leftType) {
    if (right.kind !== 'integer' || sameType(commonType(leftType, rightType), leftType)) return a;
  }
  if (b.kind === 'named' && left.kind === 'integer' && sameType(commonType(leftType, rightType), rightType)) return b;
  return commonType(leftType, rightType);
}

function isPointer(type: CType): boolean {
  return type.kind === 'pointer' || type.kind === 'array';
}

export function unary(declarations: Declarations, operator: UnaryOperator, operand: Expression): Expression {
  const type = resolveType(declarations, typeOf(operand));
  if (operand.kind === 'integer' && type.kind !== 'float') {
    if (operator === '!') return integer(operand.value === 0n ? 1n : 0n);
    const promoted = promote(type);
    return integer(wrapInteger(operator === '-' ? -operand.value : ~operand.value, promoted), promoted);
  }
  if (operator === '!') return { kind: 'unary', operator, operand, type: intType };
  const own = typeOf(operand);
  return {
    kind: 'unary',
    operator,
    operand,
    type: own.kind === 'named' && promote(type) === type ? own : promote(type),
  };
}

export function cast(declarations: Declarations, operand: Expression, type: CType): Expression {
  if (sameType(typeOf(operand), type)) return operand;
  const resolved = resolveType(declarations, type);
  if (
    operand.kind === 'integer' &&
    (resolved.kind === 'int' || resolved.kind === 'pointer' || resolved.kind === 'enum')
  ) {
    const value = wrapInteger(operand.value, resolved.kind === 'enum' ? intType : resolved);
    return operand.spelling === undefined ? integer(value, type) : integer(value, type, operand.spelling);
  }
  return { kind: 'cast', operand, type };
}

export function deref(declarations: Declarations, pointer: Expression): Expression {
  if (pointer.kind === 'address') return pointer.of;
  const type = pointee(declarations, typeOf(pointer));
  // *f is f for a function pointer.
  return { kind: 'deref', pointer, type };
}

export function address(of: Expression): Expression {
  if (of.kind === 'deref') return of.pointer;
  return { kind: 'address', of, type: { kind: 'pointer', to: typeOf(of) } };
}

export function field(declarations: Declarations, base: Expression, name: string): Expression {
  const found = fieldOf(declarations, typeOf(base), name);
  return { kind: 'field', base, name, type: found?.field.type ?? unknownType };
}

export function index(declarations: Declarations, base: Expression, at: Expression): Expression {
  // 1[a] is a[1].
  const baseType = resolveType(declarations, typeOf(base));
  if (baseType.kind === 'int' && isPointer(resolveType(declarations, typeOf(at)))) return index(declarations, at, base);
  return { kind: 'index', base, index: at, type: pointee(declarations, typeOf(base)) };
}

export function conditional(
  declarations: Declarations,
  condition: Expression,
  then: Expression,
  otherwise: Expression,
): Expression {
  if (condition.kind === 'integer') return condition.value !== 0n ? then : otherwise;
  return {
    kind: 'conditional',
    condition,
    then,
    else: otherwise,
    type: mergedType(declarations, typeOf(then), typeOf(otherwise)),
  };
}

/** The type of `c ? a : b`. */
export function mergedType(declarations: Declarations, a: CType, b: CType): CType {
  if (sameType(a, b)) return a;
  const left = resolveType(declarations, decayed(declarations, a));
  const right = resolveType(declarations, decayed(declarations, b));
  if (left.kind === 'pointer')
    return right.kind === 'pointer' && left.to.kind === 'void' ? decayed(declarations, b) : decayed(declarations, a);
  if (right.kind === 'pointer') return decayed(declarations, b);
  if (left.kind === 'record' || left.kind === 'void') return a;
  if (left.kind === 'unknown') return b;
  if (right.kind === 'unknown') return a;
  return commonType(left, right);
}

export const nullPointer: Expression = integer(0n, voidPointer, 'NULL');

export function sizeofType(of: CType): Expression {
  return { kind: 'sizeof', of, type: unsignedLongType };
}

/** Reads nothing but constants, variables and addresses built from them: equal wherever it is evaluated in a scope. */
export function isStablePointer(expression: Expression): boolean {
  switch (expression.kind) {
    case 'variable':
    case 'global':
    case 'integer':
    case 'string':
      return true;
    case 'address':
      return isStablePlace(expression.of);
    case 'cast':
      return isStablePointer(expression.operand);
    default:
      return false;
  }
}

function isStablePlace(expression: Expression): boolean {
  switch (expression.kind) {
    case 'variable':
    case 'global':
      return true;
    case 'field':
      return isStablePlace(expression.base);
    case 'deref':
      return isStablePointer(expression.pointer);
    case 'index':
      return isStablePlace(expression.base) && expression.index.kind === 'integer';
    default:
      return false;
  }
}
