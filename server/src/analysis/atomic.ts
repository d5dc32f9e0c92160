/**
 * Why a context forbids something, from what is held and switched off. Reasons carry the place they began at, for messages.
 * Wait types are lockdep's (kernel/locking/lockdep.c:check_wait_context, 6.12); sleeping is __might_resched()'s view.
 */
import type { KernelFacts } from '../kernel/api';
import type { World } from '../kernel/worlds';
import type { Context, HeldLock, Place } from './context';
import type { CallbackEntry } from './entries';

/** Something that makes the context atomic, or limits what may be waited for. */
export type Reason =
  | { readonly kind: 'lock'; readonly held: HeldLock }
  | { readonly kind: 'irqs-off' | 'preempt-off' | 'bh-off' | 'writing'; readonly where: Place }
  /** The function is a callback that starts in such a context. */
  | { readonly kind: 'entry'; readonly entry: CallbackEntry };

interface WorldFacts {
  readonly world: World;
  readonly facts: KernelFacts;
}

/** What forbids sleeping: every spinning lock, RCU reader, irqs, preemption or bottom halves off. Newest last. */
export function atomicReasons(engine: WorldFacts, context: Context): Reason[] {
  const reasons: Reason[] = [];
  for (const held of context.held) {
    const facts = engine.facts.lockKind(held.kind, engine.world);
    if (
      facts.disablesPreemption ||
      facts.entersRcu ||
      held.kind === 'rcu' ||
      held.kind === 'rcu_bh' ||
      held.kind === 'rcu_sched' ||
      held.kind === 'bit_spinlock'
    ) {
      reasons.push({ kind: 'lock', held });
    }
  }
  if (context.irq.kind === 'off') reasons.push({ kind: 'irqs-off', where: context.irq.where });
  const preempt = context.counts.preempt;
  if (preempt !== undefined && preempt.depth > 0) reasons.push({ kind: 'preempt-off', where: preempt.where });
  const bh = context.counts.bh;
  if (bh !== undefined && bh.depth > 0) reasons.push({ kind: 'bh-off', where: bh.where });
  return reasons;
}

/**
 * What forbids taking a lock of wait type `need` (2 spin, 3 config, 4 sleep) by lockdep's wait types: held locks with a
 * smaller inner type.
 */
export function waitTypeReasons(engine: WorldFacts, context: Context, need: number): Reason[] {
  const reasons: Reason[] = [];
  for (const held of context.held) {
    const { inner } = engine.facts.lockKind(held.kind, engine.world).wait;
    if (inner !== 0 && need > inner) reasons.push({ kind: 'lock', held });
  }
  return reasons;
}

/** RT: what forbids a lock that sleeps there although lockdep sees no wait type: irqs or preemption off, bit spinlocks. */
export function hardAtomicReasons(engine: WorldFacts, context: Context): Reason[] {
  const reasons: Reason[] = [];
  for (const held of context.held) {
    if (engine.facts.lockKind(held.kind, engine.world).disablesPreemption) reasons.push({ kind: 'lock', held });
  }
  if (context.irq.kind === 'off') reasons.push({ kind: 'irqs-off', where: context.irq.where });
  const preempt = context.counts.preempt;
  if (preempt !== undefined && preempt.depth > 0) reasons.push({ kind: 'preempt-off', where: preempt.where });
  return reasons;
}

/** Where it began; undefined for a callback's entry. */
export function placeOfReason(reason: Reason): Place | undefined {
  return reason.kind === 'lock' ? reason.held.where : reason.kind === 'entry' ? undefined : reason.where;
}
