/** Verdicts of replayed findings: what a lone run can know, it may refute; what others set, it may not. */
import { expect, test } from 'vitest';
import { replayFindings } from '../src/review/replayFindings';
import { openWorkspace } from '../src/workspace/queries';

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
] as const;

for (const { title, text, rule, band, verdicts } of CASES) {
  test(title, async () => {
    const workspace = await openWorkspace();
    const checked = workspace.checkText({ path: 'replayed.c', text, worlds: ['smp', 'rt'] });
    const findings = await replayFindings(workspace, checked);
    const found = findings.find((finding) => finding.rule === rule);
    expect(found?.band).toBe(band);
    for (const world of found?.worlds ?? []) expect(verdicts).toContain(found?.replay?.[world]?.verdict);
  });
}
