/** All primitive tables in one list. A name may have several rows only for different versions or argument counts. */
import type { Row } from './rows';
import { BIT_SPINLOCKS } from './tables/bitSpinlocks';
import { COUNTERS } from './tables/counters';
import { FREES } from './tables/frees';
import { IRQS } from './tables/irqs';
import { LOCAL_LOCKS } from './tables/localLocks';
import { MUTEXES } from './tables/mutexes';
import { OTHER_ALLOCATORS } from './tables/otherAllocators';
import { PAGE_ALLOCATORS } from './tables/pageAllocators';
import { RAW_SPINLOCKS } from './tables/rawSpinlocks';
import { RCU_READERS } from './tables/rcuReaders';
import { RWLOCKS } from './tables/rwlocks';
import { SEMAPHORES } from './tables/semaphores';
import { SEQCOUNTS } from './tables/seqcounts';
import { SEQLOCK_WRITERS } from './tables/seqlockWriters';
import { SLAB_ALLOCATORS } from './tables/slabAllocators';
import { SPINLOCKS } from './tables/spinlocks';
import { VIRTUAL_ALLOCATORS } from './tables/virtualAllocators';

export const TABLES: Readonly<Record<string, readonly Row[]>> = {
  bitSpinlocks: BIT_SPINLOCKS,
  counters: COUNTERS,
  frees: FREES,
  irqs: IRQS,
  localLocks: LOCAL_LOCKS,
  mutexes: MUTEXES,
  otherAllocators: OTHER_ALLOCATORS,
  pageAllocators: PAGE_ALLOCATORS,
  rawSpinlocks: RAW_SPINLOCKS,
  rcuReaders: RCU_READERS,
  rwlocks: RWLOCKS,
  semaphores: SEMAPHORES,
  seqcounts: SEQCOUNTS,
  seqlockWriters: SEQLOCK_WRITERS,
  slabAllocators: SLAB_ALLOCATORS,
  spinlocks: SPINLOCKS,
  virtualAllocators: VIRTUAL_ALLOCATORS,
};
