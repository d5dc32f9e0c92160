/** Initialisers as cells: an aggregate's own, or one scalar at the start. */
import type { Value } from './values';

export function initialCells(value: Value): readonly (readonly [number, Value])[] {
  if (typeof value === 'object' && value.kind === 'aggregate') return value.cells;
  return [[0, value]];
}
