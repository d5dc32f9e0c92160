/**
 * Answers about files, kept in the cache directory from one run to the next. Each lists what it rests on: files by size and
 * time of change, names by what the survey says of them. An answer is given again only while all of that is as it was.
 * Not noticed: a new header in front of another in the search path, unless a build made it (GENERATED).
 */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { hashText } from '../base/hash';
import type { Definitions } from './definitions';
import { asciiJson, type Pack, places, readPack, writePack } from './packFile';
import type { Inputs } from './reads';
import { stampOf } from './treeFile';

/** Change it when the form of the file changes; what the program says is part of every key. */
const FORMAT = 'answers 1';

/** Read for the facts of every tree (treeFacts.ts), and where a build puts headers: a directory changes with its entries. */
const ALWAYS = [
  'include/linux/gfp_types.h',
  'include/linux/gfp.h',
  'include/generated',
  'include/generated/uapi',
  'arch/x86/include/generated/asm',
  'arch/x86/include/generated/uapi/asm',
] as const;

/** Versions beyond which answers of other runs are let go, so that the file does not grow for ever. */
const MAX_VERSIONS = 600_000;

/** A file as it was: path ('' at its head: tree path; else absolute), size, mtimeMs; -1 and 0 where it was not there. */
type FileVersion = readonly [string, number, number];
/** A name, and a hash of what the survey said of it. */
type NameVersion = readonly [string, string];

interface Head {
  readonly files: readonly FileVersion[];
  readonly names: readonly NameVersion[];
  /** Key, offset, length. */
  readonly rows: readonly (readonly [string, number, number])[];
}

/** Numbers of versions, as first and count of each run. */
type Runs = readonly number[];

interface Slice {
  readonly files: Runs;
  readonly names: Runs;
  readonly answer: unknown;
}

/** Files and names as they are now, each looked at once. */
export class TreeNow {
  private readonly files = new Map<string, FileVersion>();
  private readonly names = new Map<string, NameVersion>();

  constructor(
    readonly root: string,
    private readonly definitions: () => Definitions,
  ) {}

  file(file: string): FileVersion {
    const known = this.files.get(file);
    if (known !== undefined) return known;
    const stamp = path.isAbsolute(file) ? fs.statSync(file, { throwIfNoEntry: false }) : stampOf(this.root, file);
    const version: FileVersion = stamp === undefined ? [file, -1, 0] : [file, stamp.size, stamp.mtimeMs];
    this.files.set(file, version);
    return version;
  }

  /** Something has changed: they are looked at again. */
  forget(): void {
    this.files.clear();
    this.names.clear();
  }

  name(name: string): NameVersion {
    const known = this.names.get(name);
    if (known !== undefined) return known;
    const version: NameVersion = [name, hashText(this.definitions().describe(name))];
    this.names.set(name, version);
    return version;
  }
}

export interface Answer {
  readonly answer: unknown;
  readonly inputs: Inputs;
}

/** One file of answers. */
export class Answers {
  private readonly pack: Pack | undefined;
  private readonly rows = new Map<string, readonly [number, number]>();
  private readonly fresh = new Map<string, string>();
  private readonly files: VersionTable<FileVersion>;
  private readonly names: VersionTable<NameVersion>;
  private readonly started = Date.now();
  private isSaved = true;

  constructor(
    private readonly file: string,
    now: TreeNow,
    /** So many answers are kept, the newest. */
    private readonly limit = Number.POSITIVE_INFINITY,
  ) {
    const pack = readPack(file, FORMAT);
    const head = pack !== undefined && isHead(pack.head) ? pack.head : undefined;
    const usable = head !== undefined && head.files.length + head.names.length < MAX_VERSIONS ? head : undefined;
    this.pack = usable === undefined ? undefined : pack;
    for (const [key, offset, length] of usable?.rows ?? []) this.rows.set(key, [offset, length]);
    this.files = new VersionTable(usable?.files ?? [], (file) => now.file(file));
    this.names = new VersionTable(usable?.names ?? [], (name) => now.name(name));
  }

  /** The answer kept under the key, if everything it rests on is as it was. */
  find(key: string): Answer | undefined {
    const row = this.rows.get(key);
    if (row === undefined || this.pack === undefined) return undefined;
    try {
      const { files, names, answer } = JSON.parse(this.pack.slice(...row)) as Slice;
      // Names last: they take the survey, which looks at the whole tree.
      if (!this.files.allHold(files) || !this.names.allHold(names)) return undefined;
      const subjects = { files: this.files, names: this.names };
      return {
        answer,
        get inputs() {
          return { files: subjects.files.subjects(files), names: subjects.names.subjects(names) };
        },
      };
    } catch {
      return undefined;
    }
  }

  /** `own`: the file that the answer is about. Not kept if something changed since the run began. */
  keep(key: string, own: string, inputs: Inputs, answer: unknown): void {
    const files = [own, ...ALWAYS, ...inputs.files].map((file) => this.files.now(file));
    if (files.some((id) => this.files.version(id)[2] >= this.started)) return;
    const names = inputs.names.map((name) => this.names.now(name));
    this.isSaved = false;
    this.fresh.set(key, asciiJson({ files: runsOf(files), names: runsOf(names), answer } satisfies Slice));
  }

  /** Something has changed: what it rests on is compared again. */
  forget(): void {
    this.files.forget();
    this.names.forget();
  }

  /** Writes what is new, with what was there. */
  save(): void {
    if (this.isSaved) return;
    this.isSaved = true;
    const { pack } = this;
    const kept = [...this.rows].flatMap(([key, row]): [string, string][] =>
      pack === undefined || this.fresh.has(key) ? [] : [[key, pack.slice(...row)]],
    );
    const all = [...kept, ...this.fresh].slice(-this.limit);
    const slices = all.map(([, slice]) => slice);
    const at = places(slices);
    const rows = all.map(([key], index) => [key, ...(at[index] ?? [0, 0])] as const);
    const head: Head = { files: this.files.versions, names: this.names.versions, rows };
    writePack(this.file, FORMAT, asciiJson(head), slices);
  }
}

/** Versions by number; each thing is compared with how it is now at most once. */
class VersionTable<V extends readonly [string, ...unknown[]]> {
  readonly versions: V[];
  private readonly current = new Map<string, number>();
  /** By number, what was compared: 1: it is so, 2: it is not. Answers of one run rest on the same things over and over. */
  private compared = new Uint8Array(0);
  private index: Map<string, number> | undefined;

  constructor(
    known: readonly V[],
    private readonly look: (what: string) => V,
  ) {
    this.versions = [...known];
  }

  forget(): void {
    this.current.clear();
    this.compared = new Uint8Array(0);
  }

  version(id: number): V {
    const version = this.versions[id];
    if (version === undefined) throw new Error(`no version ${id}`);
    return version;
  }

  /** Are all of these how things are now? */
  allHold(runs: Runs): boolean {
    if (this.compared.length < this.versions.length) this.compared = new Uint8Array(this.versions.length);
    const { compared } = this;
    for (let at = 0; at < runs.length; at += 2) {
      const first = runs[at] ?? 0;
      for (let id = first; id < first + (runs[at + 1] ?? 0); id++) {
        if (compared[id] === 0) compared[id] = this.now(this.version(id)[0]) === id ? 1 : 2;
        if (compared[id] !== 1) return false;
      }
    }
    return true;
  }

  /** What the versions are of. */
  subjects(runs: Runs): string[] {
    return idsOf(runs).map((id) => this.version(id)[0]);
  }

  /** The number of what it is now; a new one where it was never so. */
  now(what: string): number {
    const known = this.current.get(what);
    if (known !== undefined) return known;
    const version = this.look(what);
    const id = this.find(version);
    this.current.set(what, id);
    return id;
  }

  private find(version: V): number {
    this.index ??= new Map(this.versions.map((each, id) => [each.join('\n'), id]));
    const key = version.join('\n');
    const known = this.index.get(key);
    if (known !== undefined) return known;
    this.index.set(key, this.versions.length);
    this.versions.push(version);
    return this.versions.length - 1;
  }
}

function runsOf(ids: readonly number[]): Runs {
  const runs: number[] = [];
  let next = -1;
  for (const id of [...new Set(ids)].sort((a, b) => a - b)) {
    if (id === next) runs.push((runs.pop() ?? 0) + 1);
    else runs.push(id, 1);
    next = id + 1;
  }
  return runs;
}

function idsOf(runs: Runs): number[] {
  const ids: number[] = [];
  for (let at = 0; at < runs.length; at += 2) {
    const first = runs[at] ?? 0;
    for (let id = first; id < first + (runs[at + 1] ?? 0); id++) ids.push(id);
  }
  return ids;
}

function isHead(value: unknown): value is Head {
  return typeof value === 'object' && value !== null && 'files' in value && 'names' in value && 'rows' in value;
}
