/**
 * Lowered functions of headers and of other .c files (frontEnd.ts), kept between runs: most of what a run over one file lowers,
 * every run before it has lowered too. Functions stand in units, by what their lowering sees; a unit lists its files, and what is
 * in it is used only while all of these are as they were. Several processes may work on one tree: each writes a file of its own,
 * and reads those of all.
 */
import type { FunctionIr } from '../ir/ir';
import { cacheFileOf, cacheFilesOfOthers } from './cacheDirectory';
import { asciiJson, type Pack, places, readPack, writePack } from './packFile';
import type { Reads } from './reads';
import { ALWAYS, type FileVersion, type Runs, runsOf, type TreeNow, VersionTable } from './versions';

/** Change it when the form of the file changes; what the program says is part of the basis. */
const FORMAT = 'functions 1';
/** What one process keeps, some five thousand functions: reading it must not cost a run over one small file much. */
const MAX_BYTES = 12_000_000;
/** Once it is full the oldest go, until this part of it is left. */
const LEFT = 0.75;
/** Versions beyond which all is let go: a tree has a tenth of that. */
const MAX_VERSIONS = 300_000;

/** One function as it is written. Worlds that share a function share its text. */
interface Slice {
  readonly size: number;
  text(): string;
}

/** By the file a function stands in, and its offset there. */
type Rows = Map<string, Slice>;

interface Unit {
  /** Tree paths of all that the lowering of its functions sees. */
  readonly files: readonly string[];
  readonly rows: Rows;
}

interface PackedUnit {
  /** Of the facts of the tree. */
  readonly always: Runs;
  readonly files: Runs;
  /** Per file: offset there, offset and length of the slice, of one function after the other. */
  readonly rows: readonly (readonly [string, readonly number[]])[];
}

interface Head {
  readonly files: readonly FileVersion[];
  /** Unit, offset, length. */
  readonly units: readonly (readonly [string, number, number])[];
}

export class KeptFunctions {
  private opened: { readonly own: StoredFunctions; readonly all: readonly StoredFunctions[] } | undefined;
  /** Lowered in this run. */
  private readonly fresh = new Map<string, Unit>();
  private freshBytes = 0;
  /** Where functions that were read or kept are written. */
  private readonly slices = new WeakMap<FunctionIr, Slice>();
  private readonly started = Date.now();

  constructor(
    private readonly directory: string,
    private readonly slot: number,
    private readonly now: TreeNow,
    /** All that a lowering depends on besides files. */
    private readonly basis: string,
    private readonly reads: Reads,
    /** Texts in memory that stand for files: what rests on one of these is neither taken nor kept. */
    private readonly isOverlaid: (treePath: string) => boolean,
    private readonly limit = MAX_BYTES,
  ) {}

  /** The function that starts there, as an earlier run lowered it in the unit. */
  find(unit: string, treePath: string, start: number): FunctionIr | undefined {
    const name = rowName(treePath, start);
    for (const stored of this.open().all) {
      const known = stored.unit(unit);
      const slice = known?.rows.get(name);
      if (known === undefined || slice === undefined) continue;
      const fn = stored.read(slice);
      if (fn === undefined) continue;
      this.reads.defineOnce(unit, known.files);
      this.slices.set(fn, slice);
      return fn;
    }
    return undefined;
  }

  keep(unit: string, treePath: string, start: number, fn: FunctionIr): void {
    const known = this.freshBytes > this.limit ? undefined : this.freshUnit(unit);
    if (known === undefined) return;
    let slice = this.slices.get(fn);
    if (slice === undefined) {
      const text = packFunction(fn);
      slice = { size: text.length, text: () => text };
      this.freshBytes += text.length;
      this.slices.set(fn, slice);
    }
    known.rows.set(rowName(treePath, start), slice);
  }

  private freshUnit(unit: string): Unit | undefined {
    const known = this.fresh.get(unit);
    if (known !== undefined) return known;
    const files = this.reads.filesOf(unit);
    if (files === undefined || files.some(this.isOverlaid)) return undefined;
    const added = { files, rows: new Map() };
    this.fresh.set(unit, added);
    return added;
  }

  /** A file is not what it was: what was lowered with it in sight may be wrong. */
  forget(): void {
    this.fresh.clear();
    this.freshBytes = 0;
    this.now.forget();
    for (const stored of this.opened?.all ?? []) stored.forget();
  }

  /** Writes what is new, with what was there. */
  save(): void {
    if (this.fresh.size === 0) return;
    this.open().own.write(this.fresh, this.started, this.limit);
    this.fresh.clear();
    this.freshBytes = 0;
    this.opened = undefined;
  }

  private open(): { readonly own: StoredFunctions; readonly all: readonly StoredFunctions[] } {
    if (this.opened !== undefined) return this.opened;
    const { directory, slot, now, isOverlaid } = this;
    const format = `${FORMAT} ${this.basis}`;
    const own = new StoredFunctions(cacheFileOf(directory, `functions${slot}`, now.root), format, now, isOverlaid);
    const others = cacheFilesOfOthers(directory, 'functions', slot, now.root);
    this.opened = { own, all: [own, ...others.map((file) => new StoredFunctions(file, format, now, isOverlaid))] };
    return this.opened;
  }
}

/** One file of functions. */
class StoredFunctions {
  private readonly pack: Pack | undefined;
  private readonly places = new Map<string, readonly [number, number]>();
  private readonly versions: VersionTable<FileVersion>;
  private readonly units = new Map<string, Unit | undefined>();
  private readonly slices = new Map<number, Slice>();
  private readonly functions = new WeakMap<Slice, WeakRef<FunctionIr>>();

  constructor(
    private readonly file: string,
    private readonly format: string,
    now: TreeNow,
    private readonly isOverlaid: (treePath: string) => boolean,
  ) {
    const pack = readPack(file, format);
    const head =
      pack !== undefined && isHead(pack.head) && pack.head.files.length < MAX_VERSIONS ? pack.head : undefined;
    this.pack = head === undefined ? undefined : pack;
    for (const [unit, offset, length] of head?.units ?? []) this.places.set(unit, [offset, length]);
    this.versions = new VersionTable(head?.files ?? [], (treePath) => now.file(treePath));
  }

  /** Undefined: nothing is known of it, or one of its files is not what it was, or not what is on disk. */
  unit(unit: string): Unit | undefined {
    if (this.units.has(unit)) return this.units.get(unit);
    const found = this.load(unit);
    this.units.set(unit, found);
    return found;
  }

  /** Something has changed: what units rest on is compared again. */
  forget(): void {
    this.units.clear();
    this.versions.forget();
  }

  private load(unit: string): Unit | undefined {
    const packed = this.packed(unit);
    if (packed === undefined || ![packed.always, packed.files].every((runs) => this.versions.allHold(runs)))
      return undefined;
    const files = this.versions.subjects(packed.files);
    return files.some(this.isOverlaid) ? undefined : { files, rows: this.rowsOf(packed) };
  }

  private packed(unit: string): PackedUnit | undefined {
    const place = this.places.get(unit);
    if (place === undefined || this.pack === undefined) return undefined;
    try {
      const packed = JSON.parse(this.pack.slice(...place)) as PackedUnit;
      return Array.isArray(packed.rows) && Array.isArray(packed.always) && Array.isArray(packed.files)
        ? packed
        : undefined;
    } catch {
      return undefined;
    }
  }

  private rowsOf({ rows }: PackedUnit): Rows {
    const found: Rows = new Map();
    for (const [treePath, numbers] of rows) {
      for (let at = 0; at + 2 < numbers.length; at += 3)
        found.set(rowName(treePath, numbers[at] ?? 0), this.slice(numbers[at + 1] ?? 0, numbers[at + 2] ?? 0));
    }
    return found;
  }

  private slice(offset: number, size: number): Slice {
    const known = this.slices.get(offset);
    if (known !== undefined) return known;
    const { pack } = this;
    const fresh = { size, text: () => pack?.slice(offset, size) ?? '' };
    this.slices.set(offset, fresh);
    return fresh;
  }

  /** The same object for all who ask while somebody holds it. */
  read(slice: Slice): FunctionIr | undefined {
    const known = this.functions.get(slice)?.deref();
    if (known !== undefined) return known;
    try {
      const fn = unpackFunction(slice.text());
      this.functions.set(slice, new WeakRef(fn));
      return fn;
    } catch {
      return undefined;
    }
  }

  /** What is there and still holds as far as is known, then what is new; the oldest go where it is too much. */
  write(fresh: ReadonlyMap<string, Unit>, started: number, limit: number): void {
    const units = new Map<string, Omit<PackedUnit, 'rows'> & { readonly rows: Rows }>();
    for (const unit of this.places.keys()) {
      const packed = this.units.has(unit) && this.units.get(unit) === undefined ? undefined : this.packed(unit);
      if (packed !== undefined) units.set(unit, { ...packed, rows: this.rowsOf(packed) });
    }
    for (const [unit, { files, rows }] of fresh) {
      const now = (file: string): number => this.versions.now(file);
      const [always, own] = [ALWAYS.map(now), files.map(now)];
      if ([...always, ...own].some((id) => this.versions.version(id)[2] >= started)) continue;
      const old = this.unit(unit);
      units.set(unit, {
        always: runsOf(always),
        files: runsOf(own),
        rows: new Map([...(old?.rows ?? []), ...rows]),
      });
    }
    const old = [...this.slices].sort(([a], [b]) => a - b).map(([, slice]) => slice);
    const slices = newest(old, units, limit);
    const texts = slices.map((slice) => slice.text());
    const at = places(texts);
    const placeOf = new Map(slices.map((slice, index) => [slice, at[index] ?? [0, 0]]));
    const indices = [...units].flatMap(([unit, { always, files, rows }]): [string, string][] => {
      const packed = packRows(rows, placeOf);
      return packed.length === 0 ? [] : [[unit, asciiJson({ always, files, rows: packed } satisfies PackedUnit)]];
    });
    const all = [...texts, ...indices.map(([, index]) => index)];
    const ends = places(all).slice(texts.length);
    const head: Head = {
      files: this.versions.versions,
      units: indices.map(([unit], index) => [unit, ...(ends[index] ?? [0, 0])] as const),
    };
    writePack(this.file, this.format, asciiJson(head), all);
  }
}

function rowName(treePath: string, start: number): string {
  return `${start} ${treePath}`;
}

/** All slices that units speak of, in the order in which they were lowered, as many of the newest as may be kept. */
function newest(
  old: readonly Slice[],
  units: ReadonlyMap<string, { readonly rows: Rows }>,
  limit: number,
): readonly Slice[] {
  const used = new Set([...units.values()].flatMap(({ rows }) => [...rows.values()]));
  const ordered = [...new Set([...old.filter((slice) => used.has(slice)), ...used])];
  let bytes = ordered.reduce((sum, { size }) => sum + size, 0);
  if (bytes <= limit) return ordered;
  const first = ordered.findIndex(({ size }) => {
    if (bytes <= limit * LEFT) return true;
    bytes -= size;
    return false;
  });
  return first === -1 ? [] : ordered.slice(first);
}

function packRows(
  rows: Rows,
  placeOf: ReadonlyMap<Slice, readonly [number, number] | readonly number[]>,
): PackedUnit['rows'] {
  const byFile = new Map<string, number[]>();
  for (const [name, slice] of rows) {
    const place = placeOf.get(slice);
    if (place === undefined) continue;
    const space = name.indexOf(' ');
    const treePath = name.slice(space + 1);
    const numbers = byFile.get(treePath) ?? [];
    byFile.set(treePath, numbers);
    numbers.push(Number(name.slice(0, space)), ...place);
  }
  return [...byFile];
}

/** What stands for values that JSON lacks: a number of any size, nothing. */
const BIG = '$n';
const NOTHING = '$u';

export function packFunction(fn: FunctionIr): string {
  return asciiJson(fn, (_, value: unknown) => {
    if (typeof value === 'bigint') return { [BIG]: String(value) };
    return value === undefined ? { [NOTHING]: 0 } : value;
  });
}

/** Equal to what was packed, down to members that are there and undefined. */
export function unpackFunction(text: string): FunctionIr {
  const packed: unknown = JSON.parse(text);
  return (text.includes(`{"${BIG}":`) || text.includes(`{"${NOTHING}":`) ? revived(packed) : packed) as FunctionIr;
}

/** In place: it was parsed for us. */
function revived(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    for (let at = 0; at < value.length; at++) {
      const part: unknown = value[at];
      if (typeof part === 'object' && part !== null) value[at] = revived(part);
    }
    return value;
  }
  const record = value as Record<string, unknown>;
  for (const key in record) {
    const part = record[key];
    if (key === BIG) return BigInt(String(part));
    if (key === NOTHING) return undefined;
    if (typeof part === 'object' && part !== null) record[key] = revived(part);
  }
  return record;
}

function isHead(value: unknown): value is Head {
  return (
    typeof value === 'object' &&
    value !== null &&
    'files' in value &&
    Array.isArray(value.files) &&
    'units' in value &&
    Array.isArray(value.units)
  );
}
