/* What the IR knows without headers: hints, warnings, members to records, minima. */
struct list_head { struct list_head *next, *prev; };
static int slots[2 + 3];
struct item { int key; struct list_head node; };

int hints(struct item *it, int n)
{
	if (unlikely(!it) || WARN_ON_ONCE(n > 4))
		return -1;
	if (WARN_ON(bad(it)))
		n = 0;
	WARN(n, "n is %d", count(n));
	BUG_ON(n == 3);
	BUILD_BUG_ON(sizeof(n) != 4);
	VM_BUG_ON(broken(it));
	WRITE_ONCE(it->key, READ_ONCE(n) + 1);
	n = min(n, cost(it)) + max_t(unsigned int, n, 3) + clamp(n, 1, 9);
	swap(it->key, n);
	return likely(n) ? n : __builtin_constant_p(n) + __builtin_constant_p(3);
}

struct item *owner(struct list_head *at)
{
	if (!at)
		BUG();
	return container_of(at, struct item, node);
}

struct item *first(struct list_head *head)
{
	LIST_HEAD(local);

	splice(head, &local);
	return list_first_entry(&local, struct item, node);
}

int fixed(void)
{
	if (IS_ENABLED(CONFIG_SMP))
		return offsetof(struct item, node) + ARRAY_SIZE(slots);
	unreachable();
}

bool last(struct item *it)
{
	return GEN_UNARY_RMWcc("lock; decl", it->key, e);
}

unsigned int order(unsigned int x, unsigned short y)
{
	return cpu_to_be32(1) + cpu_to_le32(x) + be16_to_cpu(y);
}
