/**
 * The mask after an edit within one function body. Bodies are masked each by itself: no pass of the mask carries anything
 * over the brace that ends one, so only the edited function is lexed and masked again, and what stands behind it moves.
 */
import { shiftSpan } from '../base/span';
import type { Dialect, FunctionSpan, Mark, MaskedText } from './api';
import { differ } from './differ';
import { maskFragment } from './mask';
import { macrosOf } from './preprocess';

export interface BodyEdit {
  readonly masked: MaskedText;
  /** Which of the mask's functions was edited. */
  readonly index: number;
}

/** A directive in a body can reach further than its braces. */
const DIRECTIVE = /(?:^|\*\/)[ \t]*#/m;

/** undefined: the edit reaches beyond one body, or the text around it is too broken to tell. */
export function maskBodyEdit(before: MaskedText, text: string, dialect: Dialect): BodyEdit | undefined {
  const difference = differ(before.original, text);
  if (difference === undefined) return undefined;
  const index = before.functions.findIndex(({ body }) => body.start < difference.start && difference.oldEnd < body.end);
  const old = before.functions[index];
  if (old === undefined || !standsAlone(before, old)) return undefined;
  const shift = difference.newEnd - difference.oldEnd;
  const start = old.span.start;
  const end = old.span.end + shift;
  const body = old.body.start;
  if (DIRECTIVE.test(text.slice(body, end))) return undefined;
  const part = maskFragment(text.slice(start, end), dialect, macrosOf(before));
  const [edited, another] = part.functions;
  if (edited === undefined || another !== undefined || !sameHead(before, old, part, edited)) return undefined;
  const fn: FunctionSpan = { ...old, span: { start, end }, body: { start: body, end } };
  const masked: MaskedText = {
    original: text,
    text: before.text.slice(0, body) + part.text.slice(body - start) + before.text.slice(old.span.end),
    marks: [
      ...before.marks.filter(({ span }) => span.start < body),
      ...part.marks.filter(({ span }) => span.start >= body - start).map((mark) => shiftMark(mark, start)),
      ...before.marks.filter(({ span }) => span.start >= old.span.end).map((mark) => shiftMark(mark, shift)),
    ],
    inactive: before.inactive.map((span) => (span.start < body ? span : shiftSpan(span, shift))),
    defines: moved(before.defines, body, shift),
    undefs: moved(before.undefs, body, shift),
    includes: moved(before.includes, body, shift),
    functions: before.functions.map((other, at) =>
      at < index ? other : at > index ? shiftFunction(other, shift) : fn,
    ),
    unpaired: part.unpaired.map((at) => at + start),
  };
  return { masked, index };
}

/** Are brackets outside the function what they are whatever is in it? Its braces stand in the first column, and all others pair. */
function standsAlone({ original, unpaired }: MaskedText, { body }: FunctionSpan): boolean {
  const isFirst = (at: number): boolean => original[at - 1] === '\n';
  return (
    isFirst(body.start) &&
    isFirst(body.end - 1) &&
    original[body.end - 1] === '}' &&
    !DIRECTIVE.test(original.slice(body.start, body.end)) &&
    unpaired.every((at) => body.start < at && at < body.end - 1)
  );
}

/** The function is still one, up to its last brace, and its head reads as it did. */
function sameHead(before: MaskedText, old: FunctionSpan, part: MaskedText, edited: FunctionSpan): boolean {
  const { start } = old.span;
  return (
    edited.span.start === 0 &&
    edited.span.end === part.text.length &&
    part.text.endsWith('}') &&
    edited.body.start === old.body.start - start &&
    part.text.slice(0, edited.body.start) === before.text.slice(start, old.body.start) &&
    part.unpaired.every((at) => edited.body.start < at && at < edited.body.end - 1)
  );
}

function moved<T extends { readonly span: { readonly start: number; readonly end: number } }>(
  items: readonly T[],
  from: number,
  shift: number,
): readonly T[] {
  return items.map((item) => (item.span.start < from ? item : { ...item, span: shiftSpan(item.span, shift) }));
}

function shiftMark(mark: Mark, shift: number): Mark {
  const span = shiftSpan(mark.span, shift);
  return mark.kind === 'declaration'
    ? { ...mark, span, args: mark.args.map((arg) => shiftSpan(arg, shift)) }
    : { ...mark, span };
}

function shiftFunction(fn: FunctionSpan, shift: number): FunctionSpan {
  return {
    name: fn.name,
    span: shiftSpan(fn.span, shift),
    nameSpan: shiftSpan(fn.nameSpan, shift),
    body: shiftSpan(fn.body, shift),
  };
}
