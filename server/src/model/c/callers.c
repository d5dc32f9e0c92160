/*
 * Who asks, for the caller tables: one design's entry called from each context. The design's file defines call_design().
 */
static DEFINE_SPINLOCK(outer_spin);
static DEFINE_RAW_SPINLOCK(outer_raw);

void call_design(void)
{
	alloc_pages(GFP_NOWAIT | __GFP_NOWARN, 0);
}

void caller_task(void)
{
	call_design();
}

void caller_spinlock(void)
{
	spin_lock(&outer_spin);
	call_design();
	spin_unlock(&outer_spin);
}

void caller_raw(void)
{
	raw_spin_lock(&outer_raw);
	call_design();
	raw_spin_unlock(&outer_raw);
}

void caller_irqsave(void)
{
	unsigned long flags;

	local_irq_save(flags);
	call_design();
	local_irq_restore(flags);
}

/* The same with order 1, for the design that forgot it. */
void call_design_order_1(void)
{
	alloc_pages(GFP_NOWAIT | __GFP_NOWARN, 1);
}

void caller_task_order_1(void)
{
	call_design_order_1();
}

void caller_raw_order_1(void)
{
	raw_spin_lock(&outer_raw);
	call_design_order_1();
	raw_spin_unlock(&outer_raw);
}

void caller_irqsave_order_1(void)
{
	unsigned long flags;

	local_irq_save(flags);
	call_design_order_1();
	local_irq_restore(flags);
}

/* Inside zone->lock: call_rcu() is called there, and kfree_rcu() with it. */
void caller_zone(void)
{
	struct zone *zone = &node_data[0].node_zones[ZONE_NORMAL];
	unsigned long flags;

	zone_lock_irqsave(zone, flags);
	call_design();
	zone_unlock_irqrestore(zone, flags);
}

/* Inside zone->lock and a raw lock of one's own: where call_rcu() must still work. */
void caller_zone_raw(void)
{
	struct zone *zone = &node_data[0].node_zones[ZONE_NORMAL];
	unsigned long flags;

	zone_lock_irqsave(zone, flags);
	raw_spin_lock(&outer_raw);
	call_design();
	raw_spin_unlock(&outer_raw);
	zone_unlock_irqrestore(zone, flags);
}

/* What a tracepoint of the bulk refill lands in: interrupts off, this CPU's lists and the zone locked. */
void caller_tracepoint(void)
{
	struct zone *zone = &node_data[0].node_zones[ZONE_NORMAL];
	struct per_cpu_pages *pcp = golden_hold_pcp(zone);
	unsigned long flags;

	zone_lock_irqsave(zone, flags);
	call_design();
	zone_unlock_irqrestore(zone, flags);
	golden_drop_pcp(pcp);
}

/* What an NMI or an interrupt lands in: an ordinary request that refills. */
void caller_interrupted(void)
{
	alloc_pages(GFP_NOWAIT | __GFP_NOWARN, 0);
}
