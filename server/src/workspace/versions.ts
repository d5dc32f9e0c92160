/**
 * How files of the tree, and what the survey says of names, were when something was worked out: whatever rests on them lists them by
 * number, and is used again only while all of them are as they were.
 */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { hashText } from '../base/hash';
import type { Definitions } from './definitions';
import { stampOf } from './treeFile';

/** Read for the facts of every tree (treeFacts.ts), and where a build puts headers: a directory changes with its entries. */
export const ALWAYS = [
  'include/linux/gfp_types.h',
  'include/linux/gfp.h',
  'include/generated',
  'include/generated/uapi',
  'arch/x86/include/generated/asm',
  'arch/x86/include/generated/uapi/asm',
] as const;

/** A file as it was: path ('' at its head: tree path; else absolute), size, mtimeMs; -1 and 0 where it was not there. */
export type FileVersion = readonly [string, number, number];
/** A name, and a hash of what the survey said of it. */
export type NameVersion = readonly [string, string];

/** Numbers of versions, as first and count of each run. */
export type Runs = readonly number[];

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

/** Versions by number; each thing is compared with how it is now at most once. */
export class VersionTable<V extends readonly [string, ...unknown[]]> {
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

export function runsOf(ids: readonly number[]): Runs {
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
