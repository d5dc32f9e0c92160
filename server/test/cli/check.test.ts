/** `lockstep check` through the real program: formats, exit statuses, silencing, stable output. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import Ajv from 'ajv-draft-04';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { BAD_FILE, GOOD_FILE, makeFolder, makeTree } from './run';

const folder = makeFolder();
afterAll(() => folder.remove());
beforeAll(() => {
  folder.write('bad.c', BAD_FILE);
  folder.write('good.c', GOOD_FILE);
});

function check(...args: string[]) {
  return folder.run('check', '--no-replay', ...args);
}

test('a finding: exit 1, its place, its chain', () => {
  const { status, stdout, stderr } = check('--format', 'json', 'bad.c');
  expect([status, stderr]).toEqual([1, '']);
  const report = JSON.parse(stdout);
  expect(report.version).toBe(1);
  expect(report.files[0]).toMatchObject({ path: 'bad.c', functions: 1, notAnalysed: [] });
  const [finding] = report.files[0].findings;
  expect(finding).toMatchObject({
    rule: 'gfp-in-atomic',
    band: 'proven',
    worlds: ['smp', 'rt'],
    function: 'refill',
    range: { startLine: 9, startColumn: 12, endLine: 9, endColumn: 35 },
  });
  expect(finding.path[0]).toMatchObject({ file: 'bad.c', line: 8, function: 'refill' });
  expect(report.stats).toMatchObject({ files: 1, functions: 1, analysed: 1, suppressed: 0 });
  expect(report.stats.directories).toBeUndefined();
});

test('a clean file: exit 0, and it says so', () => {
  const { status, stdout, stderr } = check('good.c');
  expect([status, stderr]).toEqual([0, '']);
  expect(stdout).toMatch(/^clean: no findings in 1 file, 1 function\n/);
});

test('text shows the line with carets', () => {
  const { status, stdout } = check('bad.c');
  expect(status).toBe(1);
  expect(stdout).toContain('bad.c:9:12: gfp-in-atomic (proven; smp, rt): ');
  expect(stdout).toContain('  9 | \tvoid *p = kmalloc(64, GFP_KERNEL);\n    | \t          ^^^^^^^^^^^^^^^^^^^^^^^\n');
});

test('github annotations', () => {
  const { stdout } = check('--format', 'github', 'bad.c');
  expect(stdout).toMatch(
    /^::warning file=bad\.c,line=9,endLine=9,col=12,endColumn=35,title=gfp-in-atomic \(smp%2C rt\)::/,
  );
});

test('SARIF is valid against its schema', () => {
  folder.write('silenced.c', BAD_FILE.replace('\tvoid *p', '\t/* lockstep: allow gfp-in-atomic: a test */\n\tvoid *p'));
  const { stdout } = check('--format', 'sarif', 'bad.c', 'silenced.c');
  const log = JSON.parse(stdout);
  const schemaFile = path.resolve(import.meta.dirname, '../../../test-fixtures/sarif/sarif-2.1.0-rtm.5.json');
  const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false, unicodeRegExp: false });
  const validate = ajv.compile(JSON.parse(fs.readFileSync(schemaFile, 'utf8')));
  validate(log);
  expect(validate.errors ?? []).toEqual([]);
  const [run] = log.runs;
  expect(run.columnKind).toBe('utf16CodeUnits');
  expect(run.results.map((result: { ruleId: string }) => result.ruleId)).toEqual(['gfp-in-atomic', 'gfp-in-atomic']);
  expect(run.results[0].level).toBe('warning');
  expect(run.results[1].suppressions).toEqual([{ kind: 'inSource', justification: 'a test' }]);
  expect(run.tool.driver.rules.length).toBeGreaterThan(5);
});

test('the fingerprint survives edits elsewhere, and a baseline silences by it', () => {
  fs.writeFileSync(path.join(folder.path, 'base.json'), check('--format', 'json', 'bad.c').stdout);
  folder.write('bad.c', `/* a new first line */\n${BAD_FILE}`);
  const { status, stdout } = check('--format', 'json', '--baseline', 'base.json', 'bad.c');
  folder.write('bad.c', BAD_FILE);
  expect(status).toBe(0);
  const report = JSON.parse(stdout);
  expect(report.files[0].findings).toEqual([]);
  expect(report.stats.suppressed).toBe(1);
});

test('a silenced finding counts, one without a reason is a finding', () => {
  const with_ = (comment: string) => BAD_FILE.replace('\tvoid *p', `\t${comment}\n\tvoid *p`);
  folder.write('allowed.c', with_('/* lockstep: allow gfp-in-atomic: checked by hand */'));
  const allowed = check('--format', 'json', 'allowed.c');
  expect(allowed.status).toBe(0);
  expect(JSON.parse(allowed.stdout).stats.suppressed).toBe(1);
  folder.write('bare.c', with_('/* lockstep: allow gfp-in-atomic */'));
  const bare = check('--format', 'json', 'bare.c');
  expect(bare.status).toBe(1);
  expect(JSON.parse(bare.stdout).files[0].findings.map(({ rule }: { rule: string }) => rule)).toEqual([
    'suppression',
    'gfp-in-atomic',
  ]);
});

test('the same bytes whatever the job count, the cache and the order of runs', () => {
  for (let i = 0; i < 6; i++) folder.write(`dir/f${i}.c`, i % 2 === 0 ? BAD_FILE : GOOD_FILE);
  const once = check('--format', 'json', '--stats', '--jobs', '1', '--no-cache', 'dir').stdout;
  expect(check('--format', 'json', '--stats', '--jobs', '4', 'dir').stdout).toBe(once);
  expect(check('--format', 'json', '--stats', '--jobs', '2', '--cache', 'cache', 'dir').stdout).toBe(once);
  expect(JSON.parse(once).files.map((file: { path: string }) => file.path)).toEqual(
    [0, 1, 2, 3, 4, 5].map((i) => `dir/f${i}.c`),
  );
});

test('a byte that is not UTF-8 counts as one unit', () => {
  const text = Buffer.from(BAD_FILE.replace('void *p', '/* x */ void *p'), 'latin1');
  text[text.indexOf('/* x */') + 3] = 0xe9;
  folder.write('latin.c', text);
  const [finding] = JSON.parse(check('--format', 'json', 'latin.c').stdout).files[0].findings;
  expect(finding.range.startColumn).toBe(20);
});

test('a manifest judges each file on its own', () => {
  folder.write(
    'list.json',
    JSON.stringify([
      { file: 'bad.c', as: 'mm/a.c' },
      { file: 'good.c', as: 'mm/a.c' },
    ]),
  );
  const { status, stdout } = check('--format', 'json', '--manifest', 'list.json');
  expect(status).toBe(1);
  const { files } = JSON.parse(stdout);
  expect(files.map((file: { treePath: string; findings: unknown[] }) => [file.treePath, file.findings.length])).toEqual(
    [
      ['mm/a.c', 1],
      ['mm/a.c', 0],
    ],
  );
});

test('a file of a tree and a copy of it under --as give the same findings', () => {
  const tree = makeTree(folder);
  folder.write('tree/mm/x.c', BAD_FILE);
  const own = JSON.parse(check('--format', 'json', 'tree/mm/x.c').stdout).files[0];
  const copy = JSON.parse(check('--format', 'json', '--kernel', tree, '--as', 'mm/x.c', 'bad.c').stdout).files[0];
  expect([own.treePath, copy.treePath]).toEqual(['mm/x.c', 'mm/x.c']);
  const findings = (file: { findings: { path: { file: string }[] }[] }) =>
    file.findings.map((finding) => ({ ...finding, path: finding.path.map((step) => ({ ...step, file: '' })) }));
  expect(findings(copy)).toEqual(findings(own));
  expect(copy.findings.length).toBe(1);
});

test('--stats lists directories and causes', () => {
  const { stats } = JSON.parse(check('--format', 'json', '--stats', 'bad.c').stdout);
  expect(stats.directories).toEqual([{ path: '.', functions: 1, analysed: 1 }]);
  expect(Array.isArray(stats.causes)).toBe(true);
});

/** Holds with the answer false, which may well be what its callers ask for. */
const HANDS_OVER = `#include <linux/spinlock.h>
extern spinlock_t lock;
bool is_closed(int busy)
{
	spin_lock(&lock);
	if (busy) {
		spin_unlock(&lock);
		return true;
	}
	return false;
}
`;

/** Goes wrong only if the flag in memory says so, which a run may choose. */
const BY_FLAGS = `#include <linux/delay.h>
#include <linux/spinlock.h>
struct box { spinlock_t lock; int deep; int wide; };
static void grow(struct box *box)
{
	if (box->deep && box->wide)
		msleep(1);
}
void fill(struct box *box)
{
	spin_lock(&box->lock);
	grow(box);
	spin_unlock(&box->lock);
}
`;

test.each([
  ['what code means', 'lock-imbalance', HANDS_OVER],
  ['what is in memory', 'sleep-in-atomic', BY_FLAGS],
])('a run does not settle %s: likely stays likely', (_, rule, text) => {
  folder.write('unsure.c', text);
  const run = (...options: string[]) =>
    JSON.parse(folder.run('check', '--format', 'json', ...options, 'unsure.c').stdout).files[0].findings;
  const [finding] = run('--band', 'likely');
  expect(finding).toMatchObject({ rule, band: 'likely' });
  expect(finding.replay.smp.verdict).toBe('confirmed');
  expect(run()).toEqual([]);
});

test('replay is on unless told otherwise', () => {
  const { stdout } = folder.run('check', '--format', 'json', 'bad.c');
  const [finding] = JSON.parse(stdout).files[0].findings;
  expect(finding.replay.smp).toMatchObject({ verdict: 'confirmed', splat: 'sleeping-in-atomic' });
});
