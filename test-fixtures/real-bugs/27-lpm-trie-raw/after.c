/* Pattern of "bpf: Convert lpm_trie::lock to raw_spinlock_t", 6.13: a map changed by programs that trace under raw locks (after the fix) */
#include <linux/gfp.h>
#include <linux/slab.h>
#include <linux/spinlock.h>

struct trie {
	raw_spinlock_t lock;
	int entries;
};

static DEFINE_RAW_SPINLOCK(rq_lock);

static void trie_update(struct trie *trie)
{
	unsigned long flags;

	raw_spin_lock_irqsave(&trie->lock, flags);
	trie->entries++;
	raw_spin_unlock_irqrestore(&trie->lock, flags);
}

void traced_switch(struct trie *trie)
{
	raw_spin_lock(&rq_lock);
	trie_update(trie);
	raw_spin_unlock(&rq_lock);
}
