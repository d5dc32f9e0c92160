/** Records and arrays as wholes: loaded, stored and cleared, scalar by scalar. */
import type { CType } from '../ir/types';
import { type Heap, type MemoryObject, readCell, writable } from './memory';
import type { Program } from './program';
import { type Aggregate, type Pointer, UNINITIALISED, type Value } from './values';
import { addressKey, type PlaceKey } from './watch';

interface Machine {
  readonly program: Program;
  readonly state: { readonly heap: Heap };
  /** Anybody else is there. */
  readonly watch: object | undefined;
  touch(place: PlaceKey, write: boolean): void;
  check(object: MemoryObject, offset: number, bytes: number): void;
  settle(value: Value): Value;
  pointer(value: Value): Pointer;
  object(pointer: Pointer): MemoryObject;
}

export function storeAggregate(machine: Machine, object: MemoryObject, offset: number, value: Aggregate): void {
  machine.check(object, offset, 1);
  if (machine.watch !== undefined)
    for (const at of cellsWithin(object, offset, value.size)) machine.touch(addressKey(object.id, at), true);
  const own = writable(machine.state.heap, object);
  clear(machine, own, offset, value.size);
  for (const [at, cell] of value.cells) own.cells.set(offset + at, cell);
}

function cellsWithin(object: MemoryObject, offset: number, size: number): readonly number[] {
  const known = [...object.cells.keys()].filter((at) => at >= offset && at < offset + size);
  return known.length === 0 ? [offset] : known;
}

/** Zeroes a range: cells go where the object reads zero anyway, else every known cell is written. */
export function clear(machine: Machine, object: MemoryObject, offset: number, size: number): void {
  for (const at of [...object.cells.keys()]) if (at >= offset && at < offset + size) object.cells.delete(at);
  const { pattern } = object;
  if (pattern !== undefined) {
    const skipped = Math.max(0, Math.ceil((offset - pattern.first) / pattern.stride));
    for (let at = pattern.first + skipped * pattern.stride; at < offset + size; at += pattern.stride)
      object.cells.set(at, 0);
  }
  if (object.content === 'zero') return;
  if (offset <= 0 && object.size !== undefined && offset + size >= object.size) {
    object.content = 'zero';
    return;
  }
  const scalars = object.type === undefined ? [] : leaves(machine, object.type, object.typeAt);
  for (const at of scalars) if (at >= offset && at < offset + size) object.cells.set(at, 0);
  for (let at = offset; at < offset + Math.min(size, 4096); at += 8) if (!object.cells.has(at)) object.cells.set(at, 0);
}

/** Offsets of the scalars of a type. */
export function leaves(machine: Machine, type: CType, base = 0, found: number[] = []): number[] {
  if (found.length > 1024) return found;
  const resolved = machine.program.layouts.resolve(type);
  if (resolved.kind === 'record') {
    for (const field of machine.program.layouts.record(resolved.tag, resolved.union).fields.values())
      leaves(machine, field.type, base + field.offset, found);
  } else if (resolved.kind === 'array') {
    const size = machine.program.layouts.sizeOf(resolved.of) ?? 8;
    for (let i = 0; i < Math.min(resolved.length ?? 0, 256); i++) leaves(machine, resolved.of, base + i * size, found);
  } else {
    found.push(base);
  }
  return found;
}

export function loadAggregate(machine: Machine, address: Value, type: CType): Aggregate {
  const pointer = machine.pointer(address);
  const object = machine.object(pointer);
  machine.check(object, pointer.offset, 1);
  const size = machine.program.layouts.sizeOf(type) ?? 8;
  const cells: [number, Value][] = [];
  const seen = new Set<number>();
  for (const at of leaves(machine, type)) {
    if (seen.has(at)) continue;
    seen.add(at);
    if (machine.watch !== undefined) machine.touch(addressKey(pointer.object, pointer.offset + at), false);
    const value = readCell(object, pointer.offset + at);
    if (value !== UNINITIALISED) cells.push([at, machine.settle(value)]);
  }
  for (const [at, value] of object.cells) {
    const inside = at - pointer.offset;
    if (inside >= 0 && inside < size && !seen.has(inside)) cells.push([inside, value]);
  }
  return { kind: 'aggregate', cells, size };
}
