/**
 * Which .c file of a tree defines which function that other files can call: found by a quick look at the lines that open a
 * body, without a parser, in seconds for a whole tree. It only says where to look; the file itself has the last word
 * (otherFiles.ts). Kept in the cache directory; later runs read only files whose size or time of change differs.
 */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { hashText } from '../base/hash';
import { atomicCalls, memberCalls } from './callerScan';
import { functionTexts } from './functionTexts';
import { writeWhole } from './packFile';

/** Parts of a tree that the kernels of our worlds are not linked from: programs, samples, other architectures. */
const ELSEWHERE =
  /^(?:(?:tools|scripts|samples|Documentation|usr|rust)\/|arch\/(?!x86\/)\w|arch\/x86\/(?:boot|tools|um|purgatory|entry\/vdso)\/)/;

/** Change it when the form of the file or what is found changes. */
const FORMAT = 'definitions 6';

/** In place of a time of change: no file has it. */
const UNSAVED = -1;

interface Row {
  readonly path: string;
  readonly size: number;
  readonly mtimeMs: number;
  readonly names: readonly string[];
}

export class Definitions {
  private table: ReadonlyMap<string, readonly string[]> | undefined;

  /** `text`: a line per file, as toText() writes it. */
  constructor(private readonly text: string) {}

  /** Tree paths of the files that define the name, sorted; texts that only some configurations see count too. */
  filesOf(name: string): readonly string[] {
    this.table ??= tableOf(parseRows(this.text));
    return this.table.get(name) ?? [];
  }

  /** Does one of the definitions only take locks, or only drop them? By its text, which is no proof either way. */
  changesContext(name: string): boolean {
    this.table ??= tableOf(parseRows(this.text));
    return this.table.has(`${name}${UNBALANCED}`);
  }

  /** All that is known of a name, to be compared with what was known of it at another time. */
  describe(name: string): string {
    return `${name} ${this.filesOf(name).join(' ')}${this.changesContext(name) ? UNBALANCED : ''}`;
  }

  /** The same after files of the tree at `root` were written, made or removed. */
  after(root: string, treePaths: readonly string[]): Definitions {
    const changed = new Set(treePaths.filter((at) => at.endsWith('.c') && !ELSEWHERE.test(at)));
    const rows = parseRows(this.text).filter((row) => !changed.has(row.path));
    for (const at of changed) rows.push(...rowOf(root, at));
    return new Definitions(textOf(rows.sort((a, b) => (a.path < b.path ? -1 : 1))));
  }

  /** The same with another text in place of a file of the tree; itself, if that defines and calls what the file did. */
  withText(treePath: string, text: string): Definitions {
    if (!treePath.endsWith('.c') || ELSEWHERE.test(treePath)) return this;
    const fresh = textOf([{ path: treePath, size: text.length, mtimeMs: UNSAVED, names: namesIn(text) }]);
    const lines = this.text.split('\n');
    const at = lines.findIndex((line) => line.startsWith(`${treePath}\t`));
    const old = lines[at];
    if (old !== undefined && namesOf(old) === namesOf(fresh)) return this;
    const rows = parseRows(this.text).filter((row) => row.path !== treePath);
    return new Definitions(textOf([...rows, ...parseRows(fresh)].sort((a, b) => (a.path < b.path ? -1 : 1))));
  }

  /** For a worker, which makes its own of it. */
  toText(): string {
    return this.text;
  }
}

export interface Survey {
  readonly definitions: Definitions;
  /** Files of the tree that were looked at, and how many of them had to be read. */
  readonly files: number;
  readonly read: number;
  /** The cache holds it for the next run. */
  readonly kept: boolean;
}

/** Looks through the tree at `root`; with a cache directory only at what changed. A file that cannot be read defines nothing. */
export function surveyDefinitions(root: string, cacheDirectory: string | undefined): Survey {
  const known = new Map(loadRows(root, cacheDirectory).map((row) => [row.path, row]));
  const rows: Row[] = [];
  let read = 0;
  for (const treePath of linkedFiles(root)) {
    const fresh = rowOf(root, treePath, known.get(treePath));
    if (fresh.length > 0 && fresh[0] !== known.get(treePath)) read++;
    rows.push(...fresh);
  }
  const text = textOf(rows);
  const changed = read > 0 || rows.length !== known.size;
  const kept =
    cacheDirectory !== undefined && (!changed || writeWhole(cacheFile(root, cacheDirectory), `${FORMAT}\n${text}`));
  return { definitions: new Definitions(text), files: rows.length, read, kept };
}

/** What a file defines; `old` if that is of the file as it is now. Empty: the file is not there. */
function rowOf(root: string, treePath: string, old?: Row): readonly Row[] {
  const file = path.join(root, treePath);
  const stat = fs.statSync(file, { throwIfNoEntry: false });
  if (stat === undefined) return [];
  const { size, mtimeMs } = stat;
  if (old !== undefined && old.size === size && old.mtimeMs === mtimeMs) return [old];
  return [{ path: treePath, size, mtimeMs, names: namesIn(readText(file)) }];
}

/** What a text defines, and what it calls where that matters. */
function namesIn(text: string): readonly string[] {
  const functions = functionTexts(text);
  return [...definedFunctions(text, functions), ...atomicCalls(text, functions), ...memberCalls(text)];
}

function textOf(rows: readonly Row[]): string {
  return rows.map(({ path: at, size, mtimeMs, names }) => [at, size, mtimeMs, names.join(' ')].join('\t')).join('\n');
}

/** Names of the functions with external linkage that a text defines, in order; functions that macros make are left out. */
export function definedFunctions(text: string, functions = functionTexts(text)): string[] {
  const names: string[] = [];
  for (const { name, static: isStatic, start, end } of functions) {
    if (isStatic) continue;
    names.push(name);
    if (isUnbalanced(text.slice(start, end))) names.push(name + UNBALANCED);
  }
  return names;
}

/** After the name of a function that takes locks and drops none, or the other way round; the name itself stands before it. */
const UNBALANCED = '!';
const SECTION =
  /\b(?:\w*_)?(?:(un|try)?lock(?:_bh|_irq|_irqsave|_irqrestore|_nested|_read|_write)?|irq_(?:save|disable|(restore|enable))|preempt_(?:disable|(enable)))\s*\(/g;

function isUnbalanced(body: string): boolean {
  if (!/lock|irq_|preempt_/.test(body)) return false;
  let taken = 0;
  let dropped = 0;
  for (const [, lock, irq, preempt] of body.matchAll(SECTION)) {
    const release = [lock, irq, preempt];
    if (release.some((part) => part !== undefined && part !== 'try')) dropped++;
    else taken++;
  }
  return taken === 0 ? dropped > 0 : dropped === 0;
}

/** All .c files below `root` that a kernel of ours can be linked from, by tree path, sorted. Links are not followed. */
function linkedFiles(root: string): string[] {
  const found: string[] = [];
  const walk = (directory: string, treePath: string): void => {
    for (const entry of listDirectory(directory)) {
      const at = treePath + entry.name;
      if (entry.isFile()) {
        if (entry.name.endsWith('.c')) found.push(at);
      } else if (entry.isDirectory() && !entry.name.startsWith('.') && !ELSEWHERE.test(`${at}/`)) {
        walk(path.join(directory, entry.name), `${at}/`);
      }
    }
  };
  walk(root, '');
  return found.sort();
}

function listDirectory(directory: string): fs.Dirent[] {
  try {
    return fs.readdirSync(directory, { withFileTypes: true });
  } catch {
    return [];
  }
}

function readText(file: string): string {
  try {
    return fs.readFileSync(file, 'latin1');
  } catch {
    return '';
  }
}

function tableOf(rows: readonly Row[]): ReadonlyMap<string, readonly string[]> {
  const table = new Map<string, string[]>();
  for (const { path: at, names } of rows) {
    for (const name of names) {
      const files = table.get(name);
      if (files === undefined) table.set(name, [at]);
      else if (files.at(-1) !== at) files.push(at);
    }
  }
  return table;
}

function parseRows(text: string): Row[] {
  if (text === '') return [];
  return text.split('\n').map((line) => {
    const [at = '', size = '', mtimeMs = '', names = ''] = line.split('\t');
    return { path: at, size: Number(size), mtimeMs: Number(mtimeMs), names: names === '' ? [] : names.split(' ') };
  });
}

/** Of a line as textOf() writes it. */
function namesOf(line: string): string {
  return line.slice(line.lastIndexOf('\t') + 1);
}

function cacheFile(root: string, directory: string): string {
  return path.join(directory, `definitions-${hashText(root)}.txt`);
}

function loadRows(root: string, directory: string | undefined): Row[] {
  if (directory === undefined) return [];
  const text = readText(cacheFile(root, directory));
  return text.startsWith(`${FORMAT}\n`) ? parseRows(text.slice(FORMAT.length + 1)) : [];
}
