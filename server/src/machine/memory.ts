/**
 * The heap: objects of byte-addressed cells, copied on the first write after a fork. An object belongs to the state whose
 * stamp it bears; others copy it before they write. Hashes are kept per object and summed, so that a state's hash costs
 * what changed since the last one.
 */
import type { CType } from '../ir/types';
import { Cells } from './cells';
import { mixNumber, mixString } from './mix';
import { UNINITIALISED, type Value } from './values';

/** What a cell reads that was never written: zero (statics), garbage (locals, kmalloc), or an unknown of its own (parameters). */
export type DefaultContent = 'zero' | 'uninitialised' | 'lazy';

export interface MemoryObject {
  owner: number;
  readonly id: number;
  /** Shown in lock names: the global's name, '' otherwise. */
  readonly name: string;
  readonly origin: 'global' | 'local' | 'heap' | 'fresh' | 'string';
  cells: Cells;
  content: DefaultContent;
  /** Zero content with another value every `stride` bytes from `first` on: an array whose elements start alike. */
  pattern?: { readonly first: number; readonly stride: number; readonly value: number } | undefined;
  /** Bytes; undefined: not known, every offset is fine. */
  size: number | undefined;
  type: CType | undefined;
  /** Where the type begins: below 0 in an object that was known by a pointer into it. */
  typeAt: number;
  freed: boolean;
  /** Unknowns read from a lazy object are named by it, so that both halves of a fork call them alike. */
  generation: number;
  /** Two lanes. */
  hash: number;
  hash2: number;
  hashed: boolean;
}

const CHUNK = 64;
/** Chunks of one group: ids of stacks lie far up, so a fork copies a short list of groups, not a long one of chunks. */
const GROUP = 64;

interface Group {
  owner: number;
  readonly chunks: (Chunk | undefined)[];
}

interface Chunk {
  owner: number;
  readonly slots: (MemoryObject | undefined)[];
}

export interface Heap {
  owner: number;
  groups: (Group | undefined)[];
  next: number;
  /** Sums of the hashes of hashed objects, modulo 2^32, a lane each. */
  sum: number;
  sum2: number;
  /** Objects whose hash is out of date. */
  dirty: number[];
}

export function createHeap(owner: number, firstDynamic: number): Heap {
  return { owner, groups: [], next: firstDynamic, sum: 0, sum2: 0, dirty: [] };
}

/** Both halves go on under new stamps: what was shared until now is copied by whoever writes first. */
export function forkHeap(heap: Heap, mine: number, owner: number): Heap {
  hashHeap(heap);
  heap.owner = mine;
  return { owner, groups: heap.groups.slice(), next: heap.next, sum: heap.sum, sum2: heap.sum2, dirty: [] };
}

export function objectAt(heap: Heap, id: number): MemoryObject | undefined {
  return heap.groups[Math.floor(id / (CHUNK * GROUP))]?.chunks[Math.floor(id / CHUNK) % GROUP]?.slots[id % CHUNK];
}

function ownGroup(heap: Heap, index: number): Group {
  const group = heap.groups[index];
  if (group !== undefined && group.owner === heap.owner) return group;
  const own: Group = {
    owner: heap.owner,
    chunks: group === undefined ? new Array<undefined>(GROUP).fill(undefined) : group.chunks.slice(),
  };
  heap.groups[index] = own;
  return own;
}

function ownChunk(heap: Heap, index: number): Chunk {
  const group = ownGroup(heap, Math.floor(index / GROUP));
  const chunk = group.chunks[index % GROUP];
  if (chunk !== undefined && chunk.owner === heap.owner) return chunk;
  const own: Chunk = {
    owner: heap.owner,
    slots: chunk === undefined ? new Array<undefined>(CHUNK).fill(undefined) : chunk.slots.slice(),
  };
  group.chunks[index % GROUP] = own;
  return own;
}

export function putObject(heap: Heap, object: MemoryObject): MemoryObject {
  ownChunk(heap, Math.floor(object.id / CHUNK)).slots[object.id % CHUNK] = object;
  heap.dirty.push(object.id);
  return object;
}

export interface NewObject {
  readonly name?: string;
  readonly origin: MemoryObject['origin'];
  readonly content: DefaultContent;
  readonly size?: number | undefined;
  readonly type?: CType | undefined;
  readonly typeAt?: number;
}

export function makeObject(heap: Heap, id: number, made: NewObject): MemoryObject {
  return putObject(heap, {
    owner: heap.owner,
    id,
    name: made.name ?? '',
    origin: made.origin,
    cells: new Cells(),
    content: made.content,
    size: made.size,
    type: made.type,
    typeAt: made.typeAt ?? 0,
    freed: false,
    generation: 0,
    hash: 0,
    hash2: 0,
    hashed: false,
  });
}

export function newObject(heap: Heap, made: NewObject): MemoryObject {
  return makeObject(heap, heap.next++, made);
}

/** The object, ready to be written by this state. */
export function writable(heap: Heap, object: MemoryObject): MemoryObject {
  let own = object;
  if (object.owner !== heap.owner) {
    own = { ...object, owner: heap.owner, cells: object.cells.copy() };
    ownChunk(heap, Math.floor(own.id / CHUNK)).slots[own.id % CHUNK] = own;
  }
  if (own.hashed) {
    uncount(heap, own);
    own.hashed = false;
    heap.dirty.push(own.id);
  }
  return own;
}

/** The object is out of sight for good (a local of a frame that returned): its memory is given back. */
export function dropObject(heap: Heap, id: number): void {
  const object = objectAt(heap, id);
  if (object === undefined) return;
  if (object.hashed) uncount(heap, object);
  ownChunk(heap, Math.floor(id / CHUNK)).slots[id % CHUNK] = undefined;
}

export function readCell(object: MemoryObject, offset: number): Value {
  const value = object.cells.get(offset);
  if (value !== undefined) return value;
  switch (object.content) {
    case 'zero':
      return unwritten(object, offset);
    case 'uninitialised':
      return UNINITIALISED;
    case 'lazy':
      return { kind: 'unknown', key: `m${object.id}.${object.generation}+${offset}` };
  }
}

function uncount(heap: Heap, object: MemoryObject): void {
  heap.sum = (heap.sum - object.hash) | 0;
  heap.sum2 = (heap.sum2 - object.hash2) | 0;
}

/** What a cell of zero content reads. */
function unwritten(object: MemoryObject, offset: number): number {
  const { pattern } = object;
  return pattern !== undefined && offset >= pattern.first && (offset - pattern.first) % pattern.stride === 0
    ? pattern.value
    : 0;
}

/** Brings the sums up to date; both lanes make the heap's hash. */
export function hashHeap(heap: Heap): { readonly a: number; readonly b: number } {
  for (const id of heap.dirty) {
    const object = objectAt(heap, id);
    if (object === undefined || object.hashed) continue;
    hashObject(object);
    object.hashed = true;
    heap.sum = (heap.sum + object.hash) | 0;
    heap.sum2 = (heap.sum2 + object.hash2) | 0;
  }
  heap.dirty = [];
  return { a: heap.sum, b: heap.sum2 };
}

/** Order of writes must not matter: cells are summed. */
function hashObject(object: MemoryObject): void {
  const { values, zeros } = object.cells.sums();
  const isPlainZero = object.content === 'zero' && object.pattern === undefined;
  const [zeroA, zeroB] = isPlainZero ? [0, 0] : zeros;
  const head = mixString(
    `${object.content}|${object.freed ? 1 : 0}|${object.generation}|${object.size ?? ''}`,
    mixNumber(object.id, 7),
  );
  object.hash = mixNumber((values[0] + zeroA) | 0, head);
  object.hash2 = mixNumber((values[1] + zeroB) | 0, mixNumber(head, object.id));
}
