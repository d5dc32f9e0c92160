/* Locks that no other file can name: what no function here releases for its callers, nobody releases. */
#include <linux/mutex.h>
#include <linux/spinlock.h>

#define EINVAL 22

static DEFINE_SPINLOCK(table_lock);
static DEFINE_MUTEX(names_lock);
extern spinlock_t shared_lock;

struct table {
	struct table *next;
	int id;
};
static struct table *tables;

struct cell {
	struct mutex update;
	int id;
};

/* Success keeps it and failure does not: that could be meant, if there were somebody to release it. */
int table_remove_bad(struct table *table)
{
	struct table **at = &tables;

	spin_lock(&table_lock);
	while (*at) {
		if (*at == table) {
			*at = table->next;
			return 0; // expect: lock-imbalance "other paths release it, and nobody else does"
		}
		at = &(*at)->next;
	}
	spin_unlock(&table_lock);
	return -EINVAL;
}

static _Bool table_has_bad(int id)
{
	struct table *table;

	spin_lock(&table_lock);
	for (table = tables; table; table = table->next)
		if (table->id == id)
			return 1; // expect: lock-imbalance "nobody else does"
	spin_unlock(&table_lock);
	return 0;
}

int table_known(int id)
{
	return table_has_bad(id);
}

/* Named as one that sets something up, and without any release. */
static void __set_cell_id_bad(struct cell *cell, int id)
{
	mutex_lock(&cell->update);
	cell->id = id;
} // expect: lock-imbalance "cell->update"

void cell_rename(struct cell *cell, int id)
{
	__set_cell_id_bad(cell, id);
}

/* Its caller releases it, */
static _Bool names_find_ok(int id)
{
	mutex_lock(&names_lock);
	if (id > 0)
		return 1;
	mutex_unlock(&names_lock);
	return 0;
}

void names_use_ok(int id)
{
	if (names_find_ok(id))
		mutex_unlock(&names_lock);
}

/* and here another file may. */
_Bool shared_test_ok(int id)
{
	spin_lock(&shared_lock);
	if (id > 0)
		return 1;
	spin_unlock(&shared_lock);
	return 0;
}
