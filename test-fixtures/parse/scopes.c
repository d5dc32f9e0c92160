/* Scope and guard macros, cleanup attributes. */
// functions: 4
void scoped(struct device *dev)
{
	scoped_guard(spinlock_irqsave, &dev->lock) { // mask: scope scoped_guard
		dev->users++;
	}
	scoped_guard(rcu) // mask: scope scoped_guard
		touch(dev);
	guard(mutex)(&dev->mutex);
	dev->users--;
}

int conditional(struct device *dev)
{
	scoped_cond_guard(mutex_intr, return -EINTR, &dev->mutex) { // mask: scope scoped_cond_guard; mask: statement-argument return -EINTR
		return start(dev);
	}
	return 0;
}

int owned(void)
{
	char *name __free(kfree) = kmalloc(16, GFP_KERNEL); // mask: contract __free
	CLASS(fd, file)(3);

	return use(name, file);
}

static void promise(struct zone *zone) __must_hold(&zone->lock); // mask: contract __must_hold
static void promise(struct zone *zone)
	__acquires(&zone->lock) // mask: contract __acquires
	__releases(&zone->lock) // mask: contract __releases
{
	spin_unlock(&zone->lock);
	spin_lock(&zone->lock);
}
