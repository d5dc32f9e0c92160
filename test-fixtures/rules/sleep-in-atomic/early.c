/* What a callee does before it calls anything unknown happens under its caller's locks, whatever comes later. */
#include <linux/delay.h>
#include <linux/spinlock.h>
#include <linux/mutex.h>
#include <linux/workqueue.h>

struct disc {
	spinlock_t lock;
	struct work_struct sync;
	int users;
	int tracks[16];
};

void write_disc(struct disc *disc);
int write_track(struct disc *disc, int track);

/* Named like one that lets go of what it is handed, which an unknown callee may do: but only after it slept. */
static void put_disc(struct disc *disc)
{
	msleep(20); // expect: sleep-in-atomic "disc->lock"
	write_disc(disc);
}

static void mark_disc_bad(struct disc *disc)
{
	spin_lock(&disc->lock);
	disc->users--;
	put_disc(disc);
	spin_unlock(&disc->lock);
}

static void put_disc_late(struct disc *disc)
{
	write_disc(disc);
	msleep(20);
}

static void mark_disc_late_ok(struct disc *disc)
{
	spin_lock(&disc->lock);
	disc->users--;
	put_disc_late(disc);
	spin_unlock(&disc->lock);
}

/* A barrier is nothing unknown. */
static void put_disc_ordered(struct disc *disc)
{
	disc->users = 0;
	smp_mb();
	xchg(&disc->users, 1);
	msleep(20); // expect: sleep-in-atomic "disc->lock"
	write_disc(disc);
}

static void mark_disc_ordered_bad(struct disc *disc)
{
	spin_lock(&disc->lock);
	put_disc_ordered(disc);
	spin_unlock(&disc->lock);
}

/* Loops end: that they do is no guess. */
static void reset_disc(struct disc *disc)
{
	int i;

	for (i = 0; i < 16; i++)
		disc->tracks[i] = write_track(disc, i);
	for (i = 0; i < 16; i++)
		disc->tracks[i] += write_track(disc, i);
	for (i = 0; i < 16; i++)
		disc->tracks[i] += write_track(disc, i);
	usleep_range(10, 20); // expect: sleep-in-atomic "disc->lock"
}

static void clear_disc_bad(struct disc *disc)
{
	spin_lock(&disc->lock);
	disc->users = 0;
	reset_disc(disc);
	spin_unlock(&disc->lock);
}
