/**
 * Sizes and offsets. One program has one layout per record tag: the fields of all units that define the tag, the first
 * unit's first. So the model's `struct zone` and the tree's agree on where `lock` is. Opaque records grow a field when one
 * is named. Simplification: where two units give one field different types, the first unit's type counts.
 */
import { builtinTypedef } from '../ir/ctypes';
import type { CType, Declarations, Field, RecordDefinition } from '../ir/types';
import { type IntegerType, LONG, ULONG } from './integers';

export interface FieldPlace {
  /** Bytes from the start; a bit-field sits at a fraction of its byte, so that it is a cell of its own. */
  readonly offset: number;
  readonly type: CType;
  readonly bitWidth?: number;
}

export interface RecordLayout {
  readonly tag: string;
  readonly union: boolean;
  readonly fields: Map<string, FieldPlace>;
  size: number;
  alignment: number;
  /** No unit defines it: its fields are invented as they are named. */
  readonly opaque: boolean;
  /** Fields that the first definition does not have: other definitions' and invented ones. */
  readonly later: Set<string>;
}

export interface Layouts {
  record(tag: string, union: boolean): RecordLayout;
  /** Named types resolved to the bottom; opaque typedefs (spinlock_t without a definition) stay named. */
  resolve(type: CType): CType;
  sizeOf(type: CType): number | undefined;
  field(type: CType, name: string): FieldPlace | undefined;
  integerType(type: CType): IntegerType | undefined;
  /** The field at an offset of an object, 'struct zone.field', if the first definition of its record has nothing there. */
  laterField(type: CType, offset: number): string | undefined;
  /**
   * Do objects laid out by the other look the same here? Of each record that was asked for there, the size and all fields
   * must agree; fields that were invented there are here, too, from now on.
   */
  adopt(other: Layouts): boolean;
  /** Records that were asked for. */
  records(): Iterable<RecordLayout>;
  /** What lies at an offset of an object, inside arrays and records; undefined: nothing that is declared begins there. */
  scalarAt(type: CType, offset: number): CType | undefined;
}

const OPAQUE_SIZE = 64;
/** Far beyond any real field: invented fields never overlap declared ones. */
const INVENTED_BASE = 1 << 16;

export function createLayouts(units: readonly Declarations[]): Layouts {
  const records = new Map<string, RecordLayout>();
  const members = new Map<RecordDefinition, RecordLayout>();
  const resolved = new Map<string, CType>();

  function resolve(type: CType): CType {
    let current = type;
    for (let depth = 0; current.kind === 'named' && depth < 32; depth++) {
      const name = current.name;
      const known = resolved.get(name);
      if (known !== undefined) return known;
      // pgoff_t is a macro: no header has a typedef of it.
      const next = firstOf(units, (unit) => unit.typedef(name)) ?? builtinTypedef(name);
      if (next === undefined || (next.kind === 'named' && next.name === name)) break;
      current = next;
    }
    if (type.kind === 'named') resolved.set(type.name, current);
    return current;
  }

  function alignmentOf(type: CType): number {
    const base = resolve(type);
    switch (base.kind) {
      case 'int':
      case 'float':
        return base.bits / 8;
      case 'enum':
        return 4;
      case 'array':
        return alignmentOf(base.of);
      case 'record':
        return record(base.tag, base.union).alignment;
      default:
        return 8;
    }
  }

  function sizeOf(type: CType): number | undefined {
    const base = resolve(type);
    switch (base.kind) {
      case 'void':
        return 1;
      case 'int':
      case 'float':
        return base.bits / 8;
      case 'pointer':
        return 8;
      case 'enum':
        return 4;
      case 'function':
        return 1;
      case 'array': {
        const element = sizeOf(base.of);
        return element === undefined ? undefined : element * (base.length ?? 0);
      }
      case 'record':
        return record(base.tag, base.union).size;
      case 'named':
        return OPAQUE_SIZE;
      case 'unknown':
        return undefined;
    }
  }

  function record(tag: string, union: boolean): RecordLayout {
    const known = records.get(tag);
    if (known !== undefined) return known;
    const definitions = new Map<RecordDefinition, Declarations>();
    for (const unit of units) {
      const found = unit.record(tag, union);
      if (found !== undefined && !definitions.has(found)) definitions.set(found, unit);
    }
    const layout = emptyLayout(tag, union, definitions.size === 0);
    records.set(tag, layout);
    if (layout.opaque) {
      layout.size = OPAQUE_SIZE;
      layout.alignment = 8;
      return layout;
    }
    let own: ReadonlySet<string> | undefined;
    for (const [definition, unit] of definitions) {
      place(layout, definition.fields, definition.union, unit);
      own ??= new Set(layout.fields.keys());
    }
    for (const name of layout.fields.keys()) if (own?.has(name) === false) layout.later.add(name);
    layout.size = roundUp(Math.max(layout.size, 1), layout.alignment);
    return layout;
  }

  /**
   * An anonymous member as the unit that names it has it. Its tag only counts: the first one of another unit's definition of
   * the record around it may be something else.
   */
  function member(type: CType, unit: Declarations): RecordLayout | undefined {
    const base = resolve(type);
    if (base.kind !== 'record') return undefined;
    const definition = base.tag.includes('<anon') ? unit.record(base.tag, base.union) : undefined;
    if (definition === undefined) return record(base.tag, base.union);
    const known = members.get(definition);
    if (known !== undefined) return known;
    const layout = emptyLayout(base.tag, base.union, false);
    members.set(definition, layout);
    place(layout, definition.fields, definition.union, unit);
    layout.size = roundUp(Math.max(layout.size, 1), layout.alignment);
    return layout;
  }

  /**
   * Lays out one definition after the ones before it. A field that is known stays where it is; an anonymous struct or union
   * that holds a known field lies around it, so that the names of a union alias whichever definition gave them; other new
   * fields follow what they follow in this definition if there is room, else they are put at the end.
   */
  function place(layout: RecordLayout, fields: readonly Field[], union: boolean, unit: Declarations): void {
    let bitCursor = -1;
    let bitUnit = 0;
    const extends_ = layout.fields.size > 0;
    const base = union || extends_ ? 0 : layout.size;
    let cursor = base;
    let end = layout.size;
    const roomFor = (size: number, alignment: number): number => {
      const wanted = roundUp(union ? 0 : cursor, alignment);
      return !extends_ || union || isFree(layout, wanted, size)
        ? wanted
        : roundUp(Math.max(end, layout.size), alignment);
    };
    for (const field of fields) {
      const known = field.name === '' ? undefined : layout.fields.get(field.name);
      const inner = field.name === '' ? member(field.type, unit) : undefined;
      const size = inner?.size ?? sizeOf(field.type) ?? 8;
      if (known !== undefined) {
        cursor = Math.ceil(known.offset) + size;
        bitCursor = -1;
        continue;
      }
      const alignment = Math.max(1, inner?.alignment ?? alignmentOf(field.type));
      layout.alignment = Math.max(layout.alignment, alignment);
      if (union) cursor = 0;
      if (field.bitWidth !== undefined) {
        if (field.bitWidth === 0) {
          bitCursor = -1;
          continue;
        }
        if (bitCursor < 0 || bitCursor + field.bitWidth > size * 8 || union) {
          cursor = roomFor(size, alignment);
          bitUnit = cursor;
          bitCursor = 0;
          cursor += size;
        }
        layout.fields.set(field.name, {
          offset: bitUnit + bitCursor / 1024,
          type: field.type,
          bitWidth: field.bitWidth,
        });
        bitCursor += field.bitWidth;
        end = Math.max(end, cursor);
        continue;
      }
      bitCursor = -1;
      cursor = (inner === undefined ? undefined : anchorOf(layout, inner)) ?? roomFor(size, alignment);
      if (inner !== undefined) flatten(layout, inner, cursor);
      else if (field.name !== '') layout.fields.set(field.name, { offset: cursor, type: field.type });
      cursor += size;
      end = Math.max(end, cursor);
    }
    layout.size = Math.max(layout.size, end);
  }

  function isFree(layout: RecordLayout, at: number, size: number): boolean {
    for (const other of layout.fields.values()) {
      const width = sizeOf(other.type) ?? 8;
      if (other.offset < at + size && at < Math.floor(other.offset) + width) return false;
    }
    return true;
  }

  /** Where an anonymous member must lie for the fields of it that are known; undefined: none is, or they disagree. */
  function anchorOf(layout: RecordLayout, member: RecordLayout): number | undefined {
    let anchor: number | undefined;
    for (const [name, inner] of member.fields) {
      const known = layout.fields.get(name);
      if (known === undefined) continue;
      if (anchor !== undefined && anchor !== known.offset - inner.offset) return undefined;
      anchor = known.offset - inner.offset;
    }
    return anchor !== undefined && anchor >= 0 ? anchor : undefined;
  }

  /** Members of an anonymous struct or union belong to the record around it. */
  function flatten(layout: RecordLayout, member: RecordLayout, at: number): void {
    for (const [name, inner] of member.fields) {
      if (!layout.fields.has(name)) layout.fields.set(name, { ...inner, offset: at + inner.offset });
    }
  }

  function field(type: CType, name: string): FieldPlace | undefined {
    const base = resolve(type);
    if (base.kind === 'named') return invent(record(`typedef ${base.name}`, false), name);
    if (base.kind !== 'record') return undefined;
    const layout = record(base.tag, base.union);
    return layout.fields.get(name) ?? invent(layout, name);
  }

  function integerType(type: CType): IntegerType | undefined {
    const base = resolve(type);
    switch (base.kind) {
      case 'int':
        return base;
      case 'enum':
        return { bits: 32, signed: true };
      case 'pointer':
      case 'array':
      case 'function':
        return ULONG;
      case 'named':
      case 'unknown':
        return LONG;
      default:
        return undefined;
    }
  }

  function laterField(type: CType, offset: number): string | undefined {
    const base = resolve(type);
    if (base.kind === 'array') {
      const size = sizeOf(base.of);
      return size === undefined || size === 0 ? undefined : laterField(base.of, offset % size);
    }
    if (base.kind !== 'record') return undefined;
    const layout = record(base.tag, base.union);
    if (layout.opaque) return undefined;
    let later: string | undefined;
    for (const [name, place] of layout.fields) {
      const at = Math.floor(place.offset);
      if (offset < at || offset >= at + Math.max(1, sizeOf(place.type) ?? 8)) continue;
      const field = layout.later.has(name)
        ? `${base.union ? 'union' : 'struct'} ${base.tag}.${name}`
        : laterField(place.type, offset - at);
      // Where fields lie on each other, one that the first definition has is enough.
      if (field === undefined) return undefined;
      later ??= field;
    }
    return later;
  }

  function scalarAt(type: CType, offset: number): CType | undefined {
    const base = resolve(type);
    if (base.kind === 'array') {
      const size = sizeOf(base.of);
      return size === undefined || size === 0 ? undefined : scalarAt(base.of, offset % size);
    }
    if (base.kind !== 'record') return offset === 0 ? base : undefined;
    for (const place of record(base.tag, base.union).fields.values()) {
      const at = Math.floor(place.offset);
      if (offset >= at && offset < at + Math.max(1, sizeOf(place.type) ?? 8)) return scalarAt(place.type, offset - at);
    }
    return undefined;
  }

  function adopt(other: Layouts): boolean {
    const invented: { readonly layout: RecordLayout; readonly name: string; readonly place: FieldPlace }[] = [];
    for (const theirs of other.records()) {
      const layout = record(theirs.tag, theirs.union);
      if (layout.size !== theirs.size || layout.opaque !== theirs.opaque) return false;
      for (const [name, place] of theirs.fields) {
        const ours = layout.fields.get(name);
        if (ours === undefined && place.offset >= INVENTED_BASE && isFree(layout, place.offset, 1))
          invented.push({ layout, name, place });
        else if (ours?.offset !== place.offset || sizeOf(ours.type) !== other.sizeOf(place.type)) return false;
      }
    }
    for (const { layout, name, place } of invented) {
      layout.fields.set(name, place);
      layout.later.add(name);
    }
    return true;
  }

  return { record, resolve, sizeOf, field, integerType, laterField, adopt, records: () => records.values(), scalarAt };
}

function emptyLayout(tag: string, union: boolean, opaque: boolean): RecordLayout {
  return { tag, union, fields: new Map(), size: 0, alignment: 1, opaque, later: new Set() };
}

function invent(layout: RecordLayout, name: string): FieldPlace {
  const known = layout.fields.get(name);
  if (known !== undefined) return known;
  let invented = 0;
  for (const place of layout.fields.values()) if (place.offset >= INVENTED_BASE) invented++;
  const place: FieldPlace = { offset: INVENTED_BASE + 256 * invented, type: { kind: 'unknown' } };
  layout.fields.set(name, place);
  layout.later.add(name);
  return place;
}

function roundUp(value: number, alignment: number): number {
  return Math.ceil(value / alignment) * alignment;
}

function firstOf<T, R>(items: readonly T[], ask: (item: T) => R | undefined): R | undefined {
  for (const item of items) {
    const answer = ask(item);
    if (answer !== undefined) return answer;
  }
  return undefined;
}
