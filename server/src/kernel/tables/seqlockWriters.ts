// biome-ignore-all format: a fact is one row, and a row is one line
/**
 * seqlock_t writers and exclusive readers: the embedded spinlock_t, and for writers the counter inside it.
 */
import type { SeqlockRow } from '../rows';

export const SEQLOCK_WRITERS = [
  { name: 'read_seqlock_excl', family: 'seqlock', operation: 'acquire', counts: false, source: 'include/linux/seqlock.h 6.12' },
  { name: 'read_seqlock_excl_bh', family: 'seqlock', operation: 'acquire', counts: false, irq: 'bh', source: 'include/linux/seqlock.h 6.12' },
  { name: 'read_seqlock_excl_irq', family: 'seqlock', operation: 'acquire', counts: false, irq: 'irq', source: 'include/linux/seqlock.h 6.12' },
  { name: 'read_seqlock_excl_irqsave', family: 'seqlock', operation: 'acquire', counts: false, irq: 'irqsave', source: 'include/linux/seqlock.h 6.12' },
  { name: 'read_sequnlock_excl', family: 'seqlock', operation: 'release', counts: false, source: 'include/linux/seqlock.h 6.12' },
  { name: 'read_sequnlock_excl_bh', family: 'seqlock', operation: 'release', counts: false, irq: 'bh', source: 'include/linux/seqlock.h 6.12' },
  { name: 'read_sequnlock_excl_irq', family: 'seqlock', operation: 'release', counts: false, irq: 'irq', source: 'include/linux/seqlock.h 6.12' },
  { name: 'read_sequnlock_excl_irqrestore', family: 'seqlock', operation: 'release', counts: false, irq: 'irqsave', source: 'include/linux/seqlock.h 6.12' },
  { name: 'write_seqlock', family: 'seqlock', operation: 'acquire', counts: true, source: 'include/linux/seqlock.h 6.12' },
  { name: 'write_seqlock_bh', family: 'seqlock', operation: 'acquire', counts: true, irq: 'bh', source: 'include/linux/seqlock.h 6.12' },
  { name: 'write_seqlock_irq', family: 'seqlock', operation: 'acquire', counts: true, irq: 'irq', source: 'include/linux/seqlock.h 6.12' },
  { name: 'write_seqlock_irqsave', family: 'seqlock', operation: 'acquire', counts: true, irq: 'irqsave', source: 'include/linux/seqlock.h 6.12' },
  { name: 'write_sequnlock', family: 'seqlock', operation: 'release', counts: true, source: 'include/linux/seqlock.h 6.12' },
  { name: 'write_sequnlock_bh', family: 'seqlock', operation: 'release', counts: true, irq: 'bh', source: 'include/linux/seqlock.h 6.12' },
  { name: 'write_sequnlock_irq', family: 'seqlock', operation: 'release', counts: true, irq: 'irq', source: 'include/linux/seqlock.h 6.12' },
  { name: 'write_sequnlock_irqrestore', family: 'seqlock', operation: 'release', counts: true, irq: 'irqsave', source: 'include/linux/seqlock.h 6.12' },
  { name: 'zone_span_writelock', family: 'seqlock', operation: 'acquire', counts: true, member: 'span_seqlock', source: 'include/linux/memory_hotplug.h 6.12' },
  { name: 'zone_span_writeunlock', family: 'seqlock', operation: 'release', counts: true, member: 'span_seqlock', source: 'include/linux/memory_hotplug.h 6.12' },
] as const satisfies readonly SeqlockRow[];
