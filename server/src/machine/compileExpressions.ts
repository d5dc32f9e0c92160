/**
 * Expressions as closures. Usual arithmetic conversions are settled here, once; what is unknown at run time becomes a
 * derived unknown. Reading a place that a frame keeps in a slot touches no memory and is invisible to others.
 */
import type { BinaryOperator, Expression, FunctionIr } from '../ir/ir';
import type { CType } from '../ir/types';
import type { ProgramUnit } from './api';
import type { Evaluate, Place } from './code';
import type { Evaluator } from './evaluator';
import { binary, complement, INT, type IntegerType, LONG, negate, wrap } from './integers';
import type { FieldPlace, Layouts } from './layout';
import type { Program } from './program';
import { derive } from './unknowns';
import { isInteger, isPointer, type Pointer, pointerTo, UNINITIALISED, type Value } from './values';

export interface Scope {
  readonly program: Program;
  readonly unit: ProgramUnit;
  readonly ir: FunctionIr | undefined;
  readonly inMemory: readonly boolean[];
  /** Types of variables, better than the lowering knew where a linked function says what it returns. */
  readonly types?: readonly CType[];
}

export function compileExpression(scope: Scope, expression: Expression): Evaluate {
  const { layouts } = scope.program;
  switch (expression.kind) {
    case 'integer': {
      const type = layouts.integerType(expression.type) ?? LONG;
      const value = wrap(
        expression.value > -(2n ** 53n) && expression.value < 2n ** 53n ? Number(expression.value) : expression.value,
        type,
      );
      return () => value;
    }
    case 'string': {
      const value = pointerTo(scope.program.string(expression.value), 0);
      return () => value;
    }
    case 'global':
      return compileGlobal(scope, expression.name, expression.type);
    case 'variable':
    case 'field':
    case 'deref':
    case 'index':
      return compileLoad(scope, expression);
    case 'address': {
      if (expression.of.kind === 'global' && isFunctionName(scope, expression.of.name, expression.of.type)) {
        return compileExpression(scope, expression.of);
      }
      const place = compilePlace(scope, expression.of);
      if (place === undefined) return opaque('address of a value');
      if (place.kind === 'slot') return opaque('address of a slot');
      return place.address;
    }
    case 'unary':
      return compileUnary(scope, expression.operator, expression.operand, expression.type);
    case 'binary':
      return compileBinary(scope, expression);
    case 'conditional': {
      const condition = compileExpression(scope, expression.condition);
      const then = compileExpression(scope, expression.then);
      const otherwise = compileExpression(scope, expression.else);
      return (machine) => (machine.decide(condition(machine)) ? then(machine) : otherwise(machine));
    }
    case 'cast':
      return compileCast(scope, expression.operand, expression.type);
    case 'sizeof': {
      const size = layouts.sizeOf(expression.of);
      return size === undefined ? opaque('sizeof') : () => size;
    }
    case 'offsetof': {
      const place = fieldPath(layouts, expression.of, expression.path);
      return () => place?.offset ?? 0;
    }
    case 'container': {
      const pointer = compileExpression(scope, expression.pointer);
      const of = expression.of.kind === 'pointer' ? expression.of.to : expression.of;
      const offset = fieldPath(layouts, of, expression.path)?.offset ?? 0;
      return (machine) => machine.shift(pointer(machine), -offset, of);
    }
    case 'aggregate':
      return compileAggregate(scope, expression);
    case 'opaque':
      return opaque(expression.reason);
  }
}

function opaque(reason: string): Evaluate {
  return (machine) => machine.freshUnknown(reason);
}

export function isFunctionName(scope: Scope, name: string, type: CType): boolean {
  if (type.kind === 'function') return true;
  return type.kind === 'unknown' && scope.program.functionFrom(name, scope.unit) !== undefined;
}

function compileGlobal(scope: Scope, name: string, type: CType): Evaluate {
  if (isFunctionName(scope, name, type)) {
    const value: Value = { kind: 'function', name };
    return () => value;
  }
  const constant = scope.program.enumConstant(name, scope.unit);
  if (constant !== undefined) {
    const value = constant >= -(2n ** 53n) && constant <= 2n ** 53n ? Number(constant) : constant;
    return () => value;
  }
  const global = scope.program.global(name);
  if (global.initialiser === undefined && global.type.kind === 'unknown') {
    // A name nobody declares: an unknown constant, the same wherever it stands.
    if (type.kind === 'unknown') return (machine) => machine.namedConstant(name);
  }
  return compileLoad(scope, { kind: 'global', name, type });
}

function compileLoad(scope: Scope, expression: Expression): Evaluate {
  const place = compilePlace(scope, expression);
  if (place === undefined) return compileFieldOfValue(scope, expression);
  const { layouts } = scope.program;
  const resolved = layouts.resolve(place.type);
  if (place.kind === 'slot') {
    const index = place.index;
    return (machine) => machine.slot(index);
  }
  const address = place.address;
  if (resolved.kind === 'array' || resolved.kind === 'function') return address;
  if (resolved.kind === 'record') return (machine) => machine.loadAggregate(address(machine), resolved);
  const integer = layouts.integerType(place.type);
  const bits = place.bitWidth;
  const link = listLink(scope, expression);
  if (link !== undefined) {
    const head = link.address;
    return (machine) =>
      machine.neighbour(machine.load(address(machine), place.type, integer, bits), head(machine), link.name);
  }
  return (machine) => machine.load(address(machine), place.type, integer, bits);
}

/** `head->next`, `entry->prev` of a struct list_head. */
function listLink(
  scope: Scope,
  expression: Expression,
): { readonly name: 'next' | 'prev'; readonly address: Evaluate } | undefined {
  if (expression.kind !== 'field' || (expression.name !== 'next' && expression.name !== 'prev')) return undefined;
  const record = scope.program.layouts.resolve(typeIn(scope, expression.base));
  if (record.kind !== 'record' || !/^(struct )?list_head$/.test(record.tag)) return undefined;
  const base = compilePlace(scope, expression.base);
  return base?.kind === 'memory' ? { name: expression.name, address: base.address } : undefined;
}

/** A field of a struct that is no lvalue: a returned or conditional struct. */
function compileFieldOfValue(scope: Scope, expression: Expression): Evaluate {
  if (expression.kind !== 'field') return opaque('value without a place');
  const base = compileExpression(scope, expression.base);
  const field = scope.program.layouts.field(typeIn(scope, expression.base), expression.name);
  return (machine) => {
    const value = base(machine);
    if (typeof value === 'object' && value.kind === 'aggregate') {
      const cell = value.cells.find(([offset]) => offset === (field?.offset ?? 0));
      return cell?.[1] ?? 0;
    }
    return machine.freshUnknown('field of a value');
  };
}

export function compilePlace(scope: Scope, expression: Expression): Place | undefined {
  const { layouts } = scope.program;
  switch (expression.kind) {
    case 'variable': {
      const index = expression.id;
      const variable = scope.ir?.variables[index];
      const type = scope.types?.[index] ?? variable?.type ?? expression.type;
      if (variable?.kind === 'static') {
        const id = scope.ir === undefined ? 0 : scope.program.staticLocal(scope.ir, index, scope.unit).id;
        return { kind: 'memory', address: () => pointerTo(id, 0), type };
      }
      if (!scope.inMemory[index]) return { kind: 'slot', index, type };
      return { kind: 'memory', address: (machine) => machine.localObject(index, type), type };
    }
    case 'global': {
      const global = scope.program.global(expression.name);
      const pointer = pointerTo(global.id, 0);
      const type = global.type.kind === 'unknown' ? expression.type : global.type;
      return { kind: 'memory', address: () => pointer, type };
    }
    case 'deref': {
      const pointer = compileExpression(scope, expression.pointer);
      return { kind: 'memory', address: (machine) => pointer(machine), type: typeIn(scope, expression) };
    }
    case 'field': {
      const base = compilePlace(scope, expression.base);
      if (base === undefined || base.kind === 'slot') return undefined;
      const field: FieldPlace | undefined =
        layouts.field(base.type, expression.name) ?? layouts.field(typeIn(scope, expression.base), expression.name);
      const offset = field?.offset ?? inventedOffset(layouts, expression.name);
      const type = field !== undefined && field.type.kind !== 'unknown' ? field.type : expression.type;
      const record = base.type.kind === 'unknown' ? typeIn(scope, expression.base) : base.type;
      const at = base.address;
      return {
        kind: 'memory',
        address: (machine) => machine.member(at(machine), offset, record),
        type,
        ...(field?.bitWidth === undefined ? {} : { bitWidth: field.bitWidth }),
      };
    }
    case 'index': {
      const index = compileExpression(scope, expression.index);
      const base = layouts.resolve(typeIn(scope, expression.base));
      const element = base.kind === 'array' ? base.of : base.kind === 'pointer' ? base.to : expression.type;
      const size = layouts.sizeOf(element) ?? 8;
      const start = base.kind === 'array' ? (compilePlace(scope, expression.base) ?? undefined) : undefined;
      const at: Evaluate = start?.kind === 'memory' ? start.address : compileExpression(scope, expression.base);
      return {
        kind: 'memory',
        address: (machine) => machine.element(at(machine), index(machine), size, element),
        type: element,
      };
    }
    case 'cast': {
      // An lvalue behind a cast of pointers is a deref; a cast itself is no place.
      return undefined;
    }
    case 'aggregate': {
      // A compound literal is an object of its own.
      const value = compileExpression(scope, expression);
      const type = expression.type;
      return { kind: 'memory', address: (machine) => machine.temporaryObject(value(machine), type), type };
    }
    default:
      return undefined;
  }
}

/** A field of a record whose type the front end does not know: the same name has the same place everywhere. */
function inventedOffset(layouts: Layouts, name: string): number {
  return layouts.field({ kind: 'record', tag: 'unknown', union: false }, name)?.offset ?? 0;
}

export function fieldPath(layouts: Layouts, of: CType, path: readonly (string | number)[]): FieldPlace | undefined {
  let type = of;
  let offset = 0;
  let last: FieldPlace | undefined;
  for (const part of path) {
    if (typeof part === 'number' || /^\d+$/.test(part)) {
      const array = layouts.resolve(type);
      const element: CType = array.kind === 'array' ? array.of : { kind: 'unknown' };
      offset += Number(part) * (layouts.sizeOf(element) ?? 8);
      type = element;
      last = { offset, type };
      continue;
    }
    const field = layouts.field(type, part);
    if (field === undefined) return undefined;
    offset += field.offset;
    type = field.type;
    last = { ...field, offset };
  }
  return last;
}

function compileAggregate(scope: Scope, expression: Extract<Expression, { kind: 'aggregate' }>): Evaluate {
  const { layouts } = scope.program;
  const parts = expression.parts.map((part) => ({
    place:
      part.path.length === 0 ? { offset: 0, type: expression.type } : fieldPath(layouts, expression.type, part.path),
    value: compileExpression(scope, part.value),
  }));
  const declared = layouts.sizeOf(expression.type) ?? 8;
  const resolved = layouts.resolve(expression.type);
  const scalar = resolved.kind !== 'record' && resolved.kind !== 'array';
  return (machine) => {
    if (scalar) return parts[0]?.value(machine) ?? 0;
    const cells: [number, Value][] = [];
    let size = declared;
    for (const { place, value } of parts) {
      const offset = place?.offset ?? 0;
      const given = value(machine);
      if (typeof given === 'object' && given.kind === 'aggregate')
        for (const [inner, cell] of given.cells) cells.push([offset + inner, cell]);
      else cells.push([offset, given]);
      size = Math.max(size, offset + 1);
    }
    return { kind: 'aggregate', cells, size };
  };
}

function compileCast(scope: Scope, operand: Expression, type: CType): Evaluate {
  const { layouts } = scope.program;
  const inner = compileExpression(scope, operand);
  const resolved = layouts.resolve(type);
  if (resolved.kind !== 'int' && resolved.kind !== 'enum') return inner;
  const integer = layouts.integerType(resolved) ?? INT;
  return (machine) => convert(machine, inner(machine), integer);
}

function convert(machine: Evaluator, value: Value, type: IntegerType): Value {
  const settled = machine.settle(value);
  if (isInteger(settled)) return wrap(settled, type);
  if (type.bool) {
    const known = machine.truth(settled);
    return known === undefined ? derive('!=', settled, 0) : known ? 1 : 0;
  }
  return settled;
}

function compileUnary(scope: Scope, operator: '-' | '~' | '!', operand: Expression, type: CType): Evaluate {
  const inner = compileExpression(scope, operand);
  const integer = promoted(scope.program.layouts.integerType(type) ?? LONG);
  if (operator === '!') {
    return (machine) => {
      const value = inner(machine);
      const known = machine.truth(value);
      return known === undefined ? derive('!', value) : known ? 0 : 1;
    };
  }
  return (machine) => {
    const value = machine.settle(inner(machine));
    if (isInteger(value)) return operator === '-' ? negate(value, integer) : complement(value, integer);
    return derive(operator, value);
  };
}

function promoted(type: IntegerType): IntegerType {
  return type.bits < 32 || type.bool ? INT : type;
}

/** C 6.3.1.8 for the widths there are. */
function common(a: IntegerType, b: IntegerType): IntegerType {
  const left = promoted(a);
  const right = promoted(b);
  if (left.bits !== right.bits) return left.bits > right.bits ? left : right;
  return left.signed ? right : left;
}

function pointee(layouts: Layouts, type: CType): CType | undefined {
  const resolved = layouts.resolve(type);
  return resolved.kind === 'pointer' ? resolved.to : resolved.kind === 'array' ? resolved.of : undefined;
}

function compileBinary(scope: Scope, expression: Extract<Expression, { kind: 'binary' }>): Evaluate {
  const { layouts } = scope.program;
  const { operator } = expression;
  const left = compileExpression(scope, expression.left);
  const right = compileExpression(scope, expression.right);
  if (operator === '&&' || operator === '||') return compileLogical(operator, left, right);
  const leftTarget = pointee(layouts, typeIn(scope, expression.left));
  const rightTarget = pointee(layouts, typeIn(scope, expression.right));
  const leftType = layouts.integerType(typeIn(scope, expression.left)) ?? LONG;
  const rightType = layouts.integerType(typeIn(scope, expression.right)) ?? LONG;
  const type = operator === '<<' || operator === '>>' ? promoted(leftType) : common(leftType, rightType);
  const leftSize = leftTarget === undefined ? 1 : (layouts.sizeOf(leftTarget) ?? 1);
  const rightSize = rightTarget === undefined ? 1 : (layouts.sizeOf(rightTarget) ?? 1);
  return (machine) => {
    const a = machine.settle(left(machine));
    const b = machine.settle(right(machine));
    if (typeof a === 'number' && typeof b === 'number' && leftTarget === undefined && rightTarget === undefined) {
      const result = binary(operator, wrap(a, type), operator === '<<' || operator === '>>' ? b : wrap(b, type), type);
      return result ?? machine.divideByZero();
    }
    return mixedBinary(
      machine,
      operator,
      a,
      b,
      type,
      leftTarget === undefined ? undefined : leftSize,
      rightTarget === undefined ? undefined : rightSize,
    );
  };
}

function compileLogical(operator: '&&' | '||', left: Evaluate, right: Evaluate): Evaluate {
  const dominant = operator === '||';
  return (machine) => {
    const first = left(machine);
    const a = machine.truth(first);
    if (a === dominant) return dominant ? 1 : 0;
    if (a === undefined) {
      // The right side may be meaningless when the left fails (`p && p->x`): decide the left first.
      if (machine.decide(first) === dominant) return dominant ? 1 : 0;
    }
    const second = right(machine);
    const b = machine.truth(second);
    return b === undefined ? derive('!=', second, 0) : b ? 1 : 0;
  };
}

const COMPARISONS: ReadonlySet<BinaryOperator> = new Set(['==', '!=', '<', '<=', '>', '>=']);

/** Pointers, big integers and unknowns. Sizes are those of pointees where an operand is a pointer. */
function mixedBinary(
  machine: Evaluator,
  operator: BinaryOperator,
  a: Value,
  b: Value,
  type: IntegerType,
  leftSize: number | undefined,
  rightSize: number | undefined,
): Value {
  if (isPointer(a) && isPointer(b)) {
    if (COMPARISONS.has(operator)) return comparePointers(operator, a.object - b.object || a.offset - b.offset);
    if (operator === '-' && a.object === b.object) return Math.trunc((a.offset - b.offset) / (leftSize ?? 1));
    return derive(operator, a, b);
  }
  if (operator === '&' && isPointer(a) && isInteger(b)) {
    const low = lowBits(a, b);
    if (low !== undefined) return low;
  }
  if (operator === '+' || operator === '-') {
    const sign = operator === '+' ? 1 : -1;
    if (isPointer(a) && isInteger(b)) return pointerTo(a.object, a.offset + sign * distance(b) * (leftSize ?? 1));
    if (operator === '+' && isPointer(b) && isInteger(a))
      return pointerTo(b.object, b.offset + distance(a) * (rightSize ?? 1));
    if (leftSize !== undefined && isInteger(a) && isInteger(b))
      return binary(operator, a, Number(b) * leftSize, type) ?? 0;
  }
  if (isInteger(a) && isInteger(b)) {
    const shift = operator === '<<' || operator === '>>';
    return binary(operator, wrap(a, type), shift ? b : wrap(b, type), type) ?? machine.divideByZero();
  }
  if (COMPARISONS.has(operator)) return compareMixed(machine, operator, a, b);
  const folded = foldUnknown(machine, operator, a, b);
  return (
    folded ??
    derive(
      operator,
      a === UNINITIALISED ? machine.freshUnknown('uninitialised') : a,
      b === UNINITIALISED ? machine.freshUnknown('uninitialised') : b,
    )
  );
}

/** Objects lie at multiples of eight: what a mask keeps of the three lowest bits, or takes of them, is known. */
function lowBits(pointer: Pointer, mask: number | bigint): Value | undefined {
  const bits = BigInt.asUintN(64, BigInt(mask));
  const low = Math.max(0, pointer.offset) % 8;
  if (bits < 8n) return low & Number(bits);
  const cleared = BigInt.asUintN(64, ~bits);
  return cleared < 8n ? pointerTo(pointer.object, pointer.offset - (low & Number(cleared))) : undefined;
}

/** An unsigned difference that wrapped is a step back. */
export function distance(value: number | bigint): number {
  return typeof value === 'number' ? value : Number(BigInt.asIntN(64, value));
}

function comparePointers(operator: BinaryOperator, order: number): number {
  switch (operator) {
    case '==':
      return order === 0 ? 1 : 0;
    case '!=':
      return order !== 0 ? 1 : 0;
    case '<':
      return order < 0 ? 1 : 0;
    case '<=':
      return order <= 0 ? 1 : 0;
    case '>':
      return order > 0 ? 1 : 0;
    default:
      return order >= 0 ? 1 : 0;
  }
}

function compareMixed(machine: Evaluator, operator: BinaryOperator, a: Value, b: Value): Value {
  const known = (value: Value): boolean => isPointer(value) || (typeof value === 'object' && value.kind === 'function');
  // A valid pointer differs from every small integer and from error pointers, and lies between them.
  if (known(a) && isInteger(b)) return comparePointers(operator, b >= 0xffff800000000000n ? -1 : 1);
  if (known(b) && isInteger(a)) return comparePointers(operator, a >= 0xffff800000000000n ? 1 : -1);
  if (known(a) && known(b)) {
    const same =
      typeof a === 'object' &&
      typeof b === 'object' &&
      a.kind === 'function' &&
      b.kind === 'function' &&
      a.name === b.name;
    return comparePointers(operator, same ? 0 : 1);
  }
  const result = derive(operator, a, b);
  const decided = machine.truth(result);
  return decided === undefined ? result : decided ? 1 : 0;
}

function foldUnknown(machine: Evaluator, operator: BinaryOperator, a: Value, b: Value): Value | undefined {
  if (operator === '&' && (a === 0 || b === 0)) return 0;
  if (operator === '*' && (a === 0 || b === 0)) return 0;
  if (
    b === 0 &&
    (operator === '+' ||
      operator === '-' ||
      operator === '|' ||
      operator === '^' ||
      operator === '<<' ||
      operator === '>>')
  )
    return a;
  if (a === 0 && (operator === '+' || operator === '|' || operator === '^')) return b;
  if (operator === '&') {
    const known = machine.truth(derive('&', a, b));
    if (known === false) return 0;
  }
  return undefined;
}

const STRING: CType = { kind: 'pointer', to: { kind: 'int', bits: 8, signed: true } };

export function typeOf(expression: Expression): CType {
  return expression.kind === 'string' ? STRING : expression.type;
}

/** The expression's type; what the lowering did not know is inferred from linked functions and layouts. */
export function typeIn(scope: Scope, expression: Expression): CType {
  const written = typeOf(expression);
  if (written.kind !== 'unknown' && !(written.kind === 'pointer' && written.to.kind === 'unknown')) return written;
  const { layouts } = scope.program;
  switch (expression.kind) {
    case 'variable':
      return scope.types?.[expression.id] ?? written;
    case 'global': {
      const { type } = scope.program.global(expression.name);
      return type.kind === 'unknown' ? written : type;
    }
    case 'deref': {
      const pointer = layouts.resolve(typeIn(scope, expression.pointer));
      return pointer.kind === 'pointer' ? pointer.to : pointer.kind === 'array' ? pointer.of : written;
    }
    case 'field':
      return layouts.field(typeIn(scope, expression.base), expression.name)?.type ?? written;
    case 'index': {
      const base = layouts.resolve(typeIn(scope, expression.base));
      return base.kind === 'array' ? base.of : base.kind === 'pointer' ? base.to : written;
    }
    case 'address': {
      const of = typeIn(scope, expression.of);
      return of.kind === 'unknown' ? written : { kind: 'pointer', to: of };
    }
    default:
      return written;
  }
}
