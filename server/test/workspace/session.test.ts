/** Sessions of open documents: every update gives what a fresh check of that text gives. */
import { expect, test } from 'vitest';
import { openWorkspace } from '../../src/workspace/queries';

const TEXT = `#include <linux/slab.h>
#include <linux/spinlock.h>

static DEFINE_SPINLOCK(lock);

static void *first(void)
{
	return kmalloc(8, GFP_ATOMIC);
}

static void *helper(gfp_t gfp)
{
	return kmalloc(8, gfp);
}

static void *caller(void)
{
	void *p;

	spin_lock(&lock);
	p = helper(GFP_ATOMIC);
	spin_unlock(&lock);
	return p;
}
`;

/** Edits as (what, by what), applied one after the other; each text in between is one version. */
const EDITS: readonly (readonly [string, string])[] = [
  ['return kmalloc(8, GFP_ATOMIC);', 'int x = 1;\n\treturn kmalloc(8, GFP_ATOMIC);'],
  ['helper(GFP_ATOMIC)', 'helper(GFP_KERNEL)'],
  ['\tspin_unlock(&lock);\n', ''],
  ['static void *first(void)\n{', 'static void *first(void)\n{\n\tif (x >'],
  ['\tif (x >', '\tspin_lock(&lock);'],
  ['static DEFINE_SPINLOCK(lock);', 'static DEFINE_MUTEX(lock);'],
  ['static DEFINE_MUTEX(lock);', 'static DEFINE_RAW_SPINLOCK(lock);\n#define helper(x) kzalloc(4, x)'],
  ['#define helper(x) kzalloc(4, x)', ''],
  [
    'static void *helper(gfp_t gfp)',
    'static void *inserted(void)\n{\n\treturn first();\n}\n\nstatic void *helper(gfp_t gfp)',
  ],
];

/** What a function does reaches those that call it through others, in circles, and through members. */
const FAR = `#include <linux/delay.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
struct far_ops {
	void (*run)(int n);
};
static DEFINE_SPINLOCK(lock);

static void bottom(int n)
{
	kfree(kmalloc(n, GFP_ATOMIC));
	n++;
}

static void middle(int n)
{
	bottom(n);
}

static void around(int n);
static void circle(int n)
{
	if (n)
		around(n - 1);
	middle(n);
}

static void around(int n)
{
	circle(n);
}

static const struct far_ops ops = { .run = around };

static void apart(void)
{
	spin_lock(&lock);
	spin_unlock(&lock);
}

static void top(void)
{
	spin_lock(&lock);
	ops.run(1);
	spin_unlock(&lock);
}

static void beside(void)
{
	spin_lock(&lock);
	circle(1);
	spin_unlock(&lock);
	apart();
}
`;

const FAR_EDITS: readonly (readonly [string, string])[] = [
  // The calls stay what they are, and so do the callers' texts.
  ['GFP_ATOMIC', 'GFP_KERNEL'],
  ['GFP_KERNEL', 'GFP_NOWAIT'],
  ['\tn++;', '\tmsleep(1);'],
  ['\tmsleep(1);', '\tmsleep('],
  ['\tmsleep(', '\tspin_lock(&lock);'],
  ['\tspin_lock(&lock);\n}', '\tn++;\n}'],
  ['\tapart();', '\tapart();\n\tn ='],
  ['\n\tn =', ''],
  ['.run = around', '.run = bottom'],
  ['\tn++;', '\tmsleep(2);'],
  ['\tbottom(n);', ''],
  ['.run = bottom', '.run = middle'],
];

test.each([
  ['in a few functions', TEXT, EDITS],
  ['far away from where it matters', FAR, FAR_EDITS],
])('a document edited %s gives what a fresh check gives', async (_, start, edits) => {
  const workspace = await openWorkspace();
  const request = { path: 'x.c', worlds: ['smp', 'rt'] as const };
  const session = workspace.openFile(request);
  let text = start;
  session.update(text, 1);
  const counts: number[] = [];
  edits.forEach(([what, by], index) => {
    expect(text).toContain(what);
    text = text.replace(what, by);
    const edited = session.update(text, index + 2);
    expect(edited?.version).toBe(index + 2);
    const fresh = workspace.checkText({ ...request, text });
    expect(edited?.report).toEqual(fresh.report);
    counts.push(fresh.report.findings.length);
  });
  session.close();
  expect(Math.max(...counts)).toBeGreaterThan(0);
});

/** Changes outside of functions whose text stays: each alone, of the text below. */
const SURROUNDED = `#include <linux/slab.h>
#include <linux/spinlock.h>
#define LIMIT 3
enum { FIRST, SECOND };
typedef unsigned int count_t;
struct box {
	spinlock_t lock;
	int number;
};
static struct box here;
DEFINE_LOCK_GUARD_1(box, struct box, spin_lock(&_T->lock->lock), spin_unlock(&_T->lock->lock))

static int limited(count_t n)
{
	struct {
		int a;
	} pair = { SECOND };

	return n > LIMIT ? here.number : pair.a;
}

static void inside(struct box *b)
	__must_hold(&b->lock)
{
	b->number++;
}

__must_hold(&here.lock)
static void before(void)
{
	here.number++;
}

static void guarded(struct box *b)
{
	guard(box)(b);
	inside(b);
}
`;

test.each([
  ['#define LIMIT 3', '#define LIMIT 4'],
  ['FIRST, SECOND', 'FIRST, BETWEEN, SECOND'],
  ['typedef unsigned int', 'typedef unsigned long'],
  ['int number;\n};\nstatic', 'long number;\n};\nstatic'],
  ['spin_lock(&_T->lock->lock)', 'spin_lock_irq(&_T->lock->lock)'],
  ['__must_hold(&here.lock)', '__must_hold(&over.lock)'],
  ['static int limited', 'static int more;\n\nstatic int limited'],
  ['static struct box here;', 'static void added(void)\n{\n}\nstatic struct box here;'],
  ['static struct box here;', 'extern struct box here;'],
])('with other surroundings, %j as %j, functions are what a fresh reading makes of them', async (what, by) => {
  const workspace = await openWorkspace();
  const request = { path: 'x.c', worlds: ['smp', 'rt'] as const };
  const session = workspace.openFile(request);
  const first = session.update(SURROUNDED, 1);
  expect(first?.views.map(({ file }) => file.unlowered)).toEqual([[], []]);
  expect(SURROUNDED).toContain(what);
  const text = SURROUNDED.replace(what, by);
  const edited = session.update(text, 2);
  const fresh = workspace.checkText({ ...request, text });
  expect(edited?.report).toEqual(fresh.report);
  expect(edited?.views.map(({ file }) => file)).toEqual(fresh.views.map(({ file }) => file));
  session.close();
});

test('what a constant table holds is what a call through it does, also after an edit of the table alone', async () => {
  const workspace = await openWorkspace();
  const session = workspace.openFile({ path: 'x.c', worlds: ['smp'] });
  const told = (text: string, version: number) => session.update(text, version)?.report.findings.length;
  const quick = TABLE.replace('.flush = slowly', '.flush = quickly');
  const open = TABLE.replace('const struct', 'struct');
  const versions = [quick, TABLE, open, TABLE, quick];
  expect(versions.map((text, version) => told(text, version))).toEqual([0, 1, 0, 1, 0]);
  session.close();
});

/** Another file could fill in the structure, were it not for the table. */
const TABLE = `#include <linux/spinlock.h>
#include <linux/delay.h>
struct disk_ops { void (*flush)(int x); void (*poll)(int x); };
static DEFINE_SPINLOCK(lock);
static void slowly(int x)
{
	msleep(x);
}
static void quickly(int x)
{
}
static const struct disk_ops disk_ops = { .flush = slowly };
void register_other(struct disk_ops *other)
{
	other->flush = quickly;
	other->flush = slowly;
}
void commit(int x)
{
	spin_lock(&lock);
	disk_ops.flush(x);
	spin_unlock(&lock);
}
`;

test('a cancelled update leaves a usable session', async () => {
  const workspace = await openWorkspace();
  const session = workspace.openFile({ path: 'x.c', worlds: ['smp'] });
  session.update(TEXT, 1);
  const bad = TEXT.replace('helper(GFP_ATOMIC)', 'helper(GFP_KERNEL)');
  expect(session.update(bad, 2, () => true)).toBeUndefined();
  expect(session.update(bad, 3)?.report.findings.map(({ rule }) => rule)).toEqual(['gfp-in-atomic']);
  session.close();
});

test("views are in the document's own offsets after an edit above", async () => {
  const workspace = await openWorkspace();
  const session = workspace.openFile({ path: 'x.c', worlds: ['smp'] });
  session.update(TEXT, 1);
  const text = TEXT.replace('return kmalloc(8, GFP_ATOMIC);', '/* moved */ return kmalloc(8, GFP_ATOMIC);');
  const [view] = session.update(text, 2)?.views ?? [];
  for (const fn of view?.file.functions ?? []) expect(text.slice(fn.nameSpan.start, fn.nameSpan.end)).toBe(fn.name);
  for (const { fn } of view?.analysis.functions ?? [])
    expect(text.slice(fn.nameSpan.start, fn.nameSpan.end)).toBe(fn.name);
  session.close();
});

test('worlds that shared a tree part after an update was cancelled between them', async () => {
  const workspace = await openWorkspace();
  const request = { path: 'x.c', worlds: ['smp', 'rt'] as const };
  const session = workspace.openFile(request);
  session.update(TEXT, 1);
  let asked = 0;
  // The first world has its new text by the second question, the other one still the old.
  expect(session.update(`${TEXT}\n/* one more */\n`, 2, () => ++asked > 1)).toBeUndefined();
  const parted = `${TEXT}
#ifdef CONFIG_PREEMPT_RT
static DEFINE_MUTEX(only_in_rt);
static void twice_in_rt(void)
{
	mutex_lock(&only_in_rt);
	mutex_lock(&only_in_rt);
}
#endif
`;
  const edited = session.update(parted, 3);
  const fresh = workspace.checkText({ ...request, text: parted });
  expect(edited?.report).toEqual(fresh.report);
  expect(fresh.report.findings.map(({ rule, worlds }) => [rule, worlds])).toContainEqual(['lock-recursion', ['rt']]);
  session.close();
});
