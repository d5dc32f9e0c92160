/**
 * Finding and reading source files: directories expanded in a fixed order, links not followed, and a decoding in which
 * every byte that is not UTF-8 counts as one unit, so that columns are what an editor in any encoding shows.
 */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { systemReason } from './kernelTree';

/** Larger files are not parsed: no hand-written C file of the kernel is above 2 MB. */
export const MAX_FILE_BYTES = 8 * 1024 * 1024;

export type SourceResult =
  | { readonly kind: 'text'; readonly text: string }
  /** Counted as not analysed, no error. */
  | { readonly kind: 'unfit'; readonly reason: string }
  /** Exit status 2. */
  | { readonly kind: 'error'; readonly message: string };

export type Expansion =
  | { readonly kind: 'files'; readonly files: readonly string[] }
  | { readonly kind: 'error'; readonly message: string };

/** One FILE|DIR argument as a list of files: a file is itself, a directory all .c below it, sorted by path. */
export function expandArgument(argument: string): Expansion {
  try {
    if (!fs.statSync(argument).isDirectory()) return { kind: 'files', files: [argument] };
    const files: string[] = [];
    collect(argument, files);
    if (files.length > 0) return { kind: 'files', files: files.sort(byPath) };
    return {
      kind: 'error',
      message: `${argument}: no .c file below this directory; name a file or a directory with C sources`,
    };
  } catch (error) {
    return { kind: 'error', message: `${argument}: ${systemReason(error)}; check the path` };
  }
}

/** Reads and decodes one file; binary and oversized ones are unfit, unreadable ones errors. */
export function readSource(file: string): SourceResult {
  try {
    const stats = fs.statSync(file);
    if (stats.isDirectory()) return { kind: 'error', message: `${file}: is a directory; name a C file` };
    const { size } = stats;
    if (size > MAX_FILE_BYTES) {
      return { kind: 'unfit', reason: `oversized: ${size} bytes, the limit is ${MAX_FILE_BYTES}` };
    }
    return decodeSource(fs.readFileSync(file));
  } catch (error) {
    return { kind: 'error', message: `${file}: ${systemReason(error)}; check the path and its permissions` };
  }
}

/** Decodes bytes; a NUL byte among them means that the file is no text. */
export function decodeSource(bytes: Buffer): Exclude<SourceResult, { kind: 'error' }> {
  if (bytes.includes(0)) return { kind: 'unfit', reason: 'binary file' };
  return { kind: 'text', text: decodeText(bytes) };
}

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** UTF-8; a byte that is part of no valid sequence becomes one U+FFFD. */
export function decodeText(bytes: Buffer): string {
  try {
    return strict.decode(bytes);
  } catch {
    return decodeLeniently(bytes);
  }
}

function decodeLeniently(bytes: Buffer): string {
  const pieces: string[] = [];
  let from = 0;
  let at = 0;
  while (at < bytes.length) {
    const length = sequenceLength(bytes, at);
    if (length === 0) {
      pieces.push(bytes.toString('utf8', from, at), '\ufffd');
      at += 1;
      from = at;
    } else at += length;
  }
  pieces.push(bytes.toString('utf8', from));
  return pieces.join('');
}

/** Length of the valid UTF-8 sequence at `at`, 0 if there is none (RFC 3629: no overlong forms, no surrogates). */
function sequenceLength(bytes: Buffer, at: number): number {
  const first = bytes[at] ?? 0;
  if (first < 0x80) return 1;
  const second = bytes[at + 1] ?? 0;
  const continues = (offset: number) => ((bytes[at + offset] ?? 0) & 0xc0) === 0x80;
  if (first >= 0xc2 && first <= 0xdf) return continues(1) ? 2 : 0;
  if (first >= 0xe0 && first <= 0xef) {
    const low = first === 0xe0 ? 0xa0 : 0x80;
    const high = first === 0xed ? 0x9f : 0xbf;
    return second >= low && second <= high && continues(2) ? 3 : 0;
  }
  if (first >= 0xf0 && first <= 0xf4) {
    const low = first === 0xf0 ? 0x90 : 0x80;
    const high = first === 0xf4 ? 0x8f : 0xbf;
    return second >= low && second <= high && continues(2) && continues(3) ? 4 : 0;
  }
  return 0;
}

function collect(directory: string, files: string[]): void {
  for (const entry of fs.readdirSync(directory, { withFileTypes: true })) {
    const at = path.join(directory, entry.name);
    if (entry.isDirectory()) collect(at, files);
    else if (entry.isFile() && entry.name.endsWith('.c')) files.push(at);
  }
}

/** By UTF-16 unit, independent of the machine's locale. */
function byPath(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
