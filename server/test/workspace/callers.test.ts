/** Callers in other files of a tree: what is wrong here because of who calls it. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { World } from '../../src/kernel/worlds';
import { openKernelTree } from '../../src/workspace/kernelTree';
import { openWorkspace } from '../../src/workspace/queries';
import { CALLER, type MiniTree, miniTree, SLEEPER } from '../miniTree';

let tree: MiniTree;
let root: string;
let write: MiniTree['write'];

beforeEach(() => {
  tree = miniTree();
  ({ root, write } = tree);
});

afterEach(() => tree.remove());

async function check(text: string, worlds: readonly World[] = ['smp']) {
  const opened = openKernelTree(root);
  if (opened.kind !== 'tree') throw new Error(opened.message);
  const workspace = await openWorkspace({ tree: opened.tree });
  const { report } = workspace.checkText({ path: 'b.c', treePath: 'drivers/b.c', text, worlds });
  return { told: report.findings.filter(({ band }) => band === 'proven').map((finding) => finding.rule), report };
}

test('a function that sleeps is told at its line where another file calls it under a spinlock', async () => {
  write('drivers/a.c', CALLER);
  const { told, report } = await check(SLEEPER);
  expect(told).toEqual(['sleep-in-atomic']);
  const [finding] = report.findings;
  expect(SLEEPER.slice(finding?.span.start, finding?.span.end)).toBe('msleep(ms)');
  expect(finding?.function).toBe('wait_for_device');
  expect(finding?.message).toContain('caller() of drivers/a.c');
  expect(finding?.path.map(({ file, line }) => `${file}:${line ?? ''}`)).toEqual(['drivers/a.c:5', 'drivers/a.c:6', ':']);
});
