/** atomic_t, refcounts, bit operations, READ_ONCE() and its kin: whole at once on a sequentially consistent machine. */
import { binary, type IntegerType, isTrue } from '../integers';
import type { Machine } from '../machine';
import { derive } from '../unknowns';
import { isInteger, type Pointer, pointerTo, type Value } from '../values';
import {
  add,
  arg,
  integerOf,
  loadArgument,
  loadThrough,
  type Native,
  type NativeCall,
  pointerArg,
  storeArgument,
  target,
} from './call';

const INT: IntegerType = { bits: 32, signed: true };
const LONG: IntegerType = { bits: 64, signed: true };
const WORD: IntegerType = { bits: 64, signed: false };

export const ATOMIC_NATIVES = new Map<string, Native>();

function compare(operator: '==' | '<' | '!=', a: Value, b: Value): Value {
  if (isInteger(a) && isInteger(b)) return binary(operator, a, b, LONG) ?? 0;
  return derive(operator, a, b);
}

/** Others may have changed it since: what it holds now is anyone's guess. */
function loadShared(machine: Machine, pointer: Pointer, type: IntegerType): Value {
  if (machine.scenario.amongOthers === true && machine.object(pointer).origin !== 'local')
    machine.storeAt(pointer, machine.freshUnknown('shared'), type);
  return loadThrough(machine, pointer, type);
}

function update(
  machine: Machine,
  pointer: Pointer,
  type: IntegerType,
  change: (old: Value) => Value,
): { old: Value; now: Value } {
  const old = loadShared(machine, pointer, type);
  const now = change(old);
  machine.storeAt(pointer, now, type);
  return { old, now };
}

/** One family per prefix: atomic_, atomic64_, atomic_long_, refcount_. The value sits at the start of the object. */
function family(prefix: string, type: IntegerType): void {
  const define = (name: string, native: Native): void => {
    for (const suffix of ['', '_relaxed', '_acquire', '_release'])
      ATOMIC_NATIVES.set(`${prefix}_${name}${suffix}`, native);
  };
  // (value, pointer) order, as atomic_add(i, v) has it.
  const delta = (machine: Machine, call: NativeCall): { by: Value; at: Pointer } => ({
    by: arg(machine, call, 0),
    at: pointerArg(machine, call, 1),
  });
  const at = (machine: Machine, call: NativeCall): Pointer => pointerArg(machine, call, 0);
  const minus = (value: Value): Value => (isInteger(value) ? (binary('-', 0, value, type) ?? 0) : derive('-', value));

  define('read', (machine, call) => loadShared(machine, at(machine, call), type));
  define('set', (machine, call) => {
    machine.storeAt(at(machine, call), arg(machine, call, 1), type);
    return 0;
  });
  for (const [name, by] of [
    ['inc', 1],
    ['dec', -1],
  ] as const) {
    define(name, (machine, call) => update(machine, at(machine, call), type, (old) => add(old, by, type)).now);
    define(
      `${name}_return`,
      (machine, call) => update(machine, at(machine, call), type, (old) => add(old, by, type)).now,
    );
    define(
      `fetch_${name}`,
      (machine, call) => update(machine, at(machine, call), type, (old) => add(old, by, type)).old,
    );
    define(`${name}_and_test`, (machine, call) =>
      compare('==', update(machine, at(machine, call), type, (old) => add(old, by, type)).now, 0),
    );
  }
  for (const [name, sign] of [
    ['add', 1],
    ['sub', -1],
  ] as const) {
    const changed = (machine: Machine, call: NativeCall): { old: Value; now: Value } => {
      const { by, at: place } = delta(machine, call);
      return update(machine, place, type, (old) => add(old, sign > 0 ? by : minus(by), type));
    };
    define(name, (machine, call) => changed(machine, call).now);
    define(`${name}_return`, (machine, call) => changed(machine, call).now);
    define(`fetch_${name}`, (machine, call) => changed(machine, call).old);
    define(`${name}_and_test`, (machine, call) => compare('==', changed(machine, call).now, 0));
    define(`${name}_negative`, (machine, call) => compare('<', changed(machine, call).now, 0));
  }
  for (const [name, operator] of [
    ['and', '&'],
    ['or', '|'],
    ['xor', '^'],
  ] as const) {
    const changed = (machine: Machine, call: NativeCall): Value => {
      const { by, at: place } = delta(machine, call);
      return update(machine, place, type, (old) =>
        isInteger(old) && isInteger(by) ? (binary(operator, old, by, type) ?? 0) : derive(operator, old, by),
      ).old;
    };
    define(name, changed);
    define(`fetch_${name}`, changed);
  }
  define('inc_not_zero', (machine, call) => addUnless(machine, at(machine, call), 1, 0, type));
  define('dec_if_positive', (machine, call) => {
    const place = at(machine, call);
    const old = loadThrough(machine, place, type);
    if (machine.decide(isInteger(old) ? (old > 0 ? 1 : 0) : derive('>', old, 0)))
      machine.storeAt(place, add(old, -1, type), type);
    return add(old, -1, type);
  });
  define('add_unless', (machine, call) =>
    addUnless(machine, at(machine, call), arg(machine, call, 1), arg(machine, call, 2), type),
  );
  define('xchg', (machine, call) => update(machine, at(machine, call), type, () => arg(machine, call, 1)).old);
  define(
    'cmpxchg',
    (machine, call) =>
      compareExchange(machine, at(machine, call), arg(machine, call, 1), arg(machine, call, 2), type).old,
  );
  define('try_cmpxchg', (machine, call) => tryCompareExchange(machine, call, at(machine, call), type));
}

function addUnless(machine: Machine, place: Pointer, by: Value, unless: Value, type: IntegerType): Value {
  const old = loadThrough(machine, place, type);
  if (!machine.decide(compare('!=', old, unless))) return 0;
  machine.storeAt(place, add(old, by, type), type);
  return 1;
}

function compareExchange(
  machine: Machine,
  place: Pointer,
  expected: Value,
  desired: Value,
  type: IntegerType,
): { old: Value; swapped: boolean } {
  const old = loadThrough(machine, place, type);
  const swapped = machine.decideEqual(old, expected);
  if (swapped) machine.storeAt(place, desired, type);
  return { old, swapped };
}

function tryCompareExchange(machine: Machine, call: NativeCall, place: Pointer, type: IntegerType): Value {
  const expected = pointerArg(machine, call, 1);
  const { old, swapped } = compareExchange(
    machine,
    place,
    loadThrough(machine, expected, type),
    arg(machine, call, 2),
    type,
  );
  if (!swapped) machine.storeAt(expected, old, type);
  return swapped ? 1 : 0;
}

family('atomic', INT);
family('atomic64', LONG);
family('atomic_long', LONG);
family('refcount', INT);
// refcount_add(i, r) and refcount_set(r, n) follow atomic_t; refcount_dec_and_test() does too.

function define(names: readonly string[], native: Native): void {
  for (const name of names) ATOMIC_NATIVES.set(name, native);
}

define(['READ_ONCE', '__READ_ONCE', 'data_race', 'ACCESS_ONCE', 'READ_ONCE_NOCHECK'], (machine, call) =>
  loadArgument(machine, call, 0));
define(['WRITE_ONCE', '__WRITE_ONCE'], (machine, call) => {
  storeArgument(machine, call, 0, arg(machine, call, 1));
  return 0;
});
define(['smp_store_release', 'smp_store_mb', 'rcu_assign_pointer', 'RCU_INIT_POINTER', 'set_mb'], (machine, call) => {
  const type = machine.program.layouts.resolve(call.args[0]?.type ?? { kind: 'unknown' });
  const byPointer = call.name === 'smp_store_release' && type.kind === 'pointer';
  if (byPointer) machine.storeAt(pointerArg(machine, call, 0), arg(machine, call, 1), integerOf(machine, type.to));
  else storeArgument(machine, call, 0, arg(machine, call, 1));
  return 0;
});
define(['smp_load_acquire'], (machine, call) =>
  machine.load(
    pointerArg(machine, call, 0),
    target(machine, call, 0),
    integerOf(machine, target(machine, call, 0)),
    undefined,
  ));
define([
  'rcu_dereference',
  'rcu_dereference_protected',
  'rcu_dereference_check',
  'rcu_dereference_raw',
  'rcu_access_pointer',
  'rcu_dereference_sched',
  'rcu_dereference_bh',
  'rcu_dereference_rtnl',
  'srcu_dereference',
  'srcu_dereference_check',
  'unrcu_pointer',
  'rcu_pointer_handoff',
], (machine, call) => arg(machine, call, 0));
define(['xchg', 'xchg_relaxed', 'xchg_acquire', 'xchg_release'], (machine, call) =>
  update(machine, pointerArg(machine, call, 0), integerOf(machine, target(machine, call, 0)), () =>
    arg(machine, call, 1),
  ).old);
define([
  'cmpxchg',
  'cmpxchg_relaxed',
  'cmpxchg_acquire',
  'cmpxchg_release',
  'cmpxchg_local',
  'cmpxchg64',
  'cmpxchg64_local',
], (machine, call) =>
  compareExchange(
    machine,
    pointerArg(machine, call, 0),
    arg(machine, call, 1),
    arg(machine, call, 2),
    integerOf(machine, target(machine, call, 0)),
  ).old);
define(['try_cmpxchg', 'try_cmpxchg_acquire', 'try_cmpxchg_release', 'try_cmpxchg_relaxed', 'try_cmpxchg_local'], (
  machine,
  call,
) => tryCompareExchange(machine, call, pointerArg(machine, call, 0), integerOf(machine, target(machine, call, 0))));

/** (nr, addr): the word that holds the bit, and its mask. An unknown bit number leaves an unknown word. */
function bit(machine: Machine, call: NativeCall): { place: Pointer; mask: Value } {
  const number = arg(machine, call, 0);
  const base = machine.pointer(arg(machine, call, 1));
  if (!isInteger(number)) return { place: base, mask: machine.freshUnknown('bit') };
  const at = Number(number);
  return {
    place: pointerTo(base.object, base.offset + 8 * Math.floor(at / 64)),
    mask: binary('<<', 1, at % 64, WORD) ?? 1,
  };
}

function combine(operator: '|' | '&' | '^', a: Value, b: Value): Value {
  return isInteger(a) && isInteger(b) ? (binary(operator, a, b, WORD) ?? 0) : derive(operator, a, b);
}

function invert(mask: Value): Value {
  return isInteger(mask) ? (binary('^', mask, 0xffffffffffffffffn, WORD) ?? 0) : derive('~', mask);
}

const BIT_CHANGES = {
  set_bit: (old: Value, mask: Value) => combine('|', old, mask),
  clear_bit: (old: Value, mask: Value) => combine('&', old, invert(mask)),
  change_bit: (old: Value, mask: Value) => combine('^', old, mask),
} as const;

for (const [name, change] of Object.entries(BIT_CHANGES)) {
  const tested = name.replace('_bit', '');
  define([name, `__${name}`, `${name}_unlock`, `__${name}_unlock`, `arch_${name}`], (machine, call) => {
    const { place, mask } = bit(machine, call);
    update(machine, place, WORD, (old) => change(old, mask));
    return 0;
  });
  define([`test_and_${tested}_bit`, `__test_and_${tested}_bit`, `test_and_${tested}_bit_lock`], (machine, call) => {
    const { place, mask } = bit(machine, call);
    const { old } = update(machine, place, WORD, (was) => change(was, mask));
    return masked(old, mask);
  });
}

function masked(word: Value, mask: Value): Value {
  if (isInteger(word) && isInteger(mask)) return isTrue(binary('&', word, mask, WORD) ?? 0) ? 1 : 0;
  return derive('!=', derive('&', word, mask), 0);
}

define(['test_bit', 'test_bit_acquire', 'arch_test_bit'], (machine, call) => {
  const { place, mask } = bit(machine, call);
  return masked(loadThrough(machine, place, WORD), mask);
});
