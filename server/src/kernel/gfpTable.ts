/** The GFP names of one kernel: bits, composites, values, documentation. From our tables here; from headers in gfpHeader.ts. */
import type { KernelVersion } from './api';
import { GFP_BITS, GFP_BITS_SHIFT, type GfpBitRow } from './gfpBits';
import { GFP_COMPOSITES } from './gfpComposites';
import { evaluateExpression } from './gfpExpression';
import { inRange, nearestVersion } from './versions';

export interface GfpFlag {
  readonly name: string;
  /** Position, or undefined for a flag whose option is off (value 0). */
  readonly bit: number | undefined;
  readonly value: number;
  readonly documentation: string;
}

export interface GfpComposite {
  readonly name: string;
  readonly expansion: string;
  readonly value: number;
  readonly documentation: string;
}

export interface GfpTable {
  readonly version: string;
  /** By bit; flags without one last. */
  readonly flags: readonly GfpFlag[];
  /** By name. */
  readonly composites: readonly GfpComposite[];
  readonly bitsShift: number;
  /** Accepts `__GFP_X`, `___GFP_X`, `___GFP_X_BIT` and composites. */
  valueOf(name: string): number | undefined;
  documentationOf(name: string): string | undefined;
}

const MADE = new Map<string, GfpTable>();

/** The table of a version, with LOCKDEP and SLAB_OBJ_EXT on and without KASAN_HW_TAGS. */
export function gfpTable(version: KernelVersion | string): GfpTable {
  const nearest = nearestVersion(version);
  const made = MADE.get(nearest) ?? makeTable(nearest);
  MADE.set(nearest, made);
  return made;
}

function makeTable(version: KernelVersion): GfpTable {
  const column = bitColumn(version);
  const flags: GfpFlag[] = [];
  for (const row of GFP_BITS) {
    const place = row.bits[column];
    if (place === undefined) continue;
    const bit = place === 'none' ? undefined : place;
    flags.push({ name: row.name, bit, value: bit === undefined ? 0 : bitValue(bit), documentation: row.documentation });
  }
  const composites = GFP_COMPOSITES.filter((row) => inRange(row, version));
  return assembleTable(version, flags, composites, GFP_BITS_SHIFT[column]);
}

/** Builds a table from parts; composites may refer to each other in any order. */
export function assembleTable(
  version: string,
  flags: readonly GfpFlag[],
  composites: readonly { readonly name: string; readonly expansion: string; readonly documentation: string }[],
  bitsShift: number,
): GfpTable {
  const flagByName = new Map(flags.map((flag) => [flag.name, flag]));
  const expansions = new Map(composites.map((row) => [row.name, row]));
  const values = new Map<string, number | undefined>();

  const lookUp = (name: string): number | undefined => {
    const flag = flagByName.get(flagName(name));
    if (flag !== undefined) return name.endsWith('_BIT') ? flag.bit : flag.value;
    const plain = name === '___GFP_RECLAIM' ? '__GFP_RECLAIM' : name;
    if (plain === '__GFP_BITS_SHIFT' || plain === '___GFP_LAST_BIT') return bitsShift;
    if (plain === '__GFP_BITS_MASK') return bitsShift >= 32 ? 0xffffffff : bitValue(bitsShift) - 1;
    if (values.has(plain)) return values.get(plain);
    const row = expansions.get(plain);
    if (row === undefined) return undefined;
    // A name that expands to itself has no value; set before the walk so that it ends.
    values.set(plain, undefined);
    const result = evaluateExpression(row.expansion, lookUp);
    const value = result.error === undefined && result.unknown.length === 0 ? result.value : undefined;
    values.set(plain, value);
    return value;
  };

  const known = composites
    .map((row) => ({
      name: row.name,
      expansion: row.expansion,
      documentation: row.documentation,
      value: lookUp(row.name),
    }))
    .filter((row): row is GfpComposite => row.value !== undefined)
    .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  const documentation = new Map<string, string>();
  for (const row of [...flags, ...known]) documentation.set(row.name, row.documentation);
  return {
    version,
    flags: [...flags].sort((a, b) => (a.bit ?? 99) - (b.bit ?? 99) || (a.name < b.name ? -1 : 1)),
    composites: known,
    bitsShift,
    valueOf: lookUp,
    documentationOf: (name) => documentation.get(flagName(name)),
  };
}

/** `___GFP_IO`, `___GFP_IO_BIT` → `__GFP_IO`; other names unchanged. */
export function flagName(name: string): string {
  return name.startsWith('___GFP_') ? name.slice(1).replace(/_BIT$/, '') : name;
}

export function bitValue(bit: number): number {
  return bit < 32 ? (1 << bit) >>> 0 : 0;
}

function bitColumn(version: KernelVersion): keyof GfpBitRow['bits'] & keyof typeof GFP_BITS_SHIFT {
  switch (version) {
    case '5.8':
    case '5.9':
      return '5.8';
    case '6.1':
      return '6.1';
    default:
      return '6.12';
  }
}
