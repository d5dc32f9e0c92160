/** All primitive tables in one list. A name may have several rows only for different versions or argument counts. */
import type { Row } from './rows';
import { BIT_SPINLOCKS } from './tables/bitSpinlocks';
import { COUNTERS } from './tables/counters';
import { IRQS } from './tables/irqs';
import { LOCAL_LOCKS } from './tables/localLocks';
import { MUTEXES } from './tables/mutexes';
import { RAW_SPINLOCKS } from './tables/rawSpinlocks';
import { RCU_READERS } from './tables/rcuReaders';
import { RWLOCKS } from './tables/rwlocks';
import { SEMAPHORES } from './tables/semaphores';
import { SEQCOUNTS } from './tables/seqcounts';
import { SEQLOCK_WRITERS } from './tables/seqlockWriters';
import { SPINLOCKS } from './tables/spinlocks';

export const TABLES: Readonly<Record<string, readonly Row[]>> = {
  bitSpinlocks: BIT_SPINLOCKS,
  counters: COUNTERS,
  irqs: IRQS,
  localLocks: LOCAL_LOCKS,
  mutexes: MUTEXES,
  rawSpinlocks: RAW_SPINLOCKS,
  rcuReaders: RCU_READERS,
  rwlocks: RWLOCKS,
  semaphores: SEMAPHORES,
  seqcounts: SEQCOUNTS,
  seqlockWriters: SEQLOCK_WRITERS,
  spinlocks: SPINLOCKS,
};
