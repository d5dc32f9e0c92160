/* Loop macros read as loops, with or without braces; a call after a braceless one stays a call. */
// functions: 6
#define for_each_slot(slot, ring) \
	for ((slot) = (ring)->first; (slot); (slot) = (slot)->next)
#define walk_until(cond) while (!(cond))

void braceless_call(void)
{
	struct zone *zone;

	for_each_populated_zone(zone) // mask: loop for_each_populated_zone
		refill_zone(zone);
	list_for_each_entry(page, &pages, lru) // mask: loop list_for_each_entry
		free_one(page);
}

void nested(struct ring *ring)
{
	struct slot *slot;
	int cpu;

	for_each_possible_cpu(cpu) // mask: loop for_each_possible_cpu
		for_each_slot(slot, ring) // mask: loop for_each_slot
			if (slot->busy)
				for_each_zone_zonelist_nodemask(zone, z, list, high, mask) { // mask: loop for_each_zone_zonelist_nodemask
					visit(zone);
					break;
				}
}

void local_macro(struct ring *ring)
{
	walk_until(ring->done) // mask: loop walk_until
		cpu_relax();
	if (ring)
		for_each_slot(ring->cursor, ring) // mask: loop for_each_slot
			ring->cursor->hits++;
	else
		panic("none");
}

void unlisted(struct bus *bus)
{
	acme_for_each_child(bus, child) // mask: loop acme_for_each_child
		probe(child);
	acme_walk(bus, child) { // mask: loop acme_walk
		probe(child);
	}
}

int a_function_that_walks(struct idr *idr)
{
	int ret = idr_for_each(idr, drop_one, NULL);

	bus_for_each_dev(&bus, NULL, NULL, drop_dev);
	return ret;
}

void do_while_macro(struct task_struct *group, struct task_struct *thread)
{
	do {
		wake_up_process(thread);
	} while_each_thread(group, thread); // mask: loop while_each_thread
}
