/**
 * Where the running code is, as the kernel's own predicates see it: preempt_count() with its irq and softirq parts, the
 * task's RCU depth, lockdep's idea of the context. Interrupts run on top of what they interrupted and inherit its counts.
 */
import { isRealtime } from '../kernel/worlds';
import type { MachineContext } from './api';
import type { Machine } from './machine';
import type { Thread } from './state';

/** Contexts that PREEMPT_RT runs in threads of their own. */
export function isThreadedOnRt(context: MachineContext): boolean {
  return context === 'softirq' || context === 'hardirq-threaded' || context === 'irq-thread';
}

/** True where code of the context runs on top of an interrupted one. */
export function interrupts(machine: Machine, context: MachineContext): boolean {
  if (context === 'task' || context === 'irq-thread') return false;
  return !(isRealtime(machine.world) && isThreadedOnRt(context));
}

/** The thread and what it interrupted, newest first. */
export function contextStack(machine: Machine, thread: Thread = machine.thread): readonly Thread[] {
  const stack = machine.state.stacks[thread.cpu] ?? [];
  const at = stack.indexOf(thread.id);
  if (at <= 0 || !interrupts(machine, thread.context)) return [thread];
  const result: Thread[] = [];
  for (let i = at; i >= 0; i--) {
    const id = stack[i] ?? -1;
    const other = id === thread.id ? thread : machine.state.threads[id];
    if (other !== undefined) result.push(other);
  }
  return result;
}

export function inHardirq(machine: Machine): boolean {
  return machine.thread.context === 'nmi' || isHardirq(machine, machine.thread.context);
}

function isHardirq(machine: Machine, context: MachineContext): boolean {
  return context === 'hardirq' || (context === 'hardirq-threaded' && !isRealtime(machine.world));
}

/** Serving a softirq, in lockdep's sense: never on RT. */
export function servingSoftirq(machine: Machine): boolean {
  return !isRealtime(machine.world) && machine.thread.context === 'softirq';
}

/** preempt_count(): preemption, softirq (0x100 serving, 0x200 per local_bh_disable()), hardirq, NMI parts. */
export function preemptCount(machine: Machine): number {
  let count = 0;
  for (const thread of contextStack(machine)) {
    count += thread.preempt;
    if (!isRealtime(machine.world)) count += 0x200 * thread.bh;
    if (!isRealtime(machine.world) && thread.context === 'softirq') count += 0x100;
    if (isHardirq(machine, thread.context)) count += 0x10000;
    if (thread.context === 'nmi') count += 0x100000;
  }
  return count;
}

/** in_interrupt(): hardirq, NMI, serving softirq or bottom halves off, on RT too. */
export function inInterrupt(machine: Machine): boolean {
  if ((preemptCount(machine) & 0x1fff00) !== 0) return true;
  return isRealtime(machine.world) && (machine.thread.bh > 0 || machine.thread.context === 'softirq');
}

export function isPreemptible(machine: Machine): boolean {
  return preemptCount(machine) === 0 && !machine.thread.irqsOff;
}

/** rcu_preempt_depth() of the current task: rcu_read_lock(), and on RT every spinlock_t and bottom-half section. */
export function rcuDepth(machine: Machine): number {
  let depth = 0;
  for (const thread of contextStack(machine)) depth += thread.rcu;
  return depth;
}

/** locks.md 1.1: what the context allows before any lock is held. */
export function waitContextLimit(machine: Machine): number {
  const { context } = machine.thread;
  if (context === 'nmi' || context === 'hardirq') return 2;
  if (context === 'hardirq-threaded' && !isRealtime(machine.world)) return 3;
  if (servingSoftirq(machine)) return 3;
  return 5;
}
