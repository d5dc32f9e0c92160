/* Macros that declare objects, members and functions. */
// functions: 5
static DEFINE_SPINLOCK(table_lock); // mask: declaration DEFINE_SPINLOCK
static LIST_HEAD(waiting); // mask: declaration LIST_HEAD; mask: type-argument struct list_head
static DEFINE_PER_CPU(struct counter, counters) = { // mask: declaration DEFINE_PER_CPU
	.value = 1,
};
DECLARE_PER_CPU(int, depth); // mask: declaration DECLARE_PER_CPU
DEFINE_UNKNOWN_THING(foo, struct bar *, if (!IS_ERR(_T)) drop(_T)) // mask: blanked-call DEFINE_UNKNOWN_THING
EXPORT_SYMBOL_GPL(counters); // mask: blanked-call EXPORT_SYMBOL_GPL
TRACE_EVENT(thing, TP_PROTO(int a), TP_ARGS(a), // mask: blanked-call TRACE_EVENT
	TP_STRUCT__entry(__field(int, a)), TP_fast_assign(__entry->a = a;),
	TP_printk("a=%d", __entry->a)
);

struct holder {
	DECLARE_BITMAP(used, 64); // mask: declaration DECLARE_BITMAP
	struct_group(header,
		u32 kind;
		u32 size;
	);
	static_assert(sizeof(u32) == 4); // mask: blanked-call static_assert
	int last;
};

SYSCALL_DEFINE2(poke, unsigned int, where, struct holder __user *, what) // mask: declaration SYSCALL_DEFINE2
{
	return poke_one(where, what);
}

SYSCALL_DEFINE0(nap) // mask: declaration SYSCALL_DEFINE0
{
	return 0;
}

int walks(struct address_space *mapping, struct vm_area_struct *vma)
{
	DECLARE_WAIT_QUEUE_HEAD_ONSTACK(done); // mask: declaration DECLARE_WAIT_QUEUE_HEAD_ONSTACK
	XA_STATE(xas, &mapping->i_pages, page_index(vma)); // mask: declaration XA_STATE
	static DEFINE_RATELIMIT_STATE(limit, HZ, 10); // mask: declaration DEFINE_RATELIMIT_STATE
	auto count = 0; // mask: type-argument auto
	typeof(*mapping) copy; // mask: type-argument typeof(*mapping)

	return xas_walk(&xas, &limit, count, &copy);
}

int MAKE_NAME(one)(int a)
{
	return a;
}

static __latent_unknown noinline struct holder *pick(struct holder *list) __unlisted(3)
{
	return list;
}
