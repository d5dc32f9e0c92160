/** Waiting for a callback while holding a lock that the callback takes. */
import type { FunctionAnalysis } from '../analysis/analyse';
import type { HeldLock } from '../analysis/context';
import { isCountedLock } from '../analysis/contextOps';
import type { AnalysisEvent } from '../analysis/events';
import { eventPath, lockText, reasonClause, throughText } from '../analysis/report';
import { type Wait, waitsOf } from '../analysis/waits';
import { eventDetection, explainEvent } from './eventRule';
import type { Detection, Rule, Subject } from './rule';

export const waitUnderLock: Rule = {
  meta: {
    id: 'wait-under-lock',
    title: 'Waiting for a callback under a lock it takes',
    what: 'cancel_work_sync(), timer_delete_sync(), free_irq(), kthread_stop(), rcu_barrier() and the like are called with a lock held that the work, timer, handler or thread takes.',
    why: 'The callback waits for the lock, and its holder waits for the callback: neither goes on. Lockdep sees it only if the callback happens to run under it.',
    whatToDo:
      'Release the lock before waiting, use the form that does not wait, or let the callback try the lock and give up.',
    references: [
      'kernel/workqueue.c: __flush_work()',
      'kernel/time/timer.c: timer_delete_sync()',
      'kernel/irq/manage.c: synchronize_irq()',
    ],
    band: 'proven',
    worlds: ['smp', 'rt', 'up'],
    limits:
      'The callback must be registered for the same member in the same file. A flush of a whole workqueue and a completion are not followed.',
    example: {
      bad: 'struct example { struct mutex mutex; struct work_struct work; };\nstatic void example_work(struct work_struct *work)\n{\n\tstruct example *e = container_of(work, struct example, work);\n\n\tmutex_lock(&e->mutex);\n\tmutex_unlock(&e->mutex);\n}\nvoid example_stop(struct example *e)\n{\n\tINIT_WORK(&e->work, example_work);\n\tmutex_lock(&e->mutex);\n\tcancel_work_sync(&e->work);\n\tmutex_unlock(&e->mutex);\n}',
      good: 'struct example { struct mutex mutex; struct work_struct work; };\nstatic void example_work(struct work_struct *work)\n{\n\tstruct example *e = container_of(work, struct example, work);\n\n\tmutex_lock(&e->mutex);\n\tmutex_unlock(&e->mutex);\n}\nvoid example_stop(struct example *e)\n{\n\tINIT_WORK(&e->work, example_work);\n\tcancel_work_sync(&e->work);\n}',
    },
  },

  detect(subject: Subject): readonly Detection[] {
    const found: Detection[] = [];
    for (const wait of waitsOf(subject.file, subject.fn)) {
      const cycle = cycleOf(subject, wait);
      if (cycle === undefined) continue;
      const detection = eventDetection(subject, wait.event, [{ kind: 'lock', held: cycle.held }], {
        lock: cycle.held.lock,
        origin: cycle.held.where,
        counterpart: { fn: cycle.callback, event: cycle.taken },
      });
      const unsure = cycle.taken.openDecisions > 1 || cycle.held.blurred !== undefined;
      found.push(unsure && detection.band === 'proven' ? { ...detection, band: 'likely' } : detection);
    }
    return found;
  },

  explain(subject, detection) {
    const { event, counterpart } = detection;
    const [reason] = detection.reasons;
    if (event === undefined || counterpart === undefined || reason === undefined)
      return { message: '', path: [], assumptions: [] };
    const call = event.chain.at(-1)?.call ?? '';
    const callback = counterpart.fn.fn.name;
    const told = explainEvent(
      subject,
      detection,
      `${call}() waits for ${callback}()${throughText(event)} ${reasonClause(subject, reason)}; ${callback}() takes that lock`,
      `${call}() waits until ${callback}() has run`,
    );
    const other: Subject = { file: subject.file, fn: counterpart.fn };
    const { happening } = counterpart.event;
    const name = happening.kind === 'acquire' ? lockText(other, happening.lock) : 'the lock';
    const back = eventPath(
      other,
      counterpart.event,
      [],
      `${counterpart.event.chain.at(-1)?.call ?? ''}() takes ${name}: it waits for the waiter`,
    );
    return { ...told, path: [...told.path, ...back] };
  },

  fixes: () => [],
  witness: () => ({ kind: 'none', reason: 'the callback is another actor than this path' }),
};

interface Cycle {
  readonly held: HeldLock;
  readonly callback: FunctionAnalysis;
  readonly taken: AnalysisEvent;
}

function cycleOf(subject: Subject, wait: Wait): Cycle | undefined {
  if (wait.event.stale) return undefined;
  const { facts } = subject.file.engine;
  for (const held of wait.event.context.held) {
    if (held.lock.class === undefined || held.blurred === 'likely' || isCountedLock(held.kind)) continue;
    if (!facts.lockKind(held.kind, subject.file.world).tracked) continue;
    for (const callback of wait.callbacks) {
      const taken = callback.events.find(
        ({ happening, stale }) =>
          !stale &&
          happening.kind === 'acquire' &&
          !happening.try &&
          !happening.transient &&
          happening.lock.class === held.lock.class &&
          (happening.mode === 'exclusive' || held.mode === 'exclusive'),
      );
      if (taken !== undefined) return { held, callback, taken };
    }
  }
  return undefined;
}
