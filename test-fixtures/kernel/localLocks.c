/* A call of each row of tables/localLocks.ts; beside it what the call does. Kernel 6.12 unless a version stands in brackets. */
void localLocks_rows(void)
{
	idr_preload(GFP_KERNEL); // smp, up: allocate slab gfp @0; preempt +1; acquire local_lock radix_tree_preloads.lock | rt: allocate slab gfp @0; migrate +1; acquire local_lock radix_tree_preloads.lock
	idr_preload_end(); // smp, up: release local_lock radix_tree_preloads.lock; preempt -1 | rt: release local_lock radix_tree_preloads.lock; migrate -1
	local_lock(&lock); // smp, up: preempt +1; acquire local_lock @0 | rt: migrate +1; acquire local_lock @0
	local_lock_irq(&lock); // smp, up: irq disable; acquire local_lock @0 | rt: migrate +1; acquire local_lock @0
	local_lock_irqsave(&lock, flags); // smp, up: irq save @1; acquire local_lock @0 | rt: flags save @1; migrate +1; acquire local_lock @0
	local_lock_nested_bh(&lock); // acquire local_lock @0
	local_trylock(&lock); // [6.15] smp, up: preempt +1; if-nonzero: try acquire local_lock @0; else: preempt -1 | rt: migrate +1; if-nonzero: try acquire local_lock @0; else: migrate -1
	local_trylock_irqsave(&lock, flags); // [6.15] smp, up: irq save @1; if-nonzero: try acquire local_lock @0; else: irq restore @1 | rt: flags save @1; migrate +1; if-nonzero: try acquire local_lock @0; else: flags restore @1, migrate -1
	local_unlock(&lock); // smp, up: release local_lock @0; preempt -1 | rt: release local_lock @0; migrate -1
	local_unlock_irq(&lock); // smp, up: release local_lock @0; irq enable | rt: release local_lock @0; migrate -1
	local_unlock_irqrestore(&lock, flags); // smp, up: release local_lock @0; irq restore @1 | rt: release local_lock @0; flags restore @1; migrate -1
	local_unlock_nested_bh(&lock); // release local_lock @0
	radix_tree_maybe_preload(GFP_KERNEL); // smp, up: allocate slab gfp @0; if-zero: preempt +1, acquire local_lock radix_tree_preloads.lock | rt: allocate slab gfp @0; if-zero: migrate +1, acquire local_lock radix_tree_preloads.lock
	radix_tree_preload(GFP_KERNEL); // smp, up: allocate slab gfp @0; if-zero: preempt +1, acquire local_lock radix_tree_preloads.lock | rt: allocate slab gfp @0; if-zero: migrate +1, acquire local_lock radix_tree_preloads.lock
	radix_tree_preload_end(); // smp, up: release local_lock radix_tree_preloads.lock; preempt -1 | rt: release local_lock radix_tree_preloads.lock; migrate -1
}
