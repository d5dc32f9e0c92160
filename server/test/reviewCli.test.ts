/** `lockstep review` through the real program: inputs, formats, exit statuses, stable output. */
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import Ajv from 'ajv-draft-04';
import addFormats from 'ajv-formats';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeFolder } from './cli/run';

const fixtures = path.resolve(import.meta.dirname, '../../test-fixtures');
const folder = makeFolder();
afterAll(() => folder.remove());
beforeAll(() => {
  fs.cpSync(path.join(fixtures, 'patch/tree'), path.join(folder.path, 'tree'), { recursive: true });
  for (const name of ['series.mbox', 'clean.patch', 'created-allocation.patch', 'created.patch', 'quoted.eml']) {
    fs.copyFileSync(path.join(fixtures, 'patch/review', name), path.join(folder.path, name));
  }
  folder.write('talk.eml', 'From: Ola <ola@example.org>\nSubject: Re: lunch\n\nAt noon?\n');
});

const ON_TREE = ['review', '--kernel', 'tree', '--no-replay', '--no-cache'] as const;

interface Report {
  readonly version: number;
  readonly patches: readonly {
    readonly applies: string;
    readonly base: string;
    readonly checked: { readonly functions: number; readonly worlds: readonly string[]; readonly replays: number };
    readonly findings: readonly { readonly status: string; readonly rule: string; readonly patchLine: number }[];
  }[];
}

test('a series with findings ends with 1, a clean patch with 0 and says so', () => {
  const bad = folder.run(...ON_TREE, 'series.mbox');
  expect([bad.status, bad.stderr]).toEqual([1, '']);
  expect(bad.stdout).toMatch(/series: 1 finding introduced in 3 patches/);
  const clean = folder.run(...ON_TREE, 'clean.patch');
  expect([clean.status, clean.stderr]).toEqual([0, '']);
  expect(clean.stdout).toMatch(/clean: nothing introduced \(1 changed function analysed in smp, rt; 0 replays\)/);
  expect(clean.stdout).toMatch(/1 pre-existing; --all shows them/);
});

test('--all shows what was there before', () => {
  const { stdout, status } = folder.run(...ON_TREE, '--all', 'clean.patch');
  expect(stdout).toMatch(/gfp-in-atomic \(proven; smp, rt; pre-existing\)/);
  expect(status).toBe(0);
});

test('JSON has the shape of the contract and every status', () => {
  const { stdout } = folder.run(...ON_TREE, '--format', 'json', 'series.mbox');
  const report = JSON.parse(stdout) as Report;
  expect(report.version).toBe(1);
  expect(report.patches.map(({ applies, base }) => `${applies} ${base}`)).toEqual(Array(3).fill('exact 6.12'));
  const statuses = report.patches.map(({ findings }) => findings.map(({ status }) => status).sort());
  expect(statuses).toEqual([['fixed-later', 'pre-existing'], [], ['fixed', 'introduced', 'pre-existing']]);
});

test('standard input, without a tree', () => {
  const input = fs.readFileSync(path.join(folder.path, 'created.patch'));
  const cli = path.resolve(import.meta.dirname, '../../dist/cli.js');
  const run = spawnSync(process.execPath, [cli, 'review', '--no-replay', '--format', 'json', '-'], {
    cwd: folder.path,
    input,
    encoding: 'utf8',
  });
  const report = JSON.parse(run.stdout) as Report;
  expect(report.patches.map(({ applies }) => applies)).toEqual(['no-tree']);
  expect(report.patches[0]?.findings.map(({ rule, patchLine }) => [rule, patchLine])).toEqual([
    ['sleep-in-atomic', 24],
  ]);
  expect(run.status).toBe(1);
});

test('the tree is the nearest parent of the first file', () => {
  fs.copyFileSync(path.join(folder.path, 'clean.patch'), path.join(folder.path, 'tree/clean.patch'));
  const { stdout } = folder.run('review', '--no-replay', 'tree/clean.patch');
  expect(stdout).toMatch(/applies to 6\.12/);
});

test('several files are one series', () => {
  const { stdout, status } = folder.run(...ON_TREE, '--format', 'json', 'clean.patch', 'created.patch');
  expect((JSON.parse(stdout) as Report).patches).toHaveLength(2);
  expect(status).toBe(1);
});

test('SARIF is valid and says what is new', () => {
  const { stdout } = folder.run(...ON_TREE, '--all', '--format', 'sarif', 'series.mbox');
  const ajv = new Ajv({ strict: false, unicodeRegExp: false });
  addFormats(ajv);
  const schemas = path.join(fixtures, 'sarif');
  const name = fs.readdirSync(schemas).find((each) => each.endsWith('.json')) ?? '';
  const validate = ajv.compile(JSON.parse(fs.readFileSync(path.join(schemas, name), 'utf8')));
  const log = JSON.parse(stdout);
  expect(validate(log) ? [] : validate.errors).toEqual([]);
  const states = log.runs[0].results.map((result: { baselineState: string }) => result.baselineState).sort();
  expect(states).toEqual(['absent', 'new', 'new', 'unchanged', 'unchanged']);
});

test('GitHub annotations stand on the lines of the patch', () => {
  const { stdout } = folder.run(...ON_TREE, '--format', 'github', 'created.patch');
  expect(stdout).toMatch(/^::warning file=created\.patch,line=24,title=sleep-in-atomic \(smp%2C rt; introduced\)::/);
});

test('the reply names the mail it answers and keeps to 72 columns', () => {
  const { stdout, status } = folder.run(...ON_TREE, '--format', 'email', 'created.patch');
  expect(stdout).toMatch(/^To: Zoe Keeper <zoe@example\.org>$/m);
  expect(stdout).toMatch(/^In-Reply-To: <created@example\.org>$/m);
  expect(stdout).toMatch(/^> \+\tmutex_lock\(&crate->lid\);/m);
  const own = stdout.split('\n').filter((line) => !line.startsWith('> '));
  expect(own.filter((line) => line.length > 72)).toEqual([]);
  expect(status).toBe(1);
});

test('--fixes writes patches that git am takes', () => {
  const { stderr, status } = folder.run(...ON_TREE, '--fixes', 'fixes', 'created-allocation.patch');
  expect(stderr).toMatch(/1 fix written to fixes/);
  expect(status).toBe(1);
  const [name] = fs.readdirSync(path.join(folder.path, 'fixes'));
  const fix = path.join(folder.path, 'fixes', name ?? '');
  const work = path.join(folder.path, 'work');
  fs.cpSync(path.join(folder.path, 'tree'), work, { recursive: true });
  const git = (...args: string[]) =>
    spawnSync('git', ['-c', 'user.name=T', '-c', 'user.email=t@example.org', '-c', 'commit.gpgsign=false', ...args], {
      cwd: work,
      encoding: 'utf8',
    });
  if (git('--version').status !== 0) return;
  git('init', '-q');
  git('add', '-A');
  git('commit', '-qm', 'base');
  expect(git('am', '-q', path.join(folder.path, 'created-allocation.patch')).stderr).toBe('');
  expect(git('am', '-q', fix).stderr).toBe('');
  expect(git('log', '-1', '--format=%s').stdout.trim()).toBe('fixup! crate: a lid with a spare');
  expect(fs.readFileSync(path.join(work, 'drivers/crate/lid.c'), 'utf8')).toMatch(/kmalloc\(64, GFP_ATOMIC\)/);
});

test('a mail without a diff is nothing to review, and no error', () => {
  const { stdout, status } = folder.run('review', 'talk.eml');
  expect(stdout).toMatch(/no diff in this file/);
  expect(status).toBe(0);
});

test('a missing file ends with 2, the rest is still printed', () => {
  const { stdout, stderr, status } = folder.run(...ON_TREE, 'missing.patch', 'clean.patch');
  expect(stderr).toMatch(/^lockstep: missing\.patch: no such file/);
  expect(stdout).toMatch(/crate: count by one/);
  expect(status).toBe(2);
});

test.each([
  ['a tree that is none', ['--kernel', 'fixes', 'clean.patch'], /not a kernel tree|cannot be read/],
  ['an unknown format', ['--format', 'xml', 'clean.patch'], /'xml' is no format/],
  ['no file at all', [], /missing required argument/],
])('%s ends with 2 and one line', (_, args, message) => {
  const { status, stderr } = folder.run('review', ...args);
  expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  expect(stderr).toMatch(message);
  expect(status).toBe(2);
});

test('the same input gives the same bytes', () => {
  const once = folder.run(...ON_TREE, '--format', 'json', 'series.mbox', 'quoted.eml');
  const again = folder.run(
    'review',
    '--kernel',
    'tree',
    '--no-replay',
    '--format',
    'json',
    'series.mbox',
    'quoted.eml',
  );
  const third = folder.run(
    'review',
    '--kernel',
    'tree',
    '--no-replay',
    '--format',
    'json',
    'series.mbox',
    'quoted.eml',
  );
  expect(again.stdout).toBe(once.stdout);
  expect(third.stdout).toBe(once.stdout);
});

test.each([
  ['the file', 'drivers/crate/crate.c', (text: string) => `/* One line more. */\n${text}`],
  ['a header that the series changes', 'include/linux/crate.h', (text: string) => `${text}\n/* One line more. */\n`],
  [
    'a header that the file sees',
    'include/linux/types.h',
    (text: string) => `${text}\n#define mutex_lock(lock) do { } while (0)\n`,
  ],
])('what an earlier run said is not said again once something has changed: %s', (_, file, change) => {
  const asked = ['review', '--kernel', 'tree', '--no-replay', '--format', 'json', '--all', 'series.mbox'];
  const kept = folder.run(...asked);
  expect(folder.run(...asked).stdout).toBe(kept.stdout);
  const at = path.join(folder.path, 'tree', file);
  const text = fs.existsSync(at) ? fs.readFileSync(at, 'utf8') : '';
  folder.write(path.join('tree', file), change(text));
  expect(folder.run(...asked).stdout).toBe(folder.run(...asked, '--no-cache').stdout);
});
