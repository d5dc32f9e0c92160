/** Expressions about types: sizeof, alignof, offsetof, compound literals, _Generic. Their operands are not evaluated. */
import type { SyntaxNode } from '../syntax/api';
import type { FunctionContext } from './context';
import { sameType, unsignedLongType } from './ctypes';
import { typeName } from './declarators';
import type { Expression } from './ir';
import * as make from './make';
import { alignOf } from './sizes';
import type { CType } from './types';
import { identifierType, isTypeWord, memberPath } from './values';

export function sizeofExpression(cx: FunctionContext, node: SyntaxNode): Expression {
  cx.mention(node.children[0]?.start ?? node.end, node.end);
  const isSize = node.type === 'sizeof_expression';
  const type = node.field('type');
  if (type !== undefined) return isSize ? make.sizeofType(typeName(cx, type)) : alignment(cx, typeName(cx, type));
  let value = node.field('value');
  while (value?.type === 'parenthesized_expression' && value.children[0] !== undefined) value = value.children[0];
  if (value === undefined) return make.opaque('sizeof', unsignedLongType);
  if (value.type === 'identifier' && isTypeWord(cx, value) && cx.lookup(cx.text(value))?.kind !== 'variable')
    return isSize ? make.sizeofType(identifierType(cx, value)) : alignment(cx, identifierType(cx, value));
  const of = value;
  const valueType = cx.dry(() => make.typeOf(cx.ops.place(cx, of)));
  return isSize ? make.sizeofType(valueType) : alignment(cx, valueType);
}

function alignment(cx: FunctionContext, type: CType): Expression {
  const bytes = alignOf(type, cx.declarations);
  return bytes === undefined ? make.opaque('alignof', unsignedLongType) : make.integer(BigInt(bytes), unsignedLongType);
}

export function offsetofExpression(cx: FunctionContext, node: SyntaxNode): Expression {
  cx.mention(node.start, node.end);
  const type = node.field('type');
  const member = node.field('member');
  if (type === undefined || member === undefined) return make.opaque('offsetof', unsignedLongType);
  const mark = cx.markAt(member.start);
  const text = mark?.kind === 'type-argument' ? mark.type : cx.text(member);
  return { kind: 'offsetof', of: typeName(cx, type), path: memberPath(text), type: unsignedLongType };
}

export function compoundLiteral(cx: FunctionContext, node: SyntaxNode): Expression {
  const type = node.field('type');
  const value = node.field('value');
  if (type === undefined || value === undefined) return make.opaque('compound literal');
  return cx.ops.initialiser(cx, value, typeName(cx, type));
}

/** _Generic picks by type; the controlling expression is not evaluated. */
export function generic(cx: FunctionContext, node: SyntaxNode): Expression {
  const [control, ...rest] = node.children;
  if (control === undefined) return make.opaque('_Generic');
  cx.mention(control.start, control.end);
  const type = cx.dry(() => cx.resolve(make.decayed(cx.declarations, make.typeOf(cx.ops.value(cx, control)))));
  let chosen: SyntaxNode | undefined;
  let fallback: SyntaxNode | undefined;
  for (let i = 0; i < rest.length; i++) {
    const at = rest[i];
    if (at === undefined) continue;
    const value = rest[i + 1];
    if (at.type === 'type_descriptor') {
      if (value !== undefined && sameType(cx.resolve(typeName(cx, at)), type)) chosen ??= value;
      i++;
    } else fallback = at;
  }
  const value = chosen ?? fallback;
  for (const other of rest) if (other !== value && other.type !== 'type_descriptor') cx.mention(other.start, other.end);
  return value === undefined ? make.opaque('_Generic') : cx.ops.value(cx, value);
}
