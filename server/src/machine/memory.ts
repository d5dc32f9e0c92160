/**
 * The heap: objects of byte-addressed cells, copied on the first write after a fork. An object belongs to the state whose
 * stamp it bears; others copy it before they write. Hashes are kept per object and summed, so that a state's hash costs
 * what changed since the last one.
 */
import type { CType } from '../ir/types';
import { spell, UNINITIALISED, type Value } from './values';

/** What a cell reads that was never written: zero (statics), garbage (locals, kmalloc), or an unknown of its own (parameters). */
export type DefaultContent = 'zero' | 'uninitialised' | 'lazy';

export interface MemoryObject {
  owner: number;
  readonly id: number;
  /** Shown in lock names: the global's name, '' otherwise. */
  readonly name: string;
  readonly origin: 'global' | 'local' | 'heap' | 'fresh' | 'string';
  cells: Map<number, Value>;
  content: DefaultContent;
  /** Bytes; undefined: not known, every offset is fine. */
  size: number | undefined;
  type: CType | undefined;
  freed: boolean;
  /** Unknowns read from a lazy object are named by it, so that both halves of a fork call them alike. */
  generation: number;
  hash: number;
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
  /** Sum of the hashes of hashed objects, modulo 2^32. */
  sum: number;
  /** Objects whose hash is out of date. */
  dirty: number[];
}

export function createHeap(owner: number, firstDynamic: number): Heap {
  return { owner, groups: [], next: firstDynamic, sum: 0, dirty: [] };
}

/** Both halves go on under new stamps: what was shared until now is copied by whoever writes first. */
export function forkHeap(heap: Heap, mine: number, owner: number): Heap {
  hashHeap(heap);
  heap.owner = mine;
  return { owner, groups: heap.groups.slice(), next: heap.next, sum: heap.sum, dirty: [] };
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
}

export function makeObject(heap: Heap, id: number, made: NewObject): MemoryObject {
  return putObject(heap, {
    owner: heap.owner,
    id,
    name: made.name ?? '',
    origin: made.origin,
    cells: new Map(),
    content: made.content,
    size: made.size,
    type: made.type,
    freed: false,
    generation: 0,
    hash: 0,
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
    own = { ...object, owner: heap.owner, cells: new Map(object.cells) };
    ownChunk(heap, Math.floor(own.id / CHUNK)).slots[own.id % CHUNK] = own;
  }
  if (own.hashed) {
    heap.sum = (heap.sum - own.hash) | 0;
    own.hashed = false;
    heap.dirty.push(own.id);
  }
  return own;
}

/** The object is out of sight for good (a local of a frame that returned): its memory is given back. */
export function dropObject(heap: Heap, id: number): void {
  const object = objectAt(heap, id);
  if (object === undefined) return;
  if (object.hashed) heap.sum = (heap.sum - object.hash) | 0;
  ownChunk(heap, Math.floor(id / CHUNK)).slots[id % CHUNK] = undefined;
}

export function readCell(object: MemoryObject, offset: number): Value {
  const value = object.cells.get(offset);
  if (value !== undefined) return value;
  switch (object.content) {
    case 'zero':
      return 0;
    case 'uninitialised':
      return UNINITIALISED;
    case 'lazy':
      return { kind: 'unknown', key: `m${object.id}.${object.generation}+${offset}` };
  }
}

export function hashHeap(heap: Heap): number {
  for (const id of heap.dirty) {
    const object = objectAt(heap, id);
    if (object === undefined || object.hashed) continue;
    object.hash = hashObject(object);
    object.hashed = true;
    heap.sum = (heap.sum + object.hash) | 0;
  }
  heap.dirty = [];
  return heap.sum;
}

/** Order of writes must not matter: cells are summed. */
function hashObject(object: MemoryObject): number {
  let sum = 0;
  for (const [offset, value] of object.cells) {
    if (value === 0 && object.content === 'zero') continue;
    sum = (sum + mixString(spell(value), offset * 1024)) | 0;
  }
  const head = `${object.id}|${object.content}|${object.freed ? 1 : 0}|${object.generation}|${object.size ?? ''}`;
  return Math.imul(sum ^ mixString(head, 7), 0x9e3779b1) | 0;
}

export function mixString(text: string, seed: number): number {
  let hash = (seed ^ 0x811c9dc5) | 0;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  hash ^= hash >>> 15;
  return Math.imul(hash, 0x85ebca6b) | 0;
}
