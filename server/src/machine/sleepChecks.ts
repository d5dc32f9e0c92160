/**
 * DEBUG_ATOMIC_SLEEP, schedule()'s own checks and RCU's: what might_sleep(), schedule() and an RT lock say about the context.
 * Order as in __might_resched() and __schedule() of 6.12: RCU's warning, then the report.
 */
import { isRealtime } from '../kernel/worlds';
import { inHardirq, preemptCount, rcuDepth } from './contextState';
import type { Machine } from './machine';
import { ownLockdep } from './state';

/** might_sleep(). An RT lock may be taken inside rcu_read_lock(); nothing else may block there. */
export function mightSleep(machine: Machine, how: 'any' | 'rtlock' = 'any'): void {
  rcuSleepCheck(machine);
  const depth = how === 'any' ? rcuDepth(machine) : 0;
  if (preemptCount(machine) === 0 && !machine.thread.irqsOff && depth === 0) return;
  // Limited to one report a second; a run is shorter.
  once(machine, 'sleeping-in-atomic');
}

/** RCU_LOCKDEP_WARN() speaks while lockdep does; rcu_read_lock() itself is not checked under PREEMPT_RCU. */
function rcuSleepCheck(machine: Machine): void {
  if (machine.state.lockdep.off) return;
  const holds = (kind: string): boolean => machine.thread.held.some((lock) => lock.kind === kind);
  if ((!isRealtime(machine.world) && holds('rcu_bh')) || holds('rcu_sched')) once(machine, 'suspicious-rcu');
}

export function once(
  machine: Machine,
  kind: 'sleeping-in-atomic' | 'suspicious-rcu' | 'irqs-enabled-early' | 'seqcount-assert' | 'voluntary-switch-in-rcu',
): void {
  if (machine.state.lockdep.warned.has(kind)) return;
  ownLockdep(machine.state).warned.add(kind);
  machine.report(kind);
}

/** schedule(): leaves with interrupts on, whatever they were. */
export function schedule(machine: Machine): void {
  if (preemptCount(machine) !== 0) machine.report('scheduling-while-atomic');
  rcuSleepCheck(machine);
  if (preemptCount(machine) === 0 && rcuDepth(machine) > 0) once(machine, 'voluntary-switch-in-rcu');
  if (!inHardirq(machine)) machine.thread.irqsOff = false;
}

/** synchronize_rcu(): inside any RCU reader it would wait for itself. */
export function gracePeriod(machine: Machine, flavour: 'rcu' | 'srcu' | 'tasks'): void {
  const readers = machine.thread.held.some((lock) =>
    flavour === 'srcu'
      ? lock.kind === 'srcu'
      : lock.kind === 'rcu' || lock.kind === 'rcu_bh' || lock.kind === 'rcu_sched',
  );
  // RT: a spinlock_t and a bottom-half section are RCU readers in lockdep's eyes too.
  const hidden = flavour === 'rcu' && isRealtime(machine.world) && rcuDepth(machine) > 0;
  if ((readers || hidden) && !machine.state.lockdep.off) once(machine, 'suspicious-rcu');
}
