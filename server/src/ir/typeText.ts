/**
 * Reads a C type from text: type arguments of macros (`struct page *`), casts and sizeof in constant expressions, typeof.
 * Only what stands in front of a name or alone is read; a function pointer type keeps its return type and no parameters.
 */
import { primitiveType, unknownType } from './ctypes';
import { closingToken, type Token, tokenise } from './tokens';
import type { CType } from './types';

const qualifiers = new Set(
  (
    'const volatile restrict __restrict __restrict__ __const __volatile__ static extern register inline __inline __inline__ ' +
    '__user __iomem __rcu __percpu __kernel __force __private __always_unused __maybe_unused _Atomic __extension__ __bitwise'
  ).split(' '),
);
const primitives = new Set(
  'void char short int long float double signed unsigned _Bool bool __int128 __signed__'.split(' '),
);

export interface TypeReader {
  /** The type of `typeof(text)` where `text` is no type; unknown without one. */
  readonly typeofText?: (text: string) => CType;
  /** Is the word in `typeof(word)` the name of a type? Without an answer it is. */
  readonly isTypeInTypeof?: (name: string) => boolean;
  /** Is the word the name of a type? Without an answer every word in first place is one. */
  readonly isType?: (name: string) => boolean;
}

/** The type that `text` spells, or undefined if it is none. */
export function parseTypeText(text: string, reader: TypeReader = {}): CType | undefined {
  const tokens = tokenise(text);
  const read = readType(tokens, 0, text, reader);
  return read !== undefined && read.next === tokens.length ? read.type : undefined;
}

/** Reads a type from `tokens[at]` on; `next` is the first token that is not part of it. */
export function readType(
  tokens: readonly Token[],
  at: number,
  text: string,
  reader: TypeReader,
): { readonly type: CType; readonly next: number } | undefined {
  const words: string[] = [];
  let base: CType | undefined;
  let next = at;
  for (; next < tokens.length; next++) {
    const token = tokens[next];
    if (token?.kind !== 'word') break;
    if (qualifiers.has(token.text)) continue;
    if (primitives.has(token.text)) {
      words.push(token.text);
      continue;
    }
    if (base !== undefined || words.length > 0) break;
    if (token.text === 'struct' || token.text === 'union' || token.text === 'enum') {
      const tag = tokens[next + 1];
      if (tag?.kind !== 'word') return undefined;
      base =
        token.text === 'enum'
          ? { kind: 'enum', tag: tag.text }
          : { kind: 'record', tag: tag.text, union: token.text === 'union' };
      next++;
      continue;
    }
    if (/^(__)?typeof(_unqual)?(__)?$/.test(token.text) && tokens[next + 1]?.text === '(') {
      const end = closingToken(tokens, next + 1);
      if (end < 0) return undefined;
      const inner = text.slice(tokens[next + 1]?.end, tokens[end]?.start);
      const isType = reader.isTypeInTypeof ?? reader.isType;
      const isKnown = isType === undefined || mayBeType(inner, isType);
      base = (isKnown ? parseTypeText(inner, reader) : undefined) ?? reader.typeofText?.(inner) ?? unknownType;
      next = end;
      continue;
    }
    if (reader.isType && !reader.isType(token.text)) break;
    base = { kind: 'named', name: token.text };
  }
  let type = base ?? (words.length > 0 ? primitiveType(words) : undefined);
  if (type === undefined) return undefined;
  for (; next < tokens.length; next++) {
    const token = tokens[next];
    if (token?.text === '*') type = { kind: 'pointer', to: type };
    else if (token?.kind === 'word' && qualifiers.has(token.text)) continue;
    else if (token?.text === '[') {
      const end = closingToken(tokens, next);
      if (end < 0) break;
      const length = Number(tokens[next + 1]?.text);
      type =
        Number.isInteger(length) && end === next + 2
          ? { kind: 'array', of: type, length }
          : { kind: 'array', of: type };
      next = end;
    } else if (token?.text === '(' && tokens[next + 1]?.text === '*') {
      // `int (*)(void)`: a pointer to a function whose parameters do not matter here.
      const star = closingToken(tokens, next);
      const end = star > 0 && tokens[star + 1]?.text === '(' ? closingToken(tokens, star + 1) : -1;
      if (end < 0) break;
      type = { kind: 'pointer', to: { kind: 'function', returns: type, params: [], variadic: true } };
      next = end;
    } else break;
  }
  return { type, next };
}

function mayBeType(text: string, isType: (name: string) => boolean): boolean {
  const first = tokenise(text)[0];
  if (first?.kind !== 'word') return false;
  return (
    first.text === 'struct' ||
    first.text === 'union' ||
    first.text === 'enum' ||
    primitives.has(first.text) ||
    qualifiers.has(first.text) ||
    first.text.includes('typeof') ||
    isType(first.text)
  );
}

/** True for a word that can only begin a type: `struct`, `unsigned`, `const`, ... */
export function beginsType(word: string): boolean {
  return word === 'struct' || word === 'union' || word === 'enum' || primitives.has(word) || qualifiers.has(word);
}
