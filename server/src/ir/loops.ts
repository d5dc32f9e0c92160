/** Loop macros: the real loop where the definition is known, else a call that gives the first argument an unknown value. */
import type { Span } from '../base/span';
import type { SyntaxNode } from '../syntax/api';
import type { FunctionContext } from './context';
import { intType, unknownType } from './ctypes';
import { argumentRanges } from './expand';
import { isActive } from './frames';
import { maskedArguments } from './guards';
import type { BlockId } from './ir';
import { expandAround } from './macros';
import * as make from './make';

export function lowerLoopMacro(
  cx: FunctionContext,
  node: SyntaxNode,
  name: string,
  nameSpan: Span,
  body: SyntaxNode,
): void {
  const source = cx.frame.masked.original;
  const open = source.indexOf('(', nameSpan.end);
  const ranges = open >= 0 && open < body.start ? (argumentRanges(source, open, body.start)?.args ?? []) : [];
  const macro = cx.options.isPrimitive(name) || isActive(cx.frame, name) ? undefined : cx.declarations.macro(name);
  const head = { start: node.start, end: Math.max(node.start + 1, headEnd(node, body)) };
  const at = cx.locate(nameSpan);
  const inText = at.origin === 'text';
  const { span } = cx.locate(head);
  if (macro?.params !== undefined) {
    const argSpans = ranges.map((range) => cx.locate(range).span);
    const step =
      inText && cx.claim(at, at.span.start) === 'text' ? cx.emitMacro(name, span, argSpans, at.span.start) : undefined;
    if (expandAround(cx, node, macro, ranges, body)) {
      cx.mention(nameSpan.end, head.end);
      return;
    }
    step?.withdraw();
  }
  generic(cx, node, name, { span, at: at.span.start, claimed: inText }, body);
  cx.mention(nameSpan.end, head.end);
}

function headEnd(node: SyntaxNode, body: SyntaxNode): number {
  return node.field('condition')?.end ?? body.start;
}

/** Each round: the call with its arguments, the cursor gets any value, and there is a next round or not. */
function generic(
  cx: FunctionContext,
  node: SyntaxNode,
  name: string,
  where: { span: Span; at: number; claimed: boolean },
  body: SyntaxNode,
): void {
  const head = cx.newBlock();
  const inside = cx.newBlock();
  const done = cx.newBlock();
  cx.enter(head);
  opaqueTest(cx, node, name, where, inside, done);
  cx.current = inside;
  cx.targets.push({ breakTo: done, continueTo: head, scope: cx.scope });
  cx.ops.statement(cx, body);
  cx.targets.pop();
  cx.jump(head);
  cx.current = done;
}

/** The call, then its cursor gets any value, then either way. */
function opaqueTest(
  cx: FunctionContext,
  node: SyntaxNode,
  name: string,
  where: { span: Span; at: number; claimed: boolean },
  inside: BlockId,
  done: BlockId,
): void {
  const nodes = maskedArguments(node);
  const args = nodes.map((arg) => cx.ops.place(cx, arg));
  const origin = where.claimed ? cx.claim({ span: where.span, origin: 'text' }, where.at) : 'expansion';
  cx.emit({
    kind: 'call',
    callee: name,
    args,
    argSpans: nodes.map((arg) => cx.locate(arg).span),
    type: unknownType,
    span: where.span,
    origin,
  });
  const cursor = args[0];
  const reason = `loop macro ${name}`;
  if (
    cursor !== undefined &&
    (cursor.kind === 'variable' || cursor.kind === 'field' || cursor.kind === 'deref' || cursor.kind === 'index')
  ) {
    cx.emit({
      kind: 'assign',
      target: cursor,
      value: make.opaque(reason, cursor.type),
      span: where.span,
      origin: 'expansion',
    });
  }
  cx.branch(make.opaque(reason, intType), inside, done, where.span);
}

/** A loop macro as the test of a do loop: `do { ... } while_each_thread(g, t);` */
export function lowerLoopTest(
  cx: FunctionContext,
  node: SyntaxNode,
  name: string,
  nameSpan: Span,
  inside: BlockId,
  done: BlockId,
): void {
  const at = cx.locate(nameSpan);
  const { span } = cx.locate({ start: nameSpan.start, end: node.field('condition')?.end ?? nameSpan.end });
  opaqueTest(cx, node, name, { span, at: at.span.start, claimed: at.origin === 'text' }, inside, done);
}
