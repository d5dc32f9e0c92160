/**
 * A lock of a greater wait type than the innermost context allows, and the allocators' own locks. Trylocks are exempt.
 * Sleeping locks are sleep-in-atomic's, seqlock writers on PREEMPT_RT seqlock-writer-context's.
 */
import { waitTypeReasons } from '../analysis/atomic';
import type { AnalysisEvent } from '../analysis/events';
import { kindText, lockText, reasonClause, throughText, witnessTo } from '../analysis/report';
import { mainReason, spinReasons } from '../analysis/violations';
import { eventDetection, explainEvent } from './eventRule';
import { isNolock } from './gfp-in-atomic';
import type { Detection, Rule, Subject } from './rule';

/** Lockdep's LD_WAIT_CONFIG: spinlock_t and everything built on it, the allocators' locks among them. */
const CONFIG = 3;

export const invalidWaitContext: Rule = {
  meta: {
    id: 'invalid-wait-context',
    title: 'Lock or allocation not allowed in this wait context',
    what: 'A spinlock_t, rwlock_t or local_lock_t is taken, or the page or slab allocator entered with whatever flags, under a raw_spinlock_t or in a hard interrupt that PREEMPT_RT does not thread; on PREEMPT_RT also with interrupts or preemption switched off.',
    why: 'On PREEMPT_RT these locks sleep. Lockdep says "Invalid wait context" on every kernel with PROVE_RAW_LOCK_NESTING; a real-time kernel sleeps in atomic context. The allocators take zone->lock, a spinlock_t, whenever the per-CPU lists are empty.',
    whatToDo:
      'Take the spinlock before the raw lock, make the inner lock raw if it is short and never allocates, allocate before the section, or use spin_lock_irqsave() instead of local_irq_save() + spin_lock().',
    references: [
      'Documentation/locking/locktypes.rst',
      'kernel/locking/lockdep.c: check_wait_context()',
      'include/linux/gfp_types.h: GFP_ATOMIC',
    ],
    band: 'proven',
    worlds: ['smp', 'rt', 'up'],
    limits:
      'Frees under a raw lock are reported for PREEMPT_RT only. Code marked __init is not reported: it may run before interrupts and other CPUs exist.',
    example: {
      bad: 'static DEFINE_RAW_SPINLOCK(example_raw);\nstatic DEFINE_SPINLOCK(example_lock);\nvoid example(void)\n{\n\traw_spin_lock(&example_raw);\n\tspin_lock(&example_lock);\n\tspin_unlock(&example_lock);\n\traw_spin_unlock(&example_raw);\n}',
      good: 'static DEFINE_RAW_SPINLOCK(example_raw);\nstatic DEFINE_SPINLOCK(example_lock);\nvoid example(void)\n{\n\tspin_lock(&example_lock);\n\traw_spin_lock(&example_raw);\n\traw_spin_unlock(&example_raw);\n\tspin_unlock(&example_lock);\n}',
    },
  },

  looksAt: 'function',

  detect(subject: Subject): readonly Detection[] {
    if (subject.fn.fn.attributes.includes('__init')) return [];
    const found: Detection[] = [];
    for (const event of subject.fn.events) {
      if (!needsConfig(subject, event)) continue;
      const reasons = spinReasons(subject, event, CONFIG);
      if (reasons.length === 0) continue;
      const lock = event.happening.kind === 'acquire' ? { lock: event.happening.lock } : {};
      found.push(eventDetection(subject, event, reasons, lock));
    }
    return found;
  },

  explain(subject, detection) {
    const { event } = detection;
    if (event === undefined) return { message: '', path: [], assumptions: [] };
    const reason = mainReason(detection.reasons);
    const call = event.chain.at(-1)?.call ?? '';
    const clause = reason === undefined ? '' : ` ${reasonClause(subject, reason)}`;
    const act =
      event.happening.kind === 'acquire'
        ? `takes ${lockText(subject, event.happening.lock)} (${kindText(subject, event.happening.lockKind)})`
        : event.happening.kind === 'free'
          ? 'may take zone->lock (spinlock_t) to free'
          : 'may take zone->lock (spinlock_t) whatever its flags';
    return explainEvent(subject, detection, `${call}() ${act}${throughText(event)}${clause}`, `${call}() ${act}`);
  },

  fixes: () => [],

  witness(subject, detection) {
    if (detection.event === undefined) return { kind: 'none', reason: 'no path' };
    const witness = witnessTo(subject, detection.event);
    // Only an empty per-CPU list makes the allocator take zone->lock (lockdep-observed 1).
    return witness.kind === 'path' && detection.event.happening.kind === 'allocate'
      ? { ...witness, state: { pcp: 'empty', slab: 'cold' } }
      : witness;
  },
};

function needsConfig(subject: Subject, event: AnalysisEvent): boolean {
  const { happening } = event;
  switch (happening.kind) {
    case 'acquire': {
      if (happening.try) return false;
      const facts = subject.file.engine.facts.lockKind(happening.lockKind, subject.file.world);
      // A seqlock writer with interrupts hard-disabled has its own rule.
      if (happening.lockKind === 'seqlock' && waitTypeReasons(subject.file.engine, event.context, CONFIG).length === 0)
        return false;
      return (facts.wait.outer === 0 ? facts.wait.inner : facts.wait.outer) === CONFIG;
    }
    case 'allocate':
      return !isNolock(happening.allocator);
    case 'free':
      return subject.file.world === 'rt' && !isNolock(happening.allocator);
    default:
      return false;
  }
}
