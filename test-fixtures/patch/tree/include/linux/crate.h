#ifndef _LINUX_CRATE_H
#define _LINUX_CRATE_H

struct crate {
	spinlock_t lock;
	raw_spinlock_t hw_lock;
	void *spare;
	int count;
};

void *crate_get(struct crate *crate);

#endif
