/* A call of each row of tables/irqs.ts; beside it what the call does. Kernel 6.12 unless a version stands in brackets. */
void irqs_rows(void)
{
	arch_local_irq_disable(); // irq disable
	arch_local_irq_enable(); // irq enable
	arch_local_irq_restore(flags); // irq restore @0
	arch_local_irq_save(); // irq save @result
	local_irq_disable(); // irq disable
	local_irq_enable(); // irq enable
	local_irq_restore(flags); // irq restore @0
	local_irq_save(flags); // irq save @0
	local_save_flags(flags); // flags save @0
	raw_local_irq_disable(); // irq disable
	raw_local_irq_enable(); // irq enable
	raw_local_irq_restore(flags); // irq restore @0
	raw_local_irq_save(flags); // irq save @0
	raw_local_save_flags(flags); // flags save @0
}
