/*
 * kfree_rcu()'s page blocks: pointers are collected in blocks of one page per CPU; a full block wants a new page.
 * What differs by version is the lock and where that page is allocated.
 */
#define KVFREE_BULK_MAX 4
#define KRC_GFP (GFP_NOWAIT | __GFP_NOWARN)

struct kvfree_bulk_block {
	int nr_records;
	void *records[KVFREE_BULK_MAX];
};

struct kfree_rcu_cpu {
#if MODEL_VERSION < 509
	spinlock_t lock;
#else
	raw_spinlock_t lock;
#endif
	struct rcu_head *head;
	struct kvfree_bulk_block *block;
	struct kvfree_bulk_block *cached;
	bool monitor_todo;
	int work_in_progress;
};

/* Full: the state T20 and T21 start from. */
int model_krc_full;
