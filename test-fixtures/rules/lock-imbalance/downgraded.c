/* A callee that nobody sees may downgrade the lock, and say so by what it returns. */
#include <linux/rwsem.h>

struct map {
	struct rw_semaphore sem;
	int pages;
};

int map_shrink(struct map *map, int pages);

int map_resize_unsure(struct map *map, int pages)
{
	int ret;

	down_write(&map->sem);
	ret = map_shrink(map, pages);
	/* 1: downgraded. */
	if (ret == 1)
		up_read(&map->sem); // expect(likely): lock-imbalance "up_read() does not release"
	else
		up_write(&map->sem);
	return ret;
}
