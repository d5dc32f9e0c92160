/**
 * A file of the cache directory: a head that is parsed at once, and slices that are parsed when somebody asks. One file for
 * many entries, because opening thousands of small ones takes longer than working most of them out again.
 * Nothing here may fail a run: a file that cannot be read or written is as good as none.
 */
import * as fs from 'node:fs';
import * as path from 'node:path';

export interface Pack {
  readonly head: unknown;
  /** Offset and length in bytes, as writePack() gave them. */
  slice(offset: number, length: number): string;
}

/** Undefined: not there, unreadable, or of another format. */
export function readPack(file: string, format: string): Pack | undefined {
  try {
    const bytes = fs.readFileSync(file);
    const formatEnd = bytes.indexOf(10);
    if (bytes.toString('latin1', 0, formatEnd) !== format) return undefined;
    const headEnd = bytes.indexOf(10, formatEnd + 1);
    const head: unknown = JSON.parse(bytes.toString('latin1', formatEnd + 1, headEnd));
    return {
      head,
      slice: (offset, length) => bytes.toString('latin1', headEnd + 1 + offset, headEnd + 1 + offset + length),
    };
  } catch {
    return undefined;
  }
}

/** Where each slice will be, in the order given: offset and length. */
export function places(slices: readonly string[]): readonly (readonly [number, number])[] {
  let offset = 0;
  return slices.map((slice) => {
    const at = offset;
    offset += slice.length;
    return [at, slice.length];
  });
}

/** Head and slices are ASCII (asciiJson). */
export function writePack(file: string, format: string, head: string, slices: readonly string[]): void {
  writeWhole(file, [`${format}\n${head}\n`, ...slices].join(''));
}

/** A byte per unit of `text`. Written beside and renamed, so that a reader never sees half a file. False: it was not kept. */
export function writeWhole(file: string, text: string | Uint8Array): boolean {
  const fresh = `${file}.${process.pid}`;
  try {
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(fresh, text, 'latin1');
    fs.renameSync(fresh, file);
    return true;
  } catch {
    // A read-only or full disk: the next run works it out again.
    removeQuietly(fresh);
    return false;
  }
}

function removeQuietly(file: string): void {
  try {
    fs.rmSync(file, { force: true });
  } catch {
    // Not even its directory is one.
  }
}

/** JSON with a byte per character: offsets in text are offsets in the file. */
export function asciiJson(value: unknown, replacer?: (key: string, value: unknown) => unknown): string {
  return JSON.stringify(value, replacer).replace(
    /[\u0080-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
