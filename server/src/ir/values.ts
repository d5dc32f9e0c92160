/** Small questions and moves on values that several parts of the lowering need. */
import type { SyntaxNode } from '../syntax/api';
import { evaluateConstant } from './constants';
import type { FunctionContext } from './context';
import { intType, unknownType } from './ctypes';
import type { Expression } from './ir';
import type { IntegerLiteral } from './literals';
import * as make from './make';
import type { CType, Declarations } from './types';
import { parseTypeText } from './typeText';

/** Keeps a value in a temporary. */
export function saved(
  cx: FunctionContext,
  value: Expression,
  node: { readonly start: number; readonly end: number },
): Expression {
  if (value.kind === 'integer' || value.kind === 'string') return value;
  if (value.kind === 'variable' && cx.variables[value.id]?.kind === 'temporary') return value;
  const { span } = cx.locate(node);
  const id = cx.temporary(make.decayed(cx.declarations, make.typeOf(value)), span);
  cx.emit({ kind: 'assign', target: cx.read(id), value, span, origin: cx.locate(node).origin });
  return cx.read(id);
}

/** Does an identifier name a type here (a typedef, or what the mask made of one)? */
export function isTypeWord(cx: FunctionContext, node: SyntaxNode): boolean {
  if (cx.markAt(node.start)?.kind === 'type-argument') return true;
  const name = cx.text(node);
  return cx.isTypeName(name) || (cx.lookup(name) === undefined && builtinNames.has(name));
}

const builtinNames: ReadonlySet<string> = new Set(
  'u8 u16 u32 u64 s8 s16 s32 s64 __u8 __u16 __u32 __u64 __s8 __s16 __s32 __s64 size_t ssize_t gfp_t bool uintptr_t loff_t pgoff_t sector_t phys_addr_t dma_addr_t uint8_t uint16_t uint32_t uint64_t int8_t int16_t int32_t int64_t ulong uint'.split(
    ' ',
  ),
);

export function identifierType(cx: FunctionContext, node: SyntaxNode): CType {
  const mark = cx.markAt(node.start);
  if (mark?.kind === 'type-argument') return parseTypeText(mark.type, cx) ?? unknownType;
  const name = cx.text(node);
  const local = cx.lookup(name);
  return local?.kind === 'type' ? local.type : { kind: 'named', name };
}

/** No calls, assignments or anything that hides them, object-like macros included. */
export function isPure(cx: FunctionContext, node: SyntaxNode): boolean {
  switch (node.type) {
    case 'call_expression':
    case 'assignment_expression':
    case 'update_expression':
    case 'compound_statement':
    case 'gnu_asm_expression':
      return false;
    case 'identifier':
      return isPureName(cx, cx.text(node), 0);
    default:
      return node.children.every((child) => isPure(cx, child));
  }
}

const effects = /[A-Za-z_]\w*\s*\(|[^=!<>]=[^=]|\+\+|--|\{/;

/** Is an object-like macro of this name free of calls and assignments? Other names are. */
function isPureName(cx: FunctionContext, name: string, depth: number): boolean {
  const macro = cx.declarations.macro(name);
  if (macro === undefined || macro.params !== undefined || cx.lookup(name) !== undefined) return true;
  if (depth > 3 || cx.options.isPrimitive(name)) return depth <= 3;
  if (objectConstant(cx, name) !== undefined) return true;
  if (effects.test(macro.body)) return false;
  return (macro.body.match(/[A-Za-z_]\w*/g) ?? []).every((word) => word === name || isPureName(cx, word, depth + 1));
}

const constants = new WeakMap<Declarations, Map<string, IntegerLiteral | undefined>>();

/** The value of an object-like macro that is an integer constant; evaluated once per declarations. */
export function objectConstant(cx: FunctionContext, name: string): IntegerLiteral | undefined {
  let known = constants.get(cx.declarations);
  if (known === undefined) {
    known = new Map();
    constants.set(cx.declarations, known);
  }
  if (!known.has(name)) {
    known.set(name, evaluateConstant(name, { declarations: cx.declarations, preprocessor: cx.options.preprocessor }));
  }
  return known.get(name);
}

/** The truth of a condition as 0 or 1, by branches. */
export function truthValue(cx: FunctionContext, node: SyntaxNode): Expression {
  const { span, origin } = cx.locate(node);
  const id = cx.temporary(intType, span);
  const yes = cx.newBlock();
  const no = cx.newBlock();
  const done = cx.newBlock();
  cx.ops.condition(cx, node, yes, no);
  cx.current = yes;
  cx.emit({ kind: 'assign', target: cx.read(id), value: make.integer(1n), span, origin });
  cx.jump(done);
  cx.current = no;
  cx.emit({ kind: 'assign', target: cx.read(id), value: make.integer(0n), span, origin });
  cx.enter(done);
  return cx.read(id);
}

export function operatorText(cx: FunctionContext, node: SyntaxNode): string {
  const operator = node.field('operator');
  return operator === undefined ? '' : cx.text(operator);
}

/** `a.b[c].d` as names; indices are left out unless they are literal, in which case they stay as text. */
export function memberPath(text: string): string[] {
  return text.split(/[.\s]+|->|\[|\]/).filter((part) => part !== '');
}

/** A place to assign to. A macro may have made a constant of what the text takes for an object; then nothing is known. */
export function assignable(target: Expression): Expression {
  switch (target.kind) {
    case 'variable':
    case 'global':
    case 'field':
    case 'deref':
    case 'index':
    case 'opaque':
    case 'conditional':
    case 'container':
      return target;
    case 'cast':
      return assignable(target.operand);
    default:
      return make.opaque('not a place', make.typeOf(target));
  }
}
