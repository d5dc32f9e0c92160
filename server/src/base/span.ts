/** Half-open ranges of UTF-16 offsets into one text. Lines and columns exist only at the edges (cli/, lsp/). */

/** `start` inclusive, `end` exclusive, in UTF-16 units from the start of the text. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export function shiftSpan(span: Span, by: number): Span {
  return { start: span.start + by, end: span.end + by };
}

export function spanContains(span: Span, offset: number): boolean {
  return span.start <= offset && offset < span.end;
}

export function spanEncloses(outer: Span, inner: Span): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}
