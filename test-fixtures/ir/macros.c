/* Macros of the file: expanded in place; calls of the text keep their places. */
#define LIMIT (4 * SCALE)
#define SCALE 2
#define SQUARE(x) ((x) * (x))
#define LOG(fmt, ...) do { if (verbose) emit(fmt, ##__VA_ARGS__); } while (0)
#define JOIN(a, b) a##_##b
#define NAME(x) describe(#x)
#define MAX_OF(a, b) ({ typeof(a) _a = (a); typeof(b) _b = (b); _a > _b ? _a : _b; })
#define DROP(x) do { } while (0)
#define each_slot(i, t) for ((i) = 0; (i) < (t)->count; (i)++)
#define each_used(i, t) each_slot(i, t) if (!(t)->slot[i]) {} else
#define alloc(n) trace(alloc(n))
#define RETRY(x) ({ __label__ again; int _r; again: _r = (x); if (_r < 0) goto again; _r; })

struct table { int count; int slot[4]; };
static int verbose;

int use(struct table *t)
{
	int i, sum = LIMIT;

	sum += SQUARE(next(t));
	LOG("sum %d", sum);
	LOG("plain");
	JOIN(do, it)(sum);
	NAME(a + b);
	sum = MAX_OF(sum, read_one(t));
	DROP(lost(sum));
	each_slot(i, t) {
		if (t->slot[i] == 3)
			break;
		sum++;
	}
	each_used(i, t)
		sum += t->slot[i];
	alloc(3);
	sum += RETRY(attempt(t)) + RETRY(attempt(t));
	for_each_unknown(i, t)
		visit(i);
	return sum + sizeof(hidden(t));
}
