/**
 * Scope-based cleanup (include/linux/cleanup.h, 6.12): guard(), scoped_guard(), scoped_cond_guard(), CLASS(), __free().
 * Acquires become calls at the declaration, releases implicit calls on every way out of the scope, in reverse order.
 */
import type { Span } from '../base/span';
import type { SyntaxNode } from '../syntax/api';
import { blankInactive, type FunctionContext } from './context';
import { intType, unknownType, unsignedLongType, voidType } from './ctypes';
import { argumentRanges } from './expand';
import type { Expression, VariableId } from './ir';
import * as make from './make';
import type { GuardClass } from './options';
import { saved } from './values';

/** `guard(mutex)(&m)`, `CLASS(fd, f)(0)`: a call of a call. True if it was one. */
export function lowerGuardCall(
  cx: FunctionContext,
  node: SyntaxNode,
  callee: SyntaxNode,
  args: readonly SyntaxNode[],
): boolean {
  const head = callee.field('function');
  if (head?.type !== 'identifier') return false;
  const word = cx.text(head);
  const heads = callee.field('arguments')?.children ?? [];
  const classNode = heads[0];
  if (word !== 'guard' && word !== 'CLASS' && word !== 'ACQUIRE' && word !== 'class') return false;
  if (classNode === undefined) return false;
  const span = announce(cx, node, head, word);
  const className = cx.text(classNode);
  const variable = word === 'guard' ? undefined : heads[1];
  const guard = guardOf(cx, className);
  if (guard === undefined || word === 'CLASS') {
    constructed(cx, className, variable && cx.text(variable), args, span);
    return true;
  }
  const taken = acquire(cx, guard, args, span);
  cx.scope.cleanups.push({ run: (inner, exit) => release(inner, guard, taken, exit) });
  if (variable !== undefined && taken.result !== undefined)
    cx.scope.names.set(cx.text(variable), { kind: 'variable', id: taken.result });
  return true;
}

/** The macro step of a guard as written. */
function announce(
  cx: FunctionContext,
  node: { readonly start: number; readonly end: number },
  head: { readonly start: number; readonly end: number },
  word: string,
): Span {
  const location = cx.locate(node);
  const at = cx.locate(head);
  if (at.origin === 'text' && cx.claim(at, at.span.start) === 'text')
    cx.emitMacro(word, location.span, [], at.span.start);
  return location.span;
}

function guardOf(cx: FunctionContext, name: string): GuardClass | undefined {
  return cx.options.guards?.get(name);
}

interface Taken {
  readonly args: readonly Expression[];
  /** What acquiring returned, of a conditional class. */
  readonly result: VariableId | undefined;
}

function acquire(cx: FunctionContext, guard: GuardClass, nodes: readonly SyntaxNode[], span: Span): Taken {
  const args = nodes.map((node) => {
    const value = cx.ops.value(cx, node);
    return make.isStablePointer(value) ? value : saved(cx, value, node);
  });
  const own = guard.argument === false ? [] : args;
  if (guard.flags) {
    const flags = cx.variable('flags', unsignedLongType, 'local', span);
    cx.emit({ kind: 'declare', variable: flags, span, origin: 'expansion' });
    own.push(cx.read(flags));
  }
  const result = guard.conditional === undefined ? undefined : cx.temporary(intType, span);
  emitCall(cx, guard.acquire, own, span, 'expansion', result);
  return { args: own, result };
}

function emitCall(
  cx: FunctionContext,
  callee: string,
  args: readonly Expression[],
  span: Span,
  origin: 'expansion' | 'implicit',
  result?: VariableId,
): void {
  const type = result === undefined ? voidType : intType;
  cx.emit({
    kind: 'call',
    callee,
    args,
    argSpans: [],
    ...(result === undefined ? {} : { result }),
    type,
    span,
    origin,
  });
}

function release(cx: FunctionContext, guard: GuardClass, taken: Taken, span: Span): void {
  if (taken.result === undefined || guard.conditional === undefined) {
    emitCall(cx, guard.release, taken.args, span, 'implicit');
    return;
  }
  const held = cx.newBlock();
  const done = cx.newBlock();
  branchOnSuccess(cx, guard, taken.result, held, done, span);
  cx.current = held;
  emitCall(cx, guard.release, taken.args, span, 'implicit');
  cx.enter(done);
}

function branchOnSuccess(
  cx: FunctionContext,
  guard: GuardClass,
  result: VariableId,
  yes: number,
  no: number,
  span: Span,
): void {
  if (guard.conditional === 'zero') cx.branch(cx.read(result), no, yes, span);
  else cx.branch(cx.read(result), yes, no, span);
}

/** `CLASS(name, var)(args)` of a class the lowering has no calls for: constructor and destructor by their real names. */
function constructed(
  cx: FunctionContext,
  className: string,
  name: string | undefined,
  nodes: readonly SyntaxNode[],
  span: Span,
): void {
  const args = nodes.map((node) => cx.ops.value(cx, node));
  const maker = `class_${className}_constructor`;
  const type =
    cx.declarations.functionType(maker)?.returns ?? cx.declarations.typedef(`class_${className}_t`) ?? unknownType;
  const id = cx.variable(name ?? `%${className}`, type, name === undefined ? 'temporary' : 'local', span);
  cx.emit({ kind: 'declare', variable: id, span, origin: 'expansion' });
  cx.emit({ kind: 'call', callee: maker, args, argSpans: [], result: id, type, span, origin: 'expansion' });
  if (name !== undefined) cx.scope.names.set(name, { kind: 'variable', id });
  const address = make.address(cx.read(id));
  cx.scope.cleanups.push({
    run: (inner, exit) => emitCall(inner, `class_${className}_destructor`, [address], exit, 'implicit'),
  });
}

/** `scoped_guard(mutex, &m) { ... }` and scoped_cond_guard(class, fail, args): the masked loop's body in a guarded scope. */
export function lowerScope(
  cx: FunctionContext,
  node: SyntaxNode,
  macro: string,
  nameSpan: Span,
  body: SyntaxNode,
): boolean {
  const source = cx.frame.masked.original;
  const open = source.indexOf('(', nameSpan.end);
  const ranges = open < 0 ? undefined : argumentRanges(source, open, body.start)?.args;
  const first = ranges?.[0];
  if (ranges === undefined || first === undefined) return false;
  const className = blankInactive(cx.frame, first.start, first.end).trim();
  const guard = guardOf(cx, className);
  const conditional = macro === 'scoped_cond_guard';
  if (macro !== 'scoped_guard' && !conditional) return false;
  if (guard === undefined && (conditional || CONDITIONAL.test(className))) return false;
  const head = { start: node.start, end: Math.max(body.start, node.start + 1) };
  const span = announce(cx, head, nameSpan, macro);
  const nodes = maskedArguments(node).slice(conditional ? 2 : 1);
  if (guard === undefined) {
    cx.scoped(body.end, () => {
      const after = cx.newBlock();
      constructed(cx, className, undefined, nodes, span);
      guardedBody(cx, body, after);
      cx.enter(after);
    });
    cx.mention(open, head.end);
    return true;
  }
  cx.scoped(body.end, () => {
    const taken = acquire(cx, guard, nodes, span);
    const after = cx.newBlock();
    if (taken.result !== undefined) {
      const held = cx.newBlock();
      const failed = cx.newBlock();
      branchOnSuccess(cx, guard, taken.result, held, failed, span);
      cx.current = failed;
      if (conditional && ranges[1] !== undefined) failStatement(cx, ranges[1]);
      cx.jump(after);
      cx.current = held;
    }
    // The body knows whether the lock is held, so its release needs no test.
    const sure = taken.result === undefined ? guard : withoutCondition(guard);
    cx.scoped(body.end, () => {
      cx.scope.cleanups.push({
        run: (inner, exit) => release(inner, sure, { args: taken.args, result: undefined }, exit),
      });
      guardedBody(cx, body, after);
    });
    cx.enter(after);
  });
  cx.mention(open, head.end);
  return true;
}

/** Classes that may fail, and so leave the body out: DEFINE_GUARD_COND() (include/linux/cleanup.h, 6.12). */
const CONDITIONAL = /_(?:try|intr|kill)$/;

/** Runs once; `break` and `continue` leave it. */
function guardedBody(cx: FunctionContext, body: SyntaxNode, after: number): void {
  cx.targets.push({ breakTo: after, continueTo: after, scope: cx.scope.parent ?? cx.scope });
  cx.ops.statement(cx, body);
  cx.targets.pop();
}

function withoutCondition({ acquire: take, release: drop, flags, argument }: GuardClass): GuardClass {
  return {
    acquire: take,
    release: drop,
    ...(flags === undefined ? {} : { flags }),
    ...(argument === undefined ? {} : { argument }),
  };
}

/** The argument nodes of a macro that the mask made a `while`. */
export function maskedArguments(node: SyntaxNode): readonly SyntaxNode[] {
  const condition = node.field('condition');
  const args: SyntaxNode[] = [];
  const walk = (one: SyntaxNode | undefined): void => {
    if (one === undefined) return;
    if (one.type !== 'comma_expression') {
      args.push(one);
      return;
    }
    // Lists lean to the right: two children, the second the rest.
    let rest: SyntaxNode | undefined = one;
    while (rest?.type === 'comma_expression') {
      const [left, right]: readonly SyntaxNode[] = rest.children;
      if (left !== undefined) walk(left);
      rest = right;
    }
    if (rest !== undefined) args.push(rest);
  };
  walk(condition?.type === 'parenthesized_expression' ? condition.children[0] : condition);
  return args;
}

/** `return -EINTR` as an argument: parsed on its own. */
function failStatement(cx: FunctionContext, range: { readonly start: number; readonly end: number }): void {
  const text = blankInactive(cx.frame, range.start, range.end);
  const head = 'void __f(void){';
  const snippet = cx.options.snippets?.parse(`${head}${text};}`);
  const body = snippet?.root.children[0]?.field('body');
  if (snippet === undefined || snippet.root.hasError || body === undefined) {
    cx.mention(range.start, range.end);
    return;
  }
  const segments = [{ start: head.length, end: head.length + text.length, from: range.start }];
  cx.inFrame(cx.derivedFrame(snippet, segments, range), () => cx.ops.statements(cx, body.children, false));
}

/** `T *p __free(kfree) = ...;`: on the way out, `kfree(p)` if p is set. */
export function addFree(cx: FunctionContext, id: VariableId, className: string): void {
  const callee = cx.options.guards?.get(className)?.release ?? className;
  cx.scope.cleanups.push({
    run: (inner, span) => {
      const free = inner.newBlock();
      const done = inner.newBlock();
      inner.branch(inner.read(id), free, done, span);
      inner.current = free;
      emitCall(inner, callee, [inner.read(id)], span, 'implicit');
      inner.enter(done);
    },
  });
}

/** `no_free_ptr(p)`: its value, and p becomes NULL, so that its cleanup does nothing. */
export function disarm(cx: FunctionContext, pointer: Expression, node: SyntaxNode): Expression {
  const kept = saved(cx, pointer, node);
  const { span } = cx.locate(node);
  cx.emit({
    kind: 'assign',
    target: pointer,
    value: make.cast(cx.declarations, make.nullPointer, make.typeOf(pointer)),
    span,
    origin: 'expansion',
  });
  return kept;
}
