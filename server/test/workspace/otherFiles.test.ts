/** Callees in other files of a tree: found by name, followed a few files deep, and kept apart from what is here. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { definedFunctions } from '../../src/workspace/definitions';
import { openKernelTree } from '../../src/workspace/kernelTree';
import { openWorkspace } from '../../src/workspace/queries';
import { surveyDefinitions } from '../../src/workspace/survey';
import { CALLER, type MiniTree, miniTree, SLEEPER } from '../miniTree';

let tree: MiniTree;
let root: string;
let write: MiniTree['write'];

beforeEach(() => {
  tree = miniTree();
  ({ root, write } = tree);
});

afterEach(() => tree.remove());

async function check(text: string) {
  const opened = openKernelTree(root);
  if (opened.kind !== 'tree') throw new Error(opened.message);
  const workspace = await openWorkspace({ tree: opened.tree });
  const { report } = workspace.checkText({ path: 'a.c', treePath: 'drivers/a.c', text, worlds: ['smp'] });
  return { told: report.findings.filter(({ band }) => band === 'proven').map((finding) => finding.rule), report };
}

test('what sleeps in another file is told at the call here, with the way there', async () => {
  write('drivers/b.c', SLEEPER);
  const { told, report } = await check(CALLER);
  expect(told).toEqual(['sleep-in-atomic']);
  expect(report.findings[0]?.path.map(({ file, function: fn }) => `${file}:${fn}`)).toContain(
    'drivers/b.c:wait_for_device',
  );
  expect(report.stats.unresolvedCalls).toBe(0);
});

test('without a definition nothing is told, and the call is counted', async () => {
  const { told, report } = await check(CALLER);
  expect(told).toEqual([]);
  expect(report.stats.causes).toContainEqual({ reason: 'unresolved call: wait_for_device', count: 1 });
});

test('two definitions of one name: nobody can say which is meant', async () => {
  write('drivers/b.c', SLEEPER);
  write('drivers/c.c', SLEEPER.replace('msleep(ms);', ''));
  expect((await check(CALLER)).told).toEqual([]);
});

test("an architecture's own definition takes the place of the general one; other architectures have no say", async () => {
  write('lib/b.c', SLEEPER.replace('msleep(ms);', ''));
  write('arch/x86/lib/b.c', SLEEPER);
  write('arch/sparc/lib/b.c', SLEEPER);
  expect((await check(CALLER)).told).toEqual(['sleep-in-atomic']);
});

test('a file that the world does not build defines nothing', async () => {
  write('drivers/Makefile', 'obj-$(CONFIG_PREEMPT_RT) += b.o\n');
  write('drivers/b.c', SLEEPER);
  expect((await check(CALLER)).told).toEqual([]);
});

test('a chain of calls is followed through files, static functions on the way too', async () => {
  write(
    'drivers/b.c',
    SLEEPER.replace('msleep(ms);', 'pass_on(ms);').replace(
      'void wait',
      'static void pass_on(int ms)\n{\n\tflush_device(ms);\n}\nvoid wait',
    ),
  );
  write('drivers/c.c', SLEEPER.replace('wait_for_device', 'flush_device'));
  expect((await check(CALLER)).told).toEqual(['sleep-in-atomic']);
});

test("another file's static lock is another lock", async () => {
  write(
    'drivers/b.c',
    SLEEPER.replace('msleep(ms);', 'spin_lock(&lock);\n\tspin_unlock(&lock);').replace(
      'void',
      'static DEFINE_SPINLOCK(lock);\nvoid',
    ),
  );
  expect((await check(CALLER)).told).toEqual([]);
});

test('helpers of other files that take or drop a lock change the context here', async () => {
  write(
    'drivers/b.c',
    '#include <linux/locks.h>\nvoid lock_queue(struct queue *queue)\n{\n\tspin_lock(&queue->lock);\n}\n\nvoid unlock_queue(struct queue *queue)\n{\n\tspin_unlock(&queue->lock);\n}\n',
  );
  const caller = `#include <linux/locks.h>
static void caller(struct queue *queue)
{
	lock_queue(queue);
	IN
	unlock_queue(queue);
	AFTER
}
`;
  const at = (inside: string, after: string) => check(caller.replace('IN', inside).replace('AFTER', after));
  expect((await at('msleep(3);', '')).told).toEqual(['sleep-in-atomic']);
  expect((await at('', 'msleep(3);')).told).toEqual([]);
});

test('a sleep that only joined paths lead to proves nothing in another file either', async () => {
  const flags = Array.from({ length: 7 }, (_, at) => at);
  const sum = (name: string) => flags.map((at) => `${name}${at}`).join(' + ');
  const body = [
    ...flags.map((at) => `int a${at} = 0, b${at} = 0;`),
    ...flags.map((at) => `if (ms & ${1 << at})\n\t\ta${at} = b${at} = ${1 << at};`),
    `if (${sum('a')} != ${sum('b')})\n\t\tmsleep(ms);`,
  ];
  write('drivers/b.c', SLEEPER.replace('msleep(ms);', body.join('\n\t')));
  expect((await check(CALLER)).told).toEqual([]);
});

test('files that call one another in a circle are followed and end', async () => {
  write('drivers/b.c', SLEEPER.replace('msleep(ms);', 'if (ms)\n\t\tflush_device(ms - 1);'));
  write(
    'drivers/c.c',
    SLEEPER.replace('wait_for_device', 'flush_device').replace('msleep(ms);', 'wait_for_device(ms);'),
  );
  expect((await check(CALLER)).told).toEqual([]);
});

test('the survey of a tree reads what changed, and nothing else', () => {
  const cache = path.join(root, '.cache');
  write('drivers/b.c', SLEEPER);
  write('drivers/c.c', SLEEPER.replace('wait_for_device', 'flush_device'));
  const first = surveyDefinitions(root, cache);
  expect(first).toMatchObject({ files: 3, read: 3 });
  expect(first.definitions.filesOf('wait_for_device')).toEqual(['drivers/b.c']);
  expect(surveyDefinitions(root, cache)).toMatchObject({ files: 3, read: 0 });
  write('drivers/c.c', SLEEPER.replace('wait_for_device', 'another_name'));
  fs.rmSync(path.join(root, 'drivers/b.c'));
  const last = surveyDefinitions(root, cache);
  expect(last).toMatchObject({ files: 2, read: 1 });
  expect(last.definitions.filesOf('wait_for_device')).toEqual([]);
  expect(last.definitions.filesOf('another_name')).toEqual(['drivers/c.c']);
  write('drivers/c.c', SLEEPER);
  const after = last.definitions.after(root, ['drivers/c.c', 'drivers/gone.c']);
  expect(after.toText()).toBe(surveyDefinitions(root, undefined).definitions.toText());
  fs.writeFileSync(path.join(cache, fs.readdirSync(cache)[0] ?? ''), 'definitions 3\nbroken\tline');
  expect(surveyDefinitions(root, cache).definitions.toText()).toBe(after.toText());
});

test.each([
  ['int plain(void)\n{\n}', ['plain']],
  ['struct item *\nbelow(int a,\n      int b)\n{\n}', ['below']],
  ['static int hidden(void)\n{\n}', []],
  ['static inline int\nhidden(void)\n{\n}', []],
  ['__printf(1, 2) void told(const char *format, ...)\n{\n}', ['told']],
  ['void held(void) __releases(lock)\n{\n}', ['held', 'held!'].slice(0, 1)],
  ['int __prefixed(void)\n{\n}', ['__prefixed']],
  ['struct table {\n\tint x;\n};\nint after(void)\n{\n}', ['after']],
  ['int values[] =\n{\n\t1,\n};', []],
  ['/* int commented(void) */\nint real(void)\n{\n}', ['real']],
  ['#ifdef A\nint one(void)\n#else\nint one(int x)\n#endif\n{\n}', ['one']],
  ['void take(struct q *q)\n{\n\tspin_lock(&q->lock);\n}', ['take', 'take!']],
  ['void both(struct q *q)\n{\n\tspin_lock(&q->lock);\n\tspin_unlock(&q->lock);\n}', ['both']],
  ['void blocks(struct q *q)\n{\n\tread_block(q);\n}', ['blocks']],
])('%j defines %j', (text, names) => {
  expect(definedFunctions(`\n${text}\n`)).toEqual(names);
});

describe('a callee that nobody can look into', () => {
  const PIPE = 'struct pipe { struct mutex state_mutex; void (*notify)(struct pipe *pipe); };\n';
  const holder = (top: string, call = 'pipe->notify(pipe)'): string => `#include <linux/locks.h>
${top}static void holder(struct pipe *pipe)
{
	mutex_lock(&pipe->state_mutex);
	${call};
	mutex_lock(&pipe->state_mutex);
	mutex_unlock(&pipe->state_mutex);
}
`;
  const dropper = (top: string, head: string): string => `${top}${head}
{
	mutex_unlock(&pipe->state_mutex);
	msleep(3);
	mutex_lock(&pipe->state_mutex);
}
`;
  const EVERYBODY = '#include <linux/pipe.h>\n';

  test('drops no lock that nobody in the tree drops for others', async () => {
    write('include/linux/pipe.h', PIPE);
    expect((await check(holder(EVERYBODY))).told).toEqual(['lock-recursion']);
  });

  test('may drop one that a function of another file drops', async () => {
    write('include/linux/pipe.h', PIPE);
    write('lib/b.c', dropper(EVERYBODY, 'void pause_pipe(struct pipe *pipe)'));
    expect((await check(holder(EVERYBODY))).told).toEqual([]);
  });

  test('may drop one that a header drops', async () => {
    write('include/linux/pipe.h', dropper(PIPE, 'static inline void pause_pipe(struct pipe *pipe)'));
    expect((await check(holder(EVERYBODY))).told).toEqual([]);
  });

  test('may drop one that a function of the same file drops', async () => {
    const text = holder(PIPE) + dropper('', 'void pause_pipe(struct pipe *pipe)');
    expect((await check(text)).told).toEqual([]);
  });

  test('may drop one that an edit of the same file has begun to drop', async () => {
    const opened = openKernelTree(root);
    if (opened.kind !== 'tree') throw new Error(opened.message);
    const workspace = await openWorkspace({ tree: opened.tree });
    const session = workspace.openFile({ path: 'a.c', treePath: 'drivers/a.c', worlds: ['smp'] });
    const told = (pause: string, version: number) =>
      session
        .update(holder(PIPE) + pause, version)
        ?.report.findings.flatMap(({ band, rule }) => (band === 'proven' ? [rule] : []));
    const pause = dropper('', 'void pause_pipe(struct pipe *pipe)');
    const keep = pause.replace(/mutex_(un)?lock/g, (_, un) => (un === undefined ? 'mutex_unlock' : 'mutex_lock'));
    expect(told(keep, 1)).toEqual(['lock-recursion']);
    expect(told(pause, 2)).toEqual([]);
    session.close();
  });

  test("drops no lock of the file's own structure for the sake of what others call so", async () => {
    write('lib/b.c', dropper(PIPE, 'void pause_pipe(struct pipe *pipe)'));
    expect((await check(holder(PIPE))).told).toEqual(['lock-recursion']);
  });

  test.each([
    ['drivers/b.c', '#include "pipe.h"\n', []],
    ['drivers/b.c', 'struct other { struct mutex state_mutex; };\n', ['lock-recursion']],
    ['fs/b.c', '#include "pipe.h"\n', ['lock-recursion']],
  ])("a structure of a directory's own header: %s with %j", async (file, top, told) => {
    write('drivers/pipe.h', PIPE);
    write(file, dropper(top, `void pause_it(struct ${top.startsWith('#') ? 'pipe' : 'other'} *pipe)`));
    expect((await check(holder('#include "pipe.h"\n'))).told).toEqual(told);
  });

  test('may drop whatever it wants if the tree does not have it', async () => {
    expect((await check(holder(PIPE, 'notify_pipe(pipe)'))).told).toEqual([]);
  });
});
