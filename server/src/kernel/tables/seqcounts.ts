// biome-ignore-all format: a fact is one row, and a row is one line
/**
 * Sequence counters: readers of both kinds and writers of bare counters. The generic macros take every seqcount type; the
 * declared type of the operand says which lock it is associated with.
 */
import type { SeqRow } from '../rows';

export const SEQCOUNTS = [
  { name: '__read_seqcount_begin', family: 'seq', action: 'read-begin', lock: 'seqcount', waits: true, raw: true, source: 'include/linux/seqlock.h 6.12' },
  { name: '__read_seqcount_retry', family: 'seq', action: 'read-end', lock: 'seqcount', source: 'include/linux/seqlock.h 6.12' },
  { name: 'raw_read_seqcount', family: 'seq', action: 'read-begin', lock: 'seqcount', raw: true, source: 'include/linux/seqlock.h 6.12' },
  { name: 'raw_read_seqcount_begin', family: 'seq', action: 'read-begin', lock: 'seqcount', waits: true, raw: true, source: 'include/linux/seqlock.h 6.12' },
  { name: 'raw_seqcount_begin', family: 'seq', action: 'read-begin', lock: 'seqcount', clearsOdd: true, raw: true, source: 'include/linux/seqlock.h 6.12' },
  { name: 'raw_write_seqcount_begin', family: 'seq', action: 'write-begin', lock: 'seqcount', raw: true, source: 'include/linux/seqlock.h 6.12' },
  { name: 'raw_write_seqcount_end', family: 'seq', action: 'write-end', lock: 'seqcount', raw: true, source: 'include/linux/seqlock.h 6.12' },
  { name: 'read_seqbegin', family: 'seq', action: 'read-begin', lock: 'seqlock', waits: true, source: 'include/linux/seqlock.h 6.12' },
  { name: 'read_seqcount_begin', family: 'seq', action: 'read-begin', lock: 'seqcount', waits: true, source: 'include/linux/seqlock.h 6.12' },
  { name: 'read_seqcount_retry', family: 'seq', action: 'read-end', lock: 'seqcount', source: 'include/linux/seqlock.h 6.12' },
  { name: 'read_seqretry', family: 'seq', action: 'read-end', lock: 'seqlock', source: 'include/linux/seqlock.h 6.12' },
  { name: 'write_seqcount_begin', family: 'seq', action: 'write-begin', lock: 'seqcount', source: 'include/linux/seqlock.h 6.12' },
  { name: 'write_seqcount_begin_nested', family: 'seq', action: 'write-begin', lock: 'seqcount', nested: true, source: 'include/linux/seqlock.h 6.12' },
  { name: 'write_seqcount_end', family: 'seq', action: 'write-end', lock: 'seqcount', source: 'include/linux/seqlock.h 6.12' },
  { name: 'zone_span_seqbegin', family: 'seq', action: 'read-begin', lock: 'seqlock', waits: true, member: 'span_seqlock', source: 'include/linux/memory_hotplug.h 6.12' },
  { name: 'zone_span_seqretry', family: 'seq', action: 'read-end', lock: 'seqlock', member: 'span_seqlock', source: 'include/linux/memory_hotplug.h 6.12' },
] as const satisfies readonly SeqRow[];
