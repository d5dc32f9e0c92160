/* Scope-based cleanup: releases on every way out, in reverse order. */
DEFINE_FREE(thing, struct thing *, if (_T) put_thing(_T))
DEFINE_GUARD(gate, struct gate *, open_gate(_T), close_gate(_T))

int paths(struct gate *g, struct mutex *m, int n)
{
	guard(gate)(g);
	if (n < 0)
		return -1;
	for (; n; n--) {
		guard(mutex)(m);
		if (n == 5)
			continue;
		if (n == 7)
			goto out;
	}
	scoped_guard(spinlock_irqsave, &g->lock)
		n = touch(g);
out:
	return value(n);
}

struct thing *make(int n)
{
	struct thing *t __free(thing) = new_thing(n);
	struct thing *other __free(thing) = NULL;

	if (!t)
		return NULL;
	scoped_cond_guard(mutex_intr, return NULL, &t->lock) {
		other = peer(t);
	}
	return no_free_ptr(t);
}
