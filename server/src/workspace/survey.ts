/**
 * The survey of a tree: what every .c file defines and calls (definitions.ts), kept in the cache directory. Later runs read only
 * files whose size or time of change differs, and list only directories that have changed. What has to be read is read by
 * several threads.
 */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { hashText } from '../base/hash';
import { Definitions, FORMAT, isElsewhere, linkedRows, pathOf, rowsOf, textsOf } from './definitions';
import { NameTable } from './nameTable';
import { asciiJson, writeWhole } from './packFile';
import { stampOf } from './treeFile';
import { beginLooks } from './treeThreads';

/** Of the file as a whole: change it when its form changes. */
const FILE_FORMAT = `${FORMAT}, directories 3`;

/** Times of change of directories are at least so exact, in milliseconds. */
const CLOCK = 2000;
/** In place of a directory's time of change: it is to be listed again. */
const UNSURE = -1;

export interface Survey {
  readonly definitions: Definitions;
  /** Files of the tree that were looked at, and how many of them had to be read. */
  readonly files: number;
  readonly read: number;
  /** The cache holds it for the next run. */
  readonly kept: boolean;
}

export interface SurveyOptions {
  /** How many threads may be at work, this one included. Default 1. */
  readonly threads?: number | undefined;
  readonly progress?: ((finished: number, of: number) => void) | undefined;
  /** Of the helper threads. */
  readonly program?: string | undefined;
  /** When the survey begins. */
  readonly now?: number | undefined;
}

/**
 * All that were looked into: time of change of the inode, which nobody can set, by tree path, each ending in '/' but for the
 * root, ''. An archive that is unpacked over a tree sets the other time back.
 */
type Directories = ReadonlyMap<string, number>;

interface Known {
  /** By tree path, in their order. */
  readonly rows: ReadonlyMap<string, string>;
  readonly directories: Directories;
  /** Of the text. */
  readonly hash: string;
}

/** Before the rows in the file. */
interface Head {
  readonly hash: string;
  readonly directories: readonly (readonly [string, number])[];
}

/** Looks through the tree at `root`; with a cache directory only at what changed. */
export function surveyDefinitions(
  root: string,
  cacheDirectory: string | undefined,
  options: SurveyOptions = {},
): Survey {
  return beginSurvey(root, cacheDirectory, options)();
}

/**
 * The same in two steps: helper threads begin at once, if there is much to read; the survey is made when it is asked for.
 * Files that change between the steps may be seen as before or after.
 */
export function beginSurvey(
  root: string,
  cacheDirectory: string | undefined,
  { threads = 1, progress, program, now = Date.now() }: SurveyOptions = {},
): () => Survey {
  const known = loadKnown(root, cacheDirectory);
  const found = linkedFiles(root, known, now);
  const rows = found.files.map((treePath) => unchangedRow(root, treePath, known.rows));
  const stale = found.files.filter((_, at) => rows[at] === undefined);
  const looks = beginLooks('source', root, stale, threads, program);
  return () => {
    const fresh = looks.finish((finished) => progress?.(finished, stale.length));
    let next = 0;
    const unlinked = rows.map((row) => row ?? fresh[next++] ?? '').filter((row) => row !== '');
    const read = fresh.filter((row) => row !== '').length;
    const isKnown = read === 0 && unlinked.length === known.rows.size;
    const all = isKnown ? unlinked : linkedRows(unlinked, textsOf(root));
    const text = all.join('\n');
    const survey = { files: all.length, read };
    if (cacheDirectory === undefined) return { ...survey, definitions: new Definitions(text), kept: false };
    const table = (hash: string) => tableOf(text, hash, namesFile(root, cacheDirectory));
    if (isKnown && !found.news)
      return { ...survey, definitions: new Definitions(text, () => table(known.hash)), kept: true };
    const hash = hashText(text);
    const file = `${FILE_FORMAT}\n${asciiJson({ hash, directories: [...found.directories] } satisfies Head)}\n${text}`;
    const kept = writeWhole(cacheFile(root, cacheDirectory), file);
    return { ...survey, definitions: new Definitions(text, () => table(hash)), kept };
  };
}

/**
 * The definitions, made once and when they are first asked for. Where the cache knows nothing of the tree, helper threads
 * begin with it at once.
 */
export function surveyOnDemand(
  root: string,
  cacheDirectory: string | undefined,
  options: SurveyOptions = {},
): () => Definitions {
  let begun = isKept(root, cacheDirectory) ? undefined : beginSurvey(root, cacheDirectory, options);
  let definitions: Definitions | undefined;
  return () => {
    if (definitions !== undefined) return definitions;
    const finish = begun ?? beginSurvey(root, cacheDirectory, options);
    begun = undefined;
    definitions = finish().definitions;
    return definitions;
  };
}

/** The row of a file that is as it was. */
function unchangedRow(root: string, treePath: string, known: Known['rows']): string | undefined {
  const row = known.get(treePath);
  if (row === undefined) return undefined;
  const stamp = stampOf(root, treePath);
  return stamp !== undefined && row.startsWith(`\t${stamp.size}\t${stamp.mtimeMs}\t`, treePath.length)
    ? row
    : undefined;
}

interface Found {
  /** All .c files below the root that a kernel of ours can be linked from, by tree path, sorted. */
  readonly files: readonly string[];
  readonly directories: Directories;
  /** Are those others than the known ones? */
  readonly news: boolean;
}

/** A directory that has not changed since it was listed has the entries it had. Links are not followed. */
function linkedFiles(root: string, { rows, directories }: Known, now: number): Found {
  if (directories.size > 0 && [...directories].every(([at, change]) => change === changeOf(root, at)))
    return { files: [...rows.keys()], directories, news: false };
  const files: string[] = [];
  const listed = new Map<string, number>();
  let news = false;
  const children = childrenOf(rows, directories);
  const walk = (treePath: string): void => {
    const change = changeOf(root, treePath) ?? UNSURE;
    const known = change !== UNSURE && directories.get(treePath) === change ? children.get(treePath) : undefined;
    const entries = known ?? listDirectory(root, treePath);
    // What is added within the same tick of the clock leaves no trace.
    const isSure = known !== undefined || (entries !== undefined && change < now - CLOCK);
    listed.set(treePath, isSure ? change : UNSURE);
    if (directories.get(treePath) !== listed.get(treePath)) news = true;
    if (entries === undefined) return;
    for (const name of entries.files) files.push(name);
    for (const name of entries.directories) walk(name);
  };
  walk('');
  return { files: files.sort(), directories: listed, news: news || listed.size !== directories.size };
}

function changeOf(root: string, directory: string): number | undefined {
  return fs.statSync(`${root}/${directory}`, { throwIfNoEntry: false })?.ctimeMs;
}

interface Entries {
  readonly files: string[];
  readonly directories: string[];
}

/** What the known directories had in them, by tree paths. */
function childrenOf(rows: Known['rows'], directories: Directories): ReadonlyMap<string, Entries> {
  const children = new Map<string, Entries>();
  for (const at of directories.keys()) children.set(at, { files: [], directories: [] });
  for (const at of directories.keys()) if (at !== '') children.get(parentOf(at.slice(0, -1)))?.directories.push(at);
  for (const at of rows.keys()) children.get(parentOf(at))?.files.push(at);
  return children;
}

/** With its '/'; '' at the root. */
function parentOf(treePath: string): string {
  return treePath.slice(0, treePath.lastIndexOf('/') + 1);
}

/** Undefined: nobody may look into it. */
function listDirectory(root: string, treePath: string): Entries | undefined {
  const entries: Entries = { files: [], directories: [] };
  try {
    for (const entry of fs.readdirSync(`${root}/${treePath}`, { withFileTypes: true })) {
      const at = treePath + entry.name;
      if (entry.isFile() && entry.name.endsWith('.c')) entries.files.push(at);
      else if (entry.isDirectory() && !entry.name.startsWith('.') && !isElsewhere(`${at}/`))
        entries.directories.push(`${at}/`);
    }
    return entries;
  } catch {
    return undefined;
  }
}

/** The table of all names, from the cache if it has that of this text; made, and kept, where somebody asks for it first. */
function tableOf(text: string, hash: string, file: string): NameTable {
  try {
    const kept = NameTable.unpack(text, hash, fs.readFileSync(file));
    if (kept !== undefined) return kept;
  } catch {
    // There is none yet.
  }
  const made = NameTable.of(text);
  writeWhole(file, made.pack(hash));
  return made;
}

function isKept(root: string, cacheDirectory: string | undefined): boolean {
  if (cacheDirectory === undefined) return false;
  try {
    const file = fs.openSync(cacheFile(root, cacheDirectory), 'r');
    const start = Buffer.alloc(FILE_FORMAT.length + 1);
    fs.readSync(file, start);
    fs.closeSync(file);
    return start.toString('latin1') === `${FILE_FORMAT}\n`;
  } catch {
    return false;
  }
}

function loadKnown(root: string, cacheDirectory: string | undefined): Known {
  const rows = new Map<string, string>();
  const nothing: Known = { rows, directories: new Map(), hash: '' };
  if (cacheDirectory === undefined) return nothing;
  try {
    const text = fs.readFileSync(cacheFile(root, cacheDirectory), 'latin1');
    const formatEnd = text.indexOf('\n');
    if (text.slice(0, formatEnd) !== FILE_FORMAT) return nothing;
    const headEnd = text.indexOf('\n', formatEnd + 1);
    const { hash, directories } = JSON.parse(text.slice(formatEnd + 1, headEnd)) as Head;
    for (const row of rowsOf(text.slice(headEnd + 1))) rows.set(pathOf(row), row);
    return { rows, directories: new Map(directories), hash };
  } catch {
    return nothing;
  }
}

function cacheFile(root: string, directory: string): string {
  return path.join(directory, `definitions-${hashText(root)}.txt`);
}

function namesFile(root: string, directory: string): string {
  return path.join(directory, `names-${hashText(root)}.bin`);
}
