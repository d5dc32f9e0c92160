/** Line starts of one text, and the conversion between offsets and 1-based lines and columns. */

/** 1-based; the column counts UTF-16 units, a tab is one. */
export interface LineColumn {
  readonly line: number;
  readonly column: number;
}

export interface LineIndex {
  /** Offset of the first unit of each line; `starts[0]` is 0. */
  readonly starts: readonly number[];
  readonly length: number;
}

export function indexLines(text: string): LineIndex {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return { starts, length: text.length };
}

/** The place of `offset`; offsets past the end give the last place. */
export function lineColumnAt(index: LineIndex, offset: number): LineColumn {
  const clamped = Math.max(0, Math.min(offset, index.length));
  let low = 0;
  let high = index.starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((index.starts[middle] ?? 0) <= clamped) low = middle;
    else high = middle - 1;
  }
  return { line: low + 1, column: clamped - (index.starts[low] ?? 0) + 1 };
}

/** The offset of a 1-based place, clamped to the text. */
export function offsetAt(index: LineIndex, place: LineColumn): number {
  const start = index.starts[place.line - 1] ?? index.length;
  return Math.min(start + place.column - 1, index.length);
}
