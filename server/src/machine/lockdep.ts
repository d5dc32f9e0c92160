/**
 * lockdep's rules at each acquisition, in the kernel's order: wait context, irq usage, recursion, order graph. It shuts
 * itself off after its first report. Rules: kernel/locking/lockdep.c of 6.12 as described in the reference.
 */
import { assertNever } from '../base/assert';
import type { LockKind, LockMode } from '../kernel/effects';
import { contextStack, inHardirq, servingSoftirq, waitContextLimit } from './contextState';
import type { Machine } from './machine';
import { type HeldLock, ownLockdep, type Thread } from './state';

/** Usage bits of a class: used in an irq context, or taken with that irq enabled; each for writers and readers. */
const IN_HARDIRQ = 1;
const IN_HARDIRQ_READ = 2;
const HARDIRQ_ON = 4;
const HARDIRQ_ON_READ = 8;
const IN_SOFTIRQ = 16;
const IN_SOFTIRQ_READ = 32;
const SOFTIRQ_ON = 64;
const SOFTIRQ_ON_READ = 128;

/** What a use excludes. Two readers never exclude each other. */
const EXCLUDES: readonly (readonly [number, number])[] = [
  [IN_HARDIRQ, HARDIRQ_ON | HARDIRQ_ON_READ],
  [IN_HARDIRQ_READ, HARDIRQ_ON],
  [HARDIRQ_ON, IN_HARDIRQ | IN_HARDIRQ_READ],
  [HARDIRQ_ON_READ, IN_HARDIRQ],
  [IN_SOFTIRQ, SOFTIRQ_ON | SOFTIRQ_ON_READ],
  [IN_SOFTIRQ_READ, SOFTIRQ_ON],
  [SOFTIRQ_ON, IN_SOFTIRQ | IN_SOFTIRQ_READ],
  [SOFTIRQ_ON_READ, IN_SOFTIRQ],
];

export interface Acquisition {
  readonly key: string;
  readonly name: string;
  readonly lockClass: string;
  readonly kind: LockKind;
  readonly mode: LockMode;
  readonly trylock: boolean;
  readonly nested: boolean;
  /** Recursive readers (rwlock_t, seqcount readers) may nest in readers. */
  readonly recursiveRead: boolean;
  /** Counts for the order graph and irq usage; RCU sections do not. */
  readonly validated: boolean;
}

/** Classes a booted kernel has long used with interrupts on: reclaim's maps. */
export const PRELOADED_USAGE: ReadonlyMap<string, number> = new Map([
  ['fs_reclaim', HARDIRQ_ON | SOFTIRQ_ON],
  ['mmu_notifier_invalidate_range_start', HARDIRQ_ON | SOFTIRQ_ON],
]);

/** Reports what lockdep would; the lock itself is taken by the caller. */
export function checkAcquire(machine: Machine, lock: Acquisition, irqsOff = machine.thread.irqsOff): void {
  if (machine.state.lockdep.off || isReporting(machine)) return;
  const facts = machine.facts.lockKind(lock.kind, machine.world);
  if (!facts.tracked) return;
  if (!lock.trylock && waitContextViolated(machine, facts.wait.outer || facts.wait.inner, facts.wait.inner)) {
    machine.report('invalid-wait-context', lock.name, lock);
    return;
  }
  if (!lock.validated) return;
  if (!markAcquired(machine, lock, irqsOff)) return;
  if (lock.trylock) return;
  if (isRecursion(machine, lock)) {
    machine.report('recursive-locking', lock.name, lock);
    return;
  }
  addDependencies(machine, lock);
}

/** What a report of lockdep's does on its way to the console is not watched: lockdep never enters itself. */
function isReporting(machine: Machine): boolean {
  const { seqReports } = machine.scenario;
  if (seqReports === undefined) return false;
  return machine.thread.frames.some(({ code: { ir } }) => ir.name === seqReports.begin || ir.name === seqReports.end);
}

function waitContextViolated(machine: Machine, need: number, inner: number): boolean {
  if (inner === 0) return false;
  let have = waitContextLimit(machine);
  const { held } = machine.thread;
  for (let i = held.length - 1; i >= 0; i--) {
    const limit = held[i]?.inner ?? 0;
    if (limit !== 0) have = Math.min(have, limit);
  }
  return need > have;
}

function markAcquired(machine: Machine, lock: Acquisition, irqsOff: boolean): boolean {
  const read = lock.mode === 'read';
  let bits = 0;
  if (!lock.trylock) {
    if (inHardirq(machine)) bits |= read ? IN_HARDIRQ_READ : IN_HARDIRQ;
    if (servingSoftirq(machine)) bits |= read ? IN_SOFTIRQ_READ : IN_SOFTIRQ;
  }
  if (!irqsOff) bits |= enabledBits(machine, read, machine.thread);
  return mark(machine, lock.lockClass, lock.name, bits);
}

function enabledBits(machine: Machine, read: boolean, thread: Thread): number {
  const softirqsOn = thread.bh === 0 && !servingSoftirq(machine) && !inHardirq(machine);
  const hard = read ? HARDIRQ_ON_READ : HARDIRQ_ON;
  return softirqsOn ? hard | (read ? SOFTIRQ_ON_READ : SOFTIRQ_ON) : hard;
}

/** False if that was reported. */
function mark(machine: Machine, lockClass: string, name: string, bits: number): boolean {
  const old = machine.state.lockdep.usage.get(lockClass) ?? PRELOADED_USAGE.get(lockClass) ?? 0;
  if ((old | bits) === old) return true;
  ownLockdep(machine.state).usage.set(lockClass, old | bits);
  for (const [bit, excluded] of EXCLUDES) {
    if ((bits & bit) !== 0 && (old & excluded) !== 0) {
      machine.report('inconsistent-lock-state', name);
      return false;
    }
  }
  return !invertsOrder(machine, lockClass, bits & ~old, name);
}

/** A class that becomes irq-safe with an irq-unsafe one inside it, or the other way round. */
function invertsOrder(machine: Machine, lockClass: string, bits: number, name: string): boolean {
  const inner = (wanted: number): boolean =>
    reach(machine, lockClass, 'forward').some((other) => (usage(machine, other) & wanted) !== 0);
  const outer = (wanted: number): boolean =>
    reach(machine, lockClass, 'backward').some((other) => (usage(machine, other) & wanted) !== 0);
  const inverted =
    ((bits & (IN_HARDIRQ | IN_HARDIRQ_READ)) !== 0 && inner(HARDIRQ_ON | HARDIRQ_ON_READ)) ||
    ((bits & (IN_SOFTIRQ | IN_SOFTIRQ_READ)) !== 0 && inner(SOFTIRQ_ON | SOFTIRQ_ON_READ)) ||
    ((bits & (HARDIRQ_ON | HARDIRQ_ON_READ)) !== 0 && outer(IN_HARDIRQ | IN_HARDIRQ_READ)) ||
    ((bits & (SOFTIRQ_ON | SOFTIRQ_ON_READ)) !== 0 && outer(IN_SOFTIRQ | IN_SOFTIRQ_READ));
  if (inverted) machine.report('irq-lock-order', name);
  return inverted;
}

function usage(machine: Machine, lockClass: string): number {
  return machine.state.lockdep.usage.get(lockClass) ?? PRELOADED_USAGE.get(lockClass) ?? 0;
}

/** Same class held by this task, interrupted contexts included. */
function isRecursion(machine: Machine, lock: Acquisition): boolean {
  if (lock.nested) return false;
  for (const thread of contextStack(machine)) {
    for (const held of thread.held) {
      if (held.lockClass !== lock.lockClass || held.nested) continue;
      if (lock.mode === 'read' && lock.recursiveRead && held.mode === 'read') continue;
      return true;
    }
  }
  return false;
}

function addDependencies(machine: Machine, lock: Acquisition): void {
  const { held } = machine.thread;
  for (let i = held.length - 1; i >= 0; i--) {
    const before = held[i];
    if (before === undefined || !isValidated(before.kind)) continue;
    if (before.lockClass !== lock.lockClass && !addDependency(machine, before, lock)) return;
    if (!before.trylock) return;
  }
}

function addDependency(machine: Machine, before: HeldLock, lock: Acquisition): boolean {
  const known = machine.state.lockdep.edges.get(before.lockClass) ?? [];
  if (known.includes(lock.lockClass)) return true;
  if (reach(machine, lock.lockClass, 'forward').includes(before.lockClass)) {
    machine.report('circular-locking', lock.name, lock);
    return false;
  }
  ownLockdep(machine.state).edges.set(before.lockClass, [...known, lock.lockClass].sort());
  const outer = reach(machine, before.lockClass, 'backward').map((other) => usage(machine, other));
  const inner = reach(machine, lock.lockClass, 'forward').map((other) => usage(machine, other));
  const pairs = [
    [IN_HARDIRQ | IN_HARDIRQ_READ, HARDIRQ_ON | HARDIRQ_ON_READ],
    [IN_SOFTIRQ | IN_SOFTIRQ_READ, SOFTIRQ_ON | SOFTIRQ_ON_READ],
  ] as const;
  for (const [safe, unsafe] of pairs) {
    if (outer.some((bits) => (bits & safe) !== 0) && inner.some((bits) => (bits & unsafe) !== 0)) {
      machine.report('irq-lock-order', lock.name, lock);
      return false;
    }
  }
  return true;
}

/** The class and all it leads to (or that lead to it). */
function reach(machine: Machine, from: string, direction: 'forward' | 'backward'): readonly string[] {
  const { edges } = machine.state.lockdep;
  const found = new Set([from]);
  const next = (lockClass: string): readonly string[] => {
    if (direction === 'forward') return edges.get(lockClass) ?? [];
    return [...edges].filter(([, to]) => to.includes(lockClass)).map(([outer]) => outer);
  };
  const queue = [from];
  for (let at = queue.pop(); at !== undefined; at = queue.pop()) {
    for (const other of next(at)) {
      if (found.has(other)) continue;
      found.add(other);
      queue.push(other);
    }
  }
  return [...found];
}

/** Interrupts (or bottom halves) go on with locks held: they count as taken with them on. */
export function irqsEnabled(machine: Machine, what: 'hardirqs' | 'softirqs'): void {
  if (machine.state.lockdep.off) return;
  for (const held of machine.thread.held) {
    if (!isValidated(held.kind)) continue;
    const read = held.mode === 'read';
    const bits = what === 'hardirqs' ? enabledBits(machine, read, machine.thread) : read ? SOFTIRQ_ON_READ : SOFTIRQ_ON;
    if (!mark(machine, held.lockClass, held.name, bits)) return;
  }
}

/** RCU sections are held locks without dependencies (their maps are taken with check = 0). */
export function isValidated(kind: LockKind): boolean {
  switch (kind) {
    case 'rcu':
    case 'rcu_bh':
    case 'rcu_sched':
    case 'rcu_tasks':
    case 'srcu':
    case 'bit_spinlock':
    case 'page_lock':
    case 'semaphore':
      return false;
    case 'raw_spinlock':
    case 'spinlock':
    case 'rwlock':
    case 'local_lock':
    case 'mutex':
    case 'rt_mutex':
    case 'ww_mutex':
    case 'rwsem':
    case 'percpu_rwsem':
    case 'seqlock':
    case 'seqcount':
    case 'seqcount_raw_spinlock':
    case 'seqcount_spinlock':
    case 'seqcount_rwlock':
    case 'seqcount_mutex':
      return true;
    default:
      return assertNever(kind);
  }
}

/** lockdep's four usage characters: hardirq, hardirq-read, softirq, softirq-read; `.` neither, `-` used in, `+` enabled, `?` both. */
export function usageCharacters(bits: number): string {
  const pairs = [
    [IN_HARDIRQ, HARDIRQ_ON],
    [IN_HARDIRQ_READ, HARDIRQ_ON_READ],
    [IN_SOFTIRQ, SOFTIRQ_ON],
    [IN_SOFTIRQ_READ, SOFTIRQ_ON_READ],
  ] as const;
  return pairs
    .map(([used, enabled]) => {
      const isUsed = (bits & used) !== 0;
      if ((bits & enabled) !== 0) return isUsed ? '?' : '+';
      return isUsed ? '-' : '.';
    })
    .join('');
}

export function usageOf(machine: Machine, lockClass: string): string {
  return usageCharacters(usage(machine, lockClass));
}
