/**
 * Which .c file of a tree defines which function that other files can call: found by a quick look at the lines that open a
 * body, without a parser, in seconds for a whole tree. It only says where to look; the file itself has the last word
 * (otherFiles.ts). Kept in the cache directory; later runs read only files whose size or time of change differs.
 */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { hashText } from '../base/hash';
import { sameValue } from '../base/sameValue';
import { betweenKey, callsBeyond, isBetweenKey } from './betweenScan';
import { askedFunction, atomicCalls, memberCalls } from './callerScan';
import { functionTexts } from './functionTexts';
import { writeWhole } from './packFile';

/** Parts of a tree that the kernels of our worlds are not linked from: programs, samples, other architectures. */
const ELSEWHERE =
  /^(?:(?:tools|scripts|samples|Documentation|usr|rust)\/|arch\/(?!x86\/)\w|arch\/x86\/(?:boot|tools|um|purgatory|entry\/vdso)\/)/;

/** Change it when the form of the file or what is found changes. */
const FORMAT = 'definitions 7';

/** In place of a time of change: no file has it. */
const UNSAVED = -1;

interface Row {
  readonly path: string;
  readonly size: number;
  readonly mtimeMs: number;
  readonly names: readonly string[];
  /** Functions it defines that a few other files call in atomic places, or register for such. */
  readonly asked: readonly string[];
  /** Keys of what those lead to in other files. */
  readonly beyond: readonly string[];
}

/** A function that so many files call in atomic places is everybody's: nobody asks what it leads to. */
const MAX_ASKING = 16;

type ReadText = (treePath: string) => string | undefined;

type Table = ReadonlyMap<string, readonly string[]>;

export class Definitions {
  private beyond: Table | undefined;

  /** `text`: a line per file, as toText() writes it; `table`: of the names in it, if somebody has made it. */
  constructor(
    private readonly text: string,
    private table?: Table,
  ) {}

  /** Tree paths of the files that define the name, sorted; texts that only some configurations see count too. */
  filesOf(name: string): readonly string[] {
    if (isBetweenKey(name)) {
      this.beyond ??= tableOf(parseRows(this.text), ({ beyond }) => beyond);
      return this.beyond.get(name) ?? [];
    }
    this.table ??= namesTable(parseRows(this.text));
    return this.table.get(name) ?? [];
  }

  /** Does one of the definitions only take locks, or only drop them? By its text, which is no proof either way. */
  changesContext(name: string): boolean {
    this.table ??= namesTable(parseRows(this.text));
    return this.table.has(`${name}${UNBALANCED}`);
  }

  /** All that is known of a name, to be compared with what was known of it at another time. */
  describe(name: string): string {
    return `${name} ${this.filesOf(name).join(' ')}${this.changesContext(name) ? UNBALANCED : ''}`;
  }

  /** The same after files of the tree at `root` were written, made or removed; `read`: the other files' texts at the moment. */
  after(root: string, treePaths: readonly string[], read: ReadText = textsOf(root)): Definitions {
    const changed = new Set(treePaths.filter((at) => at.endsWith('.c') && !ELSEWHERE.test(at)));
    const rows = parseRows(this.text).filter((row) => !changed.has(row.path));
    for (const at of changed) rows.push(...rowOf(root, at));
    return linked(sorted(rows), read);
  }

  /** The same with another text in place of a file of the tree; itself, if that defines and calls what the file did. */
  withText(treePath: string, text: string, read: ReadText): Definitions {
    if (!treePath.endsWith('.c') || ELSEWHERE.test(treePath)) return this;
    const line = this.text.split('\n').find((each) => each.startsWith(`${treePath}\t`));
    const old = line === undefined ? undefined : parseRows(line)[0];
    const asked = old?.asked ?? [];
    const names = namesIn(text);
    const beyond = beyondOf(text, asked);
    const fresh: Row = { path: treePath, size: text.length, mtimeMs: UNSAVED, names, asked, beyond };
    if (old !== undefined && sameValue([old.names, old.beyond], [names, beyond])) return this;
    const rows = parseRows(this.text).filter((row) => row.path !== treePath);
    return linked(sorted([...rows, fresh]), (at) => (at === treePath ? text : read(at)));
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
  const changed = read > 0 || rows.length !== known.size;
  const definitions = changed ? linked(rows, textsOf(root)) : new Definitions(textOf(rows));
  const kept =
    cacheDirectory !== undefined &&
    (!changed || writeWhole(cacheFile(root, cacheDirectory), `${FORMAT}\n${definitions.toText()}`));
  return { definitions, files: rows.length, read, kept };
}

/** What a file defines; `old` if that is of the file as it is now. Empty: the file is not there. */
function rowOf(root: string, treePath: string, old?: Row): readonly Row[] {
  const file = path.join(root, treePath);
  const stat = fs.statSync(file, { throwIfNoEntry: false });
  if (stat === undefined) return [];
  const { size, mtimeMs } = stat;
  if (old !== undefined && old.size === size && old.mtimeMs === mtimeMs) return [old];
  return [{ path: treePath, size, mtimeMs, names: namesIn(readText(file)), asked: [], beyond: [] }];
}

/**
 * The rows, each with what its functions lead to that others call in atomic places: those of them that hold nothing
 * themselves may stand between such a call and a third file. Only files of which others ask something else are read.
 */
function linked(rows: readonly Row[], read: ReadText): Definitions {
  const table = namesTable(rows);
  const askedOf = new Map<string, Set<string>>();
  for (const [key, files] of table) {
    const name = files.length > MAX_ASKING ? undefined : askedFunction(key);
    const [definer, ...more] = (name === undefined ? undefined : table.get(name)) ?? [];
    if (name === undefined || definer === undefined || more.length > 0) continue;
    const asked = askedOf.get(definer) ?? new Set();
    asked.add(name);
    askedOf.set(definer, asked);
  }
  const all = rows.map((row) => {
    const asked = [...(askedOf.get(row.path) ?? [])].sort();
    if (sameValue(asked, row.asked)) return row;
    return { ...row, asked, beyond: beyondOf(read(row.path) ?? '', asked) };
  });
  return new Definitions(textOf(all), table);
}

function beyondOf(text: string, asked: readonly string[]): readonly string[] {
  return asked.length === 0 ? [] : callsBeyond(text, asked).map(betweenKey);
}

function textsOf(root: string): ReadText {
  return (treePath) => readText(path.join(root, treePath));
}

function sorted(rows: readonly Row[]): Row[] {
  return [...rows].sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** What a text defines, and what it calls where that matters. */
function namesIn(text: string): readonly string[] {
  const functions = functionTexts(text);
  return [...definedFunctions(text, functions), ...atomicCalls(text, functions), ...memberCalls(text)];
}

function textOf(rows: readonly Row[]): string {
  return rows
    .map(({ path: at, size, mtimeMs, names, asked, beyond }) =>
      [at, size, mtimeMs, ...[names, asked, beyond].map((list) => list.join(' '))].join('\t'),
    )
    .join('\n');
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

function namesTable(rows: readonly Row[]): Table {
  return tableOf(rows, ({ names }) => names);
}

function tableOf(rows: readonly Row[], listOf: (row: Row) => readonly string[]): Table {
  const table = new Map<string, string[]>();
  for (const row of rows) {
    const at = row.path;
    for (const name of listOf(row)) {
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
    const [at = '', size = '', mtimeMs = '', ...lists] = line.split('\t');
    const [names = [], asked = [], beyond = []] = lists.map((list) => (list === '' ? [] : list.split(' ')));
    return { path: at, size: Number(size), mtimeMs: Number(mtimeMs), names, asked, beyond };
  });
}

function cacheFile(root: string, directory: string): string {
  return path.join(directory, `definitions-${hashText(root)}.txt`);
}

function loadRows(root: string, directory: string | undefined): Row[] {
  if (directory === undefined) return [];
  const text = readText(cacheFile(root, directory));
  return text.startsWith(`${FORMAT}\n`) ? parseRows(text.slice(FORMAT.length + 1)) : [];
}
