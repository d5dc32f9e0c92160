/* Initialiser lists: designators, nesting, ranges, statics, members of unnamed records. */
struct inner { int x, y; };
struct outer { struct inner first; int list[4]; struct { int deep; }; struct inner *link; };

void fill(int n)
{
	int plain[] = { 1, 2, [5] = 6, 7 };
	int spread[8] = { [1 ... 3] = n, [6] = 9 };
	struct outer a = { { 1, 2 }, .list = { [2] = n }, .deep = 4, .link = &(struct inner){ 5, 6 } };
	struct outer b = { .first.y = 3, .list[1] = call(n) };
	struct outer zero = {};
	char word[] = "abc";
	static int counter = 2 + 3;
	static struct inner fixed = { .y = 1 };

	use(plain, spread, &a, &b, &zero, word, counter++, &fixed);
}

static struct outer table[] = { [0] = { .deep = 1 }, { .link = &table[0].first } };
static DEFINE_SPINLOCK(table_lock);
static DEFINE_PER_CPU(struct inner, per_cpu_inner) = { .x = 2 };
