/** Files that are parts of another one: what the whole knows is known in them, and the other way round. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openKernelTree } from '../../src/workspace/kernelTree';
import { openWorkspace } from '../../src/workspace/queries';
import { type MiniTree, miniTree } from '../miniTree';

const WHOLE = `#include <linux/locks.h>
#include "rq.h"
#define take_rq(rq) do { spin_lock(&(rq)->lock); } while (0)
#define drop_rq(rq) do { spin_unlock(&(rq)->lock); } while (0)
static void leave_rq(struct rq *rq);
static void turn_rq(struct rq *rq)
{
	take_rq(rq);
	leave_rq(rq);
	msleep(1);
}
#include "rt.c"
#include "plugin.h"
`;

/** Without an include of its own. */
const RT = `static void wait_rt(struct rq *rq)
{
	take_rq(rq);
	msleep(1);
	drop_rq(rq);
}
`;

/** A header with a function that only one file can have. */
const PLUGIN = `static void leave_rq(struct rq *rq)
{
	drop_rq(rq);
}
`;

let tree: MiniTree;
beforeEach(() => {
  tree = miniTree();
  tree.write('kernel/sched/Makefile', 'obj-y += core.o build_policy.o\n');
  tree.write('kernel/sched/rq.h', 'struct rq { spinlock_t lock; int nr; };\n');
  tree.write('kernel/sched/build_policy.c', WHOLE);
  tree.write('kernel/sched/rt.c', RT);
  tree.write('kernel/sched/plugin.h', PLUGIN);
});
afterEach(() => tree.remove());

async function check(treePath: string, text: string): Promise<readonly string[]> {
  const opened = openKernelTree(tree.root);
  if (opened.kind !== 'tree') throw new Error(opened.message);
  const workspace = await openWorkspace({ tree: opened.tree });
  const { report } = workspace.checkText({ path: treePath, treePath, text, worlds: ['smp'] });
  return report.findings.map(({ rule, message }) => `${rule}: ${message}`);
}

test('a part sees the types and macros of its whole', async () => {
  expect(await check('kernel/sched/rt.c', RT)).toEqual([
    'sleep-in-atomic: msleep() schedules under rq->lock (spinlock_t), since spin_lock() in wait_rt()',
  ]);
});

test('what a part defines is read as the whole reads it', async () => {
  expect(await check('kernel/sched/build_policy.c', WHOLE)).toEqual([]);
  tree.write('kernel/sched/plugin.h', PLUGIN.replace('drop_rq(rq)', 'rq->nr++'));
  expect((await check('kernel/sched/build_policy.c', WHOLE)).map((told) => told.split(':')[0])).toContain(
    'sleep-in-atomic',
  );
});

test('a file that the Makefile names stands for itself', async () => {
  tree.write('kernel/sched/Makefile', 'obj-y += core.o build_policy.o rt.o\n');
  expect(await check('kernel/sched/rt.c', RT)).toEqual([]);
});
