/* Calls through members of structures that the file itself defines: every function that is stored there is known. */

struct disk;
struct disk_ops {
	int (*flush)(struct disk *disk);
	int (*poll)(struct disk *disk);
	int (*reset)(struct disk *disk);
	int (*spin_up)(struct disk *disk);
	int (*notify)(struct disk *disk);
	void *(*room)(struct disk *disk);
	void (*enter)(struct disk *disk);
	void (*leave)(struct disk *disk);
};
struct disk {
	spinlock_t lock;
	struct mutex mutex;
	const struct disk_ops *ops;
	int state;
};

/* One function is stored: that is what is called. */
static int flush_disk(struct disk *disk)
{
	msleep(5); // expect: sleep-in-atomic "flush_disk"
	return disk->state;
}

void commit_bad(struct disk *disk)
{
	spin_lock(&disk->lock);
	disk->ops->flush(disk);
	spin_unlock(&disk->lock);
}

void commit_ok(struct disk *disk)
{
	disk->ops->flush(disk);
}

/* One of two sleeps: which one is meant nobody knows. */
static int poll_quick(struct disk *disk)
{
	return disk->state;
}

static int poll_slow(struct disk *disk)
{
	msleep(1);
	return disk->state;
}

void poll_either_ok(struct disk *disk)
{
	spin_lock(&disk->lock);
	disk->ops->poll(disk);
	spin_unlock(&disk->lock);
}

/* Whichever it is, it comes back. */
void poll_then_sleep_bad(struct disk *disk)
{
	disk->ops->poll(disk);
	spin_lock(&disk->lock);
	msleep(1); // expect: sleep-in-atomic "disk->lock"
	spin_unlock(&disk->lock);
}

/* Both sleep. */
static int reset_cold(struct disk *disk)
{
	mutex_lock(&disk->mutex); // expect: sleep-in-atomic "reset_cold"
	mutex_unlock(&disk->mutex);
	return 0;
}

static int reset_warm(struct disk *disk)
{
	msleep(2);
	return 0;
}

void reset_both_bad(struct disk *disk)
{
	spin_lock(&disk->lock);
	disk->ops->reset(disk);
	spin_unlock(&disk->lock);
}

/* What a caller hands in may be anything. */
static int spin_up_slowly(struct disk *disk)
{
	msleep(100);
	return 0;
}

void set_spin_up(struct disk_ops *ops, int (*spin_up)(struct disk *disk))
{
	ops->spin_up = spin_up;
}

void spin_up_ok(struct disk *disk)
{
	spin_lock(&disk->lock);
	disk->ops->spin_up(disk);
	spin_unlock(&disk->lock);
}

/* So may what is stored behind its address. */
static int notify_slowly(struct disk *disk)
{
	msleep(100);
	return 0;
}

void set_notify(struct disk_ops *ops, void *notify)
{
	WRITE_ONCE(ops->notify, notify);
}

void notify_ok(struct disk *disk)
{
	spin_lock(&disk->lock);
	disk->ops->notify(disk);
	spin_unlock(&disk->lock);
}

static void *room_of(struct disk *disk)
{
	return kmalloc(64, GFP_KERNEL); // expect: gfp-in-atomic "room_of"
}

/* Locks that are taken and dropped through members. */
static void enter_disk(struct disk *disk)
{
	spin_lock(&disk->lock);
}

static void leave_disk(struct disk *disk)
{
	spin_unlock(&disk->lock);
}

void *room_in_section_bad(struct disk *disk)
{
	void *room;

	disk->ops->enter(disk);
	room = disk->ops->room(disk);
	disk->ops->leave(disk);
	return room;
}

void *room_after_section_ok(struct disk *disk)
{
	disk->ops->enter(disk);
	disk->ops->leave(disk);
	return disk->ops->room(disk);
}

static const struct disk_ops cold_ops = {
	.flush = flush_disk,
	.poll = poll_quick,
	.reset = reset_cold,
	.spin_up = spin_up_slowly,
	.notify = notify_slowly,
	.room = room_of,
	.enter = enter_disk,
	.leave = leave_disk,
};

static const struct disk_ops warm_ops = {
	.flush = flush_disk,
	.poll = poll_slow,
	.reset = reset_warm,
	.enter = enter_disk,
	.leave = leave_disk,
};

const struct disk_ops *ops_of(struct disk *disk)
{
	return disk->state ? &cold_ops : &warm_ops;
}
