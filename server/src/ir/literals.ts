/** Values and types of C's literals: integers with suffixes, characters, strings with escapes. */
import { intType, longType, unsignedLongType, unsignedType, wrapInteger } from './ctypes';
import type { CType } from './types';

export interface IntegerLiteral {
  readonly value: bigint;
  readonly type: CType;
}

/** An integer literal; floating ones are cut to their integer part and unreadable ones are undefined. */
export function parseInteger(text: string): IntegerLiteral | undefined {
  // The grammar takes a sign into the literal: `return -1`.
  const sign = text[0];
  if (sign === '-' || sign === '+') {
    const positive = parseInteger(text.slice(1).trim());
    if (positive === undefined || sign === '+') return positive;
    return { value: wrapInteger(-positive.value, positive.type), type: positive.type };
  }
  const match = /^(0[xX][\da-fA-F']+|0[bB][01']+|\d[\d']*)([uUlL]*)$/.exec(text);
  if (!match) {
    const float = Number.parseFloat(text);
    return Number.isFinite(float) ? { value: BigInt(Math.trunc(float)), type: { kind: 'float', bits: 64 } } : undefined;
  }
  const digits = (match[1] ?? '').replaceAll("'", '');
  const suffix = (match[2] ?? '').toLowerCase();
  const octal = /^0\d+$/.test(digits);
  if (octal && /[89]/.test(digits)) return undefined;
  const value = BigInt(octal ? `0o${digits.slice(1)}` : digits);
  const decimal = /^[1-9]/.test(digits);
  const unsigned = suffix.includes('u');
  const long = suffix.includes('l');
  let type: CType;
  if (!long && !unsigned && value < 1n << 31n) type = intType;
  else if (!long && (unsigned || !decimal) && value < 1n << 32n) type = unsignedType;
  else if (!unsigned && value < 1n << 63n) type = longType;
  else type = unsignedLongType;
  return { value, type };
}

const escapes: Readonly<Record<string, number>> = { n: 10, t: 9, r: 13, a: 7, b: 8, f: 12, v: 11, e: 27, '0': 0 };

function unescaped(text: string): string {
  if (!text.includes('\\')) return text;
  return text.replace(/\\(x[\da-fA-F]+|[0-7]{1,3}|\r?\n|[\s\S])/g, (_, code: string) => {
    if (code.startsWith('x')) return String.fromCharCode(Number.parseInt(code.slice(1), 16) & 0xff);
    if (/^[0-7]/.test(code)) return String.fromCharCode(Number.parseInt(code, 8) & 0xff);
    if (code.endsWith('\n')) return '';
    const value = escapes[code];
    return value === undefined ? code : String.fromCharCode(value);
  });
}

/** `'a'`, `'\n'`, `L'x'`: an int, as C says. */
export function parseCharacter(text: string): IntegerLiteral {
  const inner = unescaped(text.replace(/^L?'/, '').replace(/'$/, ''));
  const unit = inner.charCodeAt(0);
  return { value: Number.isNaN(unit) ? 0n : BigInt.asIntN(8, BigInt(unit & 0xff)), type: intType };
}

/** The contents of one or more adjoining string literals. */
export function parseString(text: string): string {
  let value = '';
  for (const part of text.matchAll(/"((?:[^"\\]|\\[\s\S])*)"/g)) value += unescaped(part[1] ?? '');
  return value;
}
