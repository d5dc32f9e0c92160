/** A call that may sleep where the task must not. GFP-decided allocations are gfp-in-atomic's; locks' wait types invalid-wait-context's. */
import { reasonClause, throughText, witnessTo } from '../analysis/report';
import { mainReason, mayBlock, sleepReasons } from '../analysis/violations';
import { eventDetection, explainEvent } from './eventRule';
import type { Detection, Rule, Subject } from './rule';

export const sleepInAtomic: Rule = {
  meta: {
    id: 'sleep-in-atomic',
    title: 'Sleeping call in atomic context',
    what: 'A function that may sleep is called while a spinning lock is held, inside an RCU read-side section, with interrupts, bottom halves or preemption off, or from an interrupt.',
    why: 'The scheduler must not run there: the CPU can deadlock on the lock, RCU readers lose their protection, and with DEBUG_ATOMIC_SLEEP the kernel prints "BUG: sleeping function called from invalid context" or "scheduling while atomic".',
    whatToDo:
      'Move the call out of the section, drop the lock around it and re-check what it protected, or use a variant that does not sleep. If the section may sleep by design, protect it with a mutex.',
    references: [
      'Documentation/locking/locktypes.rst',
      'kernel/sched/core.c: __might_resched()',
      'Documentation/RCU/checklist.rst',
    ],
    band: 'proven',
    worlds: ['smp', 'rt', 'up'],
    limits:
      'Callees in other files are followed through a few of them; calls through pointers where all functions that are stored there are known. kvfree() counts where the memory was allocated by kvmalloc() or its kind in the same function.',
    example: {
      bad: 'static DEFINE_SPINLOCK(example_lock);\nvoid example(void)\n{\n\tspin_lock(&example_lock);\n\tmsleep(10);\n\tspin_unlock(&example_lock);\n}',
      good: 'static DEFINE_SPINLOCK(example_lock);\nvoid example(void)\n{\n\tspin_lock(&example_lock);\n\tspin_unlock(&example_lock);\n\tmsleep(10);\n}',
    },
  },

  looksAt: 'function',

  detect(subject: Subject): readonly Detection[] {
    const found: Detection[] = [];
    for (const event of subject.fn.events) {
      const { happening, context } = event;
      if (happening.kind !== 'sleep' && happening.kind !== 'schedule' && happening.kind !== 'grace-period') continue;
      if (happening.kind === 'schedule' && event.when === false) continue;
      if (happening.kind === 'sleep') {
        if (
          happening.gfp !== undefined ||
          event.when === false ||
          (happening.when !== undefined && event.when !== true)
        )
          continue;
        if (happening.unless === 'pagefault-disabled' && (context.counts.pagefault?.depth ?? 0) > 0) continue;
      }
      let reasons = sleepReasons(subject, event);
      // Deferred in interrupts (vfree): an interrupt handler, or bottom halves off, is no reason.
      if (happening.kind === 'sleep' && happening.unless === 'in-interrupt')
        reasons = reasons.filter((r) => r.kind !== 'entry' && r.kind !== 'bh-off');
      if (happening.kind === 'grace-period' && happening.flavour !== 'rcu') reasons = [];
      if (reasons.length > 0 && mayBlock(subject, event) !== false) found.push(eventDetection(subject, event, reasons));
    }
    return found;
  },

  explain(subject, detection) {
    const reason = mainReason(detection.reasons);
    const call = detection.event?.chain.at(-1)?.call ?? '';
    const verb =
      detection.event?.happening.kind === 'grace-period'
        ? 'waits for a grace period'
        : detection.event?.happening.kind === 'schedule'
          ? 'schedules'
          : 'may sleep';
    const happening = detection.event?.happening;
    const onlyIf =
      happening?.kind === 'sleep' && happening.vmalloc === true ? ', where the memory came from vmalloc,' : '';
    const through = detection.event === undefined ? '' : throughText(detection.event);
    const clause = reason === undefined ? '' : ` ${reasonClause(subject, reason)}`;
    return explainEvent(subject, detection, `${call}() ${verb}${onlyIf}${through}${clause}`, `${call}() ${verb}`);
  },

  fixes: () => [],

  witness(subject, { event }) {
    if (event === undefined) return { kind: 'none', reason: 'no path' };
    const witness = witnessTo(subject, event);
    // kvmalloc() turns to vmalloc where the slab has nothing.
    return witness.kind === 'path' && event.happening.kind === 'sleep' && event.happening.vmalloc === true
      ? { ...witness, state: { pcp: 'empty', slab: 'cold', zone: 'low' } }
      : witness;
  },
};
