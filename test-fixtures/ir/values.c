/* Values: short circuits, conditionals, side effects inside expressions, types of constants. */
struct pair { int a; unsigned b : 3; struct { long c; }; union { int d; char e[4]; }; };

unsigned long numbers(unsigned char small, int n)
{
	unsigned long big = 1UL << 40;

	big |= 0xffffffff + 1;
	big += -1;
	big += (unsigned)-1;
	big += small << 24;
	big += 'a' + '\n' + sizeof(struct pair) + sizeof n;
	return big + 7 / 2 + (3 > 2) + ~0u;
}

int logic(struct pair *p, int n)
{
	int both = p && p->a;
	int either = n || call(p);
	int pick = n ? p->a : p->b;
	int chosen = n ? first(p) : second(p);
	int fallback = p->a ?: 3;
	int called = get(p) ?: put(p);

	n = (both++, either);
	return !(n && (either || call(p))) ? -pick : ~chosen + fallback + called;
}

long members(struct pair *p, struct pair q, int i)
{
	p->c = q.c;
	q.e[i++] = p->e[2];
	(&q)->a <<= 2;
	*p = q;
	return (*p).d + ({ int t = i; t += 2; t; });
}

int through(int (*fn)(int), struct ops *ops, int (**table)(int))
{
	return fn(1) + (*fn)(2) + ops->run(3) + ops->next->run(4) + table[1](5);
}

void types(void)
{
	typeof(through) *f = through;
	__auto_type copy = 3UL;
	const char *text = "two " "words\n";
	gfp_t mask = (gfp_t)~0, other = (gfp_t)(1u);

	use(f, copy, text, mask, other, (void *)0, &(struct pair){ .a = 1 }, -sizeof(int[3]));
}
