/**
 * A lock (or interrupts, preemption, RCU) left taken on some exits of one return class, or released twice. Functions that
 * hold on all exits of a class, or that say so by annotation, hand over on purpose.
 */
import { calledNames } from '../analysis/callGraph';
import { confirmExit } from '../analysis/confirm';
import type { Context, HeldLock, Place } from '../analysis/context';
import { isCountedLock, rootOf } from '../analysis/contextOps';
import { resolveType } from '../analysis/evaluate';
import type { Exit } from '../analysis/events';
import { classOfAddress } from '../analysis/locks';
import {
  absoluteSpan,
  decisionsOf,
  kindText,
  lockText,
  pathWitness,
  stepAt,
  throughText,
  witnessTo,
} from '../analysis/report';
import type { Term } from '../analysis/terms';
import type { FunctionIr } from '../ir/ir';
import { eventDetection, explainEvent, likelyOnly } from './eventRule';
import { comparable, exitSpan, isPending, separated } from './exitPairs';
import { isDroppedByCallers, isKeptForNobody, releasedForCallers } from './handedOver';
import { COUNTED, type Counted, type LeftHow, leftCounters } from './leftOff';
import type { Detection, Explanation, Rule, Subject } from './rule';

export const lockImbalance: Rule = {
  meta: {
    id: 'lock-imbalance',
    title: 'Lock not released on every path, or released twice',
    what: 'The function returns with a lock held (or preemption or bottom halves off) on some paths of one kind of result while others of that kind have released it, it releases a lock that it has already released, or it unlocks in another flavour than it locked (spin_lock_bh() with spin_unlock()).',
    why: 'The next taker deadlocks; with lockdep the kernel says "lock held when returning to user space" or "bad unlock balance".',
    whatToDo:
      'Release on every way out, usually by jumping to the label that unlocks, or use guard(). A function that means to return with the lock held on success says so with __acquires or a comment and releases on failure.',
    references: ['Documentation/locking/lockdep-design.rst', 'include/linux/cleanup.h'],
    band: 'proven',
    worlds: ['smp', 'rt', 'up'],
    limits:
      'A lock handed over on every exit of a return class is taken as meant, unless no other file can name it (a static object, a member of a structure of this file) and nothing in this file releases it for others. A lock whose object was handed to a function that nothing is known of in between is not reported; operations through pointers are taken to leave it alone where another way out shows that they do.',
    example: {
      bad: 'static DEFINE_MUTEX(example_mutex);\nint example(int bad)\n{\n\tmutex_lock(&example_mutex);\n\tif (bad)\n\t\treturn -22;\n\tmutex_unlock(&example_mutex);\n\treturn 0;\n}',
      good: 'static DEFINE_MUTEX(example_mutex);\nint example(int bad)\n{\n\tmutex_lock(&example_mutex);\n\tif (bad) {\n\t\tmutex_unlock(&example_mutex);\n\t\treturn -22;\n\t}\n\tmutex_unlock(&example_mutex);\n\treturn 0;\n}',
    },
  },

  detect(subject: Subject): readonly Detection[] {
    const found: Detection[] = [];
    for (const event of subject.fn.events) {
      if (event.happening.kind === 'wrong-mode') {
        const mode = eventDetection(subject, event, [], {
          lock: event.happening.lock,
          origin: event.happening.where,
          variant: 'mode',
        });
        // A callee may have downgraded it, and have said so by what it returned.
        const isDowngraded = event.happening.taken === 'exclusive' && /downgrad/.test(subject.file.source?.text ?? '');
        found.push(isDowngraded ? likelyOnly(mode) : mode);
      }
      if (event.happening.kind !== 'release-twice' || event.chain.length > 1 || event.happening.lockKind === 'ww_mutex')
        continue;
      // A semaphore counts: it may have been taken as often.
      const isCounting = event.happening.lockKind === 'semaphore';
      const twice = eventDetection(subject, event, [], {
        lock: event.happening.lock,
        origin: event.happening.first,
        variant: 'twice',
      });
      found.push(isCounting || saysSo(subject) ? likelyOnly(twice) : twice);
    }
    const { annotations } = subject.fn.fn;
    if (annotations.some((a) => a.kind !== 'must_hold')) return found;
    const uneven = [...leakedLocks(subject), ...wrongLocks(subject)];
    found.push(...(uneven.length === 0 ? neverReleased(subject) : uneven), ...leftCounters(subject));
    return found;
  },

  explain(subject, detection) {
    const { lock, origin, event, exit, variant } = detection;
    if (lock === undefined && origin !== undefined) return explainCounter(subject, detection, origin);
    if (lock === undefined || origin === undefined) return { message: '', path: [], assumptions: [] };
    const name = lockText(subject, lock);
    if (event !== undefined && variant === 'mode') {
      const call = event.chain.at(-1)?.call ?? '';
      const told = explainEvent(
        subject,
        detection,
        `${call}() does not release ${name} the way ${origin.call}() in ${origin.function}() took it`,
        `${call}() releases ${name}`,
      );
      return { ...told, path: [stepAt(subject.file, origin, `takes ${name}`), ...told.path] };
    }
    if (event !== undefined) {
      const call = event.chain.at(-1)?.call ?? '';
      const told = explainEvent(
        subject,
        detection,
        `${call}() releases ${name}${throughText(event)}, which ${origin.call}() in ${origin.function}() has already released`,
        `${call}() releases ${name} again`,
      );
      return { ...told, path: [stepAt(subject.file, origin, `${origin.call}() releases ${name}`), ...told.path] };
    }
    if (variant === 'wrong') {
      const left = exit?.context.held.map((h) => describe(subject, h)).join(', ') ?? '';
      return {
        message: `${origin.call}() in ${origin.function}() releases ${name}, which is not held there; ${left} stays held`,
        path: [stepAt(subject.file, origin, `releases ${name}`)],
        assumptions: [],
      };
    }
    const held = exit?.context.held.find((h) => h.lock.term === lock.term);
    const noun = held === undefined ? name : describe(subject, held);
    const end = { file: '', span: detection.span, function: detection.function, text: `returns with ${noun} held` };
    const others =
      variant === 'never'
        ? 'no function of this file releases it'
        : variant === 'alone'
          ? 'other paths release it, and nobody else does'
          : 'other paths with such a result release it';
    return {
      message: `returns with ${noun} held, taken by ${origin.call}() in ${origin.function}(); ${others}`,
      path: [stepAt(subject.file, origin, `takes ${noun}`), end],
      assumptions: [],
    };
  },

  fixes: () => [],

  witness(subject, detection) {
    if (detection.event !== undefined) return witnessTo(subject, detection.event);
    if (detection.exit === undefined) return { kind: 'none', reason: 'no path' };
    return pathWitness(subject, detection.exit.context, decisionsOf(subject.file, subject.fn, detection.exit.path), {
      function: detection.function,
      span: detection.span,
    });
  },
};

/** `variant`: see leftCounters(). */
function explainCounter(subject: Subject, detection: Detection, origin: Place): Explanation {
  const [how, counter = ''] = (detection.variant ?? '').split(' ');
  const what = COUNTED[counter as Counted];
  const since = `${origin.call}() in ${origin.function}()`;
  const isFreed = how === 'freed';
  const state = `returns with ${what} ${isFreed ? 'on once too often' : 'off'}`;
  const reason = {
    left: `since ${since}, which other paths with such a result undo`,
    kept: `since ${since}, which the unlock does not undo`,
    freed: `by ${since}, which the lock did not ask for`,
  }[how as LeftHow];
  const end = { file: '', span: detection.span, function: detection.function, text: state };
  return {
    message: `${state}, ${reason}`,
    path: [stepAt(subject.file, origin, `turns ${what} ${isFreed ? 'on' : 'off'}`), end],
    assumptions: [],
  };
}

function describe(subject: Subject, held: HeldLock): string {
  if (held.kind === 'rcu') return 'the RCU read-side section';
  return `${lockText(subject, held.lock)} (${kindText(subject, held.kind)})`;
}

/** Locks held at one exit that an exit of the same class, or of the successful ones, had released. */
function leakedLocks(subject: Subject): Detection[] {
  const exits = subject.fn.exits;
  const found: Detection[] = [];
  const reported = new Set<string>();
  for (const exit of exits) {
    for (const held of exit.context.held) {
      if (held.origin !== 'taken' || isDropped(held) || isForAnother(held)) continue;
      const balanced = exits.filter(
        (other) =>
          releases(other, held) &&
          (held.blurred === undefined || (other.kept.has(held.lock.term) && exit.told <= held.where.span.start)),
      );
      if (balanced.length === 0) continue;
      const forNobody = isKeptForNobody(subject, held);
      const isAlike = (e: Exit, other: Exit): boolean =>
        forNobody || ((comparable(subject, e, other) || mayBeAlike(subject, e, other, held)) && !separated(e, other));
      const others = balanced.filter((other) => (forNobody || !handsOverAnother(other, exit)) && isAlike(exit, other));
      if (others.length === 0) continue;
      const key = `${exit.span.start} ${held.lock.term.id} ${held.where.span.start}`;
      if (reported.has(key)) continue;
      reported.add(key);
      const confirmed = exit.stale
        ? undefined
        : confirmExit(
            subject.file,
            subject.fn,
            exit,
            (e) => holds(e.context, held) && others.some((o) => isAlike(e, o)),
          );
      found.push({
        exit: confirmed ?? exit,
        span: exitSpan(subject, exit),
        function: subject.fn.fn.name,
        band:
          confirmed === undefined
            ? 'question'
            : tracked(subject, held) &&
                !isHandedOver(exit, held) &&
                !isUnnamedState(exit) &&
                !saysSo(subject) &&
                (forNobody || !isAnswer(subject, exit, others))
              ? 'proven'
              : 'likely',
        reasons: [],
        lock: held.lock,
        origin: held.where,
        ...(forNobody && !others.some((o) => comparable(subject, exit, o)) ? { variant: 'alone' } : {}),
        settledByRun: false,
      });
    }
  }
  return found;
}

/** A callee that nothing is known of may have dropped it, and its name says so. */
function isDropped(held: HeldLock): boolean {
  if (held.blurred === undefined) return false;
  return held.blurred !== 'asked' || held.crossed === true || held.key !== undefined;
}

/** Taken to be released by somebody else (down_read_non_owner() and its kind, include/linux/rwsem.h 6.12). */
function isForAnother(held: HeldLock): boolean {
  return held.where.call.endsWith('_non_owner');
}

/** The other way out keeps a lock too: it hands over that one. */
function handsOverAnother(other: Exit, exit: Exit): boolean {
  return other.context.held.some(
    (h) => h.origin === 'taken' && !exit.context.held.some((e) => e.lock.term === h.lock.term),
  );
}

/** A bool function holds with one answer and has released with the other: false may well be the answer that goes on. */
function isAnswer(subject: Subject, exit: Exit, others: readonly Exit[]): boolean {
  const returns = resolveType(subject.file.engine.declarations, subject.fn.fn.returns);
  return returns.kind === 'int' && returns.bool === true && others.every((other) => other.class !== exit.class);
}

/** Locks lockdep does not see (the page lock) go by many names for one object. */
function tracked(subject: Subject, held: HeldLock): boolean {
  // A ww_mutex that could not be had drops and retakes the others: which is held is data.
  return held.kind !== 'ww_mutex' && subject.file.engine.facts.lockKind(held.kind, subject.file.world).tracked;
}

/** The lock is found through memory of the caller, who may mean to release it by that. */
function isHandedOver(exit: Exit, held: HeldLock): boolean {
  const { term } = held.lock;
  return (term.kind === 'load' && term.address.kind === 'param') || exit.pointedTo.includes(term);
}

/**
 * Calls that say that locks are kept on some ways out on purpose: for sparse, which cannot follow it either; for lockdep, where
 * an object takes over another one's lock; and readers that tell by the parity of their sequence number what they hold (include/linux/seqlock.h 6.12).
 */
const PROTOCOLS =
  /^(?:__release|__acquire|read_seqbegin_or_lock(?:_irqsave)?|need_seqretry|(?:lock|spin|mutex|rwsem|rwlock)_(?:acquire|release)\w*)$/;

function saysSo({ file, fn: { fn } }: Subject): boolean {
  return usesProtocol(fn) || [...calledNames(fn)].some((name) => usesProtocol(file.analysisOf(name)?.fn));
}

function usesProtocol(fn: FunctionIr | undefined): boolean {
  return (
    fn?.blocks.some((block) =>
      block.steps.some((step) =>
        step.kind === 'call'
          ? typeof step.callee === 'string' && PROTOCOLS.test(step.callee)
          : step.kind === 'macro' && PROTOCOLS.test(step.name),
      ),
    ) === true
  );
}

/**
 * The way out is taken in none of the states that the function names (`state != 1 && state != 2`): with all states named
 * nobody goes there.
 */
function isUnnamedState(exit: Exit): boolean {
  const excluded = new Map<Term, number>();
  for (const { term, holds } of exit.conditions) {
    const isValue = term.kind === 'binary' && term.operator === '==' && term.right.kind === 'const';
    const subject = isValue ? (holds ? undefined : term.left) : holds && term.memory ? term : undefined;
    if (subject?.memory === true) excluded.set(subject, (excluded.get(subject) ?? 0) + 1);
  }
  return [...excluded.values()].some((count) => count >= 3);
}

/** One global lock taken and another of its kind released: the wrong name was written. */
function wrongLocks(subject: Subject): Detection[] {
  const exit = subject.fn.exits.find((e) => !e.stale && e.context.released.length > 0);
  const found: Detection[] = [];
  if (exit === undefined) return found;
  for (const released of exit.context.released) {
    if (released.own || released.lock.term.kind !== 'global' || released.where.function !== subject.fn.fn.name)
      continue;
    const held = exit.context.held.find(
      (h) =>
        h.origin === 'taken' && h.kind === released.kind && h.lock.term.kind === 'global' && h.blurred === undefined,
    );
    if (held === undefined) continue;
    const span = absoluteSpan(subject.file, released.where);
    found.push({
      exit,
      span,
      function: subject.fn.fn.name,
      band: 'proven',
      reasons: [],
      lock: released.lock,
      origin: released.where,
      variant: 'wrong',
    });
  }
  return found;
}

/** Names of functions that are meant to return with something held. */
const TAKERS =
  /lock|begin|start|get|enter|acquire|hold|freeze|suspend|disable|prepare|pin|map|claim|take|grab|init|open|busy|quiesce|next|first|find|lookup|walk|pause|stop|reserve|setup/;

/**
 * Held on every way out, by a function that is not named as one that takes locks, and no function of the file releases such
 * a lock without having taken it: nobody is there to release it.
 */
function neverReleased(subject: Subject): Detection[] {
  const { fn, exits } = subject.fn;
  const first = exits.find((e) => !e.stale && e.context.held.some((h) => h.origin === 'taken'));
  if (first === undefined) return [];
  const found: Detection[] = [];
  for (const held of first.context.held) {
    const isBlurred = exits.every(
      (e) =>
        e.context.held.some((h) => h.lock.term === held.lock.term && h.blurred !== undefined) || neverTook(e, held),
    );
    if (
      held.origin !== 'taken' ||
      held.where.function !== fn.name ||
      !tracked(subject, held) ||
      !(isBlurred ? isBalancedElsewhere(subject, held, true) : isNobodysTask(subject, held))
    )
      continue;
    // What was done to such a lock elsewhere shows that callees leave it alone that may have dropped it.
    const keeps = (e: Exit): boolean => (isBlurred ? mayHold : holds)(e.context, held);
    if (held.lock.class === undefined || !exits.every((e) => keeps(e) || neverTook(e, held))) continue;
    if (releasedForCallers(subject, held) || isOfHeader(subject, held) || exits.some((e) => isHandedOut(e, held)))
      continue;
    const exit = confirmExit(subject.file, subject.fn, first, keeps);
    if (exit === undefined) continue;
    found.push({
      exit,
      span: exitSpan(subject, exit),
      function: fn.name,
      band: isCountedLock(held.kind) && subject.fn.summary.opaque ? 'likely' : 'proven',
      reasons: [],
      lock: held.lock,
      origin: held.where,
      variant: 'never',
      // Every way out keeps it: what the run met on its own way makes no difference.
      settledByRun: true,
    });
  }
  return found;
}

/** It is neither named as one that takes locks nor called by other files who may release it, or the rest of the file says so. */
function isNobodysTask(subject: Subject, held: HeldLock): boolean {
  const { fn, summary } = subject.fn;
  if (isKeptForNobody(subject, held)) return true;
  if (summary.indirect && fn.name.startsWith('_')) return false;
  return (fn.static && !TAKERS.test(fn.name)) || isBalancedElsewhere(subject, held, false);
}

/** The object that the lock lies in is what the function returns: whoever gets it releases it. */
function isHandedOut({ value }: Exit, { lock }: HeldLock): boolean {
  return value !== undefined && value.kind !== 'const' && rootOf(lock.term) === value;
}

/** A local lock that a header declares, for preloaded memory: an inline function there releases it. */
function isOfHeader({ file }: Subject, { kind, lock }: HeldLock): boolean {
  const root = rootOf(lock.term);
  return kind === 'local_lock' && root.kind === 'global' && file.source?.declaredOutside?.(root.name) === true;
}

/** The way out did without the lock altogether. */
function neverTook(exit: Exit, held: HeldLock): boolean {
  return !exit.cycled.has(held.lock.term) && !exit.context.held.some((h) => h.lock.class === held.lock.class);
}

/** Other functions of the file release what they take of the class, and none keeps it. */
function isBalancedElsewhere(subject: Subject, held: HeldLock, isBlurred: boolean): boolean {
  const isOne = (class_: string | undefined): boolean => class_ !== undefined && class_ === held.lock.class;
  const others = subject.file.functions.filter((other) => other.fn !== subject.fn.fn);
  // What a caller is left with is this function's doing.
  const own = subject.fn.fn.name;
  const keeps = others.some((other) =>
    other.exits.some((e) =>
      e.context.held.some((h) => h.origin === 'taken' && h.where.function !== own && isOne(h.lock.class)),
    ),
  );
  if (keeps || STRONG_TAKERS.test(subject.fn.fn.name) || isDroppedByCallers(subject, held)) return false;
  return others.some((other) =>
    other.exits.some((e) => [...(isBlurred ? e.kept : e.cycled)].some((term) => isOne(classOfAddress(term)))),
  );
}

/** Nobody who is named so is expected to release what it takes. */
const STRONG_TAKERS =
  /(?:^|_)(?:\w*lock\w*|begin|start|enter|acquire|hold|freeze|suspend|disable|grab|pause|quiesce)(?:_|$)/;

function holds(context: Context, held: HeldLock): boolean {
  return context.held.some((h) => h.origin === 'taken' && h.lock.term === held.lock.term && !isDropped(h));
}

/** Nothing but that a callee was handed it says that it was dropped. */
function mayHold(context: Context, held: HeldLock): boolean {
  return context.held.some(
    (h) =>
      h.origin === 'taken' &&
      h.lock.term === held.lock.term &&
      h.blurred !== 'likely' &&
      h.crossed !== true &&
      h.key === undefined,
  );
}

function releases(exit: Exit, held: HeldLock): boolean {
  return (
    !exit.stale &&
    !exit.context.held.some(
      (h) => h.lock.term === held.lock.term || (h.kind === held.kind && h.lock.class === held.lock.class),
    ) &&
    exit.cycled.has(held.lock.term)
  );
}

/**
 * Whatever number says that the lock is kept may also be returned without it: nobody can tell. Not so where a function of the
 * file drops such a lock for its callers, which may be what the number says, nor where it was only tried for.
 */
function mayBeAlike(subject: Subject, held: Exit, released: Exit, lock: HeldLock): boolean {
  if (held.class === 'any' || released.class !== 'any' || lock.trylock || isPending(held)) return false;
  const returns = resolveType(subject.file.engine.declarations, subject.fn.fn.returns);
  if (returns.kind === 'pointer' || (returns.kind === 'int' && returns.bool === true)) return false;
  return !releasedForCallers(subject, lock);
}
