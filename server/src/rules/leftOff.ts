/**
 * What a function leaves switched off on one way out that it switches on again on others: preemption, bottom halves,
 * interrupts. And an unlock that switches something else than the lock did (spin_lock_bh() with spin_unlock()).
 */
import { confirmExit } from '../analysis/confirm';
import { type Count, depthOf, type Place, samePlace } from '../analysis/context';
import type { Exit } from '../analysis/events';
import { callsOf, sureEffects } from '../analysis/shape';
import type { Counter, Effect } from '../kernel/effects';
import { comparable, exitSpan, separated } from './exitPairs';
import type { Detection, Subject } from './rule';

/**
 * What a counter that is not zero switches off. Not page faults: a page that stays mapped by kmap_atomic() is handed over with
 * its address; nor migration, of which rt-conditional speaks.
 */
export const COUNTED = { preempt: 'preemption', bh: 'bottom halves' } as const satisfies Partial<
  Record<Counter, string>
>;

export type Counted = keyof typeof COUNTED;

const COUNTERS = Object.keys(COUNTED) as readonly Counted[];

/** Counters that ways out leave raised or lowered. `variant`: 'left', 'kept' or 'freed', and the counter. */
export function leftCounters(subject: Subject): Detection[] {
  const found = new Map<string, Detection>();
  for (const exit of subject.fn.exits) {
    if (exit.stale) continue;
    for (const counter of COUNTERS) {
      const count = exit.context.counts[counter];
      if (count === undefined || count.where.function !== subject.fn.fn.name) continue;
      const variant = leftHow(subject, exit, counter, count);
      const key = `${exit.span.start} ${counter} ${count.where.span.start}`;
      if (variant === undefined || found.has(key)) continue;
      const isSo = (e: Exit): boolean => {
        const same = e.context.counts[counter];
        return same !== undefined && same.depth === count.depth && leftHow(subject, e, counter, same) === variant;
      };
      const confirmed = confirmExit(subject.file, subject.fn, exit, isSo);
      if (confirmed === undefined) continue;
      found.set(key, {
        exit: confirmed,
        span: exitSpan(subject, exit),
        function: subject.fn.fn.name,
        band: variant === 'left' && isSkipped(subject, exit, counter) ? 'likely' : 'proven',
        reasons: [],
        origin: count.where,
        variant: `${variant} ${counter}`,
        settledByRun: false,
      });
    }
  }
  return [...found.values()];
}

export type LeftHow = 'left' | 'kept' | 'freed';

function leftHow(subject: Subject, exit: Exit, counter: Counter, { depth, where }: Count): LeftHow | undefined {
  if (depth < 0) return releasedAt(exit, where) && !changes(subject, shifts(counter, 1)) ? 'freed' : undefined;
  // With a lock that stays taken, and is judged itself.
  if (exit.context.held.some((h) => h.where.span.start === where.span.start)) return undefined;
  if (exit.context.held.length === 0 && exit.cycled.size > 0 && takesLock(subject, where)) return 'kept';
  const isSwitchedBack = subject.fn.exits.some(
    (other) => !other.stale && depthOf(other.context, counter) === 0 && isAlike(subject, exit, other),
  );
  return isSwitchedBack && changes(subject, shifts(counter, -1)) && !isUndoneElsewhere(subject, counter)
    ? 'left'
    : undefined;
}

/** The same return with the same result is come to both ways: a test that went the other way passed over the call. */
function isSkipped(subject: Subject, exit: Exit, counter: Counter): boolean {
  return subject.fn.exits.every(
    (other) =>
      other.stale ||
      depthOf(other.context, counter) !== 0 ||
      !isAlike(subject, exit, other) ||
      (other.span.start === exit.span.start && other.class === exit.class),
  );
}

/** A function of the file switches on what it did not switch off: for callers that it is left to. */
function isUndoneElsewhere(subject: Subject, counter: Counter): boolean {
  return subject.file.functions.some(({ exits }) =>
    exits.some((exit) => {
      const count = exit.context.counts[counter];
      return count !== undefined && count.depth < 0 && !releasedAt(exit, count.where);
    }),
  );
}

/** Other ways out with such a result have interrupts as they were, and the function itself switches them on again. */
export function isSwitchedOnElsewhere(subject: Subject, exit: Exit): boolean {
  const isOn = ({ context }: Exit): boolean => context.irq.kind === 'entry' || context.irq.kind === 'on';
  return (
    subject.fn.exits.some((other) => !other.stale && isOn(other) && isAlike(subject, exit, other)) &&
    changes(subject, (e) => e.kind === 'irq' && (e.action === 'enable' || e.action === 'restore'))
  );
}

/** The function takes a lock there itself. */
export function takesLock(subject: Subject, where: Place): boolean {
  return subject.fn.events.some(
    ({ happening, chain }) =>
      happening.kind === 'acquire' && chain.length === 1 && chain[0] !== undefined && samePlace(chain[0], where),
  );
}

function isAlike(subject: Subject, exit: Exit, other: Exit): boolean {
  return comparable(subject, exit, other) && !separated(exit, other);
}

/** A lock that the function took itself was released there. */
function releasedAt(exit: Exit, where: Place): boolean {
  return exit.context.released.some((r) => r.own && !r.blurred && r.where.span.start === where.span.start);
}

const shifts =
  (counter: Counter, delta: 1 | -1) =>
  (effect: Effect): boolean =>
    effect.kind === 'count' && effect.counter === counter && effect.delta === delta;

/** Does the function call anything with such an effect itself? */
function changes(subject: Subject, is: (effect: Effect) => boolean): boolean {
  return callsOf(subject.fn.fn).some(({ step }) => sureEffects(subject.file.engine, step).some(is));
}
