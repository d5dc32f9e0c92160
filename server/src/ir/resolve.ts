/** Names to types through Declarations: typedefs, records, fields (anonymous members included). Bounded, never throws. */
import { builtinTypedef, unknownType } from './ctypes';
import type { CType, Declarations, Field, RecordDefinition } from './types';

/** The type behind typedefs; an unknown name gives the unknown type. Records, enums and pointers stay as they are. */
export function resolveType(declarations: Declarations, type: CType): CType {
  let current = type;
  for (let i = 0; i < 32 && current.kind === 'named'; i++) {
    current = declarations.typedef(current.name) ?? builtinTypedef(current.name) ?? unknownType;
  }
  return current.kind === 'named' ? unknownType : current;
}

/** The record behind a type, if it is one and visible. */
export function recordOf(declarations: Declarations, type: CType): RecordDefinition | undefined {
  const resolved = resolveType(declarations, type);
  return resolved.kind === 'record' ? declarations.record(resolved.tag, resolved.union) : undefined;
}

/** The type a pointer or array points to. */
export function pointee(declarations: Declarations, type: CType): CType {
  const resolved = resolveType(declarations, type);
  if (resolved.kind === 'pointer') return resolved.to;
  return resolved.kind === 'array' ? resolved.of : unknownType;
}

/** A member as found: through which record, with which type. `owner` is the record whose own field it is. */
export interface FoundField {
  readonly field: Field;
  readonly owner: RecordDefinition;
}

/** The member `name` of a record type, anonymous members searched too. */
export function fieldOf(declarations: Declarations, type: CType, name: string): FoundField | undefined {
  return findField(declarations, type, name, 0);
}

function findField(declarations: Declarations, type: CType, name: string, depth: number): FoundField | undefined {
  if (depth > 16) return undefined;
  const record = recordOf(declarations, type);
  if (record === undefined) return undefined;
  for (const field of record.fields) if (field.name === name) return { field, owner: record };
  for (const field of record.fields) {
    if (field.name !== '') continue;
    const inner = findField(declarations, field.type, name, depth + 1);
    if (inner !== undefined) return inner;
  }
  return undefined;
}
