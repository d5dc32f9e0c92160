/*
 * One workload for every design: the same requests from one context, again and again, as a flood of kfree_rcu() calls makes
 * them. The pages are kept. Between 'attempt' and the return lies what is measured; 'stranded' says what is left over.
 */
static DEFINE_SPINLOCK(workload_spin);
static DEFINE_RAW_SPINLOCK(workload_raw_lock);

int model_attempts = 100;
/* Ordinary requests of the same CPU between the attempts: one page taken and one given back. */
int model_traffic;
/* So many ordinary pages are taken before and given back after the attempts: the lists overflow both ways. */
int model_burst;

static struct page *traffic_page;
static struct page *burst_pages[512];

static void ordinary_traffic(void)
{
	if (!model_traffic)
		return;
	if (traffic_page)
		__free_pages(traffic_page, 0);
	traffic_page = alloc_pages(GFP_NOWAIT | __GFP_NOWARN, 0);
}

static void burst_in(void)
{
	int i;

	for (i = 0; i < model_burst; i++)
		burst_pages[i] = alloc_pages(GFP_NOWAIT | __GFP_NOWARN, 0);
}

static void burst_out(void)
{
	int i;

	for (i = 0; i < model_burst; i++)
		if (burst_pages[i])
			__free_pages(burst_pages[i], 0);
}

static void attempt(void)
{
	__lockstep_event("attempt", 0);
	call_design();
	__lockstep_event("attempt over", 0);
}

/* Pages on the lists of the CPUs when all is over: nobody has them, and nobody else can get at them. */
static void say_stranded(void)
{
	struct zone *zone = &node_data[0].node_zones[ZONE_NORMAL];
	int pages = 0;
	int cpu;

	for (cpu = 0; cpu < MODEL_CPUS; cpu++)
		pages += zone_pcp(zone, cpu)->count;
	__lockstep_event("stranded", pages);
}

void workload_task(void)
{
	int i;

	burst_in();
	for (i = 0; i < model_attempts; i++) {
		ordinary_traffic();
		attempt();
	}
	burst_out();
	say_stranded();
}

void workload_spinlock(void)
{
	int i;

	burst_in();
	for (i = 0; i < model_attempts; i++) {
		ordinary_traffic();
		spin_lock(&workload_spin);
		attempt();
		spin_unlock(&workload_spin);
	}
	burst_out();
	say_stranded();
}

void workload_raw(void)
{
	int i;

	burst_in();
	for (i = 0; i < model_attempts; i++) {
		ordinary_traffic();
		raw_spin_lock(&workload_raw_lock);
		attempt();
		raw_spin_unlock(&workload_raw_lock);
	}
	burst_out();
	say_stranded();
}

void workload_irqsave(void)
{
	unsigned long flags;
	int i;

	burst_in();
	for (i = 0; i < model_attempts; i++) {
		ordinary_traffic();
		local_irq_save(flags);
		attempt();
		local_irq_restore(flags);
	}
	burst_out();
	say_stranded();
}

/* The handler itself: what ordinary code does meanwhile is not its business. */
void workload_hardirq(void)
{
	int i;

	for (i = 0; i < model_attempts; i++)
		attempt();
	say_stranded();
}
