/** Where the functions of a text are, found by the lines that open a body, without a parser: for looks at a whole tree. */

import type { Span } from '../base/span';

export interface FunctionText {
  readonly name: string;
  readonly static: boolean;
  /** What stands in front of the body. */
  readonly head: string;
  /** Of the line break in front of the opening brace, and of the one in front of the closing brace. */
  readonly start: number;
  readonly end: number;
}

/** A head longer than this (in characters) is text that a brace happens to follow. */
const MAX_HEAD = 1200;

/** In order; functions that macros make are left out. */
export function functionTexts(text: string): FunctionText[] {
  const found: FunctionText[] = [];
  for (let at = lineWith('{', text, 0); at !== -1; at = lineWith('{', text, at + 2)) {
    const whole = text.slice(headStart(text, at), at);
    const head = /[#/]/.test(whole) ? whole.replace(/^\s*#.*$|\/\*[\s\S]*?\*\/|\/\/.*$/gm, ' ') : whole;
    const name = headName(head);
    if (name === undefined) continue;
    const end = lineWith('}', text, at);
    found.push({ name, static: /\bstatic\b/.test(head), head, start: at, end: end === -1 ? text.length : end });
  }
  return found;
}

/** Of the line break in front of the next line that begins with the brace; -1: there is none. Braces are rarer than lines. */
function lineWith(brace: '{' | '}', text: string, from: number): number {
  for (let at = text.indexOf(brace, from + 1); at !== -1; at = text.indexOf(brace, at + 1))
    if (text.charCodeAt(at - 1) === NEWLINE) return at - 1;
  return -1;
}

/** Behind the last ';' or '}' before `end`, or at the last empty line. */
function headStart(text: string, end: number): number {
  const limit = Math.max(0, end - MAX_HEAD);
  let next = 0;
  for (let at = end - 1; at >= limit; at--) {
    const code = text.charCodeAt(at);
    if (code === SEMICOLON || code === BRACE || (code === NEWLINE && next === NEWLINE)) return at + 1;
    next = code;
  }
  return limit;
}

/** An initialiser longer than this (in characters) is a table of data. */
const MAX_INITIALISER = 20_000;
const MAX_INITIALISERS = 4;

/** Where the definitions outside functions are whose initialisers mention the name otherwise than by calling it, in order. */
export function initialiserTexts(text: string, name: string): readonly Span[] {
  const found: Span[] = [];
  for (const { index } of text.matchAll(new RegExp(`\\b${name}\\b(?!\\s*\\()`, 'g'))) {
    if (found.length === MAX_INITIALISERS || index < (found.at(-1)?.end ?? 0)) continue;
    const start = lineAtMargin(text, index);
    const head = text.slice(start, index);
    const isList = /=\s*\{/.test(head) && !head.includes('\n}');
    if (!isList && !/^(?:static )?[A-Z]\w+\([^;{]*$/.test(head)) continue;
    const close = isList ? text.indexOf('\n}', index) : index;
    const end = close === -1 ? -1 : text.indexOf(';', close);
    if (end !== -1 && end - start < MAX_INITIALISER) found.push({ start, end: end + 1 });
  }
  return found;
}

/** The start of the last line up to `at` that begins with a letter, as definitions do. */
function lineAtMargin(text: string, at: number): number {
  let start = text.lastIndexOf('\n', at) + 1;
  while (start > 0 && !/[A-Za-z]/.test(text[start] ?? '')) start = text.lastIndexOf('\n', start - 2) + 1;
  return start;
}

/** The name before the parameters of a function's head; undefined: no function. */
function headName(head: string): string | undefined {
  if (head.includes('=')) return undefined;
  let fallback: string | undefined;
  for (let open = head.indexOf('('); open !== -1; open = head.indexOf('(', open + 1)) {
    const name = wordBefore(head, open);
    if (name === '') continue;
    // In front of a name stand only attributes with arguments: __printf(1, 2), __releases(x) after it.
    if (!name.startsWith('__')) return /^[a-z]/.test(name) && name.length < 80 ? name : fallback;
    fallback ??= name;
  }
  return fallback;
}

/** The word that ends there, or a few blanks before. */
export function wordBefore(text: string, end: number): string {
  let last = end;
  while (last > 0 && text.charCodeAt(last - 1) <= SPACE) last--;
  let first = last;
  while (first > 0 && isWordCode(text.charCodeAt(first - 1))) first--;
  return text.slice(first, last);
}

const SPACE = 32;
const NEWLINE = 10;
const SEMICOLON = 59;
const BRACE = 125;

/** 0-9, A-Z, _, a-z: without a regular expression, because this is asked for every function of a tree. */
export function isWordCode(code: number): boolean {
  return (code >= 97 && code <= 122) || code === 95 || (code >= 65 && code <= 90) || (code >= 48 && code <= 57);
}
