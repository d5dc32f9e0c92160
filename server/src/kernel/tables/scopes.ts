// biome-ignore-all format: a fact is one row, and a row is one line
/**
 * Allocation scopes: they take bits from the flags of the allocations inside, and never make one non-blocking.
 */
import type { ScopeRow } from '../rows';

export const SCOPES = [
  { name: 'memalloc_nofs_restore', family: 'scope', scope: 'nofs', action: 'restore', source: 'include/linux/sched/mm.h 6.12' },
  { name: 'memalloc_nofs_save', family: 'scope', scope: 'nofs', action: 'save', source: 'include/linux/sched/mm.h 6.12' },
  { name: 'memalloc_noio_restore', family: 'scope', scope: 'noio', action: 'restore', source: 'include/linux/sched/mm.h 6.12' },
  { name: 'memalloc_noio_save', family: 'scope', scope: 'noio', action: 'save', source: 'include/linux/sched/mm.h 6.12' },
  { name: 'memalloc_noreclaim_restore', family: 'scope', scope: 'noreclaim', action: 'restore', source: 'include/linux/sched/mm.h 6.12' },
  { name: 'memalloc_noreclaim_save', family: 'scope', scope: 'noreclaim', action: 'save', source: 'include/linux/sched/mm.h 6.12' },
  { name: 'memalloc_pin_restore', family: 'scope', scope: 'pin', action: 'restore', since: '5.13', source: 'include/linux/sched/mm.h 6.12' },
  { name: 'memalloc_pin_save', family: 'scope', scope: 'pin', action: 'save', since: '5.13', source: 'include/linux/sched/mm.h 6.12' },
] as const satisfies readonly ScopeRow[];
