/* What lockdep remembers of one section in the next: order over three and four locks, readers, seqlocks, and one report only. */
static DEFINE_SPINLOCK(lock_a);
static DEFINE_SPINLOCK(lock_b);
static DEFINE_SPINLOCK(lock_c);
static DEFINE_RAW_SPINLOCK(raw_a);
static DEFINE_RAW_SPINLOCK(raw_b);
static DEFINE_RAW_SPINLOCK(raw_c);
static DEFINE_MUTEX(mutex_a);
static DEFINE_MUTEX(mutex_b);
static DEFINE_RWLOCK(rw_a);
static DEFINE_SEQLOCK(counter);
static int value;

static void a_then_b(void)
{
	spin_lock(&lock_a);
	spin_lock(&lock_b);
	spin_unlock(&lock_b);
	spin_unlock(&lock_a);
}

static void b_then_c(void)
{
	spin_lock(&lock_b);
	spin_lock(&lock_c);
	spin_unlock(&lock_c);
	spin_unlock(&lock_b);
}

// simulate: smp=circular-locking rt=circular-locking up=circular-locking
void three_in_a_circle_bad(void)
{
	a_then_b();
	b_then_c();
	spin_lock(&lock_c);
	spin_lock(&lock_a);
	spin_unlock(&lock_a);
	spin_unlock(&lock_c);
}

// simulate: smp=clean rt=clean
void three_in_a_line_ok(void)
{
	a_then_b();
	b_then_c();
	spin_lock(&lock_a);
	spin_lock(&lock_c);
	spin_unlock(&lock_c);
	spin_unlock(&lock_a);
}

// simulate: smp=circular-locking rt=circular-locking
void raw_ones_in_a_circle_bad(void)
{
	raw_spin_lock(&raw_a);
	raw_spin_lock(&raw_b);
	raw_spin_lock(&raw_c);
	raw_spin_unlock(&raw_c);
	raw_spin_unlock(&raw_b);
	raw_spin_unlock(&raw_a);
	raw_spin_lock(&raw_c);
	raw_spin_lock(&raw_a);
	raw_spin_unlock(&raw_a);
	raw_spin_unlock(&raw_c);
}

// A trylock waits for nobody: the other order is no circle.
// simulate: smp=clean rt=clean
void trylock_the_other_way_ok(void)
{
	a_then_b();
	spin_lock(&lock_b);
	if (spin_trylock(&lock_a))
		spin_unlock(&lock_a);
	spin_unlock(&lock_b);
}

// But what is taken under a lock that was got by trying waits while that one is held.
// simulate: smp=circular-locking rt=circular-locking
void waits_under_a_tried_one_bad(void)
{
	a_then_b();
	if (!spin_trylock(&lock_b))
		return;
	spin_lock(&lock_a);
	spin_unlock(&lock_a);
	spin_unlock(&lock_b);
}

// simulate: smp=circular-locking rt=circular-locking
void sleeping_ones_both_ways_bad(void)
{
	mutex_lock(&mutex_a);
	mutex_lock(&mutex_b);
	mutex_unlock(&mutex_b);
	mutex_unlock(&mutex_a);
	mutex_lock(&mutex_b);
	mutex_lock(&mutex_a);
	mutex_unlock(&mutex_a);
	mutex_unlock(&mutex_b);
}

// The order of mutex and spinlock is decided before: might_sleep() comes first.
// simulate: smp=sleeping-in-atomic rt=invalid-wait-context|sleeping-in-atomic
void mutex_under_spinlock_bad(void)
{
	spin_lock_irq(&lock_a);
	mutex_lock(&mutex_a);
	mutex_unlock(&mutex_a);
	spin_unlock_irq(&lock_a);
}

// A request that may reclaim under a mutex, and the mutex under reclaim's map, close a circle through no lock of ours.
// simulate: smp=clean rt=clean
void reclaims_under_mutex_ok(void)
{
	void *p;

	mutex_lock(&mutex_a);
	p = kmalloc(32, GFP_KERNEL);
	kfree(p);
	mutex_unlock(&mutex_a);
}

// simulate: smp=recursive-locking rt=recursive-locking
void reads_in_its_own_section_bad(void)
{
	unsigned int seq;

	write_seqlock(&counter);
	do {
		seq = read_seqbegin(&counter);
	} while (read_seqretry(&counter, seq));
	write_sequnlock(&counter);
}

// A reader waits for the writer: under the lock that the writer takes inside, each waits for the other.
// simulate: smp=circular-locking
void reader_under_the_writers_inner_lock_bad(void)
{
	unsigned int seq;

	write_seqlock(&counter);
	spin_lock(&lock_a);
	spin_unlock(&lock_a);
	write_sequnlock(&counter);
	spin_lock(&lock_a);
	do {
		seq = read_seqbegin(&counter);
	} while (read_seqretry(&counter, seq));
	spin_unlock(&lock_a);
}

// Readers of one rwlock_t may nest, writers may not.
// simulate: smp=clean
void read_twice_ok(void)
{
	read_lock(&rw_a);
	read_lock(&rw_a);
	read_unlock(&rw_a);
	read_unlock(&rw_a);
}

// simulate: smp=recursive-locking
void write_under_read_bad(void)
{
	read_lock(&rw_a);
	write_lock(&rw_a);
	write_unlock(&rw_a);
	read_unlock(&rw_a);
}

// After its first report lockdep is off: the circle behind it is not told, the sleep is.
// simulate: smp=invalid-wait-context rt=invalid-wait-context
void one_report_only_bad(void)
{
	raw_spin_lock(&raw_a);
	spin_lock(&lock_b);
	spin_unlock(&lock_b);
	raw_spin_unlock(&raw_a);
	a_then_b();
	spin_lock(&lock_b);
	spin_lock(&lock_a);
	spin_unlock(&lock_a);
	spin_unlock(&lock_b);
}

// simulate: smp=lock-imbalance rt=lock-imbalance
void dropped_twice_bad(void)
{
	spin_lock(&lock_a);
	spin_unlock(&lock_a);
	spin_unlock(&lock_a);
}

// simulate: smp=lock-imbalance rt=lock-imbalance
void drops_the_other_bad(void)
{
	spin_lock(&lock_a);
	spin_lock(&lock_b);
	spin_unlock(&lock_b);
	spin_unlock(&lock_b);
	spin_unlock(&lock_a);
}

// simulate: smp=clean rt=clean
void out_of_order_ok(void)
{
	spin_lock(&lock_a);
	spin_lock(&lock_b);
	spin_unlock(&lock_a);
	value++;
	spin_unlock(&lock_b);
}

// A failing allocation is only explored in low memory; the error path then keeps the lock.
// simulate [zone=low]: smp=lock-imbalance|context-leak
// simulate: smp=clean
int keeps_it_when_memory_is_short_bad(int wrong)
{
	struct page *page;

	spin_lock(&lock_a);
	if (wrong) {
		spin_unlock(&lock_a);
		return -EINVAL;
	}
	page = alloc_pages(GFP_NOWAIT, 0);
	if (!page)
		return -ENOMEM;
	spin_unlock(&lock_a);
	__free_pages(page, 0);
	return 0;
}

static struct timer_list tick;

static void tick_reads(struct timer_list *timer)
{
	unsigned int seq;

	do {
		seq = read_seqbegin(&counter);
	} while (read_seqretry(&counter, seq));
	if (value > 3)
		value = 0;
}

// The reader runs in a softirq, whose first look is all there is here: its writer is another run.
// simulate: smp=clean
void writer_with_softirqs_off_ok(void)
{
	timer_setup(&tick, tick_reads, 0);
	write_seqlock_bh(&counter);
	value++;
	write_sequnlock_bh(&counter);
}
