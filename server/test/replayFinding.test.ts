/** Verdicts of replayed findings: what a lone run can know, it may refute; what others set, it may not. */
import { expect, test } from 'vitest';
import { rerun } from '../src/replay/rerun';
import { simulateAll } from '../src/replay/simulate';
import { codeUnderTest, runSetup } from '../src/review/codeUnderTest';
import { replayFindings } from '../src/review/replayFindings';
import { openKernelTree } from '../src/workspace/kernelTree';
import { openWorkspace } from '../src/workspace/queries';
import { CALLER, miniTree, SLEEPER } from './miniTree';

const HEAD = '#include <linux/spinlock.h>\n#include <linux/wait.h>\n#include <linux/atomic.h>\n';

const CASES = [
  {
    title: 'a path that tests what other CPUs may change is not refuted by a run that is alone',
    text: `${HEAD}
struct last_user {
	raw_spinlock_t lock;
	atomic_t count;
	wait_queue_head_t waiters;
};

int drop_user(struct last_user *user)
{
	if (atomic_add_unless(&user->count, -1, 1))
		return 0;
	raw_spin_lock(&user->lock);
	if (atomic_dec_and_test(&user->count)) {
		raw_spin_unlock(&user->lock);
		return 1;
	}
	wake_up_all(&user->waiters);
	raw_spin_unlock(&user->lock);
	return 0;
}
`,
    rule: 'invalid-wait-context',
    band: 'proven',
    verdicts: ['confirmed', 'inconclusive'],
  },
  {
    title: 'a path that needs a pointer of the caller to be NULL is run so',
    text: `${HEAD}
#include <linux/slab.h>

struct box {
	spinlock_t lock;
	void *data;
};

int fill_box(struct box *box, void *data)
{
	spin_lock(&box->lock);
	if (!data)
		data = kmalloc(64, GFP_KERNEL);
	box->data = data;
	spin_unlock(&box->lock);
	return 0;
}
`,
    rule: 'gfp-in-atomic',
    band: 'proven',
    verdicts: ['confirmed'],
  },
  {
    title: 'a path that hangs on a parameter is run',
    text: `${HEAD}
static DEFINE_SPINLOCK(inner_lock);
static DEFINE_RAW_SPINLOCK(outer_lock);

void nest(int deep)
{
	raw_spin_lock(&outer_lock);
	if (deep) {
		spin_lock(&inner_lock);
		spin_unlock(&inner_lock);
	}
	raw_spin_unlock(&outer_lock);
}
`,
    rule: 'invalid-wait-context',
    band: 'proven',
    verdicts: ['confirmed'],
  },
  {
    title: 'the other order of two locks runs first on the same machine',
    text: `${HEAD}
static DEFINE_SPINLOCK(inner_lock);
static DEFINE_SPINLOCK(outer_lock);

void usual(void)
{
	spin_lock(&outer_lock);
	spin_lock(&inner_lock);
	spin_unlock(&inner_lock);
	spin_unlock(&outer_lock);
}

void usual_too(void)
{
	spin_lock(&outer_lock);
	spin_lock(&inner_lock);
	spin_unlock(&inner_lock);
	spin_unlock(&outer_lock);
}

void wrong_way(int deep)
{
	spin_lock(&inner_lock);
	if (deep) {
		spin_lock(&outer_lock);
		spin_unlock(&outer_lock);
	}
	spin_unlock(&inner_lock);
}
`,
    rule: 'lock-order',
    band: 'proven',
    verdicts: ['confirmed'],
  },
  {
    title: 'the handler runs first; both find the lock by container_of()',
    text: `${HEAD}
#include <linux/timer.h>
#include <linux/workqueue.h>

struct poller {
	int polls;
	spinlock_t lock;
	struct timer_list timer;
	struct work_struct work;
};

static void poller_tick(struct timer_list *timer)
{
	struct poller *poller = container_of(timer, struct poller, timer);

	spin_lock(&poller->lock);
	poller->polls++;
	spin_unlock(&poller->lock);
}

static void poller_work(struct work_struct *work)
{
	struct poller *poller = container_of(work, struct poller, work);

	spin_lock(&poller->lock);
	poller->polls = 0;
	spin_unlock(&poller->lock);
}

void poller_start(struct poller *poller)
{
	timer_setup(&poller->timer, poller_tick, 0);
	INIT_WORK(&poller->work, poller_work);
}
`,
    rule: 'irq-unsafe-lock',
    band: 'proven',
    verdicts: ['confirmed'],
  },
  {
    title: 'flags saved for callers with interrupts off are tried with interrupts off',
    text: `${HEAD}
static DEFINE_SPINLOCK(counted_lock);
static int counted;

int count_one(void)
{
	unsigned long flags;
	int now;

	spin_lock_irqsave(&counted_lock, flags);
	now = ++counted;
	spin_unlock_irq(&counted_lock);
	return now;
}
`,
    rule: 'irq-flags-misuse',
    band: 'proven',
    verdicts: ['confirmed'],
  },
  {
    title: 'what other functions of the file put into its globals is no obstacle',
    text: `${HEAD}
static DEFINE_SPINLOCK(inner_lock);
static DEFINE_RAW_SPINLOCK(outer_lock);
static int wanted;
static struct { int level; } setting;

void want(int level)
{
	wanted = 1;
	setting.level = level;
}

void nest_if_wanted(void)
{
	if (!wanted || setting.level < 3)
		return;
	raw_spin_lock(&outer_lock);
	spin_lock(&inner_lock);
	spin_unlock(&inner_lock);
	raw_spin_unlock(&outer_lock);
}
`,
    rule: 'invalid-wait-context',
    band: 'proven',
    verdicts: ['confirmed'],
  },
  {
    title: 'a writer passes through a read section that is never tested',
    text: `${HEAD}
#include <linux/seqlock.h>
static DEFINE_SEQLOCK(pair_lock);
static int first, second;

int pair_sum(void)
{
	unsigned int seq = read_seqbegin(&pair_lock);

	return first + second;
}
`,
    rule: 'seqlock-retry-missing',
    band: 'proven',
    verdicts: ['confirmed'],
  },
  {
    title: 'a walk that looks at the next entry first comes to the end of an unknown list',
    text: `${HEAD}
#include <linux/list.h>
struct sleeper {
	struct list_head list;
	void *cause;
};
static LIST_HEAD(sleepers);
static DEFINE_SPINLOCK(sleepers_lock);

void wake_those_of(void *cause)
{
	struct sleeper *sleeper, *next;

	spin_lock(&sleepers_lock);
	list_for_each_entry_safe(sleeper, next, &sleepers, list) {
		if (sleeper->cause != cause)
			continue;
		list_del(&sleeper->list);
	}
	msleep(1);
	spin_unlock(&sleepers_lock);
}
`,
    rule: 'sleep-in-atomic',
    band: 'proven',
    verdicts: ['confirmed'],
  },
  {
    title: 'another lock is dropped than was taken; a table of pointers is filled elsewhere',
    text: `${HEAD}
#include <linux/mutex.h>
struct backend { int users; };
static struct backend *backends[4];
static DEFINE_MUTEX(table_mutex);
static DEFINE_MUTEX(register_mutex);

void forget_users(void)
{
	int i;

	mutex_lock(&table_mutex);
	for (i = 0; i < 4; i++)
		backends[i]->users = 0;
	mutex_unlock(&register_mutex);
}
`,
    rule: 'lock-imbalance',
    band: 'proven',
    verdicts: ['confirmed'],
  },
] as const;

for (const { title, text, rule, band, verdicts } of CASES) {
  test(title, async () => {
    const workspace = await openWorkspace();
    const checked = workspace.checkText({ path: 'replayed.c', text, worlds: ['smp', 'rt'] });
    const findings = await replayFindings(workspace, checked);
    const found = findings.find((finding) => finding.rule === rule);
    expect(found?.band).toBe(band);
    for (const world of found?.worlds ?? []) {
      const verdict = found?.replay?.[world];
      expect(verdicts, verdict?.reason).toContain(verdict?.verdict);
      const view = checked.views.find((each) => each.world === world);
      if (verdict?.verdict !== 'confirmed' || view === undefined) continue;
      const { frontEnd } = runSetup(workspace, world, undefined);
      const again = rerun(verdict.id ?? '', { frontEnd, load: () => codeUnderTest(checked, view) });
      expect(again.kind === 'same' ? again.result.reports : again.reason).toContain(verdict.splat);
    }
  });
}

const REBUILD = (begin: string, end: string): string => `${HEAD}
#include <linux/seqlock.h>
static DEFINE_SEQLOCK(zonelist_update_seq);

void __build_all_zonelists(void *data)
{
	unsigned long flags;

	${begin};
	build_zonelists(NODE_DATA(0));
	${end};
}
`;

test('a rebuild that leaves interrupts on is replayed with a reader in one', async () => {
  const workspace = await openWorkspace();
  const text = REBUILD('write_seqlock(&zonelist_update_seq)', 'write_sequnlock(&zonelist_update_seq)');
  const checked = workspace.checkText({ path: 'replayed.c', text, worlds: ['smp'] });
  const found = replayFindings(workspace, checked).find(({ rule }) => rule === 'seqlock-writer-context');
  const verdict = found?.replay?.smp;
  expect(verdict).toMatchObject({ verdict: 'confirmed', splat: 'inconsistent-lock-state', exhausted: true });
  const [view] = checked.views;
  const { frontEnd } = runSetup(workspace, 'smp', undefined);
  const again = rerun(verdict?.id ?? '', { frontEnd, load: () => view && codeUnderTest(checked, view) });
  expect(again.kind === 'same' ? again.result.reports : again.reason).toContain('inconsistent-lock-state');
});

test('a path into another file of the tree is run there', async () => {
  const tree = miniTree();
  try {
    tree.write('drivers/sleeper.c', SLEEPER);
    tree.write('drivers/caller.c', CALLER);
    const opened = openKernelTree(tree.root);
    const workspace = await openWorkspace({ tree: opened.kind === 'tree' ? opened.tree : undefined });
    const checked = workspace.checkText({
      path: 'drivers/caller.c',
      treePath: 'drivers/caller.c',
      text: CALLER,
      worlds: ['smp'],
    });
    const found = replayFindings(workspace, checked).find(({ rule }) => rule === 'sleep-in-atomic');
    expect(found?.replay?.smp).toMatchObject({ verdict: 'confirmed' });
  } finally {
    tree.remove();
  }
});

test('a helper that takes its lock under a condition is no leak', async () => {
  const workspace = await openWorkspace();
  const text = `${HEAD}
#include <linux/mutex.h>
struct box { int shared; struct mutex mutex; };
void open_box(struct box *box)
{
	if (box->shared)
		mutex_lock(&box->mutex);
}
void close_box(struct box *box)
{
	if (box->shared)
		mutex_unlock(&box->mutex);
}
`;
  const checked = workspace.checkText({ path: 'replayed.c', text, worlds: ['smp'] });
  const [view] = checked.views;
  if (view === undefined) throw new Error('no view');
  const results = [...simulateAll(codeUnderTest(checked, view), runSetup(workspace, 'smp', undefined))];
  expect(results.map(({ verdict }) => verdict)).toEqual(['clean', 'clean']);
});
