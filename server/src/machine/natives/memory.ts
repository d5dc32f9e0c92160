/** Memory and strings, lists, error pointers, per-CPU addresses: what headers do with macros and inlines. */
import { leaves } from '../aggregates';
import { initialCells } from '../initialise';
import type { Machine } from '../machine';
import { dropObject, objectAt, readCell, writable } from '../memory';
import { derive } from '../unknowns';
import { isInteger, isPointer, type Pointer, pointerTo, UNINITIALISED, type Value } from '../values';
import {
  add,
  arg,
  integerOf,
  isSamePlace,
  type Native,
  type NativeCall,
  pointerArg,
  storeArgument,
  target,
} from './call';

export const MEMORY_NATIVES = new Map<string, Native>();

function define(names: readonly string[], native: Native): void {
  for (const name of names) MEMORY_NATIVES.set(name, native);
}

const ERROR_FLOOR = 0xfffffffffffff001n;

function errorTruth(machine: Machine, value: Value): Value {
  if (isPointer(value)) return 0;
  if (isInteger(value)) return BigInt.asUintN(64, BigInt(value)) >= ERROR_FLOOR ? 1 : 0;
  void machine;
  return derive('is-error', value, 0);
}

define(['IS_ERR', 'IS_ERR_PCPU'], (machine, call) => errorTruth(machine, arg(machine, call, 0)));
define(['IS_ERR_OR_NULL'], (machine, call) => {
  const value = arg(machine, call, 0);
  if (machine.truth(value) === false) return 1;
  return errorTruth(machine, value);
});
define(['PTR_ERR', 'PTR_ERR_PCPU'], (machine, call) => {
  const value = arg(machine, call, 0);
  if (!isInteger(value)) return derive('error-of', value, 0);
  return Number(BigInt.asIntN(64, BigInt(value)));
});
define(['ERR_PTR', 'ERR_CAST', 'ERR_PTR_PCPU'], (machine, call) => {
  const value = arg(machine, call, 0);
  if (!isInteger(value)) return value;
  const wide = BigInt.asUintN(64, BigInt(value));
  return wide < 1n << 53n ? Number(wide) : wide;
});
define(['PTR_ERR_OR_ZERO'], (machine, call) => {
  const value = arg(machine, call, 0);
  if (!machine.decide(errorTruth(machine, value))) return 0;
  return isInteger(value) ? Number(BigInt.asIntN(64, BigInt(value))) : derive('error-of', value, 0);
});

define(['memset', '__memset', '__underlying_memset', 'memzero_explicit', 'bzero', 'clear_page', 'clear_highpage'], (
  machine,
  call,
) => {
  const pointer = pointerArg(machine, call, 0);
  const sized = call.name.endsWith('memset');
  const size = sized ? arg(machine, call, 2) : call.name.startsWith('clear') ? 4096 : arg(machine, call, 1);
  const value = sized ? arg(machine, call, 1) : 0;
  const object = writable(machine.state.heap, machine.object(pointer));
  if (value === 0 && isInteger(size)) machine.clear(object, pointer.offset, Number(size));
  else {
    const end = isInteger(size) ? pointer.offset + Number(size) : Infinity;
    for (const at of [...object.cells.keys()])
      if (at >= pointer.offset && at < end) object.cells.set(at, machine.freshUnknown('memset'));
  }
  return pointer;
});
define(['memcpy', '__underlying_memcpy', '__underlying_memmove', 'memmove', '__memcpy', '__memmove', 'copy_page'], (
  machine,
  call,
) => {
  const to = pointerArg(machine, call, 0);
  const from = pointerArg(machine, call, 1);
  const size = call.name === 'copy_page' ? 4096 : arg(machine, call, 2);
  const source = machine.object(from);
  const end = isInteger(size) ? Number(size) : Infinity;
  const object = writable(machine.state.heap, machine.object(to));
  const moved: [number, Value][] = [];
  const offsets = new Set([...source.cells.keys(), ...(source.type === undefined ? [] : leaves(machine, source.type))]);
  for (const at of offsets)
    if (at >= from.offset && at < from.offset + end) moved.push([at - from.offset, readCell(source, at)]);
  for (const at of [...object.cells.keys()]) if (at >= to.offset && at < to.offset + end) object.cells.delete(at);
  for (const [at, value] of moved) if (value !== UNINITIALISED) object.cells.set(to.offset + at, value);
  return to;
});
define(['swap'], (machine, call) => {
  const left = arg(machine, call, 0);
  const right = arg(machine, call, 1);
  storeArgument(machine, call, 0, right);
  storeArgument(machine, call, 1, left);
  return 0;
});

// Lists: next at 0, prev at 8. Unknown neighbours come to life when they are written.

const NEXT = 0;
const PREV = 8;
const WORD = { bits: 64, signed: false } as const;
const LIST = { kind: 'record', tag: 'list_head', union: false } as const;

function link(machine: Machine, pointer: Pointer, field: number): Pointer {
  const value = machine.load(
    pointerTo(pointer.object, pointer.offset + field),
    { kind: 'pointer', to: LIST },
    WORD,
    undefined,
  );
  return machine.pointer(machine.neighbour(value, pointer, field === NEXT ? 'next' : 'prev'), LIST);
}

function setLink(machine: Machine, pointer: Pointer, field: number, value: Value): void {
  machine.storeAt(pointerTo(pointer.object, pointer.offset + field), value, WORD);
}

function insert(machine: Machine, entry: Pointer, before: Pointer, after: Pointer): void {
  setLink(machine, after, PREV, entry);
  setLink(machine, entry, NEXT, after);
  setLink(machine, entry, PREV, before);
  setLink(machine, before, NEXT, entry);
}

function remove(machine: Machine, entry: Pointer): void {
  const before = link(machine, entry, PREV);
  const after = link(machine, entry, NEXT);
  setLink(machine, after, PREV, before);
  setLink(machine, before, NEXT, after);
}

const POISON_NEXT = 0xdead000000000100n;
const POISON_PREV = 0xdead000000000122n;

define(['INIT_LIST_HEAD'], (machine, call) => {
  const head = pointerArg(machine, call, 0);
  setLink(machine, head, NEXT, head);
  setLink(machine, head, PREV, head);
  return 0;
});
define(['list_add', '__list_add_rcu', 'list_add_rcu'], (machine, call) => {
  const head = pointerArg(machine, call, 1);
  insert(machine, pointerArg(machine, call, 0), head, link(machine, head, NEXT));
  return 0;
});
define(['list_add_tail', 'list_add_tail_rcu'], (machine, call) => {
  const head = pointerArg(machine, call, 1);
  insert(machine, pointerArg(machine, call, 0), link(machine, head, PREV), head);
  return 0;
});
define(['list_del', '__list_del_entry', 'list_del_rcu'], (machine, call) => {
  const entry = pointerArg(machine, call, 0);
  remove(machine, entry);
  setLink(machine, entry, NEXT, POISON_NEXT);
  setLink(machine, entry, PREV, POISON_PREV);
  return 0;
});
define(['list_del_init'], (machine, call) => {
  const entry = pointerArg(machine, call, 0);
  remove(machine, entry);
  setLink(machine, entry, NEXT, entry);
  setLink(machine, entry, PREV, entry);
  return 0;
});
define(['list_move', 'list_move_tail'], (machine, call) => {
  const entry = pointerArg(machine, call, 0);
  const head = pointerArg(machine, call, 1);
  remove(machine, entry);
  if (call.name === 'list_move') insert(machine, entry, head, link(machine, head, NEXT));
  else insert(machine, entry, link(machine, head, PREV), head);
  return 0;
});
define(['list_empty', 'list_empty_careful'], (machine, call) => {
  const head = pointerArg(machine, call, 0);
  const next = machine.load(head, { kind: 'pointer', to: LIST }, WORD, undefined);
  if (isPointer(next)) return isSamePlace(next, head) ? 1 : 0;
  return derive('==', next, head);
});
for (const [name, tail] of [
  ['list_splice', false],
  ['list_splice_init', false],
  ['list_splice_tail', true],
  ['list_splice_tail_init', true],
] as const) {
  define([name], (machine, call) => {
    const list = pointerArg(machine, call, 0);
    const head = pointerArg(machine, call, 1);
    const first = link(machine, list, NEXT);
    if (isSamePlace(first, list)) return 0;
    const last = link(machine, list, PREV);
    const before = tail ? link(machine, head, PREV) : head;
    const after = tail ? head : link(machine, head, NEXT);
    setLink(machine, first, PREV, before);
    setLink(machine, before, NEXT, first);
    setLink(machine, last, NEXT, after);
    setLink(machine, after, PREV, last);
    if (name.endsWith('init')) {
      setLink(machine, list, NEXT, list);
      setLink(machine, list, PREV, list);
    }
    return 0;
  });
}

// Per-CPU data.

function onCpu(machine: Machine, call: NativeCall, at: number, cpu: number): Pointer {
  return machine.perCpu(pointerArg(machine, call, at), cpu);
}

define(['this_cpu_ptr', 'raw_cpu_ptr', 'get_cpu_ptr', '__this_cpu_ptr'], (machine, call) =>
  onCpu(machine, call, 0, machine.thread.cpu));
define(['per_cpu_ptr'], (machine, call) => {
  const cpu = arg(machine, call, 1);
  if (isInteger(cpu)) return onCpu(machine, call, 0, Number(cpu));
  return onCpu(machine, call, 0, machine.choose(Math.max(2, machine.state.stacks.length), 'cpu'));
});

/** The per-CPU twin of an lvalue: this_cpu_inc(counter), this_cpu_read(s->field). */
function cell(machine: Machine, call: NativeCall): Pointer | undefined {
  const place = call.args[0]?.place;
  if (place === undefined || place.kind !== 'memory') return undefined;
  const pointer = machine.pointer(place.address(machine), place.type);
  return machine.isPerCpu(pointer) ? machine.perCpu(pointer, machine.thread.cpu) : pointer;
}

function perCpuOperation(
  name: string,
  change: (machine: Machine, old: Value, call: NativeCall) => Value,
  result: 'old' | 'new' | 'none',
): void {
  for (const prefix of ['this_cpu_', '__this_cpu_', 'raw_cpu_', 'local_this_cpu_']) {
    define([prefix + name], (machine, call) => {
      const at = cell(machine, call);
      if (at === undefined) return machine.freshUnknown(call.name);
      const type = integerOf(machine, call.args[0]?.type ?? { kind: 'unknown' });
      const old = machine.load(at, call.args[0]?.type ?? { kind: 'unknown' }, type, undefined);
      const now = change(machine, old, call);
      if (now !== old) machine.storeAt(at, now, type);
      return result === 'old' ? old : result === 'new' ? now : 0;
    });
  }
}

const wide = { bits: 64, signed: true } as const;
perCpuOperation('read', (_, old) => old, 'old');
perCpuOperation('write', (machine, _, call) => arg(machine, call, 1), 'none');
perCpuOperation('inc', (_, old) => add(old, 1, wide), 'none');
perCpuOperation('dec', (_, old) => add(old, -1, wide), 'none');
perCpuOperation('add', (machine, old, call) => add(old, arg(machine, call, 1), wide), 'none');
perCpuOperation('inc_return', (_, old) => add(old, 1, wide), 'new');
perCpuOperation('dec_return', (_, old) => add(old, -1, wide), 'new');
perCpuOperation('add_return', (machine, old, call) => add(old, arg(machine, call, 1), wide), 'new');
perCpuOperation('xchg', (machine, _, call) => arg(machine, call, 1), 'old');

define([
  'smp_processor_id',
  'raw_smp_processor_id',
  '__smp_processor_id',
  'get_cpu',
  'task_cpu',
  'debug_smp_processor_id',
], (machine) => machine.thread.cpu);

// Objects for the model: names that only model/c uses.

define(['__lockstep_new', '__lockstep_new_zeroed'], (machine, call) => {
  const size = arg(machine, call, 0);
  return pointerTo(
    machine.newHeapObject(call.name.endsWith('zeroed') ? 'zero' : 'lazy', isInteger(size) ? Number(size) : undefined),
    0,
  );
});
/** With CPUMASK_OFFSTACK a mask variable is a pointer, and this is where it gets its memory. */
define(['alloc_cpumask_var', 'zalloc_cpumask_var', 'alloc_cpumask_var_node', 'zalloc_cpumask_var_node'], (
  machine,
  call,
) => {
  const mask = pointerTo(machine.newHeapObject(call.name.startsWith('z') ? 'zero' : 'lazy', undefined), 0);
  machine.storeAt(pointerArg(machine, call, 0), mask, WORD);
  return 1;
});
define(['__lockstep_fill'], (machine, call) => {
  const array = pointerArg(machine, call, 0);
  const first = pointerArg(machine, call, 1);
  const [stride, value] = [arg(machine, call, 2), arg(machine, call, 3)];
  const object = writable(machine.state.heap, machine.object(array));
  if (isInteger(stride) && isInteger(value) && object.content === 'zero')
    object.pattern = { first: first.offset, stride: Number(stride), value: Number(value) };
  return 0;
});
define(['__lockstep_delete'], (machine, call) => {
  const value = arg(machine, call, 0);
  if (!isPointer(value)) return 0;
  const object = objectAt(machine.state.heap, value.object);
  if (object !== undefined && object.origin !== 'global') {
    machine.lockFreed(value.object);
    writable(machine.state.heap, object).freed = true;
  }
  return 0;
});
define(['__lockstep_set_owner'], (machine, call) => {
  const value = arg(machine, call, 0);
  if (isPointer(value)) machine.setMark(`owner ${value.object}`, arg(machine, call, 1));
  return 0;
});
define(['__lockstep_owner'], (machine, call) => {
  const value = arg(machine, call, 0);
  const owner = isPointer(value) ? machine.mark(`owner ${value.object}`) : undefined;
  if (owner !== undefined) return owner;
  // An object that the model's own allocator made belongs to no page, for certain.
  if (isPointer(value) && objectAt(machine.state.heap, value.object)?.origin === 'heap') return 0;
  // Memory of the code under test that came from no allocator of the model: what the model makes of it is a guess.
  if (machine.inForeignCode()) machine.state.guessed = true;
  return 0;
});

export { dropObject, initialCells, target };
