/** Callers in other files of a tree: what is wrong here because of who calls it. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { World } from '../../src/kernel/worlds';
import { openKernelTree } from '../../src/workspace/kernelTree';
import { openWorkspace } from '../../src/workspace/queries';
import { makeFolder } from '../cli/run';
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
  expect(finding?.path.map(({ file, line }) => `${file}:${line ?? ''}`)).toEqual([
    'drivers/a.c:5',
    'drivers/a.c:6',
    ':',
  ]);
});

test('one run over both files tells it once, at the caller', () => {
  write('drivers/a.c', CALLER);
  write('drivers/b.c', SLEEPER);
  const folder = makeFolder();
  const places = (...files: string[]) =>
    [
      ...folder
        .run('check', '--no-replay', '--no-cache', '--kernel', root, ...files.map((file) => `${root}/drivers/${file}`))
        .stdout.matchAll(/drivers\/(\w\.c:\d+):\d+: sleep/g),
    ].map(([, place]) => place);
  expect(places('b.c')).toEqual(['b.c:4']);
  expect(places('a.c')).toEqual(['a.c:6']);
  expect(places('b.c', 'a.c')).toEqual(['a.c:6']);
  folder.remove();
});

test('what the caller hands in is its own affair', async () => {
  write('drivers/a.c', GFP_CALLER);
  expect((await check(ALLOCATOR)).told).toEqual([]);
  expect((await check(ALLOCATOR.replace(', flags', ', GFP_KERNEL'))).told).toEqual(['gfp-in-atomic']);
});

test('a caller that drops the lock first forbids nothing', async () => {
  write('drivers/a.c', CALLER.replace(/(\twait.*\n)(\tspin_unlock.*\n)/, '$2$1'));
  expect((await check(SLEEPER)).told).toEqual([]);
});

test('callers are reached through functions of their own file', async () => {
  write(
    'drivers/a.c',
    CALLER.replace('\twait_for_device(x)', '\tstep(x)').replace(
      'static int',
      'static void step(int x)\n{\n\twait_for_device(x);\n}\nstatic int',
    ),
  );
  const { told, report } = await check(SLEEPER);
  expect(told).toEqual(['sleep-in-atomic']);
  expect(report.findings[0]?.path.map(({ function: fn }) => fn)).toEqual([
    'caller',
    'caller',
    'step',
    'wait_for_device',
  ]);
});

test('an interrupt handler of another file calls what sleeps', async () => {
  write('drivers/a.c', HANDLER);
  const { told, report } = await check(SLEEPER);
  expect(told).toEqual(['sleep-in-atomic']);
  expect(report.findings[0]?.path[0]).toMatchObject({ file: 'drivers/a.c', function: 'probe', line: 10 });
});

test('a spinlock_t matters only where the caller holds a raw one', async () => {
  const taker = SLEEPER.replace(
    '\tmsleep(ms);',
    '\tstatic DEFINE_SPINLOCK(here);\n\tspin_lock(&here);\n\tspin_unlock(&here);',
  );
  write('drivers/a.c', CALLER);
  expect((await check(taker)).told).toEqual([]);
  write('drivers/a.c', CALLER.replace(/spin_(un)?lock/g, 'raw_spin_$1lock').replace('DEFINE_SPIN', 'DEFINE_RAW_SPIN'));
  expect((await check(taker)).told).toEqual(['invalid-wait-context']);
});

test('a name that two files define: nobody can say which one is called', async () => {
  write('drivers/a.c', CALLER);
  write('lib/b.c', SLEEPER);
  expect((await check(SLEEPER)).told).toEqual([]);
});

test('callers that boot the kernel, that the world does not build, or that define the name themselves have no say', async () => {
  write('drivers/a.c', CALLER.replace('static int', 'static int __init'));
  expect((await check(SLEEPER)).told).toEqual([]);
  write('drivers/a.c', CALLER.replace('static int', 'static void wait_for_device(int ms)\n{\n}\nstatic int'));
  expect((await check(SLEEPER)).told).toEqual([]);
  write('drivers/a.c', CALLER);
  write('drivers/Makefile', 'obj-$(CONFIG_PREEMPT_RT) += a.o\n');
  expect((await check(SLEEPER)).told).toEqual([]);
});

test('what many files call is not at fault for one of them', async () => {
  write('drivers/a.c', CALLER);
  for (let i = 0; i < 7; i++)
    write(`drivers/quick${i}.c`, CALLER.replace('wait_for_device(x)', 'if (0)\n\t\twait_for_device(x)'));
  const { told, report } = await check(SLEEPER);
  expect(told).toEqual([]);
  expect(report.findings.map(({ band }) => band)).toEqual(['likely']);
});

test('an edit is judged with the callers as they are', async () => {
  write('drivers/a.c', CALLER);
  const opened = openKernelTree(root);
  if (opened.kind !== 'tree') throw new Error(opened.message);
  const workspace = await openWorkspace({ tree: opened.tree });
  const session = workspace.openFile({ path: 'b.c', treePath: 'drivers/b.c', worlds: ['smp'] });
  const quiet = SLEEPER.replace('msleep(ms)', '(void)ms');
  const told = (text: string, version: number) => session.update(text, version)?.report.findings.length;
  expect([told(quiet, 1), told(SLEEPER, 2), told(`\n\n${SLEEPER}`, 3), told(quiet, 4)]).toEqual([0, 1, 1, 0]);
  write('drivers/a.c', CALLER.replace('spin_lock(', '(void)('));
  workspace.sourcesChanged(['drivers/a.c']);
  session.doubt();
  expect(told(SLEEPER, 5)).toBe(0);
  session.close();
});

const GFP_CALLER = `#include <linux/locks.h>
static DEFINE_SPINLOCK(lock);
void caller(void)
{
	spin_lock(&lock);
	allocate_room(GFP_KERNEL);
	spin_unlock(&lock);
}
`;

const ALLOCATOR = `#include <linux/locks.h>
void *allocate_room(unsigned int flags)
{
	return kmalloc(64, flags);
}
`;

const HANDLER = `#include <linux/locks.h>
typedef int irqreturn_t;
static irqreturn_t handle(int irq, void *device)
{
	wait_for_device(1);
	return 1;
}
static int probe(int irq)
{
	return request_irq(irq, handle, 0, "device", 0);
}
`;
