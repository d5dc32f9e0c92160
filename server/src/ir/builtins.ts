/**
 * Macros and compiler builtins whose value the IR expresses itself, so that no header is needed for them. The call as
 * written is already a `macro` step when a handler runs; the handler gives the value and emits what it does.
 * __WARN() and BUG() are left as calls on the path that reaches them (the names of include/asm-generic/bug.h, 6.12).
 */
import type { SyntaxNode } from '../syntax/api';
import { assertBuiltins } from './builtinAsserts';
import type { BuiltinCall, BuiltinHandler } from './builtinTypes';
import { byteOrderBuiltins } from './byteOrder';
import { configValue } from './constants';
import { blankInactive, type FunctionContext } from './context';
import { boolType, intType, sameType, unknownType, unsignedLongType } from './ctypes';
import { disarm } from './guards';
import type { Expression } from './ir';
import * as make from './make';
import { pointee } from './resolve';
import type { CType } from './types';
import { parseTypeText } from './typeText';
import { assignable, identifierType, isTypeWord, memberPath, saved } from './values';

/** The handler of a name, if the IR knows it. */
export function builtin(name: string): BuiltinHandler | undefined {
  return handlers.get(name) ?? assertBuiltins.get(name) ?? byteOrderBuiltins.get(name);
}

const handlers = new Map<string, BuiltinHandler>();

function define(names: string, lower: BuiltinHandler['lower'], overPrimitive = true): void {
  for (const name of names.split(' ')) handlers.set(name, { lower, overPrimitive });
}

function value(cx: FunctionContext, call: BuiltinCall, at: number): Expression {
  const arg = call.args[at];
  return arg === undefined ? make.opaque(`${call.name} without argument ${at}`) : cx.ops.value(cx, arg);
}

function place(cx: FunctionContext, call: BuiltinCall, at: number): Expression {
  const arg = call.args[at];
  return arg === undefined ? make.opaque(`${call.name} without argument ${at}`) : cx.ops.place(cx, arg);
}

function argumentText(cx: FunctionContext, call: BuiltinCall, at: number): string {
  const range = call.ranges[at];
  return range === undefined ? '' : blankInactive(cx.frame, range.start, range.end).trim();
}

/** The type an argument names. */
function argumentType(cx: FunctionContext, call: BuiltinCall, at: number): CType {
  const arg = call.args[at];
  if (arg?.type === 'identifier' && isTypeWord(cx, arg)) return identifierType(cx, arg);
  return parseTypeText(argumentText(cx, call, at), cx) ?? unknownType;
}

function assign(cx: FunctionContext, call: BuiltinCall, target: Expression, from: Expression): void {
  const { span } = cx.locate(call.node);
  cx.emit({ kind: 'assign', target, value: from, span, origin: 'expansion' });
}

// ---- values of their argument

define('likely unlikely data_race __builtin_expect __builtin_expect_with_probability alloc_hooks', (cx, call) =>
  value(cx, call, 0),
);
define('READ_ONCE ACCESS_ONCE READ_ONCE_NOCHECK __READ_ONCE', (cx, call) => saved(cx, place(cx, call, 0), call.node));
define('WRITE_ONCE __WRITE_ONCE', (cx, call) => {
  const target = place(cx, call, 0);
  const from = value(cx, call, 1);
  assign(cx, call, target, from);
  return from;
});
define('smp_load_acquire', (cx, call) => saved(cx, make.deref(cx.declarations, value(cx, call, 0)), call.node), false);
define(
  'smp_store_release smp_store_mb',
  (cx, call) => {
    const at = value(cx, call, 0);
    assign(
      cx,
      call,
      call.name === 'smp_store_mb' ? place(cx, call, 0) : make.deref(cx.declarations, at),
      value(cx, call, 1),
    );
    return undefined;
  },
  false,
);
define(
  'rcu_dereference rcu_dereference_raw rcu_dereference_check rcu_dereference_protected rcu_dereference_sched rcu_dereference_bh rcu_access_pointer rcu_dereference_bh_check rcu_dereference_sched_check srcu_dereference srcu_dereference_check rcu_dereference_raw_check unrcu_pointer rcu_pointer_handoff',
  (cx, call) => saved(cx, place(cx, call, 0), call.node),
  false,
);
define(
  'rcu_assign_pointer RCU_INIT_POINTER',
  (cx, call) => {
    const target = place(cx, call, 0);
    assign(cx, call, target, value(cx, call, 1));
    return undefined;
  },
  false,
);

// ---- constants of the configuration and of types

define('__builtin_constant_p', (cx, call) => {
  const only = call.args[0];
  const constant = only === undefined ? undefined : cx.dry(() => cx.ops.value(cx, only));
  return make.integer(constant?.kind === 'integer' || constant?.kind === 'string' ? 1n : 0n);
});
define('IS_ENABLED IS_BUILTIN IS_MODULE IS_REACHABLE', (cx, call) => {
  const option = argumentText(cx, call, 0);
  const set = configValue(cx.options.preprocessor, call.name, option);
  return set === undefined
    ? make.opaque(`${call.name}(${option})`, intType)
    : make.integer(set ? 1n : 0n, intType, `${call.name}(${option})`);
});
define('__builtin_types_compatible_p __same_type', (cx, call) => {
  const types = [0, 1].map((at) => {
    const arg = call.args[at];
    if (arg === undefined) return unknownType;
    if (arg.type === 'identifier' && isTypeWord(cx, arg)) return cx.resolve(identifierType(cx, arg));
    return cx.resolve(cx.dry(() => make.typeOf(cx.ops.place(cx, arg))));
  });
  const [a, b] = types;
  return make.integer(a !== undefined && b !== undefined && a.kind !== 'unknown' && sameType(a, b) ? 1n : 0n);
});
define('__builtin_choose_expr', (cx, call) => {
  const condition = value(cx, call, 0);
  return condition.kind === 'integer'
    ? value(cx, call, condition.value !== 0n ? 1 : 2)
    : make.opaque('__builtin_choose_expr');
});
define('typecheck typecheck_fn typecheck_pointer __typecheck __is_constexpr', (_cx, call) =>
  make.integer(call.name === '__is_constexpr' ? 0n : 1n),
);
define('__builtin_object_size __builtin_dynamic_object_size __struct_size __member_size', () =>
  make.integer(0xffffffffffffffffn, unsignedLongType),
);
define('ARRAY_SIZE', (cx, call) => {
  const arg = call.args[0];
  if (arg === undefined) return make.opaque('ARRAY_SIZE', unsignedLongType);
  const type = cx.resolve(cx.dry(() => make.typeOf(cx.ops.place(cx, arg))));
  return type.kind === 'array' && type.length !== undefined
    ? make.integer(BigInt(type.length), unsignedLongType)
    : make.opaque('ARRAY_SIZE', unsignedLongType);
});
define('sizeof_field FIELD_SIZEOF', (cx, call) => {
  let type: CType = argumentType(cx, call, 0);
  for (const name of memberPath(argumentText(cx, call, 1)))
    type = make.typeOf(make.field(cx.declarations, make.opaque('', type), name));
  return make.sizeofType(type);
});

// ---- members to their records

function container(pointer: Expression, of: CType, member: string): Expression {
  return { kind: 'container', pointer, of, path: memberPath(member), type: { kind: 'pointer', to: of } };
}

define(
  'container_of container_of_const list_entry list_entry_rcu hlist_entry rb_entry llist_entry hlist_bl_entry hlist_nulls_entry plist_entry',
  (cx, call) => {
    let pointer = value(cx, call, 0);
    if (call.name === 'list_entry_rcu') pointer = saved(cx, pointer, call.node);
    return container(pointer, argumentType(cx, call, 1), argumentText(cx, call, 2));
  },
);

function link(cx: FunctionContext, head: Expression, name: string): Expression {
  return make.field(cx.declarations, make.deref(cx.declarations, head), name);
}

define(
  'list_first_entry list_last_entry',
  (cx, call) => {
    const head = value(cx, call, 0);
    return container(
      link(cx, head, call.name === 'list_first_entry' ? 'next' : 'prev'),
      argumentType(cx, call, 1),
      argumentText(cx, call, 2),
    );
  },
  false,
);
define(
  'list_first_entry_or_null',
  (cx, call) => {
    const head = value(cx, call, 0);
    const first = saved(cx, link(cx, head, 'next'), call.node);
    const entry = container(first, argumentType(cx, call, 1), argumentText(cx, call, 2));
    return make.conditional(
      cx.declarations,
      make.binary(cx.declarations, '!=', first, head),
      entry,
      make.cast(cx.declarations, make.nullPointer, make.typeOf(entry)),
    );
  },
  false,
);
define(
  'list_next_entry list_prev_entry',
  (cx, call) => {
    const at = value(cx, call, 0);
    const member = argumentText(cx, call, 1);
    let inner: Expression = make.deref(cx.declarations, at);
    for (const name of memberPath(member)) inner = make.field(cx.declarations, inner, name);
    const pointer = make.field(cx.declarations, inner, call.name === 'list_next_entry' ? 'next' : 'prev');
    return container(pointer, pointee(cx.declarations, make.typeOf(at)), member);
  },
  false,
);
define(
  'list_entry_is_head',
  (cx, call) => {
    let inner: Expression = make.deref(cx.declarations, value(cx, call, 0));
    const head = value(cx, call, 1);
    for (const name of memberPath(argumentText(cx, call, 2))) inner = make.field(cx.declarations, inner, name);
    return make.binary(cx.declarations, '==', make.address(inner), head);
  },
  false,
);

// ---- arithmetic macros that read their arguments once

function once(cx: FunctionContext, node: SyntaxNode): Expression {
  const read = cx.ops.value(cx, node);
  return node.type === 'identifier' || read.kind === 'integer' ? read : saved(cx, read, node);
}

function pick(
  cx: FunctionContext,
  operator: '<' | '>',
  nodes: readonly SyntaxNode[],
  type: CType | undefined,
): Expression {
  let best: Expression | undefined;
  for (const node of nodes) {
    let next = once(cx, node);
    if (type !== undefined) next = make.cast(cx.declarations, next, type);
    best =
      best === undefined
        ? next
        : make.conditional(cx.declarations, make.binary(cx.declarations, operator, best, next), best, next);
  }
  return best ?? make.opaque('min or max of nothing');
}

define('min min3 umin', (cx, call) => pick(cx, '<', call.args, call.name === 'umin' ? unsignedLongType : undefined));
define('max max3 umax', (cx, call) => pick(cx, '>', call.args, call.name === 'umax' ? unsignedLongType : undefined));
define('min_t', (cx, call) => pick(cx, '<', call.args.slice(1), argumentType(cx, call, 0)));
define('max_t', (cx, call) => pick(cx, '>', call.args.slice(1), argumentType(cx, call, 0)));

function clamp(cx: FunctionContext, nodes: readonly SyntaxNode[], type: CType | undefined): Expression {
  const [given, low, high] = nodes.map((node) => {
    const read = once(cx, node);
    return type === undefined ? read : make.cast(cx.declarations, read, type);
  });
  if (given === undefined || low === undefined || high === undefined) return make.opaque('clamp');
  const raised = make.conditional(cx.declarations, make.binary(cx.declarations, '<', given, low), low, given);
  return make.conditional(cx.declarations, make.binary(cx.declarations, '>', given, high), high, raised);
}

define('clamp clamp_val', (cx, call) => clamp(cx, call.args, undefined));
define('clamp_t', (cx, call) => clamp(cx, call.args.slice(1), argumentType(cx, call, 0)));
define('min_not_zero', (cx, call) => {
  const [x, y] = call.args.map((node) => once(cx, node));
  if (x === undefined || y === undefined) return make.opaque('min_not_zero');
  const smaller = make.conditional(cx.declarations, make.binary(cx.declarations, '<', x, y), x, y);
  return make.conditional(
    cx.declarations,
    make.unary(cx.declarations, '!', x),
    y,
    make.conditional(cx.declarations, make.unary(cx.declarations, '!', y), x, smaller),
  );
});
define('swap', (cx, call) => {
  const a = place(cx, call, 0);
  const b = place(cx, call, 1);
  const kept = saved(cx, a, call.node);
  assign(cx, call, a, b);
  assign(cx, call, b, kept);
  return undefined;
});

// ---- x86's atomic operations that answer with a flag (arch/x86/include/asm/rmwcc.h, 6.12)

function readModifyWrite(cx: FunctionContext, call: BuiltinCall, at: number): Expression {
  const operand = call.args[at];
  const { span, origin } = cx.locate(call.node);
  const target = operand === undefined ? undefined : assignable(cx.ops.place(cx, operand));
  cx.emit({ kind: 'asm', text: call.name, span, origin });
  if (target !== undefined)
    cx.emit({ kind: 'assign', target, value: make.opaque('asm', make.typeOf(target)), span, origin });
  return saved(cx, make.opaque('asm', boolType), call.node);
}

define('GEN_UNARY_RMWcc GEN_BINARY_RMWcc', (cx, call) => readModifyWrite(cx, call, 1));
define('GEN_UNARY_SUFFIXED_RMWcc GEN_BINARY_SUFFIXED_RMWcc', (cx, call) => readModifyWrite(cx, call, 2));

// ---- cleanup (include/linux/cleanup.h, 6.12)

define('no_free_ptr take_ptr retain_and_null_ptr', (cx, call) => disarm(cx, place(cx, call, 0), call.node));
define('return_ptr', (cx, call) => {
  const pointer = disarm(cx, place(cx, call, 0), call.node);
  const { span } = cx.locate(call.node);
  cx.leave(undefined, span);
  cx.terminate({ kind: 'return', value: pointer, span });
  return undefined;
});
define('__builtin_unreachable unreachable', (cx, call) => {
  cx.terminate({ kind: 'unreachable', span: cx.locate(call.node).span });
  return undefined;
});
define('__builtin_trap', (cx, call) => {
  cx.terminate({ kind: 'unreachable', span: cx.locate(call.node).span });
  return undefined;
});
