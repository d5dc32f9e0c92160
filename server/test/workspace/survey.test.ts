/** The survey of a tree: the same whoever reads the files and whatever is known already, and nothing that changed is missed. */
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import * as fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { indexHeaders } from '../../src/workspace/headerIndex';
import { NameTable } from '../../src/workspace/nameTable';
import { surveyDefinitions } from '../../src/workspace/survey';
import { beginLooks } from '../../src/workspace/treeThreads';

const HELPER = path.resolve(import.meta.dirname, '../../../dist/surveyor.js');
/** Enough for a helper or two, and no multiple of the pieces they take. */
const FILES = 1300;

let folder: string;
let root: string;

beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'lockstep-survey-'));
  root = path.join(folder, 'tree');
});

afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

function write(treePath: string, text: string): void {
  const file = path.join(root, treePath);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, text);
}

function makeTree(files: number): void {
  for (let at = 0; at < files; at++)
    write(
      `drivers/d${at % 7}/f${at}.c`,
      `int f${at}(struct q *q)\n{\n\tspin_lock(&q->lock);\n\tq->ops->m${at % 5}(q);\n\tg${at % 11}(q);\n\treturn 0;\n}\n`,
    );
}

const textOf = (threads: number, program?: string): string =>
  surveyDefinitions(root, undefined, { threads, program }).definitions.toText();

test('several threads find what one finds', () => {
  makeTree(FILES);
  const alone = textOf(1);
  expect(alone.split('\n')).toHaveLength(FILES);
  expect(alone).toContain('drivers/d2/f9.c\t');
  for (const threads of [2, 3, 8]) expect(textOf(threads, HELPER)).toBe(alone);
  const files = alone.split('\n').map((row) => row.slice(0, row.indexOf('\t')));
  const headers = (threads: number) => beginLooks('header', root, files, threads, HELPER).finish();
  expect(headers(3)).toEqual(headers(1));
});

test.each([
  ['is not there', undefined],
  ['does not start', 'throw new Error("no");'],
  [
    'dies with a piece in hand',
    'require("worker_threads").parentPort.once("message", ({ state }) => { Atomics.add(state, 0, 1); process.exit(1); });',
  ],
  [
    'never answers',
    'require("worker_threads").parentPort.once("message", ({ state }) => { Atomics.add(state, 0, 2); for (;;); });',
  ],
])('a helper that %s changes nothing', (_, code) => {
  makeTree(FILES);
  const program = path.join(folder, 'helper.js');
  if (code !== undefined) fs.writeFileSync(program, code);
  expect(textOf(3, program)).toBe(textOf(1));
});

test('a cache that cannot be written is no error', () => {
  makeTree(3);
  const cache = path.join(folder, 'file');
  fs.writeFileSync(cache, '');
  const survey = surveyDefinitions(root, cache);
  expect(survey).toMatchObject({ files: 3, read: 3, kept: false });
  expect(survey.definitions.filesOf('f1')).toEqual(['drivers/d1/f1.c']);
});

test('what is known of directories hides no change below them', () => {
  const cache = path.join(folder, 'cache');
  /** As if the tree had not been touched for a minute; or within the same tick of the clock. */
  const look = (now = Date.now() + 60_000) => {
    const { definitions, files, read, kept } = surveyDefinitions(root, cache, { now });
    expect(kept).toBe(true);
    expect(definitions.toText()).toBe(textOf(1));
    return { files, read };
  };
  makeTree(20);
  write('.git/x.c', 'int hidden(void)\n{\n}\n');
  write('tools/x.c', 'int tool(void)\n{\n}\n');
  expect(look()).toEqual({ files: 20, read: 20 });
  expect(look()).toEqual({ files: 20, read: 0 });
  const drivers = path.join(root, 'drivers/d1');
  const before = fs.statSync(drivers);
  write('drivers/d1/new.c', 'int new(void)\n{\n}\n');
  // As an archive does that is unpacked over the tree.
  fs.utimesSync(drivers, before.atime, before.mtime);
  expect(look(Date.now())).toEqual({ files: 21, read: 1 });
  write('drivers/d1/newer.c', 'int newer(void)\n{\n}\n');
  write('drivers/d1/below/deep.c', 'int deep(void)\n{\n}\n');
  expect(look(Date.now())).toEqual({ files: 23, read: 2 });
  expect(look()).toEqual({ files: 23, read: 0 });
  write('drivers/d1/below/deep.c', 'int deeper(void)\n{\n}\n');
  expect(look()).toEqual({ files: 23, read: 1 });
  fs.rmSync(drivers, { recursive: true });
  fs.rmSync(path.join(root, 'drivers/d2/f2.c'));
  expect(look().read).toBe(0);
});

test('names are found in a table that is made, kept, or kept of another text', () => {
  const cache = path.join(folder, 'cache');
  makeTree(20);
  const where = (name: string) => surveyDefinitions(root, cache).definitions.filesOf(name);
  expect(where('~g3')).toEqual(['drivers/d0/f14.c', 'drivers/d3/f3.c']);
  const kept = fs.readdirSync(cache).find((name) => name.startsWith('names-')) ?? '';
  const packed = fs.readFileSync(path.join(cache, kept));
  expect(where('~g3')).toEqual(['drivers/d0/f14.c', 'drivers/d3/f3.c']);
  for (const broken of [packed.subarray(0, packed.length - 3), packed.subarray(0, 12), packed.subarray(0, 0)]) {
    fs.writeFileSync(path.join(cache, kept), broken);
    expect(where('~g3')).toEqual(['drivers/d0/f14.c', 'drivers/d3/f3.c']);
  }
  write('drivers/d3/f3.c', 'int other(void)\n{\n}\n');
  fs.writeFileSync(path.join(cache, kept), packed);
  expect(where('~g3')).toEqual(['drivers/d0/f14.c']);
  expect(where('other')).toEqual(['drivers/d3/f3.c']);
  expect(where('absent')).toEqual([]);
});

test('a table finds the lines of a name, in order', () => {
  const name = fc.stringMatching(/^[~^@>]?[a-c_]{1,4}!?$/);
  const row = fc.array(name, { maxLength: 6 });
  fc.assert(
    fc.property(fc.array(row, { maxLength: 12 }), (rows) => {
      const text = rows.map((names, at) => `f${at}.c\t1\t2\t${names.join(' ')}`).join('\n');
      const hash = '0123456789abcd';
      const made = NameTable.of(text);
      for (const table of [made, NameTable.unpack(text, hash, made.pack(hash))])
        for (const asked of new Set([...rows.flat(), 'a', 'c', 'f', '']))
          expect(table?.listedBy(asked)).toEqual(
            rows.flatMap((names, at) => (names.includes(asked) ? `f${at}.c` : [])),
          );
      expect(NameTable.unpack(text, 'f123456789abcd', made.pack(hash))).toBeUndefined();
    }),
  );
});

test('headers are indexed once', () => {
  const cache = path.join(folder, 'cache');
  write('include/a.h', '#define A 1\n');
  write('include/b.h', 'struct b {\n\tint x;\n};\n');
  const paths = ['include/a.h', 'include/b.h'];
  expect(indexHeaders(cache, root, [...paths, 'include/gone.h'], 1)).toEqual({ headers: 2, read: 2 });
  expect(indexHeaders(cache, root, paths, 2)).toEqual({ headers: 2, read: 0 });
  write('include/b.h', '#define B 2\n');
  expect(indexHeaders(cache, root, paths, 2)).toEqual({ headers: 2, read: 1 });
});
