/* One function does not parse; its neighbours do not suffer. */
// functions: 4
void before(void)
{
	ok();
}

void half_typed(struct zone *zone) // expect: parse-error
{
	if (zone->
	spin_lock(&zone->lock);
}

void after(struct zone *zone)
{
	spin_unlock(&zone->lock);
}

static DEFINE_MUTEX(last_lock);

int last(void)
{
	return 0;
}
