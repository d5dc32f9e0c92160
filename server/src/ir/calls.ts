/**
 * Calls: of builtins, of macros, of functions by name, through pointers; and the casts that look like calls. Each call of
 * the text becomes one step of origin 'text' here, or a mention where it is not evaluated.
 */
import type { Span } from '../base/span';
import type { SyntaxNode } from '../syntax/api';
import { builtin } from './builtins';
import type { FunctionContext } from './context';
import { unknownType } from './ctypes';
import type { ArgumentRange } from './expand';
import { isActive, type Location } from './frames';
import { lowerGuardCall } from './guards';
import type { Expression, VariableId } from './ir';
import { callArguments, expandStatement, expandValue } from './macros';
import * as make from './make';
import { neverExpanded } from './primitives';
import type { CType } from './types';
import { identifierType, isTypeWord } from './values';

/** Lowers a call. The value is undefined if it is not wanted or there is none; `into` receives it if it can. */
export function lowerCall(
  cx: FunctionContext,
  node: SyntaxNode,
  wantValue: boolean,
  into?: VariableId,
): Expression | undefined {
  return cx.nested(node, () => call(cx, node, wantValue, into));
}

function call(
  cx: FunctionContext,
  node: SyntaxNode,
  wantValue: boolean,
  into: VariableId | undefined,
): Expression | undefined {
  const callee = node.field('function');
  const list = node.field('arguments');
  if (callee === undefined || list === undefined) return make.opaque('call');
  const args = list.children;
  if (callee.type === 'parenthesized_expression' && callee.children.length === 1) {
    // (T)(x): the grammar takes a cast for a call.
    const only = callee.children[0];
    if (only?.type === 'identifier' && isTypeWord(cx, only) && args.length === 1 && args[0]) {
      return make.cast(cx.declarations, cx.ops.value(cx, args[0]), identifierType(cx, only));
    }
  }
  if (callee.type === 'call_expression') {
    const guarded = lowerGuardCall(cx, node, callee, args);
    if (guarded) return undefined;
  }
  if (callee.type !== 'identifier') return indirect(cx, node, callee, args, into);
  const name = cx.text(callee);
  const mark = cx.markAt(callee.start);
  if (mark?.kind === 'blanked-call' || mark?.kind === 'type-argument') return cx.ops.value(cx, callee);
  if (cx.lookup(name)?.kind === 'variable') return indirect(cx, node, callee, args, into);
  return named(cx, node, callee, name, args, wantValue, into);
}

function named(
  cx: FunctionContext,
  node: SyntaxNode,
  callee: SyntaxNode,
  name: string,
  args: readonly SyntaxNode[],
  wantValue: boolean,
  into: VariableId | undefined,
): Expression | undefined {
  const primitive = cx.options.isPrimitive(name);
  const handler = builtin(name);
  if (handler !== undefined && (!primitive || handler.overPrimitive)) {
    const ranges = callArguments(cx, callee.end, node.end) ?? [];
    writeMacroStep(cx, node, callee, name, ranges);
    const value = handler.lower(cx, { node, name, args, ranges, wantValue });
    cx.mention(callee.end, node.end);
    return value;
  }
  const macro = primitive || neverExpanded(name) ? undefined : cx.declarations.macro(name);
  if (macro !== undefined && !isActive(cx.frame, name)) {
    if (macro.params === undefined) {
      const alias = aliasOf(macro.body);
      // `#define foo bar`: a call of foo is a call of bar, named as written.
      if (alias !== undefined && alias !== name && cx.declarations.macro(alias) === undefined)
        return plain(cx, node, callee, name, args, into);
    } else {
      const ranges = callArguments(cx, callee.end, node.end);
      if (ranges !== undefined) {
        const step = writeMacroStep(cx, node, callee, name, ranges);
        const done = wantValue ? expandValue(cx, node, macro, ranges) : expandStatement(cx, node, macro, ranges);
        if (done !== undefined && done !== false) {
          cx.mention(callee.end, node.end);
          return done === true ? undefined : done;
        }
        step?.withdraw();
      }
    }
  }
  return plain(cx, node, callee, name, args, into);
}

function aliasOf(body: string): string | undefined {
  return /^\s*([A-Za-z_]\w*)\s*$/.exec(body)?.[1];
}

/** The step that marks a macro call as written; none inside expansions. */
function writeMacroStep(
  cx: FunctionContext,
  node: SyntaxNode,
  callee: SyntaxNode,
  name: string,
  ranges: readonly ArgumentRange[],
): { withdraw(): void } | undefined {
  const location = cx.locate(node);
  const at = cx.locate(callee);
  if (at.origin !== 'text' || cx.claim(at, at.span.start) !== 'text') return undefined;
  return cx.emitMacro(
    name,
    location.origin === 'text' ? location.span : at.span,
    ranges.map((range) => cx.locate(range).span),
    at.span.start,
  );
}

/** Per-CPU accessors stay calls but are typed as their first argument (include/linux/percpu-defs.h). */
const likeFirstArgument =
  /^(?:(?:__)?this_cpu_ptr|raw_cpu_ptr|(?:get|per)_cpu_ptr|(?:raw_|__)?this_cpu_read|per_cpu|get_cpu_var)$/;

/** A call step of a function (or primitive) by name. */
function plain(
  cx: FunctionContext,
  node: SyntaxNode,
  callee: SyntaxNode,
  name: string,
  args: readonly SyntaxNode[],
  into: VariableId | undefined,
): Expression | undefined {
  const type = cx.declarations.functionType(name);
  const values = args.map((arg, index) => {
    if (!isCommand(name, index)) return cx.ops.value(cx, arg);
    cx.mention(arg.start, arg.end);
    return make.opaque('runs while the macro waits');
  });
  const first = values[0];
  const returns =
    type?.returns ?? (likeFirstArgument.test(name) && first !== undefined ? make.typeOf(first) : unknownType);
  const result = emitCall(cx, node, callee, name, values, args, returns, into);
  if (cx.options.isNoReturn?.(name)) cx.terminate({ kind: 'unreachable', span: cx.locate(node).span });
  return result;
}

/**
 * Arguments that wait_event_cmd() and its kind run around the wait, with the lock dropped: neither here nor in this context
 * (include/linux/wait.h 6.12).
 */
function isCommand(name: string, index: number): boolean {
  if (!/^wait_event\w*_cmd$/.test(name)) return false;
  return index >= (name.includes('lock_irq') ? 3 : 2);
}

function indirect(
  cx: FunctionContext,
  node: SyntaxNode,
  callee: SyntaxNode,
  args: readonly SyntaxNode[],
  into: VariableId | undefined,
): Expression | undefined {
  let target = cx.ops.value(cx, callee);
  // (*f)(x) and f(x) are the same call.
  if (target.kind === 'deref' && cx.resolve(target.type).kind === 'function') target = target.pointer;
  const type = cx.resolve(make.typeOf(target));
  const signature = type.kind === 'pointer' ? cx.resolve(type.to) : type;
  const returns = signature.kind === 'function' ? signature.returns : unknownType;
  const values = args.map((arg) => cx.ops.value(cx, arg));
  if (target.kind === 'global' && cx.declarations.global(target.name) === undefined) {
    return emitCall(cx, node, callee, target.name, values, args, returns, into);
  }
  return emitCall(cx, node, lastName(callee), target, values, args, returns, into);
}

/** `p->ops->fn(x)` stands at `fn`. */
function lastName(callee: SyntaxNode): SyntaxNode {
  return callee.type === 'field_expression' ? (callee.field('field') ?? callee) : callee;
}

function emitCall(
  cx: FunctionContext,
  node: SyntaxNode,
  nameNode: SyntaxNode,
  callee: string | Expression,
  args: readonly Expression[],
  argNodes: readonly SyntaxNode[],
  returns: CType,
  into: VariableId | undefined,
): Expression | undefined {
  const location: Location = cx.locate(node);
  const at = cx.locate(nameNode);
  const origin = cx.claim(at, at.span.start);
  const isVoid = cx.resolve(returns).kind === 'void' && returns.kind !== 'unknown';
  const span = location.origin === 'text' || origin !== 'text' ? location.span : at.span;
  const result = isVoid ? undefined : (into ?? cx.temporary(returns, span));
  const nameSpan: Span | undefined = origin === 'text' && at.span.start !== span.start ? at.span : undefined;
  cx.emit({
    kind: 'call',
    callee,
    args,
    argSpans: argNodes.map((arg) => cx.locate(arg).span),
    ...(result === undefined ? {} : { result }),
    ...(nameSpan === undefined ? {} : { nameSpan }),
    type: returns,
    span,
    origin,
  });
  return result === undefined ? undefined : cx.read(result);
}
