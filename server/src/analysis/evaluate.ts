/**
 * Expressions to terms: `evaluate` reads, `addressOf` names a place. Pure: no state changes.
 * Casts are transparent except to narrow integers; pointer arithmetic on arrays keeps the element's identity.
 */
import type { Expression, FunctionIr } from '../ir/ir';
import { sizeOf } from '../ir/sizes';
import type { CType, Declarations } from '../ir/types';
import { isNamedObject } from '../kernel/lockClasses';
import { truthOf } from './facts';
import { readMemory, type State } from './state';
import { MAX_DEPTH, type Term, type TermFactory } from './terms';

export interface EvaluationScope {
  readonly factory: TermFactory;
  readonly declarations: Declarations;
  readonly fn: FunctionIr;
  /** Values of names that the headers do not give (GFP_KERNEL without a tree). */
  constant(name: string): bigint | undefined;
  /** The name of a global object among those of all files. */
  globalName(name: string): string;
}

export function typeOf(expression: Expression): CType {
  return expression.kind === 'string'
    ? { kind: 'pointer', to: { kind: 'int', bits: 8, signed: true } }
    : expression.type;
}

/** Follows typedefs; bounded against circular ones. */
export function resolveType(declarations: Declarations, type: CType): CType {
  let at = type;
  for (let i = 0; i < 8 && at.kind === 'named'; i++) {
    const next = declarations.typedef(at.name);
    if (next === undefined) return at;
    at = next;
  }
  return at;
}

function ownerTag(scope: EvaluationScope, type: CType): string {
  const resolved = resolveType(scope.declarations, type);
  if (resolved.kind === 'record') return resolved.tag;
  return resolved.kind === 'named' ? resolved.name : '';
}

/** The address of a place; for an expression that is no place, its value (a struct value stands for its address). */
export function addressOf(scope: EvaluationScope, state: State, place: Expression): Term {
  const { factory } = scope;
  switch (place.kind) {
    case 'variable':
      return factory.local(place.id);
    case 'global':
      return factory.global(objectName(scope, place.name));
    case 'deref':
      return evaluate(scope, state, place.pointer);
    case 'field':
      return bounded(
        scope,
        factory.field(addressOf(scope, state, place.base), place.name, ownerTag(scope, typeOf(place.base))),
      );
    case 'index': {
      const base = typeOf(place.base);
      const resolved = resolveType(scope.declarations, base);
      const root =
        resolved.kind === 'pointer' ? evaluate(scope, state, place.base) : addressOf(scope, state, place.base);
      return bounded(scope, factory.element(root, evaluate(scope, state, place.index)));
    }
    case 'cast':
      return addressOf(scope, state, place.operand);
    default:
      return evaluate(scope, state, place);
  }
}

function bounded(scope: EvaluationScope, term: Term): Term {
  return term.depth <= MAX_DEPTH ? term : scope.factory.symbol(`deep ${scope.fn.name}`);
}

export function evaluate(scope: EvaluationScope, state: State, expression: Expression): Term {
  const { factory } = scope;
  switch (expression.kind) {
    case 'integer':
      return factory.constant(expression.value);
    case 'string':
      return factory.string(expression.value);
    case 'variable': {
      const type = resolveType(scope.declarations, expression.type);
      if (type.kind === 'array' || type.kind === 'record') return readWhole(scope, state, factory.local(expression.id));
      return readMemory(factory, state, factory.local(expression.id));
    }
    case 'global':
      return globalValue(scope, state, expression.name, expression.type);
    case 'field':
    case 'index':
    case 'deref': {
      const address = addressOf(scope, state, expression);
      const type = resolveType(scope.declarations, expression.type);
      if (type.kind === 'array' || type.kind === 'function') return address;
      return bounded(scope, readMemory(factory, state, address));
    }
    case 'address':
      return addressOf(scope, state, expression.of);
    case 'unary':
      return bounded(scope, factory.unary(expression.operator, evaluate(scope, state, expression.operand)));
    case 'binary':
      return bounded(scope, binaryValue(scope, state, expression));
    case 'conditional': {
      const condition = evaluate(scope, state, expression.condition);
      const then = evaluate(scope, state, expression.then);
      const otherwise = evaluate(scope, state, expression.else);
      const known = truthOf(state.facts, condition);
      if (known.value !== undefined && !known.weak) return known.value ? then : otherwise;
      if (then === otherwise) return then;
      return factory.symbol(`choice ${condition.id} ${then.id} ${otherwise.id}`);
    }
    case 'cast':
      return castValue(scope, evaluate(scope, state, expression.operand), expression.type);
    case 'sizeof': {
      const size = sizeOf(expression.of, scope.declarations);
      return size === undefined
        ? factory.symbol(`sizeof ${JSON.stringify(expression.of)}`)
        : factory.constant(BigInt(size));
    }
    case 'offsetof':
      return factory.symbol(`offsetof ${expression.path.join('.')}`);
    case 'container':
      return bounded(scope, factory.container(evaluate(scope, state, expression.pointer), expression.path.join('.')));
    case 'aggregate':
      return factory.symbol(`aggregate ${scope.fn.name}`);
    case 'opaque':
      return factory.symbol(`opaque ${expression.reason}`);
  }
}

/** An array or record variable as a value is its address. */
function readWhole(_scope: EvaluationScope, state: State, address: Term): Term {
  return state.memory.get(address)?.value ?? address;
}

/** Another file's static object has a name of its own, unless rows of the tables speak of it. */
function objectName(scope: EvaluationScope, name: string): string {
  return isNamedObject(name) ? name : scope.globalName(name);
}

function globalValue(scope: EvaluationScope, state: State, name: string, type: CType): Term {
  const { factory } = scope;
  const resolved = resolveType(scope.declarations, type);
  if (resolved.kind === 'function' || resolved.kind === 'array') return factory.global(objectName(scope, name));
  const declared = scope.declarations.enumConstant(name) ?? scope.constant(name);
  if (declared !== undefined) return factory.constant(declared);
  if (resolved.kind === 'unknown' && scope.declarations.global(name) === undefined)
    return factory.symbol(`name ${name}`);
  return readMemory(factory, state, factory.global(objectName(scope, name)));
}

function binaryValue(scope: EvaluationScope, state: State, expression: Extract<Expression, { kind: 'binary' }>): Term {
  const { factory } = scope;
  let left = evaluate(scope, state, expression.left);
  let right = evaluate(scope, state, expression.right);
  const leftType = resolveType(scope.declarations, typeOf(expression.left));
  if (
    (expression.operator === '+' || expression.operator === '-') &&
    leftType.kind === 'pointer' &&
    (left.kind === 'field' || left.kind === 'global' || left.kind === 'element')
  ) {
    if (expression.operator === '+') return factory.element(left, right);
  }
  if (isUnsignedComparison(scope, expression)) {
    left = wrap(factory, left);
    right = wrap(factory, right);
  }
  return factory.binary(expression.operator, left, right);
}

/** `(unsigned long)p >= (unsigned long)-MAX_ERRNO`: negative constants count from the top of the range. */
function isUnsignedComparison(scope: EvaluationScope, expression: Extract<Expression, { kind: 'binary' }>): boolean {
  if (!['<', '<=', '>', '>='].includes(expression.operator)) return false;
  const unsigned = (operand: Expression): boolean => {
    const type = resolveType(scope.declarations, typeOf(operand));
    return type.kind === 'pointer' || (type.kind === 'int' && !type.signed && type.bits === 64);
  };
  return unsigned(expression.left) || unsigned(expression.right);
}

function wrap(factory: TermFactory, term: Term): Term {
  return term.kind === 'const' && term.value < 0n ? factory.constant(BigInt.asUintN(64, term.value)) : term;
}

function castValue(scope: EvaluationScope, value: Term, type: CType): Term {
  if (value.kind !== 'const') return value;
  const resolved = resolveType(scope.declarations, type);
  if (resolved.kind !== 'int') return value;
  if (resolved.bool === true) return scope.factory.constant(value.value === 0n ? 0n : 1n);
  return scope.factory.constant(
    resolved.signed ? BigInt.asIntN(resolved.bits, value.value) : BigInt.asUintN(resolved.bits, value.value),
  );
}
