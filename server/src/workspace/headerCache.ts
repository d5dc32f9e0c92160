/**
 * Header scans kept on disk between runs: one file per tree, a directory of headers at its head, each header's scan a JSON
 * slice that is parsed only when that header is met. Entries are checked against the header's size and time of change.
 */
import * as path from 'node:path';
import { hashText } from '../base/hash';
import { DIALECT } from './dialect';
import {
  ENTRY_KINDS,
  type HeaderCondition,
  type HeaderEntry,
  type HeaderInclude,
  type ScannedHeader,
  scanHeader,
} from './headerScan';
import type { ScanCache, StoredScan } from './headerStore';
import { asciiJson, places, readPack, writePack } from './packFile';

/** Change it when the form of the file or what the scanner finds changes. */
const FORMAT = 'headers 4';

/** treePath, size, mtimeMs, and where its slice is: offset and length. */
type Row = readonly [string, number, number, number, number];

interface Slice {
  readonly names: readonly string[];
  /** Per entry: kind, start, length, condition, body. */
  readonly numbers: readonly number[];
  readonly conditions: readonly HeaderCondition[];
  readonly includes: readonly HeaderInclude[];
  readonly drops: readonly string[];
}

/** What is kept of a header's text. */
export function headerSlice(text: string): string {
  return asciiJson(pack(scanHeader(text, new Set(DIALECT.attributeCalls))));
}

export function loadScanCache(directory: string, root: string): ScanCache {
  const cache: ScanCache = new Map();
  const pack = readPack(cacheFile(directory, root), FORMAT);
  if (pack === undefined || !isRows(pack.head)) return cache;
  for (const [treePath, size, mtimeMs, offset, length] of pack.head)
    cache.set(
      treePath,
      lazyScan(size, mtimeMs, () => pack.slice(offset, length)),
    );
  return cache;
}

export function saveScanCache(directory: string, root: string, cache: ScanCache): void {
  const stored = [...cache].sort(([a], [b]) => (a < b ? -1 : 1));
  const slices = stored.map(([, each]) => each.slice ?? asciiJson(pack(each.scan)));
  const at = places(slices);
  const rows = stored.map(([treePath, { size, mtimeMs }], index): Row => {
    const [offset, length] = at[index] ?? [0, 0];
    return [treePath, size, mtimeMs, offset, length];
  });
  writePack(cacheFile(directory, root), FORMAT, asciiJson(rows), slices);
}

function cacheFile(directory: string, root: string): string {
  return path.join(directory, `headers-${hashText(root)}.json`);
}

function isRows(value: unknown): value is Row[] {
  return Array.isArray(value);
}

/** A scan whose slice is read, and parsed, only when somebody asks. */
export function lazyScan(size: number, mtimeMs: number, read: () => string): StoredScan {
  let scan: ScannedHeader | undefined;
  return {
    size,
    mtimeMs,
    get slice() {
      return read();
    },
    get scan() {
      scan ??= unpack(JSON.parse(read()) as Slice);
      return scan;
    },
  };
}

function pack(scan: ScannedHeader): Slice {
  const numbers: number[] = [];
  for (const entry of scan.entries) {
    numbers.push(
      ENTRY_KINDS.indexOf(entry.kind),
      entry.start,
      entry.end - entry.start,
      entry.condition,
      entry.body === true ? 1 : 0,
    );
  }
  return {
    names: scan.entries.map((entry) => entry.name),
    numbers,
    conditions: scan.conditions,
    includes: scan.includes,
    drops: scan.drops,
  };
}

function unpack({ names, numbers, conditions, includes, drops }: Slice): ScannedHeader {
  const entries = names.map((name, index): HeaderEntry => {
    const at = index * 5;
    const start = numbers[at + 1] ?? 0;
    const base = {
      name,
      kind: ENTRY_KINDS[numbers[at] ?? 0] ?? 'macro',
      start,
      end: start + (numbers[at + 2] ?? 0),
      condition: numbers[at + 3] ?? -1,
    };
    return numbers[at + 4] === 1 ? { ...base, body: true } : base;
  });
  return { entries, conditions, includes, drops };
}
