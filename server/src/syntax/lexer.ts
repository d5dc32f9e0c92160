/**
 * Tokens of C as arrays, one linear pass. Comments, directives and inactive lines are not tokens; the pass reports them.
 * No dialect here: a word is a word.
 */

/** Token kinds: these, or the char code of one-character punctuation. */
export const kinds = {
  word: 1,
  number: 2,
  string: 3,
  character: 4,
  arrow: 5,
  dots: 6,
  operator: 7,
  increment: 8,
} as const;

/** Grows as needed; `length` tokens are valid. Arrays of plain numbers, since a file has 50,000 tokens. */
export interface Tokens {
  length: number;
  kind: Uint8Array;
  start: Int32Array;
  end: Int32Array;
  /** Interned text of words; empty for others. */
  word: string[];
}

export function newTokens(textLength: number): Tokens {
  const size = (textLength >> 2) + 64;
  return { length: 0, kind: new Uint8Array(size), start: new Int32Array(size), end: new Int32Array(size), word: [] };
}

function push(tokens: Tokens, kind: number, start: number, end: number, word: string): void {
  const at = tokens.length;
  if (at === tokens.kind.length) grow(tokens);
  tokens.kind[at] = kind;
  tokens.start[at] = start;
  tokens.end[at] = end;
  tokens.word[at] = word;
  tokens.length = at + 1;
}

function grow(tokens: Tokens): void {
  const size = tokens.kind.length * 2;
  const kind = new Uint8Array(size);
  kind.set(tokens.kind);
  const start = new Int32Array(size);
  start.set(tokens.start);
  const end = new Int32Array(size);
  end.set(tokens.end);
  tokens.kind = kind;
  tokens.start = start;
  tokens.end = end;
}

/** More words than a tree's largest directory has, and longer than any of them. */
const mostWords = 2 ** 16;
const longestWord = 64;

/**
 * One string per word, found by its characters: a word that was met before costs neither a slice of the text nor, where it is
 * looked up in tables, a hash of its own.
 */
class Words {
  private readonly slots = new Int32Array(mostWords * 2);
  private words: string[] = [''];

  word(text: string, start: number, end: number): string {
    if (end - start > longestWord) return text.slice(start, end);
    let hash = 0;
    for (let at = start; at < end; at++) hash = (hash * 31 + text.charCodeAt(at)) | 0;
    const mask = this.slots.length - 1;
    let slot = (hash ^ (hash >>> 15)) & mask;
    for (let at = this.slots[slot] ?? 0; at !== 0; at = this.slots[slot] ?? 0) {
      const word = this.words[at] ?? '';
      if (word.length === end - start && text.startsWith(word, start)) return word;
      slot = (slot + 1) & mask;
    }
    // A slice would keep the whole text alive.
    const codes: number[] = [];
    for (let at = start; at < end; at++) codes.push(text.charCodeAt(at));
    const fresh = String.fromCharCode(...codes);
    if (this.words.length === mostWords) {
      this.slots.fill(0);
      this.words = [''];
      return fresh;
    }
    this.slots[slot] = this.words.push(fresh) - 1;
    return fresh;
  }
}

const known = new Words();

/** Bits per ASCII character. */
const space = 1;
const wordStart = 2;
const digit = 4;
const classes = new Uint8Array(128);
for (const c of ' \t\r\v\f\n') classes[c.charCodeAt(0)] = space;
for (let c = 65; c <= 90; c++) classes[c] = classes[c + 32] = wordStart;
for (const c of '_$') classes[c.charCodeAt(0)] = wordStart;
for (let c = 48; c <= 57; c++) classes[c] = digit;

function classOf(code: number): number {
  // Letters outside ASCII count as words, as in C.
  return code < 128 ? (classes[code] ?? 0) : wordStart;
}

/** What the lexer meets that is no token. */
export interface LexEvents {
  comment(start: number, end: number): void;
  /**
   * A `#` that begins a line. Returns where lexing goes on (past the directive's line, or past the inactive lines).
   */
  directive(hash: number): number;
}

const newline = 10;
const backslash = 92;
const slash = 47;
const star = 42;

/** Lexes text[from, to). */
export function lex(text: string, tokens: Tokens, events: LexEvents, from = 0, to = text.length): void {
  let at = from;
  let lineStart = true;
  while (at < to) {
    const code = text.charCodeAt(at);
    const cls = classOf(code);
    if (cls === space) {
      if (code === newline) lineStart = true;
      at++;
      continue;
    }
    if (cls === wordStart) {
      const start = at++;
      while (at < to && (classOf(text.charCodeAt(at)) & (wordStart | digit)) !== 0) at++;
      const next = text.charCodeAt(at);
      // L"x", u8"x": the prefix belongs to the literal.
      if ((next === 34 || next === 39) && at - start <= 2 && isLiteralPrefix(text, start, at)) {
        at = skipLiteral(text, at, to);
        push(tokens, next === 34 ? kinds.string : kinds.character, start, at, '');
      } else push(tokens, kinds.word, start, at, known.word(text, start, at));
      lineStart = false;
      continue;
    }
    if (cls === digit || (code === 46 && isDigit(text, at + 1))) {
      const start = at++;
      at = skipNumber(text, at, to);
      push(tokens, kinds.number, start, at, '');
      lineStart = false;
      continue;
    }
    if (code === slash) {
      const next = text.charCodeAt(at + 1);
      if (next === star || next === slash) {
        const end = Math.min(skipComment(text, at), to);
        events.comment(at, end);
        at = end;
        continue;
      }
    } else if (code === 35 && lineStart) {
      at = Math.max(events.directive(at), at + 1);
      lineStart = true;
      continue;
    } else if (code === backslash && isLineEnd(text, at + 1)) {
      at++;
      continue;
    }
    lineStart = false;
    const start = at;
    if (code === 34 || code === 39) {
      at = skipLiteral(text, at, to);
      push(tokens, code === 34 ? kinds.string : kinds.character, start, at, '');
      continue;
    }
    const next = text.charCodeAt(at + 1);
    if (code === 45 && next === 62) at = pushOperator(tokens, kinds.arrow, at, 2);
    else if (code === 46 && next === 46 && text.charCodeAt(at + 2) === 46) at = pushOperator(tokens, kinds.dots, at, 3);
    else if ((code === 43 || code === 45) && next === code) at = pushOperator(tokens, kinds.increment, at, 2);
    else if ((code === 38 || code === 124 || code === 61 || code === 60 || code === 62) && next === code)
      at = pushOperator(tokens, kinds.operator, at, text.charCodeAt(at + 2) === 61 ? 3 : 2);
    else if (next === 61 && isOperatorHead(code)) at = pushOperator(tokens, kinds.operator, at, 2);
    else at = pushOperator(tokens, code < 128 && code > 8 ? code : kinds.operator, at, 1);
  }
}

function pushOperator(tokens: Tokens, kind: number, at: number, length: number): number {
  push(tokens, kind, at, at + length, '');
  return at + length;
}

/** `+= -= *= /= %= &= |= ^= != <= >=` */
function isOperatorHead(code: number): boolean {
  return '+-*/%&|^!<>'.includes(String.fromCharCode(code));
}

function isDigit(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code >= 48 && code <= 57;
}

function isLiteralPrefix(text: string, start: number, end: number): boolean {
  const prefix = text.slice(start, end);
  return prefix === 'L' || prefix === 'u' || prefix === 'U' || prefix === 'u8';
}

function isLineEnd(text: string, at: number): boolean {
  return text.charCodeAt(at) === newline || (text.charCodeAt(at) === 13 && text.charCodeAt(at + 1) === newline);
}

function skipNumber(text: string, from: number, to: number): number {
  const hexadecimal = (text.charCodeAt(from + 1) | 32) === 120;
  let at = from;
  for (; at < to; at++) {
    const code = text.charCodeAt(at);
    if ((classOf(code) & (wordStart | digit)) !== 0 || code === 46) {
      if (code === 46 && text.charCodeAt(at + 1) === 46) break; // `1...5`
      continue;
    }
    const before = text.charCodeAt(at - 1) | 32;
    if ((code === 43 || code === 45) && before === (hexadecimal ? 112 : 101)) continue;
    break;
  }
  return at;
}

/** Past a comment that starts at `at`; an open block comment reaches to the end of the text. */
export function skipComment(text: string, at: number): number {
  if (text.charCodeAt(at + 1) === star) {
    const end = text.indexOf('*/', at + 2);
    return end === -1 ? text.length : end + 2;
  }
  let end = text.indexOf('\n', at);
  while (end > 0 && isContinued(text, end)) end = text.indexOf('\n', end + 1);
  return end === -1 ? text.length : end;
}

/** Does the line that ends at the newline `end` go on? */
export function isContinued(text: string, end: number): boolean {
  const before = text.charCodeAt(end - 1);
  return before === backslash || (before === 13 && text.charCodeAt(end - 2) === backslash);
}

/** Past a string or character literal; an open one ends with its line, so that half-typed text costs one line only. */
export function skipLiteral(text: string, at: number, to = text.length): number {
  const quote = text.charCodeAt(at);
  for (let i = at + 1; i < to; i++) {
    const code = text.charCodeAt(i);
    if (code === quote) return i + 1;
    if (code === backslash) {
      if (text.charCodeAt(i + 1) === 13) i++;
      i++;
    } else if (code === newline) return i;
  }
  return to;
}
