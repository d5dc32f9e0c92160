/** An allocation whose flags allow direct reclaim, where the task must not sleep. Needs the flag set for certain. */
import type { Fix } from '../analysis/finding';
import { reasonClause, throughText, witnessTo } from '../analysis/report';
import { mainReason, mayBlock, sleepReasons } from '../analysis/violations';
import { eventDetection, explainEvent } from './eventRule';
import type { Detection, Rule, Subject } from './rule';

export const gfpInAtomic: Rule = {
  meta: {
    id: 'gfp-in-atomic',
    title: 'Blocking allocation in atomic context',
    what: 'An allocation with __GFP_DIRECT_RECLAIM (GFP_KERNEL, GFP_NOFS, GFP_NOIO, GFP_USER, ...) where sleeping is not allowed.',
    why: 'Direct reclaim sleeps. Under a spinlock, in an RCU reader, in an interrupt or with preemption off that is "BUG: sleeping function called from invalid context", and a deadlock when memory is short. GFP_NOFS and GFP_NOIO sleep too.',
    whatToDo:
      'Allocate before the section is entered, or use GFP_ATOMIC or GFP_NOWAIT and handle failure. Under a raw_spinlock_t no flags are right: allocate outside.',
    references: [
      'include/linux/gfp_types.h',
      'include/linux/sched/mm.h: might_alloc()',
      'Documentation/core-api/memory-allocation.rst',
    ],
    band: 'proven',
    worlds: ['smp', 'rt', 'up'],
    limits:
      'Flags that come from a caller in another file are not known and not reported here. A callee of which nothing is known but its type may sleep if the gfp_t it is handed allows it.',
    example: {
      bad: 'static DEFINE_SPINLOCK(example_lock);\nvoid *example(void)\n{\n\tvoid *p;\n\n\tspin_lock(&example_lock);\n\tp = kmalloc(64, GFP_KERNEL);\n\tspin_unlock(&example_lock);\n\treturn p;\n}',
      good: 'static DEFINE_SPINLOCK(example_lock);\nvoid *example(void)\n{\n\tvoid *p;\n\n\tspin_lock(&example_lock);\n\tp = kmalloc(64, GFP_ATOMIC);\n\tspin_unlock(&example_lock);\n\treturn p;\n}',
    },
  },

  looksAt: 'function',

  detect(subject: Subject): readonly Detection[] {
    const found: Detection[] = [];
    for (const event of subject.fn.events) {
      const { happening } = event;
      if (happening.kind !== 'allocate' && !(happening.kind === 'sleep' && happening.gfp !== undefined)) continue;
      if (happening.kind === 'allocate' && isNolock(happening.allocator)) continue;
      if (mayBlock(subject, event) !== true) continue;
      const reasons = sleepReasons(subject, event);
      // Flags are chosen for where the call is made: these were not, and it need happen only once.
      if (reasons.length > 0) found.push(eventDetection(subject, event, reasons, { settledByRun: true }));
    }
    return found;
  },

  explain(subject, detection) {
    const reason = mainReason(detection.reasons);
    const call = detection.event?.chain.at(-1)?.call ?? '';
    const through = detection.event === undefined ? '' : throughText(detection.event);
    const clause = reason === undefined ? '' : ` ${reasonClause(subject, reason)}`;
    return explainEvent(
      subject,
      detection,
      `${call}() with __GFP_DIRECT_RECLAIM may sleep${through}${clause}`,
      `${call}() may enter direct reclaim`,
    );
  },

  fixes(subject, detection): readonly Fix[] {
    const { event } = detection;
    if (
      event === undefined ||
      event.happening.kind !== 'allocate' ||
      event.chain.length !== 1 ||
      event.happening.gfpSpan === undefined
    )
      return [];
    if (detection.reasons.some((r) => r.kind === 'lock' && r.held.kind === 'raw_spinlock')) return [];
    const { gfp } = event.happening;
    // Only for the plain names: what else was or-ed in would be lost.
    const plain = ['GFP_KERNEL', 'GFP_NOFS', 'GFP_NOIO'].some(
      (name) => gfp?.kind === 'const' && gfp.value === subject.file.engine.constant(name),
    );
    return plain ? [{ title: 'Use GFP_ATOMIC', edits: [{ span: event.happening.gfpSpan, text: 'GFP_ATOMIC' }] }] : [];
  },

  witness: (subject, detection) =>
    detection.event === undefined ? { kind: 'none', reason: 'no path' } : witnessTo(subject, detection.event),
};

export function isNolock(allocator: string): boolean {
  return allocator.endsWith('-nolock');
}
