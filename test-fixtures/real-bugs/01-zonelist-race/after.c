/* Pattern of commit 3d36424b3b58: an index into a table kept while another CPU rebuilds it (after the fix) */
#include <linux/mutex.h>
#include <linux/sched.h>

struct zonelist {
	struct mutex mutex;
	void *zones[8];
	int preferred;
};

void *pick_zone(struct zonelist *list)
{
	void *zone;
	int at;

	mutex_lock(&list->mutex);
	mutex_unlock(&list->mutex);
	cond_resched();
	mutex_lock(&list->mutex);
	at = list->preferred;
	zone = at < 0 ? NULL : list->zones[at];
	mutex_unlock(&list->mutex);
	return zone;
}
