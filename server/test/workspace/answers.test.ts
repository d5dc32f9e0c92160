/** Answers kept between runs: given again while all they rest on is as it was, and never after. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Answers } from '../../src/workspace/answers';
import { openKernelTree } from '../../src/workspace/kernelTree';
import { openWorkspace } from '../../src/workspace/queries';
import { surveyDefinitions } from '../../src/workspace/survey';
import { TreeNow } from '../../src/workspace/versions';
import { CALLER, type MiniTree, miniTree, SLEEPER } from '../miniTree';

const OWN = 'drivers/a.c';

let tree: MiniTree;
/** Seconds: each write happens later than the one before, and long before the run. */
let clock: number;

beforeEach(() => {
  tree = miniTree();
  clock = 1_000_000;
  write(OWN, CALLER);
  write('drivers/b.c', SLEEPER);
  write('drivers/far.c', 'void far_away(void)\n{\n}\n');
  for (const at of ['include/linux/locks.h', 'Makefile']) date(at);
});

afterEach(() => tree.remove());

function write(treePath: string, text: string): void {
  tree.write(treePath, text);
  date(treePath);
}

function date(treePath: string): void {
  clock += 10;
  fs.utimesSync(path.join(tree.root, treePath), clock, clock);
}

/** One run over OWN: what it says, and whether an earlier run said it. */
async function run(): Promise<{ readonly told: unknown; readonly kept: boolean }> {
  const opened = openKernelTree(tree.root);
  if (opened.kind !== 'tree') throw new Error(opened.message);
  const now = new TreeNow(tree.root, () => surveyDefinitions(tree.root, undefined).definitions);
  const answers = new Answers(path.join(tree.root, '.cache', 'answers.json'), now);
  const known = answers.find('key');
  if (known !== undefined) return { told: known.answer, kept: true };
  const workspace = await openWorkspace({ tree: opened.tree });
  const own = path.join(tree.root, OWN);
  workspace.reads.start();
  const { report } = workspace.checkText({
    path: own,
    treePath: OWN,
    text: fs.readFileSync(own, 'utf8'),
    worlds: ['smp'],
  });
  const told = report.findings.filter(({ band }) => band === 'proven').map((finding) => finding.rule);
  answers.keep('key', own, workspace.reads.inputs(), told);
  answers.save();
  return { told, kept: false };
}

test('a second run is told what the first one found', async () => {
  expect(await run()).toEqual({ told: ['sleep-in-atomic'], kept: false });
  expect(await run()).toEqual({ told: ['sleep-in-atomic'], kept: true });
});

test.each([
  ['the file itself', () => write(OWN, CALLER.replace('wait_for_device(x);', ''))],
  ['a header it includes', () => write('include/linux/locks.h', '#define wait_for_device(ms) do { } while (0)\n')],
  ['a callee in another file', () => write('drivers/b.c', SLEEPER.replace('msleep(ms);', ''))],
  ['a second definition of a callee', () => write('drivers/c.c', SLEEPER)],
  ['the file of a callee, gone', () => fs.rmSync(path.join(tree.root, 'drivers/b.c'))],
  [
    'a Makefile that leaves the callee out',
    () => write('drivers/Makefile', 'obj-$(CONFIG_PREEMPT_RT) += b.o\nobj-y += a.o\n'),
  ],
])('asked anew after a change: %s', async (_, change) => {
  await run();
  change();
  expect(await run()).toEqual({ told: [], kept: false });
  expect((await run()).kept).toBe(true);
});

test('a change elsewhere, or a look at the file, changes nothing', async () => {
  await run();
  write('drivers/far.c', 'void far_away(void)\n{\n}\nvoid farther(void)\n{\n}\n');
  expect((await run()).kept).toBe(true);
});

test('what changed while the run was going is not kept', async () => {
  tree.write(OWN, CALLER);
  fs.utimesSync(path.join(tree.root, OWN), new Date(), new Date(Date.now() + 60_000));
  await run();
  expect((await run()).kept).toBe(false);
});

test('a damaged file of answers is as good as none', async () => {
  await run();
  const [name = ''] = fs.readdirSync(path.join(tree.root, '.cache'));
  const file = path.join(tree.root, '.cache', name);
  const bytes = fs.readFileSync(file);
  for (const length of [0, 9, bytes.length >> 1, bytes.length - 3]) {
    fs.writeFileSync(file, bytes.subarray(0, length));
    expect((await run()).told).toEqual(['sleep-in-atomic']);
  }
});
