/**
 * Names and classes of locks from where they lie: `struct zone.lock` for members that are initialised at run time, the
 * variable for static initialisers, as the kernel keys its classes.
 */
import type { CType } from '../ir/types';
import type { Machine } from './machine';
import type { MemoryObject } from './memory';
import type { Pointer } from './values';

export interface LockName {
  readonly display: string;
  readonly lockClass: string;
}

interface Found {
  /** Innermost named record around the lock, and the way to it from there. */
  readonly record: string | undefined;
  readonly inRecord: string;
  /** The way from the object. */
  readonly path: string;
}

export function nameLock(machine: Machine, pointer: Pointer): LockName {
  const object = machine.object(pointer);
  const found = object.type === undefined ? undefined : descend(machine, object.type, pointer.offset - object.typeAt);
  if (object.name !== '') return nameGlobal(machine, object, found, pointer.offset);
  if (found?.record !== undefined && found.inRecord !== '') return member(found);
  const type = object.type === undefined ? 'lock' : spellType(object.type);
  const at = pointer.offset - object.typeAt;
  const suffix = at === 0 ? '' : `+${at}`;
  return {
    display: `${type}${suffix}`,
    lockClass: `${type}${suffix}${object.origin === 'heap' ? '' : `#${object.id}`}`,
  };
}

function nameGlobal(machine: Machine, object: MemoryObject, found: Found | undefined, offset: number): LockName {
  const global = machine.program.global(object.name);
  // A per-CPU variable without an initialiser has its locks initialised at run time, by type.
  const isStatic =
    global.initialiser?.value !== undefined || (global.initialiser?.macro !== undefined && !global.perCpu);
  const path = found?.path ?? (offset === 0 ? '' : `+${offset}`);
  if (path === '' || isStatic || found?.record === undefined)
    return { display: object.name + path, lockClass: object.name + path };
  return member(found);
}

function member(found: Found): LockName {
  const tag = (found.record ?? '').replace(/^(struct|union) /, '');
  return { display: `${tag}->${found.inRecord}`, lockClass: `struct ${tag}.${found.inRecord}` };
}

function descend(machine: Machine, start: CType, startOffset: number): Found | undefined {
  const { layouts } = machine.program;
  let type = start;
  let offset = startOffset;
  let record: string | undefined;
  let inRecord = '';
  let path = '';
  for (let depth = 0; depth < 16; depth++) {
    if (offset === 0 && machine.facts.lockKindOfType(spellType(type)) !== undefined) break;
    const resolved = layouts.resolve(type);
    if (resolved.kind === 'array') {
      const size = layouts.sizeOf(resolved.of) ?? 8;
      path += `[${Math.floor(offset / size)}]`;
      offset %= size;
      type = resolved.of;
      continue;
    }
    if (resolved.kind !== 'record') break;
    const layout = layouts.record(resolved.tag, resolved.union);
    let best: { name: string; offset: number; type: CType } | undefined;
    for (const [name, field] of layout.fields) {
      if (field.offset > offset || field.bitWidth !== undefined) continue;
      const size = layouts.sizeOf(field.type) ?? 8;
      if (offset >= field.offset + Math.max(size, 1) && !layout.opaque && field.offset !== offset) continue;
      if (best === undefined || field.offset > best.offset || isLock(machine, field.type))
        best = { name, offset: field.offset, type: field.type };
    }
    if (best === undefined) return undefined;
    path += `.${best.name}`;
    if (resolved.tag.includes('<anon')) inRecord += inRecord === '' ? best.name : `.${best.name}`;
    else {
      record = resolved.tag;
      inRecord = best.name;
    }
    offset -= best.offset;
    type = best.type;
  }
  return { record, inRecord, path };
}

function isLock(machine: Machine, type: CType): boolean {
  return machine.facts.lockKindOfType(spellType(type)) !== undefined;
}

export function spellType(type: CType): string {
  switch (type.kind) {
    case 'named':
      return type.name;
    case 'record':
      return type.tag.startsWith('struct ') || type.tag.startsWith('union ')
        ? type.tag
        : `${type.union ? 'union' : 'struct'} ${type.tag}`;
    case 'pointer':
      return `${spellType(type.to)} *`;
    case 'enum':
      return `enum ${type.tag}`;
    case 'int':
      return type.bool === true ? 'bool' : `${type.signed ? '' : 'unsigned '}int${type.bits}`;
    case 'array':
      return `${spellType(type.of)}[]`;
    default:
      return type.kind;
  }
}
