/* Every jump of C: loops, switches, gotos, and what leaves a scope early. */
int loops(int n)
{
	int sum = 0;

	for (int i = 0, j = n; i < j; i++, j--) {
		if (i == 3)
			continue;
		if (j == 4)
			break;
		sum += i;
	}
	while (n-- > 0)
		sum++;
	do {
		if (sum > 100)
			break;
		step(&sum);
	} while (0);
	do
		sum--;
	while (again(sum));
	return sum;
}

int choose(int n)
{
	int kind = 0;

	switch (n) {
	case 1:
		kind = 1;
		/* fall through */
	case 2:
	case 5 ... 9:
		kind += 2;
		break;
	default:
		while (n > 20) {
			switch (probe(n)) {
			case 0:
				continue;
			}
			n--;
		}
	}
	return kind;
}

/* Duff's device: cases inside the loop. */
void copy(char *to, const char *from, int count)
{
	int rounds = (count + 1) / 2;

	switch (count % 2) {
	case 0:
		do {
			*to++ = *from++;
	case 1:
			*to++ = *from++;
		} while (--rounds > 0);
	}
}

int jumps(struct lock *lock, int n)
{
	int ret = -22;

retry:
	if (!take(lock))
		goto out;
	if (n-- && busy(lock)) {
		drop(lock);
		goto retry;
	}
	ret = 0;
	{
inner:
		if (poke(lock))
			goto inner;
	}
	drop(lock);
out:
	return ret;
}

/* Jumps only the machine sees: asm goto, computed goto. */
int hidden(void **next, int n)
{
	static void *table[] = { &&first, &&second };

	asm volatile goto("jmp %l[second]" : "+r" (n) : "i" (key(n)) : : second);
	goto *table[n & 1];
first:
	n = 1;
second:
	return n;
}
