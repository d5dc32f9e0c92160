/**
 * The type of an object that came without one, or with too small a one: what it is first used as, or what container_of() says
 * it lies in. The names and classes of its locks follow from it, and nothing else does.
 */
import type { CType } from '../ir/types';
import { type Heap, type MemoryObject, objectAt, writable } from './memory';
import type { Program } from './program';
import type { Pointer } from './values';

interface Machine {
  readonly program: Program;
  readonly state: { readonly heap: Heap };
}

/** An allocated object is of the first record type it is used as. */
export function giveType(machine: Machine, pointer: Pointer, record: CType): void {
  const object = objectAt(machine.state.heap, pointer.object);
  if (object !== undefined && object.type === undefined && record.kind === 'record')
    writable(machine.state.heap, object).type = record;
}

/** container_of(): the object is `record`, which begins at `offset` seen from what was known of it. */
export function embed(machine: Machine, id: number, offset: number, record: CType): void {
  if (record.kind !== 'record' || id < machine.program.firstDynamic) return;
  const object = objectAt(machine.state.heap, id);
  if (object === undefined || (object.origin !== 'fresh' && object.origin !== 'heap')) return;
  if (isWithin(machine, object, offset, record)) return;
  const own = writable(machine.state.heap, object);
  own.type = record;
  own.typeAt = offset;
}

/** What is known of it is as large. */
function isWithin(machine: Machine, object: MemoryObject, offset: number, record: CType): boolean {
  if (object.type === undefined) return false;
  if (offset !== object.typeAt) return offset > object.typeAt;
  const { layouts } = machine.program;
  return (layouts.sizeOf(object.type) ?? 0) >= (layouts.sizeOf(record) ?? 0);
}
