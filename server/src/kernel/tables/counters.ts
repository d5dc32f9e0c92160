// biome-ignore-all format: a fact is one row, and a row is one line
/**
 * Counted contexts: preemption, migration, bottom halves, page faults, printk deferral. Whether a primitive counts migration or
 * preemption depends on world and version (primitives.ts).
 */
import type { CountRow } from '../rows';

export const COUNTERS = [
  { name: '__local_bh_disable_ip', family: 'count', counter: 'bh', delta: 1, source: 'include/linux/bottom_half.h 6.12' },
  { name: '__local_bh_enable', family: 'count', counter: 'bh', delta: -1, source: 'kernel/softirq.c 6.12' },
  { name: '__local_bh_enable_ip', family: 'count', counter: 'bh', delta: -1, source: 'include/linux/bottom_half.h 6.12' },
  { name: '__printk_safe_enter', family: 'count', counter: 'printk_deferred', delta: 1, source: 'kernel/printk/printk_safe.c 6.12' },
  { name: '__printk_safe_exit', family: 'count', counter: 'printk_deferred', delta: -1, source: 'kernel/printk/printk_safe.c 6.12' },
  { name: '_local_bh_enable', family: 'count', counter: 'bh', delta: -1, source: 'include/linux/bottom_half.h 6.12' },
  { name: 'get_cpu', family: 'count', counter: 'preempt', delta: 1, returns: 'integer', source: 'include/linux/smp.h 6.12' },
  { name: 'get_cpu_ptr', family: 'count', counter: 'preempt', delta: 1, returns: 'pointer', source: 'include/linux/percpu-defs.h 6.12' },
  { name: 'get_cpu_var', family: 'count', counter: 'preempt', delta: 1, source: 'include/linux/percpu-defs.h 6.12' },
  { name: 'kmap_atomic', family: 'count', counter: 'kmap-atomic', delta: 1, returns: 'pointer', source: 'include/linux/highmem-internal.h 6.12' },
  { name: 'kmap_atomic_pfn', family: 'count', counter: 'kmap-atomic', delta: 1, returns: 'pointer', source: 'include/linux/highmem-internal.h 6.12' },
  { name: 'kmap_atomic_prot', family: 'count', counter: 'kmap-atomic', delta: 1, returns: 'pointer', source: 'include/linux/highmem-internal.h 6.12' },
  { name: 'kunmap_atomic', family: 'count', counter: 'kmap-atomic', delta: -1, source: 'include/linux/highmem-internal.h 6.12' },
  { name: 'local_bh_disable', family: 'count', counter: 'bh', delta: 1, source: 'include/linux/bottom_half.h 6.12' },
  { name: 'local_bh_enable', family: 'count', counter: 'bh', delta: -1, source: 'include/linux/bottom_half.h 6.12' },
  { name: 'migrate_disable', family: 'count', counter: 'migrate-or-preempt', delta: 1, source: 'include/linux/preempt.h 6.12' },
  { name: 'migrate_enable', family: 'count', counter: 'migrate-or-preempt', delta: -1, source: 'include/linux/preempt.h 6.12' },
  { name: 'pagefault_disable', family: 'count', counter: 'pagefault', delta: 1, source: 'include/linux/uaccess.h 6.12' },
  { name: 'pagefault_enable', family: 'count', counter: 'pagefault', delta: -1, source: 'include/linux/uaccess.h 6.12' },
  { name: 'preempt_disable', family: 'count', counter: 'preempt', delta: 1, source: 'include/linux/preempt.h 6.12' },
  { name: 'preempt_disable_nested', family: 'count', counter: 'nested-preempt', delta: 1, since: '6.1', source: 'include/linux/preempt.h 6.12' },
  { name: 'preempt_disable_notrace', family: 'count', counter: 'preempt', delta: 1, source: 'include/linux/preempt.h 6.12' },
  { name: 'preempt_enable', family: 'count', counter: 'preempt', delta: -1, source: 'include/linux/preempt.h 6.12' },
  { name: 'preempt_enable_nested', family: 'count', counter: 'nested-preempt', delta: -1, since: '6.1', source: 'include/linux/preempt.h 6.12' },
  { name: 'preempt_enable_no_resched', family: 'count', counter: 'preempt', delta: -1, source: 'include/linux/preempt.h 6.12' },
  { name: 'preempt_enable_no_resched_notrace', family: 'count', counter: 'preempt', delta: -1, source: 'include/linux/preempt.h 6.12' },
  { name: 'preempt_enable_notrace', family: 'count', counter: 'preempt', delta: -1, source: 'include/linux/preempt.h 6.12' },
  { name: 'printk_deferred_enter', family: 'count', counter: 'printk_deferred', delta: 1, asserts: 'non-migratable', since: '5.15', source: 'include/linux/printk.h, kernel/printk/printk_safe.c 6.12' },
  { name: 'printk_deferred_exit', family: 'count', counter: 'printk_deferred', delta: -1, asserts: 'non-migratable', since: '5.15', source: 'include/linux/printk.h, kernel/printk/printk_safe.c 6.12' },
  { name: 'put_cpu', family: 'count', counter: 'preempt', delta: -1, source: 'include/linux/smp.h 6.12' },
  { name: 'put_cpu_ptr', family: 'count', counter: 'preempt', delta: -1, source: 'include/linux/percpu-defs.h 6.12' },
  { name: 'put_cpu_var', family: 'count', counter: 'preempt', delta: -1, source: 'include/linux/percpu-defs.h 6.12' },
  { name: 'sched_preempt_enable_no_resched', family: 'count', counter: 'preempt', delta: -1, source: 'include/linux/preempt.h 6.12' },
] as const satisfies readonly CountRow[];
