/* Statements that the grammar of C does not know, and some it does. */
// functions: 8
#define FINISH do { done(); } while (0);

void completes_itself(struct x *x)
{
	ACQUIRE_THING(x) // mask: semicolon
	use(x);
	TRACE_POINT(x, 3) // mask: semicolon
	if (x)
		FINISH // mask: semicolon
	return;
	}

void assembler(unsigned long value, unsigned long *where)
{
	asm volatile("1: mov %0, %1\n" _ASM_TABLE(1b, 2b) "2:" : "=r" (value) : "m" (*where) : "memory");
	asm goto("jmp %l[out]" : : "i" (3) : : out);
	asm_inline volatile("call %P0" : ASM_CALL_CONSTRAINT : "r" (value));
out:
	return;
}

void jumps(void **table, int op)
{
	goto *table[op]; // mask: statement-argument *table[op]
}

int expression(int a)
{
	int b = ({ int c = a; c + 1; });
	int d = a ?: b;

	return _Generic((a), int: d, default: 0) + (typeof(a))b;
}

void labels(int a)
{
	switch (a) {
	case 1:
		int scoped_here = 2;

		use(scoped_here);
		fallthrough;
	default:
	}
again:
	if (a--)
		goto again;
}

int __maybe_unused
old_style_head(const char __user *__restrict from, int (*call)(struct x *y, int z))
{
	return call(NULL, *from);
}

void product_in_an_argument(unsigned long *sizes, int a, int b)
{
	a = 1;
	count_pages(ROUND_UP(a * sizeof(struct x)));
	if (a)
		count_pages(ROUND_UP(a * b));
}

int (*returns_a_pointer(unsigned int pid))(struct x *, int)
{
	int (*res)(struct x *, int) = NULL;

	return res;
}
