/* Compiles: macros that bring their semicolon, members of unnamed parts, other names, variadic calls, wrapped lines. */
#include <linux/kernel.h>
#include <linux/preempt.h>

#define EACH_STEP(x) do_step(x);
#define GUARDED(x) if (x) { do_step(1); }

struct counters {
	int lists[3];
	union {
		unsigned long flags;
		void *list;
	};
};

static void do_step(int x)
{
}

static void steps_ok(int x)
{
	EACH_STEP(x)
	GUARDED(x)
	do_step(x +
		1);
	if (x)
		do_step(2);
	else
		do_step(3);
}

static void *member_ok(struct counters *counters)
{
	counters->flags = 0;
	return counters->list;
}

static int print_ok(int a, int b)
{
	printk("%d %d\n", a, b);
	return a == b;
}

#define PACK(a, b) b, a

struct packed {
	unsigned char PACK(count:6, pad0:2);
	unsigned char PACK(rest:4, pad1:4);
};

static int packed_ok(struct packed *packed)
{
	return packed->pad + packed->rest1;
}

struct inner {
	int guard_lock;
};

struct outer {
	struct inner common;
	int tcfp_guard;
};

#define tcf_guard common.guard_lock

static int shorthand_ok(struct outer *outer)
{
	return outer->tcf_guard + outer->tcfp_guard;
}

union mode {
	unsigned int all;
	struct {
		unsigned int role:4;
		unsigned int disk:4;
	};
};

#define ROLE_MASK 15
#define CHANGE(field, value) \
	({ union mode mask; mask.all = 0; mask.field = ROLE_MASK; mask; }), \
	({ union mode val; val.all = 0; val.field = (value); val; })
#define TO_ROLE(value) CHANGE(role, value)
#define BOTH 1, 2

static int change_mode(int flags, union mode mask, union mode val)
{
	return flags + mask.all + val.all;
}

static int add(int a, int b)
{
	return a + b;
}

static int pairs_ok(void)
{
	return change_mode(1, CHANGE(role, 2)) + change_mode(1, TO_ROLE(3)) + add(BOTH);
}
