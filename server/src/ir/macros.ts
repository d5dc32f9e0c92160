/**
 * Macros expanded in place: one level of text, parsed as a snippet, lowered in a frame of its own. What the expansion
 * holds again is met by the lowering and expanded there; a macro inside its own expansion is a plain call, as in C.
 */
import type { SyntaxNode } from '../syntax/api';
import type { FunctionContext } from './context';
import { blankInactive } from './context';
import { unknownType, voidType } from './ctypes';
import { type ArgumentRange, argumentRanges, type Expansion, expandMacro } from './expand';
import { bodyMarker, type Frame, isActive } from './frames';
import type { Expression } from './ir';
import * as make from './make';
import type { ParsedSnippet } from './snippets';
import type { CType, MacroDefinition } from './types';
import { objectConstant } from './values';

const deepestExpansion = 40;
const expressionHead = 'int __f(void){return ';
const statementHead = 'void __f(void){';

/** The value of an object-like macro; undefined where it is none (not expandable, or a primitive). */
export function expandObjectMacro(
  cx: FunctionContext,
  node: SyntaxNode,
  macro: MacroDefinition,
): Expression | undefined {
  const { name } = macro;
  if (cx.options.isPrimitive(name) || isActive(cx.frame, name)) return undefined;
  const constant = objectConstant(cx, name);
  if (constant !== undefined) return make.integer(constant.value, constant.type, name);
  if (macro.body.trim() === '') return make.opaque(`empty macro ${name}`);
  const expansion = expandMacro(macro, '', []);
  const value = expansion && lowerExpressionExpansion(cx, node, macro, expansion);
  return value?.kind === 'integer' ? make.integer(value.value, value.type, name) : value;
}

/** The arguments of the call `node`, whose callee ends at `calleeEnd`, as ranges of the current text. */
export function callArguments(
  cx: FunctionContext,
  calleeEnd: number,
  limit: number,
): readonly ArgumentRange[] | undefined {
  const text = cx.frame.masked.original;
  const open = text.indexOf('(', calleeEnd);
  return open < 0 || open >= limit ? undefined : argumentRanges(text, open, limit)?.args;
}

/** A call of a function-like macro where its value is wanted. `undefined`: it could not be expanded; treat it as a call. */
export function expandValue(
  cx: FunctionContext,
  node: SyntaxNode,
  macro: MacroDefinition,
  args: readonly ArgumentRange[],
): Expression | undefined {
  const expansion = expandMacro(macro, sourceOf(cx, node), args);
  if (expansion === undefined) return undefined;
  if (expansion.text.trim() === '') return make.opaque(`empty macro ${macro.name}`, voidType);
  return lowerExpressionExpansion(cx, node, macro, expansion);
}

/** The text arguments are taken from: the original, without the lines that #if removes. */
function sourceOf(cx: FunctionContext, node: SyntaxNode): string {
  const { original, inactive } = cx.frame.masked;
  if (!inactive.some((span) => span.start < node.end && span.end > node.start)) return original;
  return original.slice(0, node.start) + blankInactive(cx.frame, node.start, node.end) + original.slice(node.end);
}

/** A call of a macro as a statement: false if it could not be expanded. */
export function expandStatement(
  cx: FunctionContext,
  node: SyntaxNode,
  macro: MacroDefinition,
  args: readonly ArgumentRange[],
): boolean {
  const expansion = expandMacro(macro, sourceOf(cx, node), args);
  if (expansion === undefined) return false;
  if (expansion.text.trim() === '') return true;
  const snippet = parseIn(cx, statementHead, expansion.text, ';}');
  if (snippet === undefined) return false;
  const body = functionBody(snippet);
  if (body === undefined) return false;
  cx.inFrame(frameFor(cx, node, macro.name, snippet, expansion, statementHead.length), () =>
    cx.ops.statements(cx, body.children, false),
  );
  return true;
}

/** A loop or scope macro around a statement: the expansion with `body` where the statement stands. */
export function expandAround(
  cx: FunctionContext,
  node: SyntaxNode,
  macro: MacroDefinition,
  args: readonly ArgumentRange[],
  body: SyntaxNode,
): boolean {
  const expansion = expandMacro(macro, sourceOf(cx, node), args);
  if (expansion === undefined) return false;
  const snippet = parseIn(cx, statementHead, expansion.text, `\n${bodyMarker};}`);
  const compound = snippet && functionBody(snippet);
  if (snippet === undefined || compound === undefined) return false;
  const call = { start: node.start, end: Math.max(node.start + 1, body.start) };
  const frame = {
    ...frameFor(cx, call, macro.name, snippet, expansion, statementHead.length),
    body: { frame: cx.frame, node: body },
  };
  cx.inFrame(frame, () => cx.scoped(compound.end, () => cx.ops.statements(cx, compound.children, false)));
  return true;
}

function lowerExpressionExpansion(
  cx: FunctionContext,
  node: SyntaxNode,
  macro: MacroDefinition,
  expansion: Expansion,
): Expression | undefined {
  const snippet = parseIn(cx, expressionHead, expansion.text, ';}');
  const statement = snippet && functionBody(snippet)?.children[0];
  const expression = statement?.type === 'return_statement' ? statement.children[0] : undefined;
  if (snippet === undefined || expression === undefined) return undefined;
  return cx.inFrame(frameFor(cx, node, macro.name, snippet, expansion, expressionHead.length), () =>
    cx.ops.place(cx, expression),
  );
}

function parseIn(cx: FunctionContext, head: string, text: string, tail: string): ParsedSnippet | undefined {
  if (cx.options.snippets === undefined || cx.frame.depth >= deepestExpansion) return undefined;
  const snippet = cx.options.snippets.parse(head + text + tail);
  return snippet.root.hasError || snippet.root.children.length !== 1 ? undefined : snippet;
}

function functionBody(snippet: ParsedSnippet): SyntaxNode | undefined {
  const definition = snippet.root.children[0];
  return definition?.type === 'function_definition' ? definition.field('body') : undefined;
}

function frameFor(
  cx: FunctionContext,
  call: { readonly start: number; readonly end: number },
  macro: string,
  snippet: ParsedSnippet,
  expansion: Expansion,
  shift: number,
): Frame {
  const segments = expansion.segments.map(({ start, end, from }) => ({ start: start + shift, end: end + shift, from }));
  return cx.derivedFrame(snippet, segments, call, macro);
}

/** The type of an expression given as text (typeof): lowered in a dry run. */
export function typeofText(cx: FunctionContext, text: string): CType {
  if (cx.options.snippets === undefined) return unknownType;
  const snippet = parseIn(cx, expressionHead, text, ';}');
  const statement = snippet && functionBody(snippet)?.children[0];
  const expression = statement?.type === 'return_statement' ? statement.children[0] : undefined;
  if (snippet === undefined || expression === undefined) return unknownType;
  const frame = frameFor(cx, { start: 0, end: 0 }, 'typeof', snippet, { text, segments: [] }, expressionHead.length);
  return cx.dry(() => cx.inFrame({ ...frame, macro: undefined }, () => make.typeOf(cx.ops.place(cx, expression))));
}
