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

test('a caller that is set up for one of several ways may not come here so', async () => {
  write(
    'drivers/a.c',
    CALLER.replace('static int caller', 'static int direct;\nstatic int caller').replace(
      /^(\s*)wait_for_device/m,
      '$1if (!direct)\n$1\twait_for_device',
    ),
  );
  const { told, report } = await check(SLEEPER);
  expect(told).toEqual([]);
  expect(report.findings.map(({ rule, band }) => `${rule} ${band}`)).toEqual(['sleep-in-atomic likely']);
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

test('a function that is stored in a member is called through it', async () => {
  write('include/linux/device_ops.h', DEVICE_OPS);
  write('drivers/core.c', CORE);
  const { told, report } = await check(DRIVER);
  expect(told).toEqual(['sleep-in-atomic']);
  expect(report.findings[0]?.message).toContain('kick() of drivers/core.c calls it so through device_ops->start');
  expect(report.findings[0]?.function).toBe('start_slowly');
  // Somebody calls the member in other places too: there may be objects of two kinds.
  write('drivers/other.c', CORE.replaceAll('spin_', 'mutex_').replace('SPINLOCK', 'MUTEX').replace('kick', 'nudge'));
  expect((await check(DRIVER)).told).toEqual([]);
  write('drivers/other.c', '');
  write('drivers/core.c', `${CORE}void wait(const struct device_ops *ops)\n{\n\tops->start(1);\n}\n`);
  expect((await check(DRIVER)).told).toEqual([]);
  // A macro beside the structure is for everybody.
  write('drivers/core.c', CORE);
  write('include/linux/device_ops.h', `${DEVICE_OPS}#define device_start(ops, ms) (ops)->start(ms)\n`);
  expect((await check(DRIVER)).told).toEqual([]);
  write('include/linux/device_ops.h', DEVICE_OPS);
  // Another structure's member of that name.
  write('drivers/core.c', CORE.replaceAll('device_ops', 'other_ops'));
  expect((await check(DRIVER)).told).toEqual([]);
});

test('another file registers the function, by a call or in a table', async () => {
  write('drivers/a.c', REGISTRAR);
  const { told, report } = await check(SLEEPER.replace('(int ms)', '(int irq, void *ms)').replace('(ms)', '(irq)'));
  expect(told).toEqual(['sleep-in-atomic']);
  expect(report.findings[0]?.message).toContain('registered in probe() of drivers/a.c');
  expect(report.findings[0]?.path[0]).toMatchObject({ file: 'drivers/a.c', function: 'probe', line: 4 });
  write('drivers/a.c', TABLE);
  const table = await check(SLEEPER);
  expect(table.told).toEqual(['sleep-in-atomic']);
  expect(table.report.findings[0]?.message).toContain('registered in drivers/a.c');
  expect(table.report.findings[0]?.path[0]).toMatchObject({ file: 'drivers/a.c', line: 3 });
});

test('a handler beside the file takes the lock that is taken here with interrupts on', async () => {
  write('drivers/a.c', LOCKING_HANDLER);
  const { told, report } = await check(TAKER);
  expect(told).toEqual(['irq-unsafe-lock']);
  const [finding] = report.findings;
  expect(finding?.message).toContain('and queue_irq() of drivers/a.c, an interrupt handler, takes it too');
  expect(finding?.path.map(({ file, function: fn }) => `${file} ${fn}`)).toEqual([
    ' push',
    ' push',
    'drivers/a.c probe',
    'drivers/a.c queue_irq',
    'drivers/a.c drain',
  ]);
  // Off, in a directory of another driver, another lock, or where nobody says that interrupts are on.
  for (const off of [
    TAKER.replace('(&queue', '_irq(&queue').replace('unlock(', 'unlock_irq('),
    TAKER.replaceAll('queue', 'stack'),
    TAKER.replace('\tmsleep(1);\n', ''),
  ])
    expect((await check(off)).told).toEqual([]);
  write('drivers/a.c', '');
  write('drivers/other/a.c', LOCKING_HANDLER);
  expect((await check(TAKER)).told).toEqual([]);
});

test('a handler calls a function of the file that takes such a lock', async () => {
  write(
    'drivers/other/a.c',
    LOCKING_HANDLER.replace(/static void drain[^}]*}\n/, 'void drain(struct queue *queue);\n'),
  );
  const drain = 'void drain(struct queue *queue)\n{\n\tspin_lock(&queue->lock);\n\tspin_unlock(&queue->lock);\n}\n';
  const { told, report } = await check(`${TAKER}${drain}`);
  expect(told).toEqual(['irq-unsafe-lock']);
  expect(report.findings[0]?.function).toBe('push');
  expect(report.findings[0]?.path.at(-1)).toMatchObject({ file: '', function: 'drain' });
  expect((await check(`${TAKER.replace('msleep(1);', '')}${drain}`)).told).toEqual([]);
});

test('a function of a table that must not sleep calls what sleeps', async () => {
  write('drivers/a.c', TABLE_CALLER);
  const { told, report } = await check(SLEEPER);
  expect(told).toEqual(['sleep-in-atomic']);
  expect(report.findings[0]?.path[0]).toMatchObject({ file: 'drivers/a.c', line: 7 });
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

test('a caller that holds nothing itself is called under a spinlock from a third file', async () => {
  write('drivers/a.c', FAR_CALLER);
  write('drivers/between.c', BETWEEN);
  const { told, report } = await check(SLEEPER);
  expect(told).toEqual(['sleep-in-atomic']);
  const [finding] = report.findings;
  expect(SLEEPER.slice(finding?.span.start, finding?.span.end)).toBe('msleep(ms)');
  expect(finding?.message).toContain(
    'caller() of drivers/a.c calls it so through settle_device() of drivers/between.c',
  );
  expect(finding?.path.map(({ file, function: fn, line }) => `${file}:${line ?? ''} ${fn}`)).toEqual([
    'drivers/a.c:5 caller',
    'drivers/a.c:6 caller',
    'drivers/between.c:8 settle_device',
    'drivers/between.c:4 step',
    ': wait_for_device',
  ]);
});

test('a third file calls it in a handler', async () => {
  write('drivers/a.c', HANDLER.replace('wait_for_device', 'settle_device'));
  write('drivers/between.c', BETWEEN);
  expect((await check(SLEEPER)).told).toEqual(['sleep-in-atomic']);
});

test('a third file registers what calls it', async () => {
  write('drivers/a.c', REGISTRAR.replace('wait_for_device', 'settle_device'));
  write('drivers/between.c', BETWEEN);
  const { told, report } = await check(SLEEPER);
  expect(told).toEqual(['sleep-in-atomic']);
  expect(report.findings[0]?.message).toContain('registered in probe() of drivers/a.c');
  expect(report.findings[0]?.message).toMatch(/settle_device\(\) of drivers\/between.c calls it so$/);
  expect(report.findings[0]?.path.map(({ file, function: fn }) => `${file} ${fn}`)).toEqual([
    'drivers/a.c probe',
    'drivers/between.c settle_device',
    'drivers/between.c step',
    ' wait_for_device',
  ]);
  write(
    'drivers/a.c',
    REGISTRAR.replace('wait_for_device', 'NULL, settle_device').replace('request_irq', 'request_threaded_irq'),
  );
  expect((await check(SLEEPER)).report.findings).toEqual([]);
});

test('what stands between says when it comes here', async () => {
  write('drivers/a.c', FAR_CALLER);
  const between = (condition: string) =>
    write('drivers/between.c', BETWEEN.replace('\tstep(x);', `\tif (${condition})\n\t\tstep(x);`));
  // By an argument that the caller gives.
  between('may_wait');
  expect((await check(SLEEPER)).told).toEqual([]);
  write('drivers/a.c', FAR_CALLER.replace('settle_device(x, 0)', 'settle_device(x, 1)'));
  expect((await check(SLEEPER)).told).toEqual(['sleep-in-atomic']);
  // By a switch that it is set up with.
  between('is_slow');
  const { told, report } = await check(SLEEPER);
  expect(told).toEqual([]);
  expect(report.findings.map(({ rule, band }) => `${rule} ${band}`)).toEqual(['sleep-in-atomic likely']);
  // It drops its caller's lock first.
  write(
    'drivers/between.c',
    BETWEEN.replace('\tstep(x);', '\tspin_unlock(&far_lock);\n\tstep(x);\n\tspin_lock(&far_lock);'),
  );
  write(
    'drivers/a.c',
    FAR_CALLER.replaceAll('&lock', '&far_lock').replace('static DEFINE_SPINLOCK(lock)', 'DEFINE_SPINLOCK(far_lock)'),
  );
  expect((await check(SLEEPER)).report.findings).toEqual([]);
});

test('nobody can say what stands between, or who calls it', async () => {
  const silent = async (why: string) => expect((await check(SLEEPER)).report.findings, why).toEqual([]);
  write('drivers/between.c', BETWEEN);
  write('drivers/a.c', FAR_CALLER.replace(/(\tsettle.*\n)(\tspin_unlock.*\n)/, '$2$1'));
  await silent('called once the lock is dropped');
  write('drivers/a.c', FAR_CALLER);
  write('drivers/between.c', BETWEEN.replace('\tstep(x);', '\tmsleep(x);\n\tstep(x);'));
  await silent('what stands between sleeps itself');
  write('drivers/between.c', BETWEEN);
  write('drivers/a.c', FAR_CALLER.replace('static int', 'static int __init'));
  await silent('called while the kernel boots');
  write('drivers/a.c', FAR_CALLER);
  write('drivers/between.c', BETWEEN.replace('void settle_device', 'void __init settle_device'));
  await silent('between while the kernel boots');
  write('drivers/between.c', BETWEEN);
  write('drivers/other.c', 'void settle_device(int x, int may_wait)\n{\n}\n');
  await silent('two files define the name');
  write('drivers/other.c', '');
  write('drivers/Makefile', 'obj-$(CONFIG_PREEMPT_RT) += between.o\n');
  await silent('not built');
});

test('what many files call through one that stands between is not at fault for one of them', async () => {
  write('drivers/a.c', FAR_CALLER);
  write('drivers/between.c', BETWEEN);
  for (let i = 0; i < 7; i++)
    write(`drivers/quick${i}.c`, FAR_CALLER.replace('settle_device(x, 0)', 'if (0)\n\t\tsettle_device(x, 0)'));
  const { told, report } = await check(SLEEPER);
  expect(told).toEqual([]);
  expect(report.findings.map(({ band }) => band)).toEqual(['likely']);
  for (let i = 7; i < 16; i++) write(`drivers/quick${i}.c`, FAR_CALLER);
  expect((await check(SLEEPER)).report.findings).toEqual([]);
});

test('an edit is judged with what stands between as it is', async () => {
  write('drivers/a.c', FAR_CALLER);
  write('drivers/between.c', BETWEEN);
  const opened = openKernelTree(root);
  if (opened.kind !== 'tree') throw new Error(opened.message);
  const workspace = await openWorkspace({ tree: opened.tree });
  const session = workspace.openFile({ path: 'b.c', treePath: 'drivers/b.c', worlds: ['smp'] });
  const quiet = SLEEPER.replace('msleep(ms)', '(void)ms');
  const told = (text: string, version: number) => session.update(text, version)?.report.findings.length;
  expect([told(quiet, 1), told(SLEEPER, 2), told(`\n\n${SLEEPER}`, 3), told(quiet, 4)]).toEqual([0, 1, 1, 0]);
  const unsaved = (treePath: string, text: string | undefined) => {
    workspace.textsUnsaved(new Map([[treePath, text]]));
    session.doubt();
  };
  unsaved('drivers/between.c', BETWEEN.replace('\twait_for_device', '\t(void)'));
  expect(told(SLEEPER, 5)).toBe(0);
  unsaved('drivers/between.c', undefined);
  expect(told(SLEEPER, 6)).toBe(1);
  // Nobody called it in such a place before.
  write('drivers/a.c', '');
  workspace.sourcesChanged(['drivers/a.c']);
  session.doubt();
  expect(told(SLEEPER, 7)).toBe(0);
  unsaved('drivers/a.c', FAR_CALLER);
  expect(told(SLEEPER, 8)).toBe(1);
  session.close();
});

/** Calls settle_device() under a spinlock, which leads to wait_for_device() in a third file. */
const FAR_CALLER = CALLER.replace('wait_for_device(x)', 'settle_device(x, 0)');

const BETWEEN = `#include <linux/locks.h>
static void step(int x)
{
	wait_for_device(x);
}
void settle_device(int x, int may_wait)
{
	step(x);
}
`.replace('static', 'extern spinlock_t far_lock; extern int is_slow; static');

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

const DEVICE_OPS = `struct device_ops { int (*start)(int ms); int (*stop)(int ms); };
struct other_ops { int (*start)(int ms); };
`;

const CORE = `#include <linux/locks.h>
#include <linux/device_ops.h>
static DEFINE_SPINLOCK(lock);
void kick(const struct device_ops *ops)
{
	spin_lock(&lock);
	ops->start(1);
	spin_unlock(&lock);
}
`;

const DRIVER = `#include <linux/locks.h>
#include <linux/device_ops.h>
static int start_slowly(int ms)
{
	msleep(ms);
	return 0;
}
static int stop_slowly(int ms)
{
	msleep(ms);
	return 0;
}
const struct device_ops driver_ops = { .start = start_slowly, .stop = stop_slowly };
`;

const TAKER = `#include <linux/locks.h>
struct stack { spinlock_t lock; int length; };
void push(struct queue *queue)
{
	msleep(1);
	spin_lock(&queue->lock);
	queue->length++;
	spin_unlock(&queue->lock);
}
`;

const LOCKING_HANDLER = `#include <linux/locks.h>
typedef int irqreturn_t;
static void drain(struct queue *queue)
{
	spin_lock(&queue->lock);
	queue->length = 0;
	spin_unlock(&queue->lock);
}
irqreturn_t queue_irq(int irq, void *data)
{
	drain(data);
	return 1;
}
static int probe(int irq, struct queue *queue)
{
	return request_irq(irq, queue_irq, 0, "queue", queue);
}
`;

const REGISTRAR = `#include <linux/locks.h>
static int probe(int irq)
{
	return request_irq(irq, wait_for_device, 0, "device", 0);
}
`;

const TABLE = `#include <linux/locks.h>
struct led_classdev { void (*brightness_set)(int ms); };
static struct led_classdev led = {
	.brightness_set = wait_for_device,
};
`;

const TABLE_CALLER = `#include <linux/locks.h>
struct led_classdev { void (*brightness_set)(int ms); };
static void set(int ms)
{
	wait_for_device(ms);
}
static struct led_classdev led = {
	.brightness_set = set,
};
`;
