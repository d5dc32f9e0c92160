/** evaluateGfp(): all that can be said of a GFP expression, in the words of CONTRACT's `explain`. */

import { type GfpContextVerdict, gfpContextVerdicts } from './gfpContext';
import { evaluateExpression } from './gfpExpression';
import { type GfpConflict, type GfpHelper, gfpConflicts, gfpZone } from './gfpRules';
import type { GfpTable } from './gfpTable';

export { gfpContextVerdicts, gfpVerdict } from './gfpContext';
export { gfpConflicts, gfpZone } from './gfpRules';
export { assembleTable, type GfpComposite, type GfpFlag, type GfpTable, gfpTable } from './gfpTable';

export interface GfpEvaluation {
  readonly expression: string;
  readonly value: number;
  readonly hex: string;
  /** Single-bit names that are set, by bit; then `0x...` for bits without a name. */
  readonly flags: readonly string[];
  readonly mayBlock: boolean;
  readonly wakesKswapd: boolean;
  readonly zone: string | undefined;
  readonly contexts: readonly GfpContextVerdict[];
  readonly conflicts: readonly GfpConflict[];
  /** Traps in words: GFP_NOFS sleeps, GFP_DMA alone does not. */
  readonly notes: readonly string[];
  /** Names without a value; they count as 0. */
  readonly unknown: readonly string[];
  readonly error?: { readonly message: string; readonly at: number };
}

/** Evaluates `expression` with the names of `table`. Never throws; bad text gives `error`. */
export function evaluateGfp(
  expression: string,
  table: GfpTable,
  request: { readonly order?: number; readonly helper?: GfpHelper } = {},
): GfpEvaluation {
  const { value, names, unknown, error } = evaluateExpression(expression, (name) => table.valueOf(name));
  const mayBlock = (value & (table.valueOf('__GFP_DIRECT_RECLAIM') ?? 0)) !== 0;
  const wakesKswapd = (value & (table.valueOf('__GFP_KSWAPD_RECLAIM') ?? 0)) !== 0;
  return {
    expression,
    value,
    hex: `0x${value.toString(16)}`,
    flags: gfpFlagNames(value, table),
    mayBlock,
    wakesKswapd,
    zone: gfpZone(value),
    contexts: gfpContextVerdicts(mayBlock),
    conflicts: error === undefined ? gfpConflicts(value, table, request) : [],
    notes: error === undefined ? notesOf(value, names, mayBlock, wakesKswapd, table) : [],
    unknown,
    ...(error === undefined ? {} : { error }),
  };
}

/** Names of the bits set in `value`, by bit. */
export function gfpFlagNames(value: number, table: GfpTable): readonly string[] {
  const named = table.flags.filter((flag) => flag.bit !== undefined && (value & flag.value) !== 0);
  const rest = (value & ~named.reduce((mask, flag) => mask | flag.value, 0)) >>> 0;
  return [...named.map((flag) => flag.name), ...(rest === 0 ? [] : [`0x${rest.toString(16)}`])];
}

/** The shortest spelling as one composite and single bits: 0xcc0 → 'GFP_KERNEL'; 0 → '0'. */
export function gfpSpelling(value: number, table: GfpTable): string {
  let best = gfpFlagNames(value, table);
  for (const composite of table.composites) {
    if (composite.value === 0 || (composite.value & ~value) !== 0 || composite.name === 'GFP_ZONEMASK') continue;
    const candidate = [composite.name, ...gfpFlagNames((value & ~composite.value) >>> 0, table)];
    if (candidate.length < best.length) best = candidate;
  }
  return best.length === 0 ? '0' : best.join(' | ');
}

function notesOf(
  value: number,
  names: readonly string[],
  mayBlock: boolean,
  wakesKswapd: boolean,
  table: GfpTable,
): readonly string[] {
  const notes: string[] = [];
  const used = (name: string): boolean => names.includes(name);
  if (used('GFP_NOFS') && mayBlock) notes.push('GFP_NOFS sleeps; it only keeps reclaim out of the filesystem.');
  if (used('GFP_NOIO') && mayBlock) notes.push('GFP_NOIO sleeps; it only keeps reclaim from starting I/O.');
  const zoneOnly = value !== 0 && (value & ~0x7) === 0;
  if (zoneOnly)
    notes.push('A zone bit alone neither sleeps nor wakes kswapd: combine it with GFP_KERNEL or GFP_ATOMIC.');
  if (!mayBlock && !wakesKswapd)
    notes.push('Neither sleeps nor wakes kswapd, yet the ordinary allocator still takes zone->lock.');
  if (used('GFP_KERNEL') && !mayBlock) notes.push('__GFP_DIRECT_RECLAIM is removed, so the request does not sleep.');
  if (used('GFP_ATOMIC') && mayBlock)
    notes.push('GFP_ATOMIC is part of it, but __GFP_DIRECT_RECLAIM is set: the request sleeps.');
  if (used('GFP_NOWAIT') && !mayBlock && table.valueOf('GFP_NOWAIT') === 0x2800)
    notes.push('GFP_NOWAIT includes __GFP_NOWARN and uses no reserve.');
  return notes;
}
