/* A call of each row of tables/mutexes.ts; beside it what the call does. Kernel 6.12 unless a version stands in brackets. */
void mutexes_rows(void)
{
	atomic_dec_and_mutex_lock(a, &lock); // might sleep; if-nonzero: acquire mutex @1
	device_lock(object); // might sleep; acquire mutex @0.mutex nested
	device_lock_interruptible(object); // might sleep; if-zero: acquire mutex @0.mutex nested
	device_trylock(object); // if-nonzero: try acquire mutex @0.mutex
	device_unlock(object); // release mutex @0.mutex
	lock_sock(object); // might sleep; acquire mutex @0.sk_lock
	lock_sock_nested(object); // might sleep; acquire mutex @0.sk_lock nested
	mutex_lock(&lock); // might sleep; acquire mutex @0
	mutex_lock_interruptible(&lock); // might sleep; if-zero: acquire mutex @0
	mutex_lock_interruptible_nested(&lock); // might sleep; if-zero: acquire mutex @0 nested
	mutex_lock_io(&lock); // might sleep; acquire mutex @0
	mutex_lock_io_nested(&lock); // might sleep; acquire mutex @0 nested
	mutex_lock_killable(&lock); // might sleep; if-zero: acquire mutex @0
	mutex_lock_killable_nested(&lock); // might sleep; if-zero: acquire mutex @0 nested
	mutex_lock_nest_lock(&lock); // might sleep; acquire mutex @0 nested
	mutex_lock_nested(&lock); // might sleep; acquire mutex @0 nested
	mutex_trylock(&lock); // if-nonzero: try acquire mutex @0
	mutex_unlock(&lock); // release mutex @0
	pci_dev_lock(object); // might sleep; acquire mutex @0.dev.mutex nested
	pci_dev_unlock(object); // release mutex @0.dev.mutex
	refcount_dec_and_mutex_lock(a, &lock); // might sleep; if-nonzero: acquire mutex @1
	release_sock(object); // release mutex @0.sk_lock
	rt_mutex_lock(&lock); // might sleep; acquire rt_mutex @0
	rt_mutex_lock_interruptible(&lock); // might sleep; if-zero: acquire rt_mutex @0
	rt_mutex_lock_killable(&lock); // might sleep; if-zero: acquire rt_mutex @0
	rt_mutex_lock_nest_lock(&lock); // might sleep; acquire rt_mutex @0 nested
	rt_mutex_lock_nested(&lock); // might sleep; acquire rt_mutex @0 nested
	rt_mutex_trylock(&lock); // if-nonzero: try acquire rt_mutex @0
	rt_mutex_unlock(&lock); // release rt_mutex @0
	rtnl_lock(); // might sleep; acquire mutex rtnl_mutex
	rtnl_lock_killable(); // might sleep; if-zero: acquire mutex rtnl_mutex
	rtnl_trylock(); // if-nonzero: try acquire mutex rtnl_mutex
	__rtnl_unlock(); // release mutex rtnl_mutex
	rtnl_unlock(); // release mutex rtnl_mutex
	ww_mutex_lock(&lock); // might sleep; if-zero: acquire ww_mutex @0 nested
	ww_mutex_lock_interruptible(&lock); // might sleep; if-zero: acquire ww_mutex @0 nested
	ww_mutex_lock_slow(&lock); // might sleep; acquire ww_mutex @0 nested
	ww_mutex_lock_slow_interruptible(&lock); // might sleep; if-zero: acquire ww_mutex @0 nested
	ww_mutex_trylock(&lock); // if-nonzero: try acquire ww_mutex @0
	ww_mutex_unlock(&lock); // release ww_mutex @0
}
