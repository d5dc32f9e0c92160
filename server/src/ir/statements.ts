/** Statements to blocks. Loops, switches and jumps only; what macros do to statements is in loops.ts and guards.ts. */
import type { Mark, SyntaxNode } from '../syntax/api';
import { CannotLower, type FunctionContext } from './context';
import { lowerScope } from './guards';
import type { BlockId, Expression, SwitchCase } from './ir';
import { lowerLoopMacro, lowerLoopTest } from './loops';
import * as make from './make';
import { assignable, operatorText, saved } from './values';

/** Switches under construction, innermost last; one list per function. */
interface SwitchState {
  readonly cases: SwitchCase[];
  readonly unknown: { readonly value: Expression; readonly to: BlockId }[];
  fallback: BlockId | undefined;
}

const switches = new WeakMap<FunctionContext, SwitchState[]>();

export function lowerStatement(cx: FunctionContext, node: SyntaxNode): void {
  cx.nested(node, () => statement(cx, node));
}

/** Statements in the current scope. With `wantValue` the last expression statement's value is returned. */
export function lowerStatements(
  cx: FunctionContext,
  nodes: readonly SyntaxNode[],
  wantValue: boolean,
): Expression | undefined {
  let last = -1;
  if (wantValue)
    nodes.forEach((node, at) => {
      if (node.type !== 'expression_statement' || node.children.length > 0) last = at;
    });
  let value: Expression | undefined;
  nodes.forEach((node, at) => {
    let target: SyntaxNode | undefined = node;
    if (at === last && node.type === 'labeled_statement') {
      lowerLabel(cx, node);
      target = node.children[1];
    }
    const expression = target?.type === 'expression_statement' ? target.children[0] : undefined;
    if (at === last && expression !== undefined) value = valueOrNothing(cx, expression);
    else if (target !== undefined) lowerStatement(cx, target);
  });
  return value;
}

/** A void call gives no value, and that is no harm. */
function valueOrNothing(cx: FunctionContext, node: SyntaxNode): Expression | undefined {
  return node.type === 'assignment_expression' && operatorText(cx, node) === '' ? undefined : cx.ops.value(cx, node);
}

function statement(cx: FunctionContext, node: SyntaxNode): void {
  switch (node.type) {
    case 'compound_statement':
      cx.scoped(node.end, () => lowerStatements(cx, node.children, false));
      return;
    case 'expression_statement': {
      const expression = node.children[0];
      if (expression !== undefined) cx.ops.effect(cx, expression);
      return;
    }
    case 'declaration':
    case 'type_definition':
    case 'struct_specifier':
    case 'union_specifier':
    case 'enum_specifier':
      cx.ops.declaration(cx, node);
      return;
    case 'if_statement':
      ifStatement(cx, node);
      return;
    case 'while_statement':
      whileStatement(cx, node);
      return;
    case 'do_statement':
      doStatement(cx, node);
      return;
    case 'for_statement':
      cx.scoped(node.end, () => forStatement(cx, node));
      return;
    case 'switch_statement':
      switchStatement(cx, node);
      return;
    case 'case_statement':
      caseStatement(cx, node);
      return;
    case 'return_statement':
      returnStatement(cx, node);
      return;
    case 'break_statement':
    case 'continue_statement':
      jumpOut(cx, node, node.type === 'break_statement' ? 'breakTo' : 'continueTo');
      return;
    case 'goto_statement':
      gotoStatement(cx, node);
      return;
    case 'labeled_statement': {
      lowerLabel(cx, node);
      for (const child of node.children.slice(1)) lowerStatement(cx, child);
      return;
    }
    case 'attributed_statement':
      for (const child of node.children) if (child.type !== 'attribute_declaration') lowerStatement(cx, child);
      return;
    case 'gnu_asm_expression':
      asm(cx, node);
      return;
    case 'else_clause':
      for (const child of node.children) lowerStatement(cx, child);
      return;
    case 'function_definition':
      throw new CannotLower('nested function', cx.locate(node).span.start);
    default:
      if (node.type.startsWith('preproc_') || node.type === 'attribute_specifier') return;
      if (node.isError) throw new CannotLower('parse error', cx.locate(node).span.start);
      cx.ops.effect(cx, node);
  }
}

function lowerLabel(cx: FunctionContext, node: SyntaxNode): void {
  const label = node.field('label') ?? node.children[0];
  if (label !== undefined) cx.label(cx.text(label));
}

function ifStatement(cx: FunctionContext, node: SyntaxNode): void {
  const condition = node.field('condition');
  const consequence = node.field('consequence');
  const alternative = node.field('alternative');
  if (condition === undefined || consequence === undefined) return;
  const then = cx.newBlock();
  const done = cx.newBlock();
  const otherwise = alternative === undefined ? done : cx.newBlock();
  cx.ops.condition(cx, condition, then, otherwise);
  cx.current = then;
  lowerStatement(cx, consequence);
  cx.jump(done);
  // A long else-if chain nests in the tree; the loop keeps the stack flat.
  if (alternative !== undefined) {
    cx.current = otherwise;
    lowerStatement(cx, alternative);
    cx.jump(done);
  }
  cx.current = done;
}

function loopBody(cx: FunctionContext, body: SyntaxNode | undefined, breakTo: BlockId, continueTo: BlockId): void {
  cx.targets.push({ breakTo, continueTo, scope: cx.scope });
  if (body !== undefined) lowerStatement(cx, body);
  cx.targets.pop();
}

function whileStatement(cx: FunctionContext, node: SyntaxNode): void {
  const body = node.field('body');
  const mark = cx.markAt(node.start);
  if (body !== undefined && mark?.kind === 'scope' && lowerScope(cx, node, mark.macro, mark.span, body)) return;
  if (body !== undefined && (mark?.kind === 'loop' || mark?.kind === 'scope')) {
    lowerLoopMacro(cx, node, mark.macro, mark.span, body);
    return;
  }
  const condition = node.field('condition');
  const head = cx.newBlock();
  const inside = cx.newBlock();
  const done = cx.newBlock();
  cx.enter(head);
  if (condition !== undefined) cx.ops.condition(cx, condition, inside, done);
  cx.current = inside;
  loopBody(cx, body, done, head);
  cx.jump(head);
  cx.current = done;
}

function doStatement(cx: FunctionContext, node: SyntaxNode): void {
  const condition = node.field('condition');
  const inside = cx.newBlock();
  const test = cx.newBlock();
  const done = cx.newBlock();
  cx.enter(inside);
  loopBody(cx, node.field('body'), done, test);
  cx.enter(test);
  // `do { ... } while_each_thread(g, t);`: the mask made the macro's name the `while`.
  const mark = node.field('body') && loopMarkBetween(cx, node.field('body')?.end ?? 0, condition?.start ?? node.end);
  if (mark !== undefined) {
    lowerLoopTest(cx, node, mark.macro, mark.span, inside, done);
    cx.current = done;
    return;
  }
  if (condition === undefined) cx.jump(done);
  else cx.ops.condition(cx, condition, inside, done);
  cx.current = done;
}

function loopMarkBetween(
  cx: FunctionContext,
  from: number,
  to: number,
): Extract<Mark, { kind: 'loop' | 'scope' }> | undefined {
  for (let at = from; at < to; at++) {
    const mark = cx.markAt(at);
    if (mark?.kind === 'loop' || mark?.kind === 'scope') return mark;
  }
  return undefined;
}

function forStatement(cx: FunctionContext, node: SyntaxNode): void {
  const first = node.field('initializer');
  const condition = node.field('condition');
  const update = node.field('update');
  if (first?.type === 'declaration') cx.ops.declaration(cx, first);
  else if (first !== undefined) cx.ops.effect(cx, first);
  const head = cx.newBlock();
  const inside = cx.newBlock();
  const next = cx.newBlock();
  const done = cx.newBlock();
  cx.enter(head);
  if (condition === undefined) cx.jump(inside);
  else cx.ops.condition(cx, condition, inside, done);
  cx.current = inside;
  loopBody(cx, node.field('body'), done, next);
  cx.enter(next);
  if (update !== undefined) cx.ops.effect(cx, update);
  cx.jump(head);
  cx.current = done;
}

function switchStatement(cx: FunctionContext, node: SyntaxNode): void {
  const condition = node.field('condition');
  const body = node.field('body');
  if (condition === undefined || body === undefined) return;
  const value = saved(cx, cx.ops.value(cx, condition), condition);
  const { span } = cx.locate(condition);
  const head = cx.current;
  const done = cx.newBlock();
  const state: SwitchState = { cases: [], unknown: [], fallback: undefined };
  const stack = switches.get(cx) ?? [];
  switches.set(cx, stack);
  stack.push(state);
  // Statements before the first case run only if something jumps there.
  cx.current = cx.newBlock();
  const outer = cx.targets.at(-1);
  cx.targets.push({
    breakTo: done,
    continueTo: outer?.continueTo,
    scope: cx.scope,
    continueScope: outer?.continueScope ?? outer?.scope,
  });
  lowerStatement(cx, body);
  cx.targets.pop();
  stack.pop();
  cx.jump(done);
  cx.current = head;
  for (const other of state.unknown) {
    const next = cx.newBlock();
    cx.branch(make.binary(cx.declarations, '==', value, other.value), other.to, next, span);
    cx.current = next;
  }
  cx.end({ kind: 'switch', value, cases: state.cases, default: state.fallback ?? done, span });
  cx.current = done;
}

function caseStatement(cx: FunctionContext, node: SyntaxNode): void {
  const state = switches.get(cx)?.at(-1);
  if (state === undefined) throw new CannotLower('case outside a switch', cx.locate(node).span.start);
  const value = node.field('value');
  const block = cx.newBlock();
  cx.enter(block);
  if (value === undefined) state.fallback = block;
  else addCase(cx, state, value, block);
  for (const child of node.children) if (child !== value) lowerStatement(cx, child);
}

function addCase(cx: FunctionContext, state: SwitchState, node: SyntaxNode, to: BlockId): void {
  const operator = node.field('operator');
  const isRange =
    node.type === 'binary_expression' && operator !== undefined && cx.markAt(operator.start)?.kind === 'case-range';
  const lowNode = isRange ? node.field('left') : node;
  const highNode = isRange ? node.field('right') : node;
  if (lowNode === undefined || highNode === undefined) return;
  const low = cx.ops.value(cx, lowNode);
  const high = isRange ? cx.ops.value(cx, highNode) : low;
  if (low.kind === 'integer' && high.kind === 'integer') state.cases.push({ low: low.value, high: high.value, to });
  else state.unknown.push({ value: low, to });
}

function returnStatement(cx: FunctionContext, node: SyntaxNode): void {
  const { span } = cx.locate(node);
  const expression = node.children[0];
  if (expression === undefined) {
    cx.leave(undefined, span);
    cx.terminate({ kind: 'return', span });
    return;
  }
  let value: Expression | undefined;
  if (cx.resolve(cx.returns).kind === 'void') cx.ops.effect(cx, expression);
  else {
    value =
      expression.type === 'initializer_list'
        ? cx.ops.initialiser(cx, expression, cx.returns)
        : cx.ops.value(cx, expression);
    if (cx.hasCleanups(undefined)) value = saved(cx, value, expression);
  }
  cx.leave(undefined, span);
  cx.terminate(value === undefined ? { kind: 'return', span } : { kind: 'return', value, span });
}

function jumpOut(cx: FunctionContext, node: SyntaxNode, where: 'breakTo' | 'continueTo'): void {
  const target = cx.targets.at(-1);
  const to = target?.[where];
  const { span } = cx.locate(node);
  if (target === undefined || to === undefined)
    throw new CannotLower(`${where === 'breakTo' ? 'break' : 'continue'} outside a loop`, span.start);
  cx.leave(where === 'continueTo' ? (target.continueScope ?? target.scope) : target.scope, span);
  cx.terminate({ kind: 'jump', to });
}

function gotoStatement(cx: FunctionContext, node: SyntaxNode): void {
  const { span } = cx.locate(node);
  const label = node.field('label') ?? node.children[0];
  const original = cx.frame.masked.original.slice(node.start, node.end);
  if (/^goto\s*\*/.test(original)) {
    cx.mention(node.start, node.end);
    cx.gotoAny(span, span.start);
    return;
  }
  if (label === undefined) throw new CannotLower('goto without a label', span.start);
  cx.goto(cx.text(label), span.start, span);
}

/** asm: opaque, its outputs unknown afterwards; `asm goto` may leave to any of its labels. */
function asm(cx: FunctionContext, node: SyntaxNode): void {
  const { span, origin } = cx.locate(node);
  const outputs: Expression[] = [];
  const operands = (name: string, visit: (value: SyntaxNode) => void): void => {
    for (const operand of node.field(name)?.children ?? []) {
      const value = operand.field('value');
      if (value !== undefined) visit(value);
    }
  };
  operands('input_operands', (value) => cx.ops.value(cx, value));
  operands('output_operands', (value) => outputs.push(assignable(cx.ops.place(cx, value))));
  cx.mention(node.start, node.end);
  cx.emit({ kind: 'asm', text: cx.frame.masked.original.slice(node.start, node.end), span, origin });
  for (const target of outputs)
    cx.emit({ kind: 'assign', target, value: make.opaque('asm', make.typeOf(target)), span, origin });
  for (const label of node.field('goto_labels')?.children ?? []) {
    const taken = cx.newBlock();
    const next = cx.newBlock();
    cx.branch(make.opaque('asm goto'), taken, next, span);
    cx.current = taken;
    cx.goto(cx.text(label), span.start, span);
    cx.current = next;
  }
}
