/** What a native gets, and the few ways in which natives reach memory. */
import type { CType } from '../../ir/types';
import type { Argument } from '../code';
import { type IntegerType, wrap } from '../integers';
import type { Machine } from '../machine';
import { derive } from '../unknowns';
import { isInteger, isPointer, type Pointer, type Value } from '../values';

export interface NativeCall {
  readonly name: string;
  readonly args: readonly Argument[];
  readonly type: CType;
}

export type Native = (machine: Machine, call: NativeCall) => Value;

export function arg(machine: Machine, call: NativeCall, at: number): Value {
  const argument = call.args[at];
  return argument === undefined ? 0 : machine.settle(argument.value(machine));
}

/** The type a pointer argument points to, or the argument's own where a macro is given an lvalue. */
export function target(machine: Machine, call: NativeCall, at: number): CType {
  const type = machine.program.layouts.resolve(call.args[at]?.type ?? { kind: 'unknown' });
  return type.kind === 'pointer'
    ? type.to
    : type.kind === 'array'
      ? type.of
      : (call.args[at]?.type ?? { kind: 'unknown' });
}

export function integerOf(machine: Machine, type: CType): IntegerType {
  return machine.program.layouts.integerType(type) ?? { bits: 64, signed: true };
}

export function pointerArg(machine: Machine, call: NativeCall, at: number): Pointer {
  return machine.pointer(arg(machine, call, at), target(machine, call, at));
}

/** Loads the lvalue a macro was given: READ_ONCE(x), this_cpu_read(x). */
export function loadArgument(machine: Machine, call: NativeCall, at: number): Value {
  return arg(machine, call, at);
}

export function storeArgument(machine: Machine, call: NativeCall, at: number, value: Value): void {
  const place = call.args[at]?.place;
  if (place !== undefined) machine.store(place, value);
}

export function loadThrough(machine: Machine, pointer: Pointer, type: IntegerType): Value {
  return machine.load(pointer, { kind: 'unknown' }, type, undefined);
}

export function add(a: Value, b: Value, type: IntegerType): Value {
  if (isInteger(a) && isInteger(b)) {
    const sum = typeof a === 'number' && typeof b === 'number' ? a + b : BigInt(a) + BigInt(b);
    return wrap(sum, type);
  }
  if (b === 0) return a;
  return derive('+', a, b);
}

export function truthValue(machine: Machine, value: Value): Value {
  const known = machine.truth(value);
  return known === undefined ? derive('!=', value, 0) : known ? 1 : 0;
}

export function isSamePlace(a: Value, b: Value): boolean {
  return isPointer(a) && isPointer(b) && a.object === b.object && a.offset === b.offset;
}
