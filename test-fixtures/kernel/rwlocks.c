/* A call of each row of tables/rwlocks.ts; beside it what the call does. Kernel 6.12 unless a version stands in brackets. */
void rwlocks_rows(void)
{
	read_lock(&lock); // acquire rwlock @0 read
	read_lock_bh(&lock); // bh +1; acquire rwlock @0 read
	read_lock_irq(&lock); // smp, up: irq disable; acquire rwlock @0 read | rt: acquire rwlock @0 read
	read_lock_irqsave(&lock, flags); // smp, up: irq save @1; acquire rwlock @0 read | rt: flags save @1; acquire rwlock @0 read
	read_trylock(&lock); // if-nonzero: try acquire rwlock @0 read
	read_unlock(&lock); // release rwlock @0 read
	read_unlock_bh(&lock); // release rwlock @0 read; bh -1
	read_unlock_irq(&lock); // smp, up: release rwlock @0 read; irq enable | rt: release rwlock @0 read
	read_unlock_irqrestore(&lock, flags); // smp, up: release rwlock @0 read; irq restore @1 | rt: release rwlock @0 read; flags restore @1
	write_lock(&lock); // acquire rwlock @0
	write_lock_bh(&lock); // bh +1; acquire rwlock @0
	write_lock_irq(&lock); // smp, up: irq disable; acquire rwlock @0 | rt: acquire rwlock @0
	write_lock_irqsave(&lock, flags); // smp, up: irq save @1; acquire rwlock @0 | rt: flags save @1; acquire rwlock @0
	write_lock_nested(&lock); // acquire rwlock @0 nested
	write_trylock(&lock); // if-nonzero: try acquire rwlock @0
	write_trylock_irqsave(&lock, flags); // smp, up: irq save @1; if-nonzero: try acquire rwlock @0; else: irq restore @1 | rt: flags save @1; if-nonzero: try acquire rwlock @0; else: flags restore @1
	write_unlock(&lock); // release rwlock @0
	write_unlock_bh(&lock); // release rwlock @0; bh -1
	write_unlock_irq(&lock); // smp, up: release rwlock @0; irq enable | rt: release rwlock @0
	write_unlock_irqrestore(&lock, flags); // smp, up: release rwlock @0; irq restore @1 | rt: release rwlock @0; flags restore @1
}
