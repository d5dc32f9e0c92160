/**
 * Macros that declare: DEFINE_SPINLOCK(x) becomes `spinlock_t x`, XA_STATE(xas, a, b) becomes `struct xa_state xas={ a, b}`,
 * SYSCALL_DEFINE2(f, int, a, ...) becomes `long f( int a, ...)`. What does not fit its room gets a one-word type with a mark.
 */
import type { DeclarationMacro, Mark } from './api';
import type { Piece } from './canvas';
import { roles, type Word } from './dialect';
import { kinds } from './lexer';
import {
  argumentsOf,
  endOf,
  kindAt,
  type MaskState,
  open,
  partnerOf,
  rolesAt,
  semicolon,
  startOf,
  textOf,
} from './maskState';

/**
 * Rewrites the declaration macro at token `at`. Returns the token where the other passes go on (arguments that stay C are
 * theirs), or undefined if it could not be rewritten.
 */
export function maskDeclaration(state: MaskState, at: number, word: Word): number | undefined {
  const shape = word.declaration;
  const from = at + 1;
  const to = partnerOf(state, from);
  if (!shape || to < 0) return undefined;
  const args = argumentsOf(state, from);
  const name = args[shape.name];
  if (!name || name.first !== name.last || kindAt(state, name.first) !== kinds.word) return undefined;
  const start = startOf(state, at);
  const end = endOf(state, to);
  const rest = shape.bound !== undefined ? args[shape.bound] : shape.blankRest ? undefined : args[shape.name + 1];
  const keepsRest =
    rest !== undefined && rest.first <= rest.last && (shape.bound === undefined || shape.bound > shape.name);
  const typeArgument = typeof shape.type === 'number' ? args[shape.type] : undefined;
  const type =
    typeof shape.type === 'number'
      ? typeArgument
        ? textOf(state, typeArgument.first, typeArgument.last)
        : 'int'
      : shape.type;
  const isExtern = shape.extern === true;
  const opening = keepsRest ? (shape.bound !== undefined ? '[' : '={') : '';
  const regionEnd = keepsRest ? startOf(state, rest.first) : end;
  const tail: Piece[] = opening === '' ? [] : [{ text: opening }];
  const head: Piece[] = isExtern ? [{ text: 'extern' }] : [];
  const namePiece: Piece = { text: textOf(state, name.first, name.first), at: startOf(state, name.first) };
  const typeAt = typeArgument ? startOf(state, typeArgument.first) : undefined;
  const fullType: Piece = { text: type.replace(/\s+/g, ' ').trim(), ...(typeAt === undefined ? {} : { at: typeAt }) };

  let placed = simpleType.test(fullType.text)
    ? state.canvas.layout(start, regionEnd, [...head, fullType, namePiece, ...tail])
    : undefined;
  for (let length = word.name.length; !placed && length > 0; length--) {
    // No room for the type: the macro's own name, cut to fit, stands for it.
    const standIn = word.name.slice(0, length);
    placed = state.canvas.layout(start, regionEnd, [...head, { text: standIn }, namePiece, ...tail]);
    const typeStart = placed?.[head.length];
    if (typeStart !== undefined) {
      state.marks.push({
        kind: 'type-argument',
        span: { start: typeStart, end: typeStart + length },
        type: fullType.text,
      });
    }
  }
  if (!placed) return undefined;
  state.marks.push(declarationMark(state, word.name, start, end, args));
  if (!keepsRest) return to + 1;
  const closing = shape.bound !== undefined ? ']' : '}';
  const last = shape.bound !== undefined ? rest : args[args.length - 1];
  state.canvas.layout(endOf(state, last?.last ?? rest.last), end, [{ text: closing }]);
  // The opening brace is the mask's own, so the other passes meet the arguments as plain expressions.
  return rest.first;
}

/** The shape of a declaration macro that no table lists: (type, name) if the first argument begins like a type, else (name). */
export function guessDeclaration(state: MaskState, at: number): DeclarationMacro {
  const typed = (rolesAt(state, at + 2) & roles.type) !== 0;
  return typed ? { name: 1, type: 0, blankRest: true } : { name: 0, type: 'int', blankRest: true };
}

/** What can be laid out as the type before a name. Function pointers and arrays cannot. */
const simpleType = /^[A-Za-z_][\w\s*]*$/;

/** The head of a function that a macro spells: (name, type, argument, ...). Returns the token of its name. */
export function maskFunctionMacro(state: MaskState, at: number, word: Word): number | undefined {
  const from = at + 1;
  const to = partnerOf(state, from);
  const args = argumentsOf(state, from);
  const shape = word.declaration;
  const name = args[shape?.name ?? 0];
  if (to < 0) return undefined;
  const start = startOf(state, at);
  const end = endOf(state, to);
  const usable = name !== undefined && name.first === name.last && kindAt(state, name.first) === kinds.word;
  const nameToken = usable ? name.first : at;
  const result = shape !== undefined && typeof shape.type === 'string' ? shape.type : 'int';
  const nameText = textOf(state, nameToken, nameToken);
  const namePiece: Piece = { text: nameText, at: startOf(state, nameToken) };
  state.marks.push(declarationMark(state, word.name, start, end, args));
  const first = shape ? args[shape.name + 1] : undefined;
  const pairs = shape?.function === true && first !== undefined;
  if (!pairs) {
    // Room in front: the white space of the line before, else a name that loses its return type (C allows that).
    if (state.canvas.layout(start, end, [{ text: result }, namePiece, { text: '()' }])) return nameToken;
    if (state.canvas.layout(start, end, [{ text: 'int' }, namePiece, { text: '()' }])) return nameToken;
    if (nameToken === at) state.canvas.identifier(start, endOf(state, at));
    return nameToken;
  }
  if (!state.canvas.layout(start, startOf(state, first.first), [{ text: result }, namePiece, { text: '(' }]))
    return undefined;
  for (let k = (shape?.name ?? 0) + 1; k + 1 < args.length; k += 2) {
    const type = args[k];
    if (type && type.last === type.first + 3 && kindAt(state, type.first + 1) === open.parenthesis) {
      // SC_ARG64(name) of include/asm-generic/syscall.h is a pair in itself.
      const inner = textOf(state, type.first + 2, type.first + 2);
      state.canvas.layout(startOf(state, type.first), endOf(state, type.last), [{ text: 'u64' }, { text: inner }]);
      k--;
      continue;
    }
    const argument = args[k + 1];
    if (!type || !argument) continue;
    state.canvas.blank(endOf(state, type.last), startOf(state, argument.first));
  }
  return nameToken;
}

/** A macro call that is blanked whole, with its semicolon if it has one. */
export function blankCall(state: MaskState, at: number, close: number): void {
  const start = startOf(state, at);
  const end = endOf(state, kindAt(state, close + 1) === semicolon ? close + 1 : close);
  state.canvas.blank(start, end);
  state.marks.push({ kind: 'blanked-call', span: { start, end }, name: textOf(state, at, at) });
}

function declarationMark(
  state: MaskState,
  macro: string,
  start: number,
  end: number,
  args: readonly { readonly first: number; readonly last: number }[],
): Mark {
  const spans = args.map(({ first, last }) => ({
    start: startOf(state, first),
    end: first > last ? startOf(state, first) : endOf(state, last),
  }));
  return { kind: 'declaration', span: { start, end }, macro, args: spans };
}
