// biome-ignore-all format: a fact is one row, and a row is one line
/**
 * Interrupts really off and on; the same in every world.
 */
import type { IrqRow } from '../rows';

export const IRQS = [
  { name: 'arch_local_irq_disable', family: 'irq', action: 'disable', source: 'include/linux/irqflags.h 6.12' },
  { name: 'arch_local_irq_enable', family: 'irq', action: 'enable', source: 'include/linux/irqflags.h 6.12' },
  { name: 'arch_local_irq_restore', family: 'irq', action: 'restore', flags: 0, source: 'include/linux/irqflags.h 6.12' },
  { name: 'arch_local_irq_save', family: 'irq', action: 'save', flags: 'result', source: 'include/linux/irqflags.h 6.12' },
  { name: 'local_irq_disable', family: 'irq', action: 'disable', source: 'include/linux/irqflags.h 6.12' },
  { name: 'local_irq_enable', family: 'irq', action: 'enable', source: 'include/linux/irqflags.h 6.12' },
  { name: 'local_irq_restore', family: 'irq', action: 'restore', flags: 0, source: 'include/linux/irqflags.h 6.12' },
  { name: 'local_irq_save', family: 'irq', action: 'save', flags: 0, source: 'include/linux/irqflags.h 6.12' },
  { name: 'local_save_flags', family: 'irq', action: 'save-only', flags: 0, source: 'include/linux/irqflags.h 6.12' },
  { name: 'raw_local_irq_disable', family: 'irq', action: 'disable', source: 'include/linux/irqflags.h 6.12' },
  { name: 'raw_local_irq_enable', family: 'irq', action: 'enable', source: 'include/linux/irqflags.h 6.12' },
  { name: 'raw_local_irq_restore', family: 'irq', action: 'restore', flags: 0, source: 'include/linux/irqflags.h 6.12' },
  { name: 'raw_local_irq_save', family: 'irq', action: 'save', flags: 0, source: 'include/linux/irqflags.h 6.12' },
  { name: 'raw_local_save_flags', family: 'irq', action: 'save-only', flags: 0, source: 'include/linux/irqflags.h 6.12' },
] as const satisfies readonly IrqRow[];
