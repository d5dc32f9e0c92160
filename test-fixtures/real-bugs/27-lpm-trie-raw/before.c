/* Pattern of "bpf: Convert lpm_trie::lock to raw_spinlock_t", 6.13: a map changed by programs that trace under raw locks (as it was) */
#include <linux/gfp.h>
#include <linux/slab.h>
#include <linux/spinlock.h>

struct trie {
	spinlock_t lock;
	int entries;
};

static DEFINE_RAW_SPINLOCK(rq_lock);

static void trie_update(struct trie *trie)
{
	unsigned long flags;

	spin_lock_irqsave(&trie->lock, flags); // expect: invalid-wait-context "rq_lock"
	trie->entries++;
	spin_unlock_irqrestore(&trie->lock, flags);
}

void traced_switch(struct trie *trie)
{
	raw_spin_lock(&rq_lock);
	trie_update(trie);
	raw_spin_unlock(&rq_lock);
}
