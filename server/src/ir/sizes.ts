/** Sizes and alignments of x86_64 (LP64, System V), for constant expressions. Packing attributes are not seen. */
import { recordOf, resolveType } from './resolve';
import type { CType, Declarations } from './types';

/** Bytes of a type; undefined where a part of it is unknown. */
export function sizeOf(type: CType, declarations: Declarations): number | undefined {
  return layout(type, declarations, 0)?.size;
}

export function alignOf(type: CType, declarations: Declarations): number | undefined {
  return layout(type, declarations, 0)?.align;
}

interface Layout {
  readonly size: number;
  readonly align: number;
}

function layout(type: CType, declarations: Declarations, depth: number): Layout | undefined {
  if (depth > 24) return undefined;
  const resolved = resolveType(declarations, type);
  switch (resolved.kind) {
    case 'void':
    case 'function':
      return { size: 1, align: 1 };
    case 'int':
    case 'float':
      return { size: resolved.bits / 8, align: resolved.bits / 8 };
    case 'enum':
      return { size: 4, align: 4 };
    case 'pointer':
      return { size: 8, align: 8 };
    case 'array': {
      const of = layout(resolved.of, declarations, depth + 1);
      return of && { size: of.size * (resolved.length ?? 0), align: of.align };
    }
    case 'record':
      return recordLayout(resolved, declarations, depth);
    case 'named':
    case 'unknown':
      return undefined;
  }
}

function recordLayout(type: CType, declarations: Declarations, depth: number): Layout | undefined {
  const record = recordOf(declarations, type);
  if (record === undefined) return undefined;
  let bits = 0;
  let align = 1;
  let largest = 0;
  for (const field of record.fields) {
    const of = layout(field.type, declarations, depth + 1);
    if (of === undefined) return undefined;
    align = Math.max(align, of.align);
    if (record.union) {
      largest = Math.max(largest, of.size);
      continue;
    }
    const unit = of.size * 8;
    if (field.bitWidth !== undefined) {
      // A bit field does not straddle a unit of its type; width 0 closes the unit.
      if (field.bitWidth === 0 || Math.floor(bits / unit) !== Math.floor((bits + field.bitWidth - 1) / unit))
        bits = Math.ceil(bits / unit) * unit;
      bits += field.bitWidth;
      continue;
    }
    bits = Math.ceil(bits / (of.align * 8)) * of.align * 8 + unit;
  }
  const bytes = record.union ? largest : Math.ceil(bits / 8);
  return { size: Math.ceil(bytes / align) * align, align };
}
