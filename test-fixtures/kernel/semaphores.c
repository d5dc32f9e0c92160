/* A call of each row of tables/semaphores.ts; beside it what the call does. Kernel 6.12 unless a version stands in brackets. */
void semaphores_rows(void)
{
	console_lock(); // might sleep; acquire semaphore console_sem
	console_trylock(); // if-nonzero: try acquire semaphore console_sem
	console_unlock(); // release semaphore console_sem
	cpus_read_lock(); // might sleep; acquire percpu_rwsem cpu_hotplug_lock read
	cpus_read_trylock(); // if-nonzero: try acquire percpu_rwsem cpu_hotplug_lock read
	cpus_read_unlock(); // release percpu_rwsem cpu_hotplug_lock read
	cpus_write_lock(); // might sleep; acquire percpu_rwsem cpu_hotplug_lock
	cpus_write_unlock(); // release percpu_rwsem cpu_hotplug_lock
	down(&lock); // might sleep; acquire semaphore @0
	down_interruptible(&lock); // might sleep; if-zero: acquire semaphore @0
	down_killable(&lock); // might sleep; if-zero: acquire semaphore @0
	down_read(&lock); // might sleep; acquire rwsem @0 read
	down_read_interruptible(&lock); // might sleep; if-zero: acquire rwsem @0 read
	down_read_killable(&lock); // might sleep; if-zero: acquire rwsem @0 read
	down_read_killable_nested(&lock); // might sleep; if-zero: acquire rwsem @0 read nested
	down_read_nested(&lock); // might sleep; acquire rwsem @0 read nested
	down_read_non_owner(&lock); // might sleep; acquire rwsem @0 read
	down_read_trylock(&lock); // if-nonzero: try acquire rwsem @0 read
	down_timeout(&lock); // might sleep; if-zero: acquire semaphore @0
	down_trylock(&lock); // if-zero: try acquire semaphore @0
	down_write(&lock); // might sleep; acquire rwsem @0
	down_write_killable(&lock); // might sleep; if-zero: acquire rwsem @0
	down_write_killable_nested(&lock); // might sleep; if-zero: acquire rwsem @0 nested
	down_write_nest_lock(&lock); // might sleep; acquire rwsem @0 nested
	down_write_nested(&lock); // might sleep; acquire rwsem @0 nested
	down_write_trylock(&lock); // if-nonzero: try acquire rwsem @0
	filemap_invalidate_lock(object); // might sleep; acquire rwsem @0.invalidate_lock
	filemap_invalidate_lock_shared(object); // might sleep; acquire rwsem @0.invalidate_lock read
	filemap_invalidate_trylock_shared(object); // if-nonzero: try acquire rwsem @0.invalidate_lock read
	filemap_invalidate_unlock(object); // release rwsem @0.invalidate_lock
	filemap_invalidate_unlock_shared(object); // release rwsem @0.invalidate_lock read
	folio_lock(&lock); // might sleep; acquire page_lock @0
	folio_lock_killable(&lock); // might sleep; if-zero: acquire page_lock @0
	folio_trylock(&lock); // if-nonzero: try acquire page_lock @0
	folio_unlock(&lock); // release page_lock @0
	get_online_cpus(); // [5.8] might sleep; acquire percpu_rwsem cpu_hotplug_lock read
	get_online_mems(); // might sleep; acquire percpu_rwsem mem_hotplug_lock read
	i_mmap_lock_read(object); // might sleep; acquire rwsem @0.i_mmap_rwsem read
	i_mmap_lock_write(object); // might sleep; acquire rwsem @0.i_mmap_rwsem
	i_mmap_trylock_read(object); // if-nonzero: try acquire rwsem @0.i_mmap_rwsem read
	i_mmap_trylock_write(object); // if-nonzero: try acquire rwsem @0.i_mmap_rwsem
	i_mmap_unlock_read(object); // release rwsem @0.i_mmap_rwsem read
	i_mmap_unlock_write(object); // release rwsem @0.i_mmap_rwsem
	inode_lock(object); // might sleep; acquire rwsem @0.i_rwsem
	inode_lock_killable(object); // [6.15] might sleep; if-zero: acquire rwsem @0.i_rwsem
	inode_lock_nested(object); // might sleep; acquire rwsem @0.i_rwsem nested
	inode_lock_shared(object); // might sleep; acquire rwsem @0.i_rwsem read
	inode_lock_shared_nested(object); // might sleep; acquire rwsem @0.i_rwsem read nested
	inode_trylock(object); // if-nonzero: try acquire rwsem @0.i_rwsem
	inode_trylock_shared(object); // if-nonzero: try acquire rwsem @0.i_rwsem read
	inode_unlock(object); // release rwsem @0.i_rwsem
	inode_unlock_shared(object); // release rwsem @0.i_rwsem read
	lock_page(&lock); // might sleep; acquire page_lock @0
	lock_page_killable(&lock); // might sleep; if-zero: acquire page_lock @0
	mem_hotplug_begin(); // might sleep; acquire percpu_rwsem mem_hotplug_lock
	mem_hotplug_done(); // release percpu_rwsem mem_hotplug_lock
	mmap_read_lock(object); // might sleep; acquire rwsem @0.mmap_lock read
	mmap_read_lock_killable(object); // might sleep; if-zero: acquire rwsem @0.mmap_lock read
	mmap_read_trylock(object); // if-nonzero: try acquire rwsem @0.mmap_lock read
	mmap_read_unlock(object); // release rwsem @0.mmap_lock read
	mmap_read_unlock_non_owner(object); // release rwsem @0.mmap_lock read
	mmap_write_lock(object); // might sleep; acquire rwsem @0.mmap_lock
	mmap_write_lock_killable(object); // might sleep; if-zero: acquire rwsem @0.mmap_lock
	mmap_write_lock_nested(object); // might sleep; acquire rwsem @0.mmap_lock nested
	mmap_write_trylock(object); // [5.8] if-nonzero: try acquire rwsem @0.mmap_lock
	mmap_write_unlock(object); // release rwsem @0.mmap_lock
	percpu_down_read(&lock); // might sleep; acquire percpu_rwsem @0 read
	percpu_down_read_trylock(&lock); // if-nonzero: try acquire percpu_rwsem @0 read
	percpu_down_write(&lock); // might sleep; acquire percpu_rwsem @0
	percpu_up_read(&lock); // release percpu_rwsem @0 read
	percpu_up_write(&lock); // release percpu_rwsem @0
	put_online_cpus(); // [5.8] release percpu_rwsem cpu_hotplug_lock read
	put_online_mems(); // release percpu_rwsem mem_hotplug_lock read
	trylock_page(&lock); // if-nonzero: try acquire page_lock @0
	unlock_page(&lock); // release page_lock @0
	up(&lock); // release semaphore @0
	up_read(&lock); // release rwsem @0 read
	up_read_non_owner(&lock); // release rwsem @0 read
	up_write(&lock); // release rwsem @0
}
