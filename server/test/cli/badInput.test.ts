/** Bad input through the real program: a clear line on stderr or a counted "not analysed", and the contract's exit status. */
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { GOOD_FILE, makeFolder, makeTree } from './run';

const folder = makeFolder();
afterAll(() => folder.remove());
beforeAll(() => {
  makeTree(folder);
  folder.write('good.c', GOOD_FILE);
  folder.write('empty/readme.txt', 'nothing here');
  folder.write('plain/Makefile', 'all:\n');
  folder.write('bad.json', '{ "file": ');
  folder.write('object.json', '{ "file": "good.c" }');
  folder.write('rows.json', '[ { "path": "good.c" } ]');
});

/** One line: what, where, what to do. */
function expectOneLine(stderr: string, pattern: RegExp): void {
  expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  expect(stderr).toMatch(/^lockstep: /);
  expect(stderr).toMatch(pattern);
}

test.each([
  ['a missing file', ['check', 'missing.c'], /missing\.c: no such file/],
  ['a directory without C', ['check', 'empty'], /empty: no \.c file/],
  ['no file at all', ['check'], /no FILE or DIR given/],
  ['a tree that is none', ['check', '--kernel', 'plain', 'good.c'], /plain: not a kernel tree/],
  ['a tree that is a file', ['check', '--kernel', 'good.c', 'good.c'], /good\.c: not a directory/],
  [
    'a tree that is not there',
    ['check', '--kernel', 'nowhere', 'good.c'],
    /nowhere: cannot be read|nowhere: no such|nowhere/,
  ],
  ['an unknown option', ['check', '--frobnicate', 'good.c'], /unknown option '--frobnicate'.*--help/],
  ['an unknown command', ['frobnicate'], /unknown command 'frobnicate'.*--help/],
  ['an unknown world', ['check', '--world', 'smp,moon', 'good.c'], /'moon' is no world; possible: smp, rt, up/],
  ['an unknown band', ['check', '--band', 'sure', 'good.c'], /'sure' is no band; possible: proven, likely, question/],
  ['an unknown format', ['check', '--format', 'xml', 'good.c'], /'xml' is no format/],
  ['no jobs', ['check', '--jobs', '0', 'good.c'], /'0' is no number of jobs/],
  ['--as with several files', ['check', '--as', 'mm/x.c', 'good.c', 'good.c'], /--as: goes with a single FILE/],
  ['--as with a directory', ['check', '--as', 'mm/x.c', '.'], /--as: goes with a single FILE/],
  ['a manifest that is no JSON', ['check', '--manifest', 'bad.json'], /--manifest bad\.json: no JSON/],
  ['a manifest that is no list', ['check', '--manifest', 'object.json'], /no list/],
  ['a manifest with a wrong row', ['check', '--manifest', 'rows.json'], /entry 1 is not/],
  ['a manifest that is not there', ['check', '--manifest', 'none.json'], /none\.json: no such file/],
  ['a manifest and files', ['check', '--manifest', 'rows.json', 'good.c'], /instead of FILEs/],
  ['a baseline that is not there', ['check', '--baseline', 'none.json', 'good.c'], /none\.json: no such file/],
  ['simulate without a function', ['simulate', 'good.c'], /which function/],
  ['simulate with an unknown function', ['simulate', 'good.c', '--function', 'nope'], /has no function nope/],
  ['simulate with a wrong state', ['simulate', 'good.c', '--all', '--state', 'pcp=lukewarm'], /pcp=lukewarm/],
  ['an unknown scenario', ['simulate', '--scenario', 'T99'], /T99/],
  ['a replay id that is none', ['simulate', '--replay', 'nonsense'], /no replay id/],
  ['a GFP name that is none', ['explain', 'GFP_KERNAL'], /'GFP_KERNAL' is no GFP name/],
  ['half a GFP expression', ['explain', 'GFP_KERNEL | ('], /give an expression/],
  ['a GFP name far from any', ['explain', 'nonsense'], /'nonsense' is no GFP name of Linux [\d.]+\n$/],
  ['a slip in a GFP name', ['explain', 'gfp_atomc'], /did you mean GFP_ATOMIC\?/],
  [
    'two GFP expressions',
    ['explain', 'GFP_KERNEL', 'GFP_ATOMIC'],
    /too many arguments.* got 2; see 'lockstep explain --help'/,
  ],
  ['a slip in a function name', ['simulate', 'good.c', '--function', 'refil'], /did you mean refill\?/],
  ['a directory to simulate', ['simulate', 'empty', '--all'], /empty: is a directory; name a C file/],
  ['a patch that is not there', ['review', 'none.patch'], /none\.patch: no such file/],
  [
    'a run of a file that is not here',
    ['simulate', '--replay', 'ls1:f:mm/none.c:163caefd:f:6.12:smp:wwo:0:file:'],
    /mm\/none\.c, which is not here; apply its patch/,
  ],
  ['serve without a transport', ['serve'], /serve --stdio/],
])('%s ends with 2 and one line', (_, args, message) => {
  const { status, stdout, stderr } = folder.run(...args);
  expectOneLine(stderr, message);
  expect([status, stdout]).toEqual([2, '']);
});

test('with several files the rest is still printed', () => {
  const { status, stdout, stderr } = folder.run('check', '--no-replay', '--format', 'json', 'missing.c', 'good.c');
  expect(status).toBe(2);
  expectOneLine(stderr, /missing\.c/);
  expect(JSON.parse(stdout).files.map((file: { path: string }) => file.path)).toEqual(['good.c']);
});

test.each([
  ['a binary file', 'binary.c', Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 1]), /binary file/],
  ['a 20 MB file', 'big.c', Buffer.alloc(20 * 1024 * 1024, 'int x;\n'), /oversized/],
])('%s is counted, not an error', (_, name, content, reason) => {
  folder.write(name, content);
  const { status, stdout, stderr } = folder.run('check', '--no-replay', '--format', 'json', name, 'good.c');
  expect([status, stderr]).toEqual([0, '']);
  const [first, second] = JSON.parse(stdout).files;
  expect(first.notAnalysed[0].reason).toMatch(reason);
  expect(second.functions).toBe(1);
});

test('half-typed code is counted as not analysed, the rest of the file is checked', () => {
  folder.write(
    'half.c',
    `${GOOD_FILE}\nstatic int half(int x)\n{\n\tif (x >\n\treturn (;\n}\n\nstatic int whole(int x)\n{\n\treturn x;\n}\n`,
  );
  const { status, stdout, stderr } = folder.run('check', '--no-replay', '--format', 'json', 'half.c');
  expect([status, stderr]).toEqual([0, '']);
  const [file] = JSON.parse(stdout).files;
  expect(file.functions).toBe(3);
  expect(file.notAnalysed.map((entry: { function: string }) => entry.function)).toEqual(['half']);
});

test.each(['', '{{{{', '((((((((((', '#if', '"', '/*', 'int f(', '}'])(
  'the text %j is checked without an error',
  (text) => {
    folder.write('odd.c', text);
    const { status, stderr } = folder.run('check', '--no-replay', 'odd.c');
    expect([status, stderr]).toEqual([0, '']);
  },
);

test.skipIf(process.getuid?.() === 0)('an unreadable tree ends with 2', () => {
  const locked = path.join(folder.path, 'locked');
  fs.mkdirSync(locked, { mode: 0o000 });
  const { status, stderr } = folder.run('check', '--kernel', 'locked', 'good.c');
  expectOneLine(stderr, /permission denied/);
  expect(status).toBe(2);
});

test('a cache directory that cannot be written is no error', () => {
  folder.write('blocked', 'a file where the directory would be');
  const { status, stderr } = folder.run(
    'check',
    '--no-replay',
    '--cache',
    'blocked/cache',
    '--kernel',
    'tree',
    'good.c',
  );
  expect([status, stderr]).toEqual([0, '']);
});

test('what nobody could look into is not called clean', () => {
  folder.write('binary.c', Buffer.from([0x7f, 0]));
  const { stdout } = folder.run('check', '--no-replay', 'binary.c', 'good.c');
  expect(stdout).toBe('no findings in 1 of 1 function, 2 files\nbinary.c: not analysed: binary file\n');
});

test.skipIf(process.platform !== 'linux')('a full disk behind standard output ends with 2 and one line', () => {
  const { status, stderr } = folder.runTo('/dev/full', 'check', '--no-replay', 'good.c');
  expectOneLine(stderr, /standard output: no space left on the device/);
  expect(status).toBe(2);
});

test('a reader that goes away ends the run quietly', () => {
  const { status, stderr } = folder.runTo('closed', 'check', '--no-replay', '--format', 'json', 'good.c');
  expect([status, stderr]).toEqual([0, '']);
});

test('an index that cannot be kept says so', () => {
  folder.write('blocked', 'a file where the directory would be');
  folder.write('tree/mm/x.c', GOOD_FILE);
  const { status, stderr } = folder.run('index', '--kernel', 'tree', '--cache', 'blocked/cache');
  expectOneLine(stderr, /blocked\/cache: cannot be written, nothing was kept/);
  expect(status).toBe(0);
});

test('SIGINT ends with 130', () => {
  const script = `
    const { spawn } = require('node:child_process');
    const child = spawn(process.execPath, [${JSON.stringify(path.resolve('dist/cli.js'))}, 'check', ${JSON.stringify('many')}], { stdio: 'ignore' });
    setTimeout(() => child.kill('SIGINT'), 2000);
    child.on('exit', (code, signal) => process.stdout.write(String(code ?? signal)));`;
  for (let i = 0; i < 400; i++)
    folder.write(
      `many/f${i}.c`,
      GOOD_FILE.repeat(150).replace(/refill/g, () => `refill${Math.floor(i)}`),
    );
  const { stdout } = spawnSync(process.execPath, ['-e', script], { cwd: folder.path, encoding: 'utf8' });
  expect(stdout).toBe('130');
});
