/** A primitive's operands on the concrete state: values, flags of requests, and the locks that arguments point to. */
import type { Operand } from '../kernel/effects';
import type { Argument } from './code';
import { type LockName, nameLock } from './lockNames';
import type { Machine } from './machine';
import { derive } from './unknowns';
import { isInteger, isPointer, isUnknown, type Pointer, type Value } from './values';

export interface PrimitiveCall {
  readonly name: string;
  readonly args: readonly Argument[];
}

export function operand(machine: Machine, call: PrimitiveCall, at: Operand): Value {
  if (at === 'result') return 0;
  const argument = call.args[at];
  return argument === undefined ? 0 : machine.settle(argument.value(machine));
}

/** __GFP_DIRECT_RECLAIM; the bit has not moved between 4.x and 6.15. */
const DIRECT_RECLAIM = 0x400;

export function blocks(machine: Machine, gfp: Value): boolean {
  if (isInteger(gfp)) return (BigInt(gfp) & BigInt(DIRECT_RECLAIM)) !== 0n;
  return machine.decide(derive('&', gfp, DIRECT_RECLAIM));
}

type PlacedEffect = { readonly lock?: Operand; readonly member?: string; readonly name?: string };

/** The lock an effect speaks of: the operand, a member of what it points to, or a global of the row. */
export function lockPlace(
  machine: Machine,
  call: PrimitiveCall,
  effect: PlacedEffect,
): { key: string; name: LockName } {
  if (effect.lock === undefined) {
    const name = effect.name ?? call.name;
    return { key: name, name: { display: name, lockClass: name } };
  }
  const pointer = lockPointer(machine, call, effect.lock, effect.member);
  return { key: `${pointer.object}+${pointer.offset}`, name: nameLock(machine, pointer) };
}

export function lockPointer(machine: Machine, call: PrimitiveCall, at: Operand, member: string | undefined): Pointer {
  const argument = at === 'result' ? undefined : call.args[at];
  if (argument === undefined) return machine.pointer(machine.freshUnknown('lock'));
  const { layouts } = machine.program;
  let value: Value = machine.settle(argument.value(machine));
  // Macros may be given the lock itself: local_lock(&s.lock), but also wait_event(wq, ...).
  const declared = layouts.resolve(argument.type);
  if (!isPointer(value) && !isUnknown(value) && argument.place?.kind === 'memory' && declared.kind !== 'pointer')
    value = argument.place.address(machine);
  const target = declared.kind === 'pointer' ? declared.to : argument.type;
  if (member !== undefined) value = machine.member(value, layouts.field(target, member)?.offset ?? 0, target);
  const pointer = machine.pointer(value, target);
  return machine.isPerCpu(pointer) ? machine.perCpu(pointer, machine.thread.cpu) : pointer;
}
