/* Calls through constant tables of the file: where the path says which table it is, so is what is called. */

struct disk;
struct disk_ops {
	int (*flush)(struct disk *disk);
	int (*poll)(struct disk *disk);
};
struct disk {
	spinlock_t lock;
	const struct disk_ops *ops;
	struct disk_ops *own;
	int state;
};

int reset_elsewhere(struct disk *disk);

static int flush_slowly(struct disk *disk)
{
	msleep(5); // expect: sleep-in-atomic "flush_slowly"
	return disk->state;
}

static int flush_quickly(struct disk *disk)
{
	return disk->state;
}

static int poll_slowly(struct disk *disk)
{
	msleep(7); // expect: sleep-in-atomic "poll_slowly"
	return disk->state;
}

static int wait_long(struct disk *disk)
{
	ssleep(1); // expect: sleep-in-atomic "wait_long"
	return disk->state;
}

static int wait_for_table(struct disk *disk)
{
	msleep(6); // expect: sleep-in-atomic "wait_for_table"
	return disk->state;
}

static const struct disk_ops slow_ops = { .flush = flush_slowly, .poll = poll_slowly };
static const struct disk_ops quick_ops = { .flush = flush_quickly };
static struct disk_ops open_ops = { .flush = flush_slowly };
static const struct disk_ops by_kind[] = {
	[0] = { .flush = flush_quickly, .poll = wait_for_table },
	[1] = { .flush = wait_long },
};

void direct_bad(struct disk *disk)
{
	spin_lock(&disk->lock);
	slow_ops.flush(disk);
	spin_unlock(&disk->lock);
}

void direct_ok(struct disk *disk)
{
	spin_lock(&disk->lock);
	quick_ops.flush(disk);
	spin_unlock(&disk->lock);
}

void local_bad(struct disk *disk)
{
	const struct disk_ops *ops = &slow_ops;

	spin_lock(&disk->lock);
	ops->poll(disk);
	spin_unlock(&disk->lock);
}

void local_ok(struct disk *disk, int quick)
{
	const struct disk_ops *ops = &slow_ops;

	if (quick) {
		ops = &quick_ops;
		spin_lock(&disk->lock);
	}
	ops->flush(disk);
	if (quick)
		spin_unlock(&disk->lock);
}

void stored_bad(struct disk *disk)
{
	disk->ops = &by_kind[1];
	spin_lock(&disk->lock);
	(*disk->ops->flush)(disk);
	spin_unlock(&disk->lock);
}

/* Somebody may have changed it since. */
void stored_before_ok(struct disk *disk)
{
	disk->ops = &slow_ops;
	reset_elsewhere(disk);
	spin_lock(&disk->lock);
	disk->ops->flush(disk);
	spin_unlock(&disk->lock);
}

void element_bad(struct disk *disk)
{
	spin_lock(&disk->lock);
	by_kind[0].flush(disk);
	by_kind[0].poll(disk);
	spin_unlock(&disk->lock);
}

/* Which one is meant nobody knows. */
void element_ok(struct disk *disk, int kind)
{
	spin_lock(&disk->lock);
	by_kind[kind].flush(disk);
	spin_unlock(&disk->lock);
}

/* Nor what is stored in it by now. */
void open_ok(struct disk *disk)
{
	spin_lock(&disk->lock);
	open_ops.flush(disk);
	spin_unlock(&disk->lock);
}

/* Nor which table a caller hands over, although the function names one. */
void handed_over_ok(struct disk *disk, const struct disk_ops *ops)
{
	if (ops == NULL)
		disk->ops = &slow_ops;
	spin_lock(&disk->lock);
	ops->flush(disk);
	spin_unlock(&disk->lock);
}
