/**
 * Arguments of macros that are no expressions: types, statements, bare operators, nothing. Each becomes one identifier of
 * equal length with its text in a mark.
 */
import { roles } from './dialect';
import { kinds } from './lexer';
import {
  asterisk,
  close,
  comma,
  dot,
  endOf,
  isPlainWord,
  kindAt,
  type MaskState,
  open,
  partnerOf,
  rolesAt,
  semicolon,
  startOf,
  textOf,
} from './maskState';

/** Masks the argument that begins at token `first` of the call at `callee`; returns the token where to go on. */
export function maskArgument(state: MaskState, callee: number, index: number, first: number): number {
  const kind = kindAt(state, first);
  if (kind === comma || kind === close.parenthesis) return maskEmpty(state, callee, first);
  if (kind === dot) {
    // `.field = value` as an argument: an assignment for the grammar.
    state.canvas.blank(startOf(state, first), endOf(state, first));
    return first + 1;
  }
  if (kind === kinds.word) {
    const role = rolesAt(state, first);
    const callRole = rolesAt(state, callee);
    if ((role & (roles.statement | roles.control)) !== 0) return replace(state, first, 'statement-argument');
    const listed = state.words[callee]?.typeArguments?.includes(index) ?? false;
    if (listed && kindAt(state, first + 1) !== comma && kindAt(state, first + 1) !== close.parenthesis) {
      return replace(state, first, 'type-argument');
    }
    if ((callRole & roles.operator) !== 0 && index === 0) return first;
    if ((role & (roles.type | roles.qualifier)) !== 0) return replace(state, first, 'type-argument');
    if (isPlainWord(state, first)) {
      const last = starEnd(state, first);
      if (last > first) return replace(state, first, 'type-argument');
    }
    // offsetof(type, a.b[c]): the grammar knows one field name only.
    if (state.words[callee]?.name === 'offsetof' && index === 1 && argumentEnd(state, first) > first) {
      return replace(state, first, 'type-argument');
    }
    return first;
  }
  if (isOperator(state, first)) return replace(state, first, 'statement-argument');
  if (kind === open.brace && !blockLike(state, first)) return replace(state, first, 'statement-argument');
  return first;
}

/** The last token of the argument that begins at `first`. */
function argumentEnd(state: MaskState, first: number): number {
  let at = first;
  for (; at < state.tokens.length; at++) {
    const kind = kindAt(state, at);
    if (kind === comma || kind === close.parenthesis || kind === close.brace || kind === close.bracket) break;
    if (kind === open.parenthesis || kind === open.bracket || kind === open.brace) {
      const partner = partnerOf(state, at);
      if (partner > at) at = partner;
    }
  }
  return at - 1;
}

/** `foo_t *`, `foo_t **`: the last star before `,` or `)`; `first` if the argument is no such type. */
function starEnd(state: MaskState, first: number): number {
  let at = first + 1;
  while (kindAt(state, at) === asterisk || (rolesAt(state, at) & roles.qualifier) !== 0) at++;
  const next = kindAt(state, at);
  return at > first + 1 && (next === comma || next === close.parenthesis) ? at - 1 : first;
}

function replace(state: MaskState, first: number, kind: 'type-argument' | 'statement-argument'): number {
  const last = argumentEnd(state, first);
  if (last < first) return first;
  const span = { start: startOf(state, first), end: endOf(state, last) };
  state.canvas.identifier(span.start, span.end);
  const text = textOf(state, first, last);
  state.marks.push(kind === 'type-argument' ? { kind, span, type: text } : { kind, span, text });
  return last + 1;
}

/** `f(a, , b)`: a nought where there is room for one. `f()` is fine as it is. */
function maskEmpty(state: MaskState, callee: number, at: number): number {
  if (at === callee + 2 && kindAt(state, at) === close.parenthesis) return at;
  const cell = state.canvas.freeCell(endOf(state, at - 1), startOf(state, at));
  if (cell >= 0) state.canvas.put(cell, '0');
  return at;
}

/** An operator alone between commas: `cmp(a, <=, b)`. */
function isOperator(state: MaskState, at: number): boolean {
  const kind = kindAt(state, at);
  const next = kindAt(state, at + 1);
  if (next !== comma && next !== close.parenthesis) return false;
  if (kind === kinds.operator || kind === kinds.increment) return true;
  return (
    kind > 32 &&
    kind < 127 &&
    kind !== open.parenthesis &&
    kind !== open.brace &&
    kind !== open.bracket &&
    kind !== close.brace
  );
}

/** Does the brace hold statements? */
function blockLike(state: MaskState, brace: number): boolean {
  const end = partnerOf(state, brace);
  if (end < 0 || end === brace + 1) return true;
  for (let at = brace + 1; at < end; at++) if (kindAt(state, at) === semicolon) return true;
  return false;
}

/** An argument with a `;` in it; `first` is its first token. */
export function maskStatementArgument(state: MaskState, first: number): number {
  return replace(state, first, 'statement-argument');
}
