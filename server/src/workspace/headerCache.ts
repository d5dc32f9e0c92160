/**
 * Header scans kept on disk between runs: one file per tree, a directory of headers at its head, each header's scan a JSON
 * slice that is parsed only when that header is met. Entries are checked against the header's size and time of change.
 * Nothing here may fail a run: a cache that cannot be read or written is as good as none.
 */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { hashText } from '../base/hash';
import {
  ENTRY_KINDS,
  type HeaderCondition,
  type HeaderEntry,
  type HeaderInclude,
  type ScannedHeader,
} from './headerScan';
import type { ScanCache, StoredScan } from './headerStore';

/** Change it when the form of the file or what the scanner finds changes. */
const FORMAT = 2;

/** treePath, size, mtimeMs, and where its slice is: offset and length in bytes after the head. */
type Row = readonly [string, number, number, number, number];

interface Slice {
  readonly names: readonly string[];
  /** Per entry: kind, start, length, condition, body. */
  readonly numbers: readonly number[];
  readonly conditions: readonly HeaderCondition[];
  readonly includes: readonly HeaderInclude[];
}

export function loadScanCache(directory: string, root: string): ScanCache {
  const cache: ScanCache = new Map();
  try {
    const bytes = fs.readFileSync(cacheFile(directory, root));
    const headEnd = bytes.indexOf(10);
    const head: unknown = JSON.parse(bytes.toString('latin1', 0, headEnd));
    if (!isHead(head) || head.format !== FORMAT) return cache;
    for (const [treePath, size, mtimeMs, offset, length] of head.rows) {
      const start = headEnd + 1 + offset;
      cache.set(
        treePath,
        lazyScan(size, mtimeMs, () => bytes.toString('latin1', start, start + length)),
      );
    }
    return cache;
  } catch {
    return new Map();
  }
}

/** Writes beside and renames, so that a reader never sees half a file. */
export function saveScanCache(directory: string, root: string, cache: ScanCache): void {
  try {
    const rows: Row[] = [];
    const slices: string[] = [];
    let offset = 0;
    for (const treePath of [...cache.keys()].sort()) {
      const stored = cache.get(treePath);
      if (stored === undefined) continue;
      const slice = JSON.stringify(pack(stored.scan));
      // Latin-1 on disk: a byte per unit, so that offsets are lengths. Names are ASCII; conditions may quote anything.
      rows.push([treePath, stored.size, stored.mtimeMs, offset, slice.length]);
      slices.push(slice);
      offset += slice.length;
    }
    fs.mkdirSync(directory, { recursive: true });
    const file = cacheFile(directory, root);
    const fresh = `${file}.${process.pid}`;
    try {
      fs.writeFileSync(fresh, `${JSON.stringify({ format: FORMAT, rows })}\n${slices.join('')}`, 'latin1');
      fs.renameSync(fresh, file);
    } catch {
      fs.rmSync(fresh, { force: true });
    }
  } catch {
    // A read-only or full disk: the next run scans again.
  }
}

function cacheFile(directory: string, root: string): string {
  return path.join(directory, `headers-${hashText(root)}.json`);
}

function isHead(value: unknown): value is { format: number; rows: Row[] } {
  return (
    typeof value === 'object' && value !== null && 'format' in value && 'rows' in value && Array.isArray(value.rows)
  );
}

function lazyScan(size: number, mtimeMs: number, read: () => string): StoredScan {
  let scan: ScannedHeader | undefined;
  return {
    size,
    mtimeMs,
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
  };
}

function unpack({ names, numbers, conditions, includes }: Slice): ScannedHeader {
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
  return { entries, conditions, includes };
}
