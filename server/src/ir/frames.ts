/**
 * Which text is being lowered: the file's own, or an expansion whose argument parts lead back to it. A frame turns
 * positions of its text into spans of the file and says where they come from.
 */
import type { Span } from '../base/span';
import type { MaskedText, SyntaxNode } from '../syntax/api';
import type { Origin } from './ir';
import { type MarkIndex, markIndex } from './marks';

/** Text [start, end) of an expansion is the parent's text from `from` on. */
export interface Segment {
  readonly start: number;
  readonly end: number;
  readonly from: number;
}

export interface Frame {
  readonly masked: MaskedText;
  readonly marks: MarkIndex;
  readonly parent: Frame | undefined;
  readonly macro: string | undefined;
  readonly segments: readonly Segment[];
  /** The macro call in the file; unused for the file itself. */
  readonly callSpan: Span;
  /** How many expansions deep. */
  readonly depth: number;
  readonly labels: ReadonlySet<string>;
  /** The statement that a loop macro's expansion runs, and the frame it is written in. */
  readonly body?: { readonly frame: Frame; readonly node: SyntaxNode } | undefined;
}

/** The placeholder for the body of a loop macro. */
export const bodyMarker = '__lockstep_body__';

export function fileFrame(masked: MaskedText): Frame {
  return {
    masked,
    marks: markIndex(masked),
    parent: undefined,
    macro: undefined,
    segments: [],
    callSpan: { start: 0, end: masked.original.length },
    depth: 0,
    labels: new Set(),
  };
}

export interface Location {
  readonly span: Span;
  readonly origin: Origin;
}

/** Where text [start, end) of a frame stands in the file. */
export function locate(frame: Frame, start: number, end: number): Location {
  let at = frame;
  let from = start;
  let to = end;
  while (at.parent !== undefined) {
    const segment = at.segments.find((one) => one.start <= from && to <= one.end);
    if (segment === undefined) return { span: at.callSpan, origin: 'expansion' };
    from += segment.from - segment.start;
    to += segment.from - segment.start;
    at = at.parent;
  }
  return { span: { start: from, end: to }, origin: 'text' };
}

/** Is the macro being expanded somewhere up the chain? C does not expand it again then. */
export function isActive(frame: Frame, macro: string): boolean {
  for (let at: Frame | undefined = frame; at !== undefined; at = at.parent) if (at.macro === macro) return true;
  return false;
}
