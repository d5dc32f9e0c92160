/** Finding marks by where they begin. */
import type { Mark, MaskedText } from '../syntax/api';

export type MarkIndex = ReadonlyMap<number, Mark>;

const indices = new WeakMap<MaskedText, MarkIndex>();

/** Marks by start; of several at one offset the first (outermost) that changed a name or a type wins. */
export function markIndex(masked: MaskedText): MarkIndex {
  const known = indices.get(masked);
  if (known !== undefined) return known;
  const index = new Map<number, Mark>();
  for (const mark of masked.marks) if (!index.has(mark.span.start)) index.set(mark.span.start, mark);
  indices.set(masked, index);
  return index;
}
