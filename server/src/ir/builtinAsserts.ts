/**
 * BUG_ON, WARN_ON and their families: a branch on the condition with __WARN() or BUG() on the bad side. Build-time
 * assertions do nothing at run time. VM_* ones are on only with CONFIG_DEBUG_VM (include/linux/mmdebug.h, 6.12).
 */
import type { SyntaxNode } from '../syntax/api';
import type { BuiltinCall, BuiltinHandler } from './builtinTypes';
import type { FunctionContext } from './context';
import { intType } from './ctypes';
import type { BlockId, Expression } from './ir';
import * as make from './make';

export const assertBuiltins = new Map<string, BuiltinHandler>();

function define(names: string, lower: BuiltinHandler['lower']): void {
  for (const name of names.split(' ')) assertBuiltins.set(name, { lower, overPrimitive: true });
}

/** WARN-like names whose truth is their condition; lower.ts branches on them directly. */
const warnings: ReadonlySet<string> = new Set(
  'WARN_ON WARN_ON_ONCE WARN WARN_ONCE WARN_TAINT WARN_TAINT_ONCE WARN_ON_SMP WARN_ON_FUNCTION_MISMATCH'.split(' '),
);
const debugWarnings: ReadonlySet<string> = new Set(
  'VM_WARN_ON VM_WARN_ON_ONCE VM_WARN_ONCE VM_WARN VM_WARN_ON_ONCE_PAGE VM_WARN_ON_PAGE VM_WARN_ON_FOLIO VM_WARN_ON_ONCE_FOLIO VM_WARN_ON_ONCE_MM VM_WARN_ON_VMG VM_WARN_ON_IRQS_ENABLED VM_WARN_ON_ONCE_VMA VM_WARN_ON_RET'.split(
    ' ',
  ),
);

/** Is the call a warning whose value is its condition, and is it compiled in? */
export function isWarning(cx: FunctionContext, name: string): boolean {
  return warnings.has(name) || (debugWarnings.has(name) && debugging(cx, name));
}

function debugging(cx: FunctionContext, name: string): boolean {
  const option = name.includes('IRQS') ? 'CONFIG_DEBUG_VM_IRQSOFF' : 'CONFIG_DEBUG_VM';
  return cx.options.preprocessor?.isDefined(option) === true;
}

/** Branches: to `bad` after __WARN() if the condition holds, else to `good`. */
export function lowerWarning(
  cx: FunctionContext,
  node: SyntaxNode,
  args: readonly SyntaxNode[],
  bad: BlockId,
  good: BlockId,
): void {
  const condition = args[0];
  const warn = cx.newBlock();
  if (condition === undefined) cx.jump(warn);
  else cx.ops.condition(cx, condition, warn, good);
  cx.current = warn;
  const { span } = cx.locate(node);
  const values = args.slice(1).map((arg) => cx.ops.value(cx, arg));
  cx.emit({
    kind: 'call',
    callee: '__WARN',
    args: values,
    argSpans: [],
    type: { kind: 'void' },
    span,
    origin: 'expansion',
  });
  cx.jump(bad);
}

function warn(cx: FunctionContext, call: BuiltinCall): Expression | undefined {
  const { span } = cx.locate(call.node);
  const bad = cx.newBlock();
  const done = cx.newBlock();
  if (!call.wantValue) {
    lowerWarning(cx, call.node, call.args, done, done);
    cx.current = done;
    return undefined;
  }
  const good = cx.newBlock();
  const id = cx.temporary(intType, span);
  lowerWarning(cx, call.node, call.args, bad, good);
  cx.current = bad;
  cx.emit({ kind: 'assign', target: cx.read(id), value: make.integer(1n), span, origin: 'expansion' });
  cx.jump(done);
  cx.current = good;
  cx.emit({ kind: 'assign', target: cx.read(id), value: make.integer(0n), span, origin: 'expansion' });
  cx.enter(done);
  return cx.read(id);
}

for (const name of warnings) define(name, warn);
for (const name of debugWarnings) define(name, (cx, call) => (debugging(cx, name) ? warn(cx, call) : make.integer(0n)));

function bugOn(cx: FunctionContext, call: BuiltinCall): undefined {
  const condition = call.args[0];
  const bad = cx.newBlock();
  const good = cx.newBlock();
  if (condition === undefined) cx.jump(bad);
  else cx.ops.condition(cx, condition, bad, good);
  cx.current = bad;
  stop(cx, call, 'expansion');
  cx.current = good;
  return undefined;
}

function stop(cx: FunctionContext, call: BuiltinCall, origin: 'text' | 'expansion'): void {
  const { span } = cx.locate(call.node);
  cx.emit({ kind: 'call', callee: 'BUG', args: [], argSpans: [], type: { kind: 'void' }, span, origin });
  cx.end({ kind: 'unreachable', span });
}

define('BUG_ON', bugOn);
define('BUG', (cx, call) => {
  stop(cx, call, 'expansion');
  cx.current = cx.newBlock();
  return undefined;
});
for (const name of [
  'VM_BUG_ON',
  'VM_BUG_ON_PAGE',
  'VM_BUG_ON_FOLIO',
  'VM_BUG_ON_VMA',
  'VM_BUG_ON_MM',
  'VM_BUG_ON_PGFLAGS',
  'VIRTUAL_BUG_ON',
]) {
  define(name, (cx, call) => (debugging(cx, name) ? bugOn(cx, call) : undefined));
}
define(
  'BUILD_BUG_ON BUILD_BUG_ON_MSG BUILD_BUG BUILD_BUG_ON_INVALID BUILD_BUG_ON_NOT_POWER_OF_2 compiletime_assert compiletime_assert_rwonce_type compiletime_assert_atomic_type VM_BUILD_BUG_ON',
  () => undefined,
);
define('BUILD_BUG_ON_ZERO BUILD_BUG_ON_NULL __must_be_array __must_be_cstr', () => make.integer(0n));
