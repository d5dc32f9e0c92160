/* Pattern of "cpuset: fix a deadlock due to incomplete patching of cpusets_enabled()", 4.13: one key asked at both ends (after the fix) */
#include <linux/jump_label.h>
#include <linux/seqlock.h>

static DEFINE_STATIC_KEY_FALSE(cpusets_key);
static DEFINE_STATIC_KEY_FALSE(cpusets_pre_key);

struct task {
	seqcount_t mems_seq;
};

unsigned int mems_begin(struct task *task)
{
	if (!static_branch_unlikely(&cpusets_pre_key))
		return 0;
	return read_seqcount_begin(&task->mems_seq);
}

bool mems_retry(struct task *task, unsigned int seq)
{
	if (!static_branch_unlikely(&cpusets_key))
		return false;
	return read_seqcount_retry(&task->mems_seq, seq);
}
