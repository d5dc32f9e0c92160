/* A call of each row of tables/rawSpinlocks.ts; beside it what the call does. Kernel 6.12 unless a version stands in brackets. */
void rawSpinlocks_rows(void)
{
	atomic_dec_and_raw_lock(a, &lock); // if-nonzero: acquire raw_spinlock @1
	atomic_dec_and_raw_lock_irqsave(a, &lock, flags); // if-nonzero: irq save @2, acquire raw_spinlock @1
	raw_spin_lock(&lock); // acquire raw_spinlock @0
	raw_spin_lock_bh(&lock); // bh +1; acquire raw_spinlock @0
	raw_spin_lock_irq(&lock); // irq disable; acquire raw_spinlock @0
	raw_spin_lock_irqsave(&lock, flags); // irq save @1; acquire raw_spinlock @0
	raw_spin_lock_irqsave_nested(&lock, flags); // irq save @1; acquire raw_spinlock @0 nested
	raw_spin_lock_nest_lock(&lock); // acquire raw_spinlock @0 nested
	raw_spin_lock_nested(&lock); // acquire raw_spinlock @0 nested
	raw_spin_trylock(&lock); // if-nonzero: try acquire raw_spinlock @0
	raw_spin_trylock_bh(&lock); // bh +1; if-nonzero: try acquire raw_spinlock @0; else: bh -1
	raw_spin_trylock_irq(&lock); // irq disable; if-nonzero: try acquire raw_spinlock @0; else: irq enable
	raw_spin_trylock_irqsave(&lock, flags); // irq save @1; if-nonzero: try acquire raw_spinlock @0; else: irq restore @1
	raw_spin_unlock(&lock); // release raw_spinlock @0
	raw_spin_unlock_bh(&lock); // release raw_spinlock @0; bh -1
	raw_spin_unlock_irq(&lock); // release raw_spinlock @0; irq enable
	raw_spin_unlock_irqrestore(&lock, flags); // release raw_spinlock @0; irq restore @1
}
