/* A call of each row of tables/spinlocks.ts; beside it what the call does. Kernel 6.12 unless a version stands in brackets. */
void spinlocks_rows(void)
{
	atomic_dec_and_lock(a, &lock); // if-nonzero: acquire spinlock @1
	atomic_dec_and_lock_irqsave(a, &lock, flags); // smp, up: if-nonzero: irq save @2, acquire spinlock @1 | rt: if-nonzero: flags save @2, acquire spinlock @1
	bh_lock_sock(object); // acquire spinlock @0.sk_lock.slock
	bh_lock_sock_nested(object); // acquire spinlock @0.sk_lock.slock nested
	bh_unlock_sock(object); // release spinlock @0.sk_lock.slock
	netif_addr_lock(object); // acquire spinlock @0.addr_list_lock nested
	netif_addr_lock_bh(object); // bh +1; acquire spinlock @0.addr_list_lock nested
	netif_addr_unlock(object); // release spinlock @0.addr_list_lock
	netif_addr_unlock_bh(object); // release spinlock @0.addr_list_lock; bh -1
	refcount_dec_and_lock(a, &lock); // if-nonzero: acquire spinlock @1
	refcount_dec_and_lock_irqsave(a, &lock, flags); // smp, up: if-nonzero: irq save @2, acquire spinlock @1 | rt: if-nonzero: flags save @2, acquire spinlock @1
	spin_lock(&lock); // acquire spinlock @0
	spin_lock_bh(&lock); // bh +1; acquire spinlock @0
	spin_lock_irq(&lock); // smp, up: irq disable; acquire spinlock @0 | rt: acquire spinlock @0
	spin_lock_irqsave(&lock, flags); // smp, up: irq save @1; acquire spinlock @0 | rt: flags save @1; acquire spinlock @0
	spin_lock_irqsave_nested(&lock, flags); // smp, up: irq save @1; acquire spinlock @0 nested | rt: flags save @1; acquire spinlock @0 nested
	spin_lock_nest_lock(&lock); // acquire spinlock @0 nested
	spin_lock_nested(&lock); // acquire spinlock @0 nested
	spin_trylock(&lock); // if-nonzero: try acquire spinlock @0
	spin_trylock_bh(&lock); // bh +1; if-nonzero: try acquire spinlock @0; else: bh -1
	spin_trylock_irq(&lock); // smp, up: irq disable; if-nonzero: try acquire spinlock @0; else: irq enable | rt: if-nonzero: try acquire spinlock @0
	spin_trylock_irqsave(&lock, flags); // smp, up: irq save @1; if-nonzero: try acquire spinlock @0; else: irq restore @1 | rt: flags save @1; if-nonzero: try acquire spinlock @0; else: flags restore @1
	spin_unlock(&lock); // release spinlock @0
	spin_unlock_bh(&lock); // release spinlock @0; bh -1
	spin_unlock_irq(&lock); // smp, up: release spinlock @0; irq enable | rt: release spinlock @0
	spin_unlock_irqrestore(&lock, flags); // smp, up: release spinlock @0; irq restore @1 | rt: release spinlock @0; flags restore @1
	task_lock(object); // acquire spinlock @0.alloc_lock
	task_unlock(object); // release spinlock @0.alloc_lock
}
