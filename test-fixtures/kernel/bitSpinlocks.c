/* A call of each row of tables/bitSpinlocks.ts; beside it what the call does. Kernel 6.12 unless a version stands in brackets. */
void bitSpinlocks_rows(void)
{
	__bit_spin_unlock(a, &lock); // release bit_spinlock @1
	bit_spin_lock(a, &lock); // acquire bit_spinlock @1
	bit_spin_trylock(a, &lock); // if-nonzero: try acquire bit_spinlock @1
	bit_spin_unlock(a, &lock); // release bit_spinlock @1
	hlist_bl_lock(&lock); // acquire bit_spinlock @0
	hlist_bl_unlock(&lock); // release bit_spinlock @0
}
