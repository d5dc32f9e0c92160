/** All primitive tables in one list. A name may have several rows only for different versions or argument counts. */
import type { Row } from './rows';
import { ASSERTIONS } from './tables/assertions';
import { BIT_SPINLOCKS } from './tables/bitSpinlocks';
import { COUNTERS } from './tables/counters';
import { FREES } from './tables/frees';
import { IRQS } from './tables/irqs';
import { LOCAL_LOCKS } from './tables/localLocks';
import { MACROS } from './tables/macros';
import { MUTEXES } from './tables/mutexes';
import { NORETURN } from './tables/noreturn';
import { OTHER_ALLOCATORS } from './tables/otherAllocators';
import { PAGE_ALLOCATORS } from './tables/pageAllocators';
import { PRINTKS } from './tables/printks';
import { QUIET } from './tables/quiet';
import { RAW_SPINLOCKS } from './tables/rawSpinlocks';
import { RCU } from './tables/rcu';
import { RCU_READERS } from './tables/rcuReaders';
import { RWLOCKS } from './tables/rwlocks';
import { SCOPES } from './tables/scopes';
import { SEMAPHORES } from './tables/semaphores';
import { SEQCOUNTS } from './tables/seqcounts';
import { SEQLOCK_WRITERS } from './tables/seqlockWriters';
import { SLAB_ALLOCATORS } from './tables/slabAllocators';
import { SLEEPING } from './tables/sleeping';
import { SLEEPING_DRIVERS } from './tables/sleepingDrivers';
import { SLEEPING_MEMORY } from './tables/sleepingMemory';
import { SPINLOCKS } from './tables/spinlocks';
import { USER_COPIES } from './tables/userCopies';
import { VIRTUAL_ALLOCATORS } from './tables/virtualAllocators';
import { WAIT_EVENTS } from './tables/waitEvents';
import { WAITING } from './tables/waiting';
import { WAKEUPS } from './tables/wakeups';

export const TABLES: Readonly<Record<string, readonly Row[]>> = {
  assertions: ASSERTIONS,
  bitSpinlocks: BIT_SPINLOCKS,
  counters: COUNTERS,
  frees: FREES,
  irqs: IRQS,
  localLocks: LOCAL_LOCKS,
  macros: MACROS,
  mutexes: MUTEXES,
  noreturn: NORETURN,
  otherAllocators: OTHER_ALLOCATORS,
  pageAllocators: PAGE_ALLOCATORS,
  printks: PRINTKS,
  quiet: QUIET,
  rawSpinlocks: RAW_SPINLOCKS,
  rcu: RCU,
  rcuReaders: RCU_READERS,
  rwlocks: RWLOCKS,
  scopes: SCOPES,
  semaphores: SEMAPHORES,
  seqcounts: SEQCOUNTS,
  seqlockWriters: SEQLOCK_WRITERS,
  slabAllocators: SLAB_ALLOCATORS,
  sleeping: SLEEPING,
  sleepingDrivers: SLEEPING_DRIVERS,
  sleepingMemory: SLEEPING_MEMORY,
  spinlocks: SPINLOCKS,
  userCopies: USER_COPIES,
  virtualAllocators: VIRTUAL_ALLOCATORS,
  waitEvents: WAIT_EVENTS,
  waiting: WAITING,
  wakeups: WAKEUPS,
};
