/**
 * First pass of the mask: attribute-like words go, and what is left is a smaller list of tokens with their roles and the
 * partners of their brackets.
 */
import type { Mark } from './api';
import type { Canvas } from './canvas';
import { anyKeyword, type CompiledDialect, roles, type Word } from './dialect';
import { kinds, type Tokens } from './lexer';

/** Removes attribute words from `tokens` in place; blanks and marks them. Returns the words of the tokens that stay. */
export function dropAttributes(
  text: string,
  tokens: Tokens,
  dialect: CompiledDialect,
  canvas: Canvas,
  marks: Mark[],
): (Word | undefined)[] {
  const words: (Word | undefined)[] = [];
  const { kind, start, end, word: names } = tokens;
  const length = tokens.length;
  let kept = 0;
  for (let at = 0; at < length; at++) {
    let word: Word | undefined;
    if (kind[at] === kinds.word) {
      const name = names[at] ?? '';
      word = dialect.word(name);
      const after = attributeEnd(at, word, name);
      if (after > at) {
        const from = start[at] ?? 0;
        const to = end[after - 1] ?? from;
        canvas.blank(from, to);
        marks.push(markOf(word, name, from, to, at, after));
        at = after - 1;
        continue;
      }
    }
    kind[kept] = kind[at] ?? 0;
    start[kept] = start[at] ?? 0;
    end[kept] = end[at] ?? 0;
    names[kept] = names[at] ?? '';
    words[kept] = word;
    kept++;
  }
  tokens.length = kept;
  return words;

  /** One past the attribute that begins at token `at`; `at` itself if none does. */
  function attributeEnd(at: number, word: Word, name: string): number {
    const previous = kept > 0 ? kind[kept - 1] : 0;
    if (previous === 46 || previous === kinds.arrow) return at;
    const called = kind[at + 1] === 40;
    if (called) {
      if ((word.roles & (roles.attributeCall | roles.contract)) === 0) {
        return (word.roles & roles.attribute) !== 0 ? at + 1 : at;
      }
      const close = closing(at + 1);
      return close === -1 ? at : close + 1;
    }
    if ((word.roles & roles.attribute) !== 0) return at + 1;
    return word.roles === 0 && name.startsWith('__') && standsAsAttribute(at) ? at + 1 : at;
  }

  /** `struct x *p __unknown =`, `char __unknown *p`: an unlisted word where C has room for an attribute only. */
  function standsAsAttribute(at: number): boolean {
    if (kept < 2) return false;
    const next = kind[at + 1];
    const before = words[kept - 1];
    const typed = before !== undefined && (before.roles & roles.type) !== 0 && (before.roles & roles.tagged) === 0;
    // `int __unknown x`, `char *__unknown x`.
    if (next === kinds.word && !isKeyword(names[at + 1] ?? '')) return typed || kind[kept - 1] === 42;
    const named = kind[kept - 1] === 93 || (before !== undefined && (before.roles & anyKeyword) === 0);
    if (!typed && !named) return false;
    if (next === 42) return before !== undefined;
    if (kind[kept - 1] === 93) return next === 61 || next === 59 || next === 44;
    if (!named || (next !== 61 && next !== 59 && next !== 44 && next !== 41)) return false;
    const beforeThat = words[kept - 2];
    if (kind[kept - 2] === 42) return true;
    if (!beforeThat || (beforeThat.roles & roles.tagged) !== 0) return false;
    return (beforeThat.roles & roles.type) !== 0 || (beforeThat.roles & anyKeyword) === 0;
  }

  function isKeyword(name: string): boolean {
    return (dialect.word(name).roles & anyKeyword) !== 0;
  }

  /** The `)` for the `(` at token `from`; -1 if there is none before the text looks broken. */
  function closing(from: number): number {
    let depth = 0;
    for (let at = from; at < length; at++) {
      const here = kind[at];
      if (here === 40) depth++;
      else if (here === 41 && --depth === 0) return at;
      else if (here === 59 || here === 123 || here === 125) return -1;
    }
    return -1;
  }

  function markOf(word: Word, name: string, from: number, to: number, at: number, after: number): Mark {
    const span = { start: from, end: to };
    if ((word.roles & roles.contract) === 0 || after <= at + 1) return { kind: 'attribute', span, word: name };
    return { kind: 'contract', span, word: name, argument: text.slice(end[at + 1] ?? 0, start[after - 1] ?? 0).trim() };
  }
}

export interface Brackets {
  /** Per token: its partner, or -1. */
  readonly partner: Int32Array;
  /** Offsets, in order, of brackets without a partner, and of those that a brace in the first column cuts through. */
  readonly unpaired: readonly number[];
}

/**
 * Partners of brackets. Balanced text is matched as it stands; in unbalanced text (half typed) a brace in the first column
 * ends or begins a top-level body, so that one broken function does not swallow the next.
 */
export function matchBrackets(text: string, tokens: Tokens): Brackets {
  return (
    matchWith(text, tokens, false) ??
    matchWith(text, tokens, true) ?? { partner: new Int32Array(tokens.length).fill(-1), unpaired: [] }
  );
}

const closerOf: Readonly<Record<number, number>> = { 41: 40, 93: 91, 125: 123 };

function matchWith(text: string, tokens: Tokens, byColumns: boolean): Brackets | undefined {
  const partner = new Int32Array(tokens.length).fill(-1);
  const unpaired: number[] = [];
  const stack: number[] = [];
  for (let at = 0; at < tokens.length; at++) {
    const kind = tokens.kind[at] ?? 0;
    if ((kind === 125 || kind === 123) && isColumnZero(at)) {
      const bottom = stack[0] ?? -1;
      const ends = kind === 125 && tokens.kind[bottom] === 123;
      stack.slice(ends ? 1 : 0).forEach(note);
      if (!ends && (kind === 125 || stack.length > 0)) note(at);
      if (byColumns && stack.length > 0) {
        stack.length = 0;
        if (ends) link(bottom, at);
        if (kind === 125) continue;
      }
    }
    if (kind === 40 || kind === 91 || kind === 123) stack.push(at);
    else if (kind === 41 || kind === 93 || kind === 125) {
      const opener = closerOf[kind];
      if (tokens.kind[stack.at(-1) ?? -1] === opener) link(stack.pop() ?? -1, at);
      else if (!byColumns) return undefined;
      else {
        note(at);
        recover(at, kind, opener ?? 0);
      }
    }
  }
  if (stack.length > 0 && !byColumns) return undefined;
  stack.forEach(note);
  return { partner, unpaired: [...new Set(unpaired)].sort((a, b) => a - b) };

  function note(at: number): void {
    unpaired.push(tokens.start[at] ?? 0);
  }

  function link(from: number, to: number): void {
    partner[from] = to;
    partner[to] = from;
  }

  function isColumnZero(at: number): boolean {
    const start = tokens.start[at] ?? 0;
    return start === 0 || text.charCodeAt(start - 1) === 10;
  }

  /** A closer that does not fit: a brace drops open parentheses; a parenthesis that no brace hides drops brackets. */
  function recover(at: number, kind: number, opener: number): void {
    for (let depth = stack.length - 1; depth >= 0; depth--) {
      const there = tokens.kind[stack[depth] ?? -1];
      if (there === opener) {
        link(stack[depth] ?? -1, at);
        stack.length = depth;
        return;
      }
      if (kind !== 125 && there === 123) return;
    }
  }
}
