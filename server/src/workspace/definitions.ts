/**
 * Which .c file of a tree defines which function that other files can call: found by a quick look at the lines that open a
 * body, without a parser, in seconds for a whole tree (survey.ts). It only says where to look; the file itself has the last
 * word (otherFiles.ts).
 */
import { betweenKey, callsBeyond, isBetweenKey } from './betweenScan';
import { askedFunction, atomicCalls, memberCalls, SCAN_BASIS } from './callerScan';
import { dropKey, droppedNames } from './dropScan';
import { functionTexts } from './functionTexts';
import { NameTable } from './nameTable';
import { readTreeFile } from './treeFile';

/** Parts of a tree that the kernels of our worlds are not linked from: programs, samples, other architectures. */
const ELSEWHERE =
  /^(?:(?:tools|scripts|samples|Documentation|usr|rust)\/|arch\/(?!x86\/)\w|arch\/x86\/(?:boot|tools|um|purgatory|entry\/vdso)\/)/;

/** Change the number when what is found changes. */
export const FORMAT = `definitions 9 ${SCAN_BASIS}`;

/** In place of a time of change: no file has it. */
const UNSAVED = -1;

/** A function that so many files call in atomic places is everybody's: nobody asks what it leads to. */
const MAX_ASKING = 16;

/** The text of a file of the tree at the moment; undefined: it is not there. */
export type ReadText = (treePath: string) => string | undefined;

export class Definitions {
  private made: NameTable | undefined;

  /** `text`: a line per file (rowText), sorted. `table`: of the text. */
  constructor(
    private readonly text: string,
    private readonly table: () => NameTable = () => NameTable.of(text),
  ) {}

  private get names(): NameTable {
    this.made ??= this.table();
    return this.made;
  }

  /** Tree paths of the files that define the name, sorted; texts that only some configurations see count too. */
  filesOf(name: string): readonly string[] {
    return this.names.listedBy(name);
  }

  /** Does one of the definitions only take locks, or only drop them? By its text, which is no proof either way. */
  changesContext(name: string): boolean {
    return this.names.has(`${name}${UNBALANCED}`);
  }

  /** All that is known of a name, to be compared with what was known of it at another time. */
  describe(name: string): string {
    return `${name} ${this.filesOf(name).join(' ')}${this.changesContext(name) ? UNBALANCED : ''}`;
  }

  /** The same after files of the tree at `root` were written, made or removed; `read`: of the other files. */
  after(root: string, treePaths: readonly string[], read: ReadText = textsOf(root)): Definitions {
    const changed = new Set(treePaths.filter((at) => at.endsWith('.c') && !isElsewhere(at)));
    const fresh = [...changed].flatMap((at) => rowOfFile(root, at) ?? []);
    return this.with(changed, fresh, read);
  }

  /** The same with another text in place of a file of the tree; itself, if that defines and calls what the file did. */
  withText(treePath: string, text: string, read: ReadText): Definitions {
    if (!treePath.endsWith('.c') || isElsewhere(treePath)) return this;
    const old = rowsOf(this.text).find((line) => line.startsWith(`${treePath}\t`));
    const fresh = rowText(treePath, text.length, UNSAVED, text, old === undefined ? '' : askedOf(old));
    if (old !== undefined && namesOf(old) === namesOf(fresh)) return this;
    return this.with(new Set([treePath]), [fresh], (at) => (at === treePath ? text : read(at)));
  }

  private with(changed: ReadonlySet<string>, fresh: readonly string[], read: ReadText): Definitions {
    const rows = rowsOf(this.text).filter((line) => !changed.has(pathOf(line)));
    // A tab is less than anything in a path: lines are in the order of their paths.
    return new Definitions(linkedRows([...rows, ...fresh].sort(), read).join('\n'));
  }

  /** For a worker, which makes its own of it. */
  toText(): string {
    return this.text;
  }
}

/** Is nothing below the tree path looked at? */
export function isElsewhere(treePath: string): boolean {
  return ELSEWHERE.test(treePath);
}

/** The line of a file of the tree, not linked yet; undefined: it is not there. One that cannot be read defines nothing. */
export function rowOfFile(root: string, treePath: string): string | undefined {
  const file = readTreeFile(root, treePath);
  return file === undefined ? undefined : rowText(treePath, file.size, file.mtimeMs, file.text, '');
}

export function textsOf(root: string): ReadText {
  return (treePath) => readTreeFile(root, treePath)?.text;
}

/** Tree path, size, time of change, asked, names; between tabs, names between blanks. `asked`: see linkedRows(). */
function rowText(treePath: string, size: number, mtimeMs: number, text: string, asked: string): string {
  return `${treePath}\t${size}\t${mtimeMs}\t${asked}\t${[...namesIn(text), ...beyondOf(text, asked)].join(' ')}`;
}

function beyondOf(text: string, asked: string): readonly string[] {
  return asked === '' ? [] : callsBeyond(text, asked.split(' ')).map(betweenKey);
}

/**
 * The rows, each with what those of its functions lead to that a few other files call in atomic places, or register for such
 * (asked): functions that hold nothing themselves may stand between such a call and a third file. Only files of which others
 * ask something else than before are read.
 */
export function linkedRows(rows: readonly string[], read: ReadText): readonly string[] {
  const askedByDefiner = askedFunctions(rows);
  return rows.map((row) => {
    const asked = (askedByDefiner.get(pathOf(row)) ?? []).join(' ');
    if (asked === askedOf(row)) return row;
    const [at = '', size = '', mtimeMs = ''] = row.split('\t', 3);
    const own = namesOf(row)
      .split(' ')
      .filter((name) => name !== '' && !isBetweenKey(name));
    return `${at}\t${size}\t${mtimeMs}\t${asked}\t${[...own, ...beyondOf(read(at) ?? '', asked)].join(' ')}`;
  });
}

/** By the one file that defines them, sorted. */
function askedFunctions(rows: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const asking = new Map<string, number>();
  for (const row of rows)
    for (const key of namesOf(row).split(' '))
      if (askedFunction(key) !== undefined) asking.set(key, (asking.get(key) ?? 0) + 1);
  const definers = new Map<string, string | undefined>();
  for (const [key, files] of asking) {
    const name = files > MAX_ASKING ? undefined : askedFunction(key);
    if (name !== undefined) definers.set(name, undefined);
  }
  const ambiguous = new Set<string>();
  for (const row of rows)
    for (const name of namesOf(row).split(' ')) {
      if (!definers.has(name)) continue;
      if (definers.get(name) !== undefined) ambiguous.add(name);
      definers.set(name, pathOf(row));
    }
  const found = new Map<string, string[]>();
  for (const [name, definer] of [...definers].sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (definer === undefined || ambiguous.has(name)) continue;
    const names = found.get(definer);
    if (names === undefined) found.set(definer, [name]);
    else names.push(name);
  }
  return found;
}

export function rowsOf(text: string): string[] {
  return text === '' ? [] : text.split('\n');
}

export function pathOf(row: string): string {
  return row.slice(0, row.indexOf('\t'));
}

/** What a text defines, and what it calls where that matters. */
function namesIn(text: string): readonly string[] {
  const functions = functionTexts(text);
  return [
    ...definedFunctions(text, functions),
    ...atomicCalls(text, functions),
    ...memberCalls(text),
    ...droppedNames(text, functions).map(dropKey),
  ];
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

/** Of a line as rowText() writes it. */
function namesOf(line: string): string {
  return line.slice(line.lastIndexOf('\t') + 1);
}

function askedOf(line: string): string {
  return line.split('\t', 4)[3] ?? '';
}
