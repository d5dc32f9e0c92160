/** Taking what is held already: the same object again, or zone->lock by allocating under a zone->lock. */
import type { Reason } from '../analysis/atomic';
import type { HeldLock } from '../analysis/context';
import { isCountedLock } from '../analysis/contextOps';
import type { AnalysisEvent } from '../analysis/events';
import { kindText, lockText, reasonClause, throughText, witnessTo } from '../analysis/report';
import type { Term } from '../analysis/terms';
import { eventDetection, explainEvent } from './eventRule';
import { isNolock } from './gfp-in-atomic';
import type { Detection, Rule, Subject } from './rule';

/** The class every zone's lock has; the allocators take it when the per-CPU lists are empty (mm/page_alloc.c: rmqueue_bulk()). */
const ZONE_LOCK = 'struct zone.lock';

export const lockRecursion: Rule = {
  meta: {
    id: 'lock-recursion',
    title: 'Lock taken while already held',
    what: 'A lock that the path already holds is taken again, directly, in a called function, or by an allocation under zone->lock (with any GFP flags).',
    why: 'Spinlocks and mutexes are not recursive: the CPU spins, or the task waits, for itself. Lockdep prints "possible recursive locking detected"; without it the machine hangs.',
    whatToDo:
      'Use a variant of the callee that expects the lock to be held, or drop the lock first. For two locks of one class in a fixed order, say so with the _nested() form.',
    references: [
      'Documentation/locking/lockdep-design.rst',
      'kernel/locking/lockdep.c: check_deadlock()',
      'mm/page_alloc.c: rmqueue_bulk()',
    ],
    band: 'proven',
    worlds: ['smp', 'rt', 'up'],
    limits:
      'Two different objects of one class are not reported, because most such pairs are ordered; read locks inside read locks are not either.',
    example: {
      bad: 'static DEFINE_MUTEX(example_mutex);\nvoid example(void)\n{\n\tmutex_lock(&example_mutex);\n\tmutex_lock(&example_mutex);\n\tmutex_unlock(&example_mutex);\n\tmutex_unlock(&example_mutex);\n}',
      good: 'static DEFINE_MUTEX(example_mutex);\nvoid example(void)\n{\n\tmutex_lock(&example_mutex);\n\tmutex_unlock(&example_mutex);\n\tmutex_lock(&example_mutex);\n\tmutex_unlock(&example_mutex);\n}',
    },
  },

  looksAt: 'function',

  detect(subject: Subject): readonly Detection[] {
    const found: Detection[] = [];
    for (const event of subject.fn.events) {
      const held = heldAgain(subject, event);
      if (held === undefined || isByParity(event)) continue;
      const reasons: Reason[] = [{ kind: 'lock', held }];
      const detection = eventDetection(subject, event, reasons, { lock: held.lock, origin: held.where });
      // Something unknown was handed the lock's object since: it may have been dropped.
      const blurred = held.blurred !== undefined && event.happening.kind === 'acquire';
      // An assertion may hold for other arguments than those that lead to the second taking.
      const assumed =
        held.origin === 'assumed' &&
        event.chain.length > 1 &&
        detection.band === 'proven' &&
        event.happening.kind === 'acquire';
      // Whoever takes a lock again after such a call knows that it was dropped there.
      const dropped = held.crossed === true && event.chain.length === 1 && detection.band === 'proven';
      // A helper that tries first, and only then waits, has its own way of letting the owner in again.
      const tries = held.trylock && event.chain.at(-1)?.function === held.where.function && detection.band === 'proven';
      found.push(
        blurred
          ? { ...detection, band: 'question' }
          : assumed || dropped || tries
            ? { ...detection, band: 'likely' }
            : detection,
      );
    }
    return found;
  },

  explain(subject, detection) {
    const { event, lock } = detection;
    const [reason] = detection.reasons;
    if (event === undefined || lock === undefined || reason === undefined)
      return { message: '', path: [], assumptions: [] };
    const call = event.chain.at(-1)?.call ?? '';
    const act =
      event.happening.kind === 'acquire'
        ? `takes ${lockText(subject, event.happening.lock)} (${kindText(subject, event.happening.lockKind)}) again`
        : 'may take zone->lock again';
    return explainEvent(
      subject,
      detection,
      `${call}() ${act}${throughText(event)} ${reasonClause(subject, reason)}`,
      `${call}() ${act}`,
    );
  },

  fixes: () => [],

  witness(subject, detection) {
    if (detection.event === undefined) return { kind: 'none', reason: 'no path' };
    const witness = witnessTo(subject, detection.event);
    return witness.kind === 'path' && detection.event.happening.kind === 'allocate'
      ? { ...witness, state: { pcp: 'empty', slab: 'cold' } }
      : witness;
  },
};

function heldAgain(subject: Subject, event: AnalysisEvent): HeldLock | undefined {
  const { happening, context } = event;
  if (happening.kind === 'allocate') {
    if (isNolock(happening.allocator)) return undefined;
    return context.held.findLast((h) => h.lock.class === ZONE_LOCK && h.kind === 'spinlock');
  }
  if (happening.kind !== 'acquire' || happening.try || happening.nested || isCountedLock(happening.lockKind))
    return undefined;
  if (!subject.file.engine.facts.lockKind(happening.lockKind, subject.file.world).tracked) return undefined;
  return context.held.findLast(
    (h) =>
      h.lock.term === happening.lock.term &&
      h.kind === happening.lockKind &&
      !h.nested &&
      !(h.mode === 'read' && happening.mode === 'read') &&
      identifies(happening.lock.term) &&
      !(isSamePlace(h, event) && happening.lock.term.symbols.length > 0),
  );
}

/** One statement, met again in a loop: what it finds there through unknown values is another object each time. */
function isSamePlace({ where }: HeldLock, { chain }: AnalysisEvent): boolean {
  const at = chain.at(-1);
  return at?.function === where.function && at.file === where.file && at.span.start === where.span.start;
}

/** A term that names one object for certain: no value that merely came from the same place, no variable nobody has set. */
function identifies(term: Term): boolean {
  return term.kind !== 'symbol' && !(term.kind === 'load' && term.address.kind === 'local');
}

/**
 * A reader that takes the lock only if the number it is handed is odd, which it is handed on the last turn of a loop
 * (include/linux/seqlock.h, 6.12).
 */
function isByParity({ chain }: AnalysisEvent): boolean {
  return chain.some(({ call }) => call.startsWith('read_seqbegin_or_lock'));
}
