/** Conditions as control flow: `!`, `&&`, `||`, and the macros that are transparent or whose truth is a branch already. */
import type { SyntaxNode } from '../syntax/api';
import { isWarning, lowerWarning } from './builtinAsserts';
import type { FunctionContext } from './context';
import type { BlockId } from './ir';
import { callArguments } from './macros';
import { operatorText } from './values';

const transparent: ReadonlySet<string> = new Set([
  'likely',
  'unlikely',
  '__builtin_expect',
  'data_race',
  '__builtin_expect_with_probability',
]);

/** Ends the current block with a branch on `node`. Both targets exist; nothing is current afterwards but what they become. */
export function lowerCondition(cx: FunctionContext, node: SyntaxNode, then: BlockId, otherwise: BlockId): void {
  cx.nested(node, () => condition(cx, node, then, otherwise));
}

function condition(cx: FunctionContext, node: SyntaxNode, then: BlockId, otherwise: BlockId): void {
  switch (node.type) {
    case 'parenthesized_expression': {
      const only = node.children[0];
      if (only === undefined || only.type === 'compound_statement') break;
      lowerCondition(cx, only, then, otherwise);
      return;
    }
    case 'unary_expression': {
      const argument = node.field('argument');
      if (operatorText(cx, node) !== '!' || argument === undefined) break;
      lowerCondition(cx, argument, otherwise, then);
      return;
    }
    case 'binary_expression': {
      const operator = operatorText(cx, node);
      const left = node.field('left');
      const right = node.field('right');
      if ((operator !== '&&' && operator !== '||') || left === undefined || right === undefined) break;
      const next = cx.newBlock();
      if (operator === '&&') lowerCondition(cx, left, next, otherwise);
      else lowerCondition(cx, left, then, next);
      cx.current = next;
      lowerCondition(cx, right, then, otherwise);
      return;
    }
    case 'comma_expression': {
      const [left, right] = node.children;
      if (left === undefined || right === undefined) break;
      cx.ops.effect(cx, left);
      lowerCondition(cx, right, then, otherwise);
      return;
    }
    case 'call_expression':
      if (calledMacro(cx, node, then, otherwise)) return;
      break;
    default:
  }
  const value = cx.ops.value(cx, node);
  cx.branch(value, then, otherwise, cx.locate(node).span);
}

/** likely(x) and WARN_ON(x) as conditions: the call stands as a macro step, the branch is that of its argument. */
function calledMacro(cx: FunctionContext, node: SyntaxNode, then: BlockId, otherwise: BlockId): boolean {
  const callee = node.field('function');
  const args = node.field('arguments')?.children ?? [];
  const first = args[0];
  if (callee?.type !== 'identifier' || first === undefined) return false;
  const name = cx.text(callee);
  const warning = isWarning(cx, name);
  if ((!warning && !transparent.has(name)) || cx.lookup(name) !== undefined) return false;
  const at = cx.locate(callee);
  if (at.origin === 'text' && cx.claim(at, at.span.start) === 'text') {
    const ranges = callArguments(cx, callee.end, node.end) ?? [];
    cx.emitMacro(
      name,
      cx.locate(node).span,
      ranges.map((range) => cx.locate(range).span),
      at.span.start,
    );
  }
  if (warning) lowerWarning(cx, node, args, then, otherwise);
  else lowerCondition(cx, first, then, otherwise);
  return true;
}
