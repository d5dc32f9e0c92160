/**
 * Types from trees: specifiers, declarators, records and enums as C declares them. Array bounds stay text until someone
 * evaluates them. What a declaration defines on the way (records, enum constants) goes to a sink.
 */
import type { Mark, SyntaxNode } from '../syntax/api';
import { intType, primitiveType, unknownType, voidType } from './ctypes';
import type { CType, Field, RecordDefinition } from './types';
import { parseTypeText } from './typeText';

/** What reading types needs to know of the text around it. */
export interface TypeContext {
  text(node: SyntaxNode): string;
  /** The mark whose span begins at an offset. */
  markAt(offset: number): Mark | undefined;
  typeofText(text: string): CType;
  isTypeInTypeof(name: string): boolean;
  sink: DeclarationSink;
}

export interface DeclarationSink {
  record(definition: RecordDefinition): void;
  /** `value` undefined: one more than `previous`, or 0. */
  enumConstant(name: string, value: string | undefined, previous: string | undefined): void;
}

export interface Declared {
  readonly name: string;
  readonly type: CType;
  /** The identifier. */
  readonly node: SyntaxNode | undefined;
  readonly value: SyntaxNode | undefined;
}

/** The type of the specifiers of a declaration, parameter, field or type name; `hint` names anonymous records. */
export function specifiedType(cx: TypeContext, node: SyntaxNode, hint: string): CType {
  const type = node.field('type');
  return type === undefined ? intType : typeOfSpecifier(cx, type, hint);
}

export function typeOfSpecifier(cx: TypeContext, node: SyntaxNode, hint: string): CType {
  switch (node.type) {
    case 'primitive_type':
    case 'sized_type_specifier':
      return primitiveType(cx.text(node).split(/\s+/)) ?? intType;
    case 'type_identifier':
      return namedType(cx, node);
    case 'struct_specifier':
    case 'union_specifier':
      return recordType(cx, node, hint);
    case 'enum_specifier':
      return enumType(cx, node, hint);
    case 'macro_type_specifier':
    case 'type_descriptor':
      return node.type === 'type_descriptor' ? typeName(cx, node) : unknownType;
    default:
      return unknownType;
  }
}

/** A type name, or what the mask turned into one (`typeof(x)`, `struct page *` as an argument). */
function namedType(cx: TypeContext, node: SyntaxNode): CType {
  const mark = cx.markAt(node.start);
  if (mark !== undefined && mark.kind === 'type-argument')
    return parseTypeText(mark.type, cx) ?? cx.typeofText(mark.type);
  if (mark !== undefined && mark.kind === 'blanked-call') return unknownType;
  const name = cx.text(node);
  if (name === '__auto_type' || name === 'auto') return { kind: 'named', name: '__auto_type' };
  return { kind: 'named', name };
}

function recordType(cx: TypeContext, node: SyntaxNode, hint: string): CType {
  const union = node.type === 'union_specifier';
  const name = node.field('name');
  const tag = name ? cx.text(name) : hint;
  const body = node.field('body');
  if (body !== undefined)
    cx.sink.record({
      tag,
      union,
      fields: fieldsOf(cx, body, tag.includes('::') ? tag : `${union ? 'union' : 'struct'} ${tag}`),
      ...(hasUnreadMembers(cx, body) ? { partial: true as const } : {}),
    });
  return { kind: 'record', tag, union };
}

/** Between its members the mask blanked a macro call, or something stands there that is no member. */
function hasUnreadMembers(cx: TypeContext, body: SyntaxNode): boolean {
  let at = body.start + 1;
  for (const next of [...body.children, undefined]) {
    const end = next?.start ?? body.end;
    for (let offset = at; offset < end; offset++) if (cx.markAt(offset)?.kind === 'blanked-call') return true;
    // `u8 X(a:6, b:2);` reads as a function, or not at all.
    if (next !== undefined && (next.type !== 'field_declaration' || next.hasError || isFunctionMember(next)))
      return true;
    at = Math.max(at, next?.end ?? at);
  }
  return false;
}

function isFunctionMember(member: SyntaxNode): boolean {
  return member.children.some(
    (child) =>
      child.fieldName === 'declarator' &&
      child.type === 'function_declarator' &&
      child.field('declarator')?.type !== 'parenthesized_declarator',
  );
}

function fieldsOf(cx: TypeContext, body: SyntaxNode, owner: string): Field[] {
  const fields: Field[] = [];
  let anonymous = 0;
  for (const member of body.children) {
    if (member.type !== 'field_declaration') continue;
    // Nested tags say whose they are; a record inside an anonymous one keeps the whole chain.
    const base = specifiedType(cx, member, `${owner}::<anon ${anonymous}>`);
    if (base.kind === 'record' && base.tag.endsWith(`::<anon ${anonymous}>`)) anonymous++;
    let plain = true;
    member.children.forEach((child, index) => {
      if (child.fieldName !== 'declarator') return;
      plain = false;
      const declared = declare(cx, base, child);
      const next = member.children[index + 1];
      const width = next?.type === 'bitfield_clause' ? Number(cx.text(next).replace(/^:\s*/, '')) : undefined;
      fields.push({
        name: declared.name,
        type: declared.type,
        ...(width !== undefined && Number.isInteger(width) ? { bitWidth: width } : {}),
      });
    });
    if (!plain) continue;
    const width = member.children.find((child) => child.type === 'bitfield_clause');
    if (width !== undefined)
      fields.push({ name: '<padding>', type: base, bitWidth: Number(cx.text(width).replace(/^:\s*/, '')) || 0 });
    else if (base.kind === 'record') fields.push({ name: '', type: base });
  }
  return fields;
}

function enumType(cx: TypeContext, node: SyntaxNode, hint: string): CType {
  const name = node.field('name');
  const body = node.field('body');
  let previous: string | undefined;
  for (const enumerator of body?.children ?? []) {
    const constant = enumerator.type === 'enumerator' ? enumerator.field('name') : undefined;
    if (constant === undefined) continue;
    const value = enumerator.field('value');
    cx.sink.enumConstant(cx.text(constant), value && cx.text(value), previous);
    previous = cx.text(constant);
  }
  return { kind: 'enum', tag: name ? cx.text(name) : hint };
}

/** The type of a `type_descriptor` (casts, sizeof, compound literals). */
export function typeName(cx: TypeContext, node: SyntaxNode): CType {
  const base = specifiedType(cx, node, `<anon ${node.start}>`);
  const declarator = node.field('declarator');
  return declarator === undefined ? base : declare(cx, base, declarator).type;
}

/** Applies one declarator to the specified type: inside out, as C reads them. */
export function declare(cx: TypeContext, base: CType, declarator: SyntaxNode): Declared {
  let type = base;
  let node: SyntaxNode | undefined = declarator;
  let value: SyntaxNode | undefined;
  while (node !== undefined) {
    const inner: SyntaxNode | undefined = node.field('declarator');
    switch (node.type) {
      case 'init_declarator':
        value = node.field('value');
        break;
      case 'pointer_declarator':
      case 'abstract_pointer_declarator':
      case 'pointer_type_declarator':
        type = { kind: 'pointer', to: type };
        break;
      case 'array_declarator':
      case 'abstract_array_declarator':
        type = arrayOf(cx, type, node.field('size'));
        break;
      case 'function_declarator':
      case 'abstract_function_declarator': {
        const parameters = parametersOf(cx, node.field('parameters'));
        type = {
          kind: 'function',
          returns: type,
          params: parameters.declared.map(({ type: t }) => t),
          variadic: parameters.variadic,
        };
        break;
      }
      case 'parenthesized_declarator':
      case 'abstract_parenthesized_declarator':
      case 'attributed_declarator': {
        node = node.children.find((child) => child.type.endsWith('declarator') || child.type.endsWith('identifier'));
        continue;
      }
      case 'identifier':
      case 'field_identifier':
      case 'type_identifier':
      case 'primitive_type':
        return { name: cx.text(node), type, node, value };
      default:
        break;
    }
    node = inner;
  }
  return { name: '', type, node: undefined, value };
}

/** Bounds in nested arrays: `int a[2][3]` is read from the name outwards, so the last bound is applied first. */
function arrayOf(cx: TypeContext, of: CType, size: SyntaxNode | undefined): CType {
  if (size === undefined) return { kind: 'array', of };
  const text = cx.text(size);
  const length = /^\d+$/.test(text) ? Number(text) : undefined;
  return length === undefined ? { kind: 'array', of, lengthText: text } : { kind: 'array', of, length };
}

export interface Parameters {
  readonly declared: readonly Declared[];
  readonly variadic: boolean;
}

/** Parameters with their adjusted types: arrays and functions are pointers. `(void)` is none. */
export function parametersOf(cx: TypeContext, list: SyntaxNode | undefined): Parameters {
  const declared: Declared[] = [];
  let variadic = false;
  for (const node of list?.children ?? []) {
    if (node.type === 'variadic_parameter') variadic = true;
    if (node.type === 'identifier') declared.push({ name: cx.text(node), type: intType, node, value: undefined });
    if (node.type !== 'parameter_declaration') continue;
    const base = specifiedType(cx, node, `<anon ${node.start}>`);
    const declarator = node.field('declarator');
    const one =
      declarator === undefined
        ? { name: '', type: base, node: undefined, value: undefined }
        : declare(cx, base, declarator);
    declared.push({ ...one, type: adjusted(one.type) });
  }
  const only = declared[0];
  if (declared.length === 1 && only?.name === '' && only.type.kind === voidType.kind) return { declared: [], variadic };
  return { declared, variadic };
}

function adjusted(type: CType): CType {
  if (type.kind === 'array') return { kind: 'pointer', to: type.of };
  return type.kind === 'function' ? { kind: 'pointer', to: type } : type;
}

/** Words before the declarator: `static`, `extern`, `inline`, `typedef`. */
export function hasStorage(cx: TypeContext, node: SyntaxNode, word: string): boolean {
  return node.children.some((child) => child.type === 'storage_class_specifier' && cx.text(child) === word);
}
