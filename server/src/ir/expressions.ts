/**
 * Expressions of C to pure expression trees, with steps for what has effects. One function per operation; calls, macros
 * and builtins have files of their own.
 */
import type { SyntaxNode } from '../syntax/api';
import { lowerCall } from './calls';
import { namedConstant } from './constants';
import type { FunctionContext } from './context';
import { boolType, intType, unknownType, unsignedLongType, voidType } from './ctypes';
import { typeName } from './declarators';
import { bodyMarker } from './frames';
import type { BinaryOperator, Expression, UnaryOperator } from './ir';
import { parseCharacter, parseInteger, parseString } from './literals';
import { expandObjectMacro } from './macros';
import * as make from './make';
import { compoundLiteral, generic, offsetofExpression, sizeofExpression } from './typeExpressions';
import type { CType } from './types';
import { parseTypeText } from './typeText';
import { assignable, identifierType, isPure, isTypeWord, operatorText, saved, truthValue } from './values';

/** The value of an expression; its effects are emitted first. */
export function lowerValue(cx: FunctionContext, node: SyntaxNode): Expression {
  return cx.nested(node, () => evaluate(cx, node));
}

function evaluate(cx: FunctionContext, node: SyntaxNode): Expression {
  switch (node.type) {
    case 'identifier':
    case 'type_identifier':
    case 'field_identifier':
      return identifier(cx, node);
    case 'number_literal': {
      const literal = parseInteger(cx.text(node));
      if (literal === undefined) return make.opaque(`number ${cx.text(node)}`, intType);
      return literal.type.kind === 'float'
        ? make.opaque('floating point', literal.type)
        : make.integer(literal.value, literal.type);
    }
    case 'char_literal': {
      const literal = parseCharacter(cx.text(node));
      return make.integer(literal.value, literal.type);
    }
    case 'string_literal':
    case 'concatenated_string':
      return { kind: 'string', value: parseString(cx.text(node)) };
    case 'true':
      return make.integer(1n, boolType, 'true');
    case 'false':
      return make.integer(0n, boolType, 'false');
    case 'null':
      return make.nullPointer;
    case 'parenthesized_expression':
      return parenthesised(cx, node);
    case 'extension_expression':
      return inner(cx, node);
    case 'comma_expression':
      return comma(cx, node);
    case 'call_expression':
      return lowerCall(cx, node, true) ?? make.opaque('no value', voidType);
    case 'assignment_expression':
      return assignment(cx, node);
    case 'update_expression':
      return update(cx, node, true);
    case 'binary_expression':
      return binary(cx, node);
    case 'unary_expression':
      return unary(cx, node);
    case 'conditional_expression':
      return conditional(cx, node);
    case 'cast_expression':
      return castExpression(cx, node);
    case 'pointer_expression':
      return pointerExpression(cx, node);
    case 'field_expression':
    case 'subscript_expression':
      return lowerPlace(cx, node);
    case 'sizeof_expression':
    case 'alignof_expression':
      return sizeofExpression(cx, node);
    case 'offsetof_expression':
      return offsetofExpression(cx, node);
    case 'compound_literal_expression':
      return compoundLiteral(cx, node);
    case 'initializer_list':
      return cx.ops.initialiser(cx, node, unknownType);
    case 'generic_expression':
      return generic(cx, node);
    case 'gnu_asm_expression':
      cx.ops.statement(cx, node);
      return make.opaque('asm');
    case 'compound_statement':
      return statementExpression(cx, node);
    default:
      return make.opaque(`expression ${node.type}`);
  }
}

/** Evaluates and drops. */
export function lowerEffect(cx: FunctionContext, node: SyntaxNode): void {
  switch (node.type) {
    case 'parenthesized_expression': {
      const only = node.children[0];
      if (only?.type === 'compound_statement') cx.scoped(only.end, () => cx.ops.statements(cx, only.children, false));
      else if (only !== undefined) lowerEffect(cx, only);
      return;
    }
    case 'call_expression':
      lowerCall(cx, node, false);
      return;
    case 'update_expression':
      update(cx, node, false);
      return;
    case 'comma_expression':
      for (const child of node.children) lowerEffect(cx, child);
      return;
    case 'cast_expression': {
      const value = node.field('value');
      if (value !== undefined) lowerEffect(cx, value);
      return;
    }
    case 'conditional_expression':
      branchEffect(cx, node);
      return;
    case 'binary_expression': {
      const operator = operatorText(cx, node);
      if (operator === '&&' || operator === '||') {
        const done = cx.newBlock();
        cx.ops.condition(cx, node, done, done);
        cx.current = done;
        return;
      }
      lowerValue(cx, node);
      return;
    }
    case 'identifier':
      if (cx.text(node) === bodyMarker && cx.frame.body !== undefined) {
        const body = cx.frame.body;
        cx.inFrame(body.frame, () => cx.ops.statement(cx, body.node));
        return;
      }
      lowerValue(cx, node);
      return;
    default:
      lowerValue(cx, node);
  }
}

function branchEffect(cx: FunctionContext, node: SyntaxNode): void {
  const condition = node.field('condition');
  const consequence = node.field('consequence');
  const alternative = node.field('alternative');
  if (condition === undefined) return;
  const then = cx.newBlock();
  const otherwise = cx.newBlock();
  const done = cx.newBlock();
  cx.ops.condition(cx, condition, then, otherwise);
  cx.current = then;
  if (consequence !== undefined) lowerEffect(cx, consequence);
  cx.jump(done);
  cx.current = otherwise;
  if (alternative !== undefined) lowerEffect(cx, alternative);
  cx.enter(done);
}

/** An lvalue. What is none is evaluated into a temporary. */
export function lowerPlace(cx: FunctionContext, node: SyntaxNode): Expression {
  return cx.nested(node, () => placeOf(cx, node));
}

function placeOf(cx: FunctionContext, node: SyntaxNode): Expression {
  switch (node.type) {
    case 'parenthesized_expression': {
      const only = node.children[0];
      return only === undefined || only.type === 'compound_statement' ? evaluate(cx, node) : lowerPlace(cx, only);
    }
    case 'field_expression': {
      const base = node.field('argument');
      const member = node.field('field');
      if (base === undefined || member === undefined) return make.opaque('member');
      const arrow = cx.frame.masked.text.slice(base.end, member.start).includes('->');
      const object = arrow ? make.deref(cx.declarations, lowerValue(cx, base)) : lowerPlace(cx, base);
      return make.field(cx.declarations, object, cx.text(member));
    }
    case 'subscript_expression': {
      const base = node.field('argument');
      const at = node.field('index') ?? node.children[1];
      if (base === undefined || at === undefined) return make.opaque('index');
      return make.index(cx.declarations, lowerPlace(cx, base), lowerValue(cx, at));
    }
    case 'pointer_expression':
      return pointerExpression(cx, node);
    default:
      return lowerValue(cx, node);
  }
}

function inner(cx: FunctionContext, node: SyntaxNode): Expression {
  const only = node.children[0];
  return only === undefined ? make.opaque('empty expression') : lowerValue(cx, only);
}

function parenthesised(cx: FunctionContext, node: SyntaxNode): Expression {
  const only = node.children[0];
  return only?.type === 'compound_statement' ? statementExpression(cx, only) : inner(cx, node);
}

/** `({ ... })`: its value outlives its scope, so where cleanups run it is saved first. */
function statementExpression(cx: FunctionContext, node: SyntaxNode): Expression {
  return cx.scoped(node.end, () => {
    const value = cx.ops.statements(cx, node.children, true);
    if (value === undefined) return make.opaque('no value', voidType);
    return cx.hasCleanups(cx.scope.parent) ? saved(cx, value, node) : value;
  });
}

function comma(cx: FunctionContext, node: SyntaxNode): Expression {
  const [left, right] = node.children;
  if (left !== undefined) lowerEffect(cx, left);
  return right === undefined ? make.opaque('comma') : lowerValue(cx, right);
}

function identifier(cx: FunctionContext, node: SyntaxNode): Expression {
  const mark = cx.markAt(node.start);
  if (mark !== undefined && mark.span.end >= node.end) {
    if (mark.kind === 'type-argument') {
      cx.mention(mark.span.start, mark.span.end);
      return make.opaque(`type ${mark.type}`, parseTypeText(mark.type, cx) ?? unknownType);
    }
    if (mark.kind === 'statement-argument' || mark.kind === 'blanked-call') {
      cx.mention(mark.span.start, mark.span.end);
      return make.opaque(mark.kind === 'blanked-call' ? `call of ${mark.name}` : 'statement as an argument');
    }
  }
  const name = cx.text(node);
  const local = cx.lookup(name);
  if (local?.kind === 'variable') return cx.read(local.id);
  if (local?.kind === 'constant') return make.integer(local.value, intType, name);
  if (name === '__func__' || name === '__FUNCTION__' || name === '__PRETTY_FUNCTION__')
    return { kind: 'string', value: name };
  const macro = cx.declarations.macro(name);
  if (macro !== undefined && macro.params === undefined) {
    const expanded = expandObjectMacro(cx, node, macro);
    if (expanded !== undefined) return expanded;
  }
  const constant = namedConstant(name, { declarations: cx.declarations, preprocessor: cx.options.preprocessor });
  if (name === '__FILE__') return { kind: 'string', value: name };
  if (name === '__LINE__' || name === '__COUNTER__') return make.integer(0n, intType, name);
  if (constant !== undefined)
    return make.integer(constant, constant >= -(1n << 31n) && constant < 1n << 31n ? intType : unsignedLongType, name);
  const global = cx.declarations.global(name);
  if (global !== undefined) return { kind: 'global', name, type: global.type };
  return { kind: 'global', name, type: cx.declarations.functionType(name) ?? unknownType };
}

const compound: Readonly<Record<string, BinaryOperator>> = {
  '+=': '+',
  '-=': '-',
  '*=': '*',
  '/=': '/',
  '%=': '%',
  '<<=': '<<',
  '>>=': '>>',
  '&=': '&',
  '|=': '|',
  '^=': '^',
};

/** `a = b`, `a += b`; the value is what the target then holds. */
function assignment(cx: FunctionContext, node: SyntaxNode): Expression {
  const left = node.field('left');
  const right = node.field('right');
  if (left === undefined || right === undefined) return make.opaque('assignment');
  const operator = compound[operatorText(cx, node)];
  const target = assignable(lowerPlace(cx, left));
  const { span, origin } = cx.locate(node);
  if (operator === undefined) {
    if (target.kind === 'variable' && callInto(cx, right, target.id)) return target;
    const value =
      right.type === 'initializer_list' ? cx.ops.initialiser(cx, right, make.typeOf(target)) : lowerValue(cx, right);
    cx.emit({ kind: 'assign', target, value, span, origin });
    return target;
  }
  const value = make.binary(cx.declarations, operator, target, lowerValue(cx, right));
  cx.emit({ kind: 'assign', target, value, span, origin });
  return target;
}

/** `x = f()`: the call writes the variable itself, if it is a plain call. */
export function callInto(cx: FunctionContext, node: SyntaxNode, id: number): boolean {
  if (node.type !== 'call_expression') return false;
  const value = lowerCall(cx, node, true, id);
  if (value === undefined) return true;
  if (value.kind === 'variable' && value.id === id) return true;
  const { span, origin } = cx.locate(node);
  cx.emit({ kind: 'assign', target: cx.read(id), value, span, origin });
  return true;
}

function update(cx: FunctionContext, node: SyntaxNode, wantValue: boolean): Expression {
  const argument = node.field('argument');
  const operator = node.field('operator');
  if (argument === undefined || operator === undefined) return make.opaque('update');
  const postfix = operator.start >= argument.end;
  return step(cx, node, argument, operator, postfix, wantValue);
}

function step(
  cx: FunctionContext,
  node: SyntaxNode,
  argument: SyntaxNode,
  operator: SyntaxNode,
  postfix: boolean,
  wantValue: boolean,
): Expression {
  // The grammar reads `!n--` as `(!n)--`: the unary operator applies to the update's value.
  if (postfix && argument.type === 'unary_expression') {
    const inner = argument.field('argument');
    const sign = operatorText(cx, argument);
    if (inner !== undefined) {
      const value = step(cx, node, inner, operator, true, true);
      return sign === '!' || sign === '-' || sign === '~' ? make.unary(cx.declarations, sign, value) : value;
    }
  }
  const target = assignable(lowerPlace(cx, argument));
  const { span, origin } = cx.locate(node);
  const old = postfix && wantValue ? saved(cx, target, node) : target;
  const one = make.integer(1n);
  const value = make.binary(cx.declarations, cx.text(operator) === '++' ? '+' : '-', target, one);
  cx.emit({ kind: 'assign', target, value, span, origin });
  return old;
}

const binaryOperators: ReadonlySet<string> = new Set([
  '+',
  '-',
  '*',
  '/',
  '%',
  '<<',
  '>>',
  '&',
  '|',
  '^',
  '==',
  '!=',
  '<',
  '<=',
  '>',
  '>=',
  '&&',
  '||',
]);

function binary(cx: FunctionContext, node: SyntaxNode): Expression {
  const left = node.field('left');
  const right = node.field('right');
  const operator = operatorText(cx, node);
  if (left === undefined || right === undefined || !binaryOperators.has(operator))
    return make.opaque(`operator ${operator}`);
  const asCast = castInDisguise(cx, left, operator, right);
  if (asCast !== undefined) return asCast;
  if (operator === '&&' || operator === '||') return logical(cx, node, left, right, operator);
  const a = lowerValue(cx, left);
  // The left value is read before effects of the right one.
  const kept =
    a.kind === 'integer' || a.kind === 'string' || isPure(cx, right) || isTemporary(cx, a) ? a : saved(cx, a, left);
  return make.binary(cx.declarations, operator as BinaryOperator, kept, lowerValue(cx, right));
}

function isTemporary(cx: FunctionContext, value: Expression): boolean {
  return value.kind === 'variable' && cx.variables[value.id]?.kind === 'temporary';
}

/** `(gfp_t) -1`, `(T) & x`, `(T) * p`: a cast that the grammar, not knowing types, takes for an operation. */
function castInDisguise(
  cx: FunctionContext,
  left: SyntaxNode,
  operator: string,
  right: SyntaxNode,
): Expression | undefined {
  if (left.type !== 'parenthesized_expression' || !['-', '+', '&', '*'].includes(operator)) return undefined;
  const only = left.children[0];
  if (only?.type !== 'identifier' || !isTypeWord(cx, only)) return undefined;
  const type = identifierType(cx, only);
  if (operator === '&') return make.cast(cx.declarations, make.address(lowerPlace(cx, right)), type);
  const operand = lowerValue(cx, right);
  if (operator === '*') return make.cast(cx.declarations, make.deref(cx.declarations, operand), type);
  return make.cast(cx.declarations, operator === '-' ? make.unary(cx.declarations, '-', operand) : operand, type);
}

/** A logical operator as a value: an expression where nothing has effects, else branches into a temporary. */
function logical(
  cx: FunctionContext,
  node: SyntaxNode,
  left: SyntaxNode,
  right: SyntaxNode,
  operator: '&&' | '||',
): Expression {
  if (isPure(cx, right)) {
    const a = lowerValue(cx, left);
    if (a.kind === 'integer' && (a.value !== 0n) === (operator === '||')) return make.integer(a.value !== 0n ? 1n : 0n);
    return make.binary(cx.declarations, operator, a, lowerValue(cx, right));
  }
  return truthValue(cx, node);
}

function unary(cx: FunctionContext, node: SyntaxNode): Expression {
  const argument = node.field('argument');
  const operator = operatorText(cx, node);
  if (argument === undefined) return make.opaque('unary');
  if (operator === '+') return lowerValue(cx, argument);
  if (operator !== '-' && operator !== '~' && operator !== '!') return make.opaque(`operator ${operator}`);
  return make.unary(cx.declarations, operator as UnaryOperator, lowerValue(cx, argument));
}

function conditional(cx: FunctionContext, node: SyntaxNode): Expression {
  const condition = node.field('condition');
  const consequence = node.field('consequence');
  const alternative = node.field('alternative');
  if (condition === undefined || alternative === undefined) return make.opaque('conditional');
  if (consequence === undefined) return elvis(cx, node, condition, alternative);
  // Which flags an allocation is made with is what paths are followed for: their choice is one between two ways.
  const isFlags = (namesFlags(cx, consequence) || namesFlags(cx, alternative)) && !asksUnknownConstant(cx, condition);
  if (!isFlags && isPure(cx, consequence) && isPure(cx, alternative)) {
    const test = lowerValue(cx, condition);
    if (test.kind !== 'integer') {
      return make.conditional(cx.declarations, test, lowerValue(cx, consequence), lowerValue(cx, alternative));
    }
    return lowerValue(cx, test.value !== 0n ? consequence : alternative);
  }
  const { span, origin } = cx.locate(node);
  const yes = cx.newBlock();
  const no = cx.newBlock();
  const done = cx.newBlock();
  cx.ops.condition(cx, condition, yes, no);
  // The temporary's type is known only when both arms are.
  const id = cx.temporary(unknownType, span);
  const lowerArm = (block: number, arm: SyntaxNode): CType => {
    cx.current = block;
    const value = lowerValue(cx, arm);
    cx.emit({ kind: 'assign', target: cx.read(id), value, span, origin });
    cx.jump(done);
    return make.decayed(cx.declarations, make.typeOf(value));
  };
  const thenType = lowerArm(yes, consequence);
  cx.setType(id, thenType);
  const elseType = lowerArm(no, alternative);
  cx.setType(id, make.mergedType(cx.declarations, thenType, elseType));
  cx.current = done;
  return cx.read(id);
}

function namesFlags(cx: FunctionContext, node: SyntaxNode): boolean {
  return /\b(?:__)?GFP_[A-Z]/.test(cx.text(node));
}

/** Does it ask a constant of which nobody knows the value (an enumerator that a macro makes)? Nobody knows which way callers go. */
function asksUnknownConstant(cx: FunctionContext, node: SyntaxNode): boolean {
  const { declarations } = cx;
  return [...cx.text(node).matchAll(/\b[A-Z][A-Z0-9_]{2,}\b/g)].some(
    ([name]) =>
      cx.lookup(name) === undefined &&
      declarations.macro(name) === undefined &&
      declarations.global(name) === undefined &&
      namedConstant(name, { declarations, preprocessor: cx.options.preprocessor }) === undefined,
  );
}

/** GNU `a ?: b`: a is evaluated once. */
function elvis(cx: FunctionContext, node: SyntaxNode, condition: SyntaxNode, alternative: SyntaxNode): Expression {
  const first = saved(cx, lowerValue(cx, condition), condition);
  if (first.kind === 'integer') return first.value !== 0n ? first : lowerValue(cx, alternative);
  if (isPure(cx, alternative)) return make.conditional(cx.declarations, first, first, lowerValue(cx, alternative));
  const { span, origin } = cx.locate(node);
  const no = cx.newBlock();
  const done = cx.newBlock();
  const id = cx.temporary(make.decayed(cx.declarations, make.typeOf(first)), span);
  cx.emit({ kind: 'assign', target: cx.read(id), value: first, span, origin });
  cx.branch(first, done, no, span);
  cx.current = no;
  cx.emit({ kind: 'assign', target: cx.read(id), value: lowerValue(cx, alternative), span, origin });
  cx.enter(done);
  return cx.read(id);
}

function castExpression(cx: FunctionContext, node: SyntaxNode): Expression {
  const type = node.field('type');
  const value = node.field('value');
  if (type === undefined || value === undefined) return make.opaque('cast');
  const to = typeName(cx, type);
  if (to.kind === 'void') {
    lowerEffect(cx, value);
    return make.opaque('no value', voidType);
  }
  return make.cast(cx.declarations, lowerValue(cx, value), to);
}

function pointerExpression(cx: FunctionContext, node: SyntaxNode): Expression {
  const argument = node.field('argument');
  if (argument === undefined) return make.opaque('pointer');
  if (operatorText(cx, node) === '*') return make.deref(cx.declarations, lowerValue(cx, argument));
  if (argument.type === 'pointer_expression' && cx.text(node).startsWith('&&')) {
    const label = argument.field('argument');
    if (label !== undefined) cx.addressOfLabel(cx.text(label));
    return make.opaque('address of a label', { kind: 'pointer', to: voidType });
  }
  return make.address(lowerPlace(cx, argument));
}
