/** Declarations inside functions: locals, statics, typedefs, records, and what declaration macros stand for. */
import type { Span } from '../base/span';
import type { Mark, SyntaxNode } from '../syntax/api';
import type { FunctionContext } from './context';
import { unknownType } from './ctypes';
import { firstMark } from './declarations';
import { type Declared, declare, hasStorage, specifiedType, typeOfSpecifier } from './declarators';
import { argumentRanges } from './expand';
import { isActive } from './frames';
import { addFree } from './guards';
import { impliedLength, staticInitialiser } from './initialisers';
import type { VariableId } from './ir';
import { expandStatement } from './macros';
import * as make from './make';
import { neverExpanded } from './primitives';
import type { CType } from './types';

export function lowerDeclaration(cx: FunctionContext, node: SyntaxNode): void {
  if (node.type !== 'declaration' && node.type !== 'type_definition') {
    typeOfSpecifier(cx, node, `<anon ${node.start}>`);
    return;
  }
  const specifier = node.field('type');
  if (specifier !== undefined && cx.text(specifier) === '__label__') return;
  const mark = declarationMark(cx, node);
  if (mark !== undefined && declaredByMacro(cx, node, mark)) return;
  const base = specifiedType(cx, node, `<anon ${node.start}>`);
  typeofMentions(cx, node);
  const typedef = node.type === 'type_definition' || hasStorage(cx, node, 'typedef');
  const isStatic = hasStorage(cx, node, 'static');
  const isExtern = hasStorage(cx, node, 'extern');
  for (const declarator of node.fields('declarator')) {
    const declared = declare(cx, base, declarator);
    if (declared.name === '') continue;
    if (typedef) cx.scope.names.set(declared.name, { kind: 'type', type: cx.bounded(declared.type) });
    else if (declared.type.kind === 'function' || isExtern) mentionInDeclarator(cx, declarator, declared);
    else local(cx, declarator, declared, isStatic);
  }
}

/** A prototype in a body: the name and its parameters declare; nothing runs. */
function mentionInDeclarator(cx: FunctionContext, declarator: SyntaxNode, declared: Declared): void {
  if (declared.value === undefined) cx.mention(declarator.start, declarator.end);
  else lowerExpressionLike(cx, declarator, declared);
}

/** `T x(y);` with a value is no C; the masked text of a macro may look like it. */
function lowerExpressionLike(cx: FunctionContext, declarator: SyntaxNode, declared: Declared): void {
  cx.mention(declarator.start, declared.value?.start ?? declarator.end);
  if (declared.value !== undefined) cx.ops.effect(cx, declared.value);
}

function local(cx: FunctionContext, declarator: SyntaxNode, declared: Declared, isStatic: boolean): void {
  const { span, origin } = cx.locate(declarator);
  mentionBounds(cx, declarator);
  const auto = declared.type.kind === 'named' && declared.type.name === '__auto_type';
  const own = auto && declared.value !== undefined ? autoType(cx, declared.value) : declared.type;
  const id = cx.variable(declared.name, own, isStatic ? 'static' : 'local', span);
  const name = declared.name;
  const free = cleanupClass(cx, declarator, declared);
  if (!isStatic) cx.emit({ kind: 'declare', variable: id, span, origin });
  // The name is known in its own initialiser (`struct list_head x = { &x, &x }`), unless a macro reuses an outer one.
  const shadowed = cx.lookup(name);
  if (
    shadowed === undefined ||
    declared.value === undefined ||
    !mentionsName(cx, declared.value, name) ||
    cx.frame.parent === undefined
  ) {
    cx.scope.names.set(name, { kind: 'variable', id });
    initialise(cx, declarator, declared, id, isStatic);
  } else {
    initialise(cx, declarator, declared, id, isStatic);
    cx.scope.names.set(name, { kind: 'variable', id });
  }
  if (free !== undefined) addFree(cx, id, free);
}

/** `typeof(x) x = (x)` in a macro: the right-hand x is the caller's. */
function mentionsName(cx: FunctionContext, node: SyntaxNode, name: string): boolean {
  if (node.type === 'identifier')
    return cx.text(node) === name && cx.locate(node).span.end - cx.locate(node).span.start === name.length;
  return node.children.some((child) => mentionsName(cx, child, name));
}

function autoType(cx: FunctionContext, value: SyntaxNode): CType {
  return cx.dry(() => make.decayed(cx.declarations, make.typeOf(cx.ops.value(cx, value))));
}

function initialise(
  cx: FunctionContext,
  declarator: SyntaxNode,
  declared: Declared,
  id: VariableId,
  isStatic: boolean,
): void {
  const { value } = declared;
  if (value === undefined) return;
  const { span, origin } = cx.locate(declarator);
  const type = cx.variables[id]?.type ?? unknownType;
  if (isStatic) {
    // Runs once, before anything: constant by C's rules, so nothing is emitted.
    const constant = staticInitialiser(cx, value, type);
    cx.mention(value.start, value.end);
    cx.setInitial(id, constant);
    cx.setType(id, impliedLength(type, constant));
    return;
  }
  if (value.type === 'call_expression' && cx.ops.callInto(cx, value, id)) return;
  const lowered = cx.ops.initialiser(cx, value, type);
  cx.setType(id, impliedLength(type, lowered));
  cx.emit({ kind: 'assign', target: cx.read(id), value: lowered, span, origin });
}

/** Calls in array bounds of locals are evaluated in C; here they are only mentioned. */
function mentionBounds(cx: FunctionContext, declarator: SyntaxNode): void {
  for (let inner: SyntaxNode | undefined = declarator; inner !== undefined; inner = inner.field('declarator')) {
    const size = inner.type === 'array_declarator' ? inner.field('size') : undefined;
    if (size !== undefined) cx.mention(size.start, size.end);
  }
}

function cleanupClass(cx: FunctionContext, declarator: SyntaxNode, declared: Declared): string | undefined {
  const from = declared.node?.end ?? declarator.start;
  const to = declared.value?.start ?? statementEnd(cx, declarator);
  for (const mark of marksIn(cx, from, to))
    if (mark.kind === 'contract' && mark.word === '__free') return mark.argument.trim();
  return undefined;
}

function statementEnd(cx: FunctionContext, node: SyntaxNode): number {
  const end = cx.frame.masked.text.indexOf(';', node.end);
  return end < 0 ? node.end : end;
}

function* marksIn(cx: FunctionContext, from: number, to: number): Generator<Mark> {
  const { masked } = cx.frame;
  for (let at = firstMark(masked, from); at < masked.marks.length; at++) {
    const mark = masked.marks[at];
    if (mark === undefined || mark.span.start >= to) return;
    yield mark;
  }
}

/** `typeof(f(x)) y;` mentions f. */
function typeofMentions(cx: FunctionContext, node: SyntaxNode): void {
  const type = node.field('type');
  const mark = type && cx.markAt(type.start);
  if (mark?.kind === 'type-argument') cx.mention(mark.span.start, mark.span.end);
}

function declarationMark(cx: FunctionContext, node: SyntaxNode): Extract<Mark, { kind: 'declaration' }> | undefined {
  for (const mark of marksIn(cx, Math.max(0, node.start - 80), node.end)) {
    if (mark.kind === 'declaration' && mark.span.end > node.start && mark.span.start <= node.end) return mark;
  }
  return undefined;
}

/** LIST_HEAD(x), DEFINE_WAIT(w): the macro's own definition where it is known. Returns true if that was lowered. */
function declaredByMacro(cx: FunctionContext, node: SyntaxNode, mark: Extract<Mark, { kind: 'declaration' }>): boolean {
  const nameSpan = { start: mark.span.start, end: mark.span.start + mark.macro.length };
  const at = cx.locate(nameSpan);
  const whole = cx.locate(mark.span);
  if (at.origin === 'text' && cx.claim(at, at.span.start) === 'text') {
    cx.emitMacro(
      mark.macro,
      whole.span,
      mark.args.map((arg) => cx.locate(arg).span),
      at.span.start,
    );
  }
  const keep = cx.options.isPrimitive(mark.macro) || neverExpanded(mark.macro) || isActive(cx.frame, mark.macro);
  const macro = keep || mark.macro === 'LIST_HEAD' ? undefined : cx.declarations.macro(mark.macro);
  const source = cx.frame.masked.original;
  const ranges = macro?.params && argumentRanges(source, source.indexOf('(', nameSpan.end), mark.span.end)?.args;
  const isStatic = hasStorage(cx, node, 'static');
  if (
    !isStatic &&
    macro !== undefined &&
    ranges !== undefined &&
    expandStatement(cx, { ...plainNode, start: mark.span.start, end: mark.span.end }, macro, ranges)
  ) {
    cx.mention(nameSpan.end, mark.span.end);
    return true;
  }
  const base = specifiedType(cx, node, `<anon ${node.start}>`);
  for (const declarator of node.fields('declarator')) {
    const declared = declare(cx, base, declarator);
    if (declared.name === '') continue;
    local(cx, declarator, declared, isStatic);
    if (mark.macro === 'LIST_HEAD') emptyList(cx, declared.name, whole.span);
  }
  cx.mention(nameSpan.end, mark.span.end);
  return true;
}

const plainNode: SyntaxNode = {
  type: 'call_expression',
  start: 0,
  end: 0,
  named: true,
  fieldName: undefined,
  parent: undefined,
  children: [],
  hasError: false,
  isError: false,
  field: () => undefined,
  fields: () => [],
};

/** LIST_HEAD(x) (include/linux/list.h): both links at itself. */
function emptyList(cx: FunctionContext, name: string, span: Span): void {
  const found = cx.lookup(name);
  if (found?.kind !== 'variable') return;
  const head = cx.read(found.id);
  for (const link of ['next', 'prev']) {
    cx.emit({
      kind: 'assign',
      target: make.field(cx.declarations, head, link),
      value: make.address(head),
      span,
      origin: 'expansion',
    });
  }
}
