/**
 * The headers of one tree, read and scanned at most once: text, entries, includes, and one table from a name to all its
 * entries. Which of them a file sees is headerClosure.ts; what they say is headerDeclarations.ts.
 * Headers are read as Latin-1: one unit per byte, which is quick, and no C outside comments and strings is beyond ASCII.
 */
import * as path from 'node:path';
import { indexLines, type LineIndex } from '../base/lines';
import { type HeaderEntry, type ScannedHeader, scanHeader } from './headerScan';
import type { Makefiles } from './makefiles';
import type { FileStamp } from './treeFile';

/** Where `#include <...>` is looked up, in the order of the kernel's own LINUXINCLUDE (Makefile and arch/x86/Makefile, 6.12). */
const INCLUDE_ROOTS = [
  'arch/x86/include',
  'arch/x86/include/generated',
  'include',
  'arch/x86/include/uapi',
  'arch/x86/include/generated/uapi',
  'include/uapi',
  'include/generated/uapi',
] as const;

/** A build writes wrappers for what an architecture leaves to asm-generic; in a tree that was never built they are followed here. */
const GENERIC_ROOTS = ['include/asm-generic', 'include/uapi/asm-generic'] as const;

/** What the compiler is told to include first (Makefile: LINUXINCLUDE -include, 6.12). */
export const FORCED_INCLUDES = ['linux/kconfig.h', 'linux/compiler_types.h'] as const;

export type HeaderId = number & { readonly brand?: 'HeaderId' };

export interface Header {
  readonly id: HeaderId;
  readonly treePath: string;
  readonly scan: ScannedHeader;
  /** Targets of scan.includes, resolved; undefined where the tree has no such file. */
  readonly targets: readonly (HeaderId | undefined)[];
}

/** One entry of one header. */
export interface EntryRef {
  readonly header: HeaderId;
  readonly entry: HeaderEntry;
}

/** Where headers come from: the disk below a tree's root, or texts of our own. Paths are tree paths. */
export interface HeaderFiles {
  list(directory: string): ReadonlySet<string>;
  /** A byte per unit; undefined: not there, or unreadable. */
  read(treePath: string): string | undefined;
  /** Size and time of change; undefined: not there. */
  stamp(treePath: string): FileStamp | undefined;
}

const NO_ENTRIES: readonly EntryRef[] = [];
/** The largest header of the tree (a register list) has a tenth of that. */
const ENTRIES_PER_HEADER = 2 ** 17;

export interface StoredScan {
  readonly size: number;
  readonly mtimeMs: number;
  readonly scan: ScannedHeader;
  /** As the cache has it. */
  readonly slice?: string;
}

/** Scans of an earlier run, by tree path. */
export type ScanCache = Map<string, StoredScan>;

/** A .c file, read as a header is. */
export function isSource(treePath: string): boolean {
  return treePath.endsWith('.c');
}

export class HeaderStore {
  private readonly headers: Header[] = [];
  private readonly ids = new Map<string, HeaderId | undefined>();
  /** Name -> entries, packed as header and place in its entries: there are tens of thousands, and few are ever asked for. */
  private readonly names = new Map<string, number | number[]>();
  /** Those of `names` that were asked for, until a header with such a name is loaded. */
  private readonly unpacked = new Map<string, readonly EntryRef[]>();
  /** The same per .c file that was loaded: nobody else sees those. */
  private readonly sources = new Map<HeaderId, Map<string, number | number[]>>();
  private readonly lines = new Map<HeaderId, LineIndex>();
  private readonly directories = new Map<string, ReadonlySet<string>>();
  private readonly texts = new Map<HeaderId, string>();
  private readonly angled = new Map<string, string | undefined>();
  /** Files that were scanned here, as they were just before. */
  private readonly scanned = new Map<string, FileStamp>();
  /** True once a header was scanned that `cache` did not have. */
  grew = false;

  constructor(
    private readonly files: HeaderFiles,
    private readonly attributeCalls: ReadonlySet<string>,
    readonly cache: ScanCache = new Map(),
    /** Where headers are looked for besides; absent: nowhere. */
    private readonly makefiles?: Pick<Makefiles, 'includeDirectories'>,
  ) {}

  header(id: HeaderId): Header {
    const header = this.headers[id];
    if (header === undefined) throw new Error(`no header ${id}`);
    return header;
  }

  /** The header's text, decoded a byte per unit. Read again on demand where its scan came from the cache. */
  text(id: HeaderId): string {
    const known = this.texts.get(id);
    if (known !== undefined) return known;
    const text = this.files.read(this.header(id).treePath) ?? '';
    this.texts.set(id, text);
    return text;
  }

  lineIndex(id: HeaderId): LineIndex {
    const known = this.lines.get(id);
    if (known !== undefined) return known;
    const index = indexLines(this.text(id));
    this.lines.set(id, index);
    return index;
  }

  /** Every entry of that name in the headers loaded so far, in load order, then those of the .c files among `sources`. */
  entries(name: string, sources: readonly HeaderId[] = []): readonly EntryRef[] {
    const found = this.headerEntries(name);
    if (sources.length === 0) return found;
    return [...found, ...sources.flatMap((id) => this.refs(this.sources.get(id)?.get(name)))];
  }

  private headerEntries(name: string): readonly EntryRef[] {
    const known = this.unpacked.get(name);
    if (known !== undefined) return known;
    const found = this.refs(this.names.get(name));
    this.unpacked.set(name, found);
    return found;
  }

  private refs(packed: number | number[] | undefined): readonly EntryRef[] {
    if (packed === undefined) return NO_ENTRIES;
    return (typeof packed === 'number' ? [packed] : packed).flatMap((one) => {
      const header: HeaderId = Math.floor(one / ENTRIES_PER_HEADER);
      const entry = this.header(header).scan.entries[one % ENTRIES_PER_HEADER];
      return entry === undefined ? [] : [{ header, entry }];
    });
  }

  /** The header an include names, loaded and scanned; `from` is the tree path of the including file. */
  resolve(include: string, angled: boolean, from: string): HeaderId | undefined {
    if (!angled) {
      const beside = path.posix.join(path.posix.dirname(from), include);
      if (this.exists(beside)) return this.load(beside);
    }
    if (!this.angled.has(include)) this.angled.set(include, this.find(path.posix.normalize(include)));
    const found = this.angled.get(include) ?? this.findByMakefiles(include, from);
    return found === undefined ? undefined : this.load(found);
  }

  /** Loads one header by tree path; its own includes are resolved when a closure walks them. */
  load(treePath: string): HeaderId | undefined {
    if (this.ids.has(treePath)) return this.ids.get(treePath);
    const scan = this.scan(treePath);
    if (scan === undefined) {
      this.ids.set(treePath, undefined);
      return undefined;
    }
    const id: HeaderId = this.headers.length;
    this.ids.set(treePath, id);
    let targets: readonly (HeaderId | undefined)[] | undefined;
    const resolve = () => scan.includes.map((include) => this.resolve(include.path, include.angled, treePath));
    this.headers.push({
      id,
      treePath,
      scan,
      get targets() {
        targets ??= resolve();
        return targets;
      },
    });
    const { entries } = scan;
    const names = isSource(treePath) ? new Map<string, number | number[]>() : this.names;
    if (names !== this.names) this.sources.set(id, names);
    for (let at = 0; at < entries.length && at < ENTRIES_PER_HEADER; at++) {
      const name = entries[at]?.name ?? '';
      const packed = id * ENTRIES_PER_HEADER + at;
      if (names === this.names) this.unpacked.delete(name);
      const known = names.get(name);
      if (known === undefined) names.set(name, packed);
      else if (typeof known === 'number') names.set(name, [known, packed]);
      else known.push(packed);
    }
    return id;
  }

  /** The number of a file that was loaded. */
  idOf(treePath: string): HeaderId | undefined {
    return this.ids.get(treePath);
  }

  /** The file is not what it was: it is read again once somebody asks. Closures made before keep what they saw. */
  forget(treePath: string): void {
    this.ids.delete(treePath);
    this.cache.delete(treePath);
    this.directories.clear();
    this.angled.clear();
  }

  private scan(treePath: string): ScannedHeader | undefined {
    const cached = this.cache.get(treePath);
    if (cached !== undefined) {
      const stamp = this.files.stamp(treePath);
      if (stamp !== undefined && stamp.size === cached.size && stamp.mtimeMs === cached.mtimeMs) return cached.scan;
    }
    const stamp = this.files.stamp(treePath);
    const text = this.files.read(treePath);
    if (text === undefined) return undefined;
    if (stamp !== undefined) this.scanned.set(treePath, stamp);
    const scan = scanHeader(text, this.attributeCalls);
    this.texts.set(this.headers.length, text);
    this.grew = true;
    return scan;
  }

  /** All scans with the file's state, for the cache. */
  storedScans(): ScanCache {
    const stored: ScanCache = new Map(this.cache);
    for (const { treePath, scan } of this.headers) {
      const stamp = this.scanned.get(treePath);
      if (stamp !== undefined) stored.set(treePath, { ...stamp, scan });
    }
    return stored;
  }

  private findByMakefiles(include: string, from: string): string | undefined {
    for (const directory of this.makefiles?.includeDirectories(from) ?? []) {
      const at = path.posix.join(directory, include);
      if (this.exists(at)) return at;
    }
    return undefined;
  }

  private find(include: string): string | undefined {
    for (const root of INCLUDE_ROOTS) {
      const at = path.posix.join(root, include);
      if (this.exists(at)) return at;
    }
    if (!include.startsWith('asm/')) return undefined;
    for (const root of GENERIC_ROOTS) {
      const at = `${root}/${include.slice('asm/'.length)}`;
      if (this.exists(at)) return at;
    }
    return undefined;
  }

  /** By directory listings: a listing answers for all names of its directory at the price of a few failed opens. */
  private exists(treePath: string): boolean {
    // No link or `..` leads out of the tree: an include that tries is not looked up.
    if (treePath.startsWith('..') || treePath.startsWith('/')) return false;
    const slash = treePath.lastIndexOf('/');
    const directory = slash === -1 ? '.' : treePath.slice(0, slash);
    let names = this.directories.get(directory);
    if (names === undefined) {
      names = this.files.list(directory);
      this.directories.set(directory, names);
    }
    return names.has(treePath.slice(slash + 1));
  }
}
