/** Two lock classes of a file taken in both orders: task one holds A and waits for B, task two holds B and waits for A. */

import type { FileAnalysis } from '../analysis/analyse';
import type { Reason } from '../analysis/atomic';
import { confirmEvent } from '../analysis/confirm';
import type { HeldLock } from '../analysis/context';
import type { AnalysisEvent } from '../analysis/events';
import { mayShareClass } from '../analysis/locks';
import { type LockPair, lockUses, pairKey } from '../analysis/lockUses';
import { eventPath, kindText, lockText, reasonClause, throughText, witnessAfter } from '../analysis/report';
import { type FarCall, type LeafLockRow, leafLock } from '../kernel/leafLocks';
import { isOneClass } from '../kernel/lockClasses';
import { eventDetection, explainEvent } from './eventRule';
import type { Detection, Rule, Subject } from './rule';

export const lockOrder: Rule = {
  meta: {
    id: 'lock-order',
    title: 'Two locks taken in both orders',
    what: 'One path takes a lock while it holds another, and a second path of the file takes the two the other way round, directly or through calls. Or a lock that is documented as innermost (zone->lock) is held over a wake-up or a print, which reach locks that are held around it elsewhere.',
    why: 'Two tasks that run the two paths at once wait for each other for ever. Lockdep prints "possible circular locking dependency detected" as soon as it has seen both orders once.',
    whatToDo:
      'Take the two locks in one order everywhere. Where the natural order is the wrong one, take the first lock before the second is needed, use a trylock with a way back, or drop and retake.',
    references: ['Documentation/locking/lockdep-design.rst', 'kernel/locking/lockdep.c: check_noncircular()'],
    band: 'proven',
    worlds: ['smp', 'rt', 'up'],
    limits:
      'Pairs of classes of one file only; a circle of three locks and an order that another file sets are not seen. Locks are told apart by the member they are, so two objects of one type count as one, as lockdep counts them. A lock held around both orders is taken to keep the two apart, and the pair is then only likely.',
    example: {
      bad: 'static DEFINE_SPINLOCK(example_a);\nstatic DEFINE_SPINLOCK(example_b);\nvoid example_first(void)\n{\n\tspin_lock(&example_a);\n\tspin_lock(&example_b);\n\tspin_unlock(&example_b);\n\tspin_unlock(&example_a);\n}\nvoid example_second(void)\n{\n\tspin_lock(&example_b);\n\tspin_lock(&example_a);\n\tspin_unlock(&example_a);\n\tspin_unlock(&example_b);\n}',
      good: 'static DEFINE_SPINLOCK(example_a);\nstatic DEFINE_SPINLOCK(example_b);\nvoid example_first(void)\n{\n\tspin_lock(&example_a);\n\tspin_lock(&example_b);\n\tspin_unlock(&example_b);\n\tspin_unlock(&example_a);\n}\nvoid example_second(void)\n{\n\tspin_lock(&example_a);\n\tspin_lock(&example_b);\n\tspin_unlock(&example_b);\n\tspin_unlock(&example_a);\n}',
    },
  },

  detect: (subject: Subject): readonly Detection[] => [...underLeaves(subject), ...inverted(subject)],

  explain(subject, detection) {
    const { event, counterpart } = detection;
    const [reason] = detection.reasons;
    const leaf = reason?.kind === 'lock' ? leafOf(reason.held) : undefined;
    if (event !== undefined && counterpart === undefined && reason !== undefined && leaf !== undefined) {
      const far = event.chain.at(-1)?.call ?? '';
      const act = FAR[(detection.variant ?? 'printk') as FarCall];
      return explainEvent(
        subject,
        detection,
        `${far}() ${act}${throughText(event)} ${reasonClause(subject, reason)}: ${leaf.why}`,
        `${far}() ${act}`,
      );
    }
    if (event?.happening.kind !== 'acquire' || counterpart?.held === undefined || reason === undefined)
      return { message: '', path: [], assumptions: [] };
    const call = event.chain.at(-1)?.call ?? '';
    const lock = `${lockText(subject, event.happening.lock)} (${kindText(subject, event.happening.lockKind)})`;
    const told = explainEvent(
      subject,
      detection,
      `${call}() takes ${lock}${throughText(event)} ${reasonClause(subject, reason)}; ${counterpart.fn.fn.name}() takes the two in the other order`,
      `${call}() takes ${lock}`,
    );
    const other: Subject = { file: subject.file, fn: counterpart.fn };
    const { happening } = counterpart.event;
    const second = happening.kind === 'acquire' ? lockText(other, happening.lock) : 'the lock';
    const reasons: readonly Reason[] = [{ kind: 'lock', held: counterpart.held }];
    const back = eventPath(
      other,
      counterpart.event,
      reasons,
      `${counterpart.event.chain.at(-1)?.call ?? ''}() takes ${second}: the other order`,
    );
    return { ...told, path: [...told.path, ...back] };
  },

  fixes: () => [],
  witness({ file, fn }, { event, counterpart }) {
    if (event === undefined) return { kind: 'none', reason: 'no path' };
    if (counterpart === undefined)
      return { kind: 'none', reason: 'the other order is taken in functions that this file does not show' };
    return witnessAfter({ file, fn }, event, counterpart);
  },
};

function inverted(subject: Subject): Detection[] {
  return inversions(subject.file)
    .filter((inversion) => inversion.wrong.second.fn.fn.name === subject.fn.fn.name)
    .map(({ wrong, right, gated }) => {
      const detection = eventDetection(subject, wrong.second.event, [{ kind: 'lock', held: wrong.held }], {
        lock: wrong.held.lock,
        origin: wrong.held.where,
        once: true,
        counterpart: { fn: right.second.fn, event: right.second.event, held: right.held },
        variant: pairKey(wrong.first, wrong.second.class),
      });
      const unsure = gated || right.second.event.openDecisions > 1;
      return unsure && detection.band === 'proven' ? { ...detection, band: 'likely' as const } : detection;
    });
}

/** Calls that reach far, under a lock that is documented as innermost. */
function underLeaves(subject: Subject): Detection[] {
  const found: Detection[] = [];
  for (const event of subject.fn.events) {
    const far = farCall(subject, event);
    const held =
      far === undefined ? undefined : event.context.held.find((h) => leafOf(h)?.forbids.includes(far) === true);
    if (far === undefined || held === undefined || held.blurred !== undefined || event.stale) continue;
    // Printing under such a lock is tolerated where the kernel is about to say that it is broken.
    const detection = eventDetection(subject, event, [{ kind: 'lock', held }], {
      lock: held.lock,
      origin: held.where,
      once: true,
      variant: far,
    });
    found.push(far === 'printk' && detection.band === 'proven' ? { ...detection, band: 'likely' } : detection);
  }
  return found;
}

function leafOf(held: HeldLock): LeafLockRow | undefined {
  return held.lock.class === undefined ? undefined : leafLock(held.lock.class);
}

function farCall(subject: Subject, event: AnalysisEvent): FarCall | undefined {
  const { happening } = event;
  if (happening.kind === 'printk') return (event.context.counts.printk_deferred?.depth ?? 0) > 0 ? undefined : 'printk';
  if (happening.kind === 'acquire' && happening.transient && happening.lockKind === 'spinlock') return 'wake-up';
  if (happening.kind !== 'allocate') return undefined;
  const bit = subject.file.engine.constant('__GFP_KSWAPD_RECLAIM');
  return bit !== undefined && event.gfp !== undefined && (event.gfp.ones & bit) === bit ? 'kswapd' : undefined;
}

const FAR: Readonly<Record<FarCall, string>> = {
  'wake-up': 'wakes a waiter',
  printk: 'prints',
  kswapd: 'may wake kswapd',
};

interface Inversion {
  /** The rarer order. */
  readonly wrong: LockPair;
  readonly right: LockPair;
  /** Both hold a third lock, so that they exclude each other. */
  readonly gated: boolean;
}

const KNOWN = new WeakMap<FileAnalysis, readonly Inversion[]>();

function inversions(file: FileAnalysis): readonly Inversion[] {
  const known = KNOWN.get(file);
  if (known !== undefined) return known;
  const found: Inversion[] = [];
  const { pairs } = lockUses(file);
  for (const [key, forward] of pairs) {
    const [any] = forward;
    if (any === undefined) continue;
    const back = pairs.get(pairKey(any.second.class, any.first));
    // Each pair of classes once, from the side that is met first.
    if (back === undefined || key > pairKey(any.second.class, any.first)) continue;
    if (!isOneClass(any.first) || !isOneClass(any.second.class)) continue;
    const ahead = forward.filter(isReal);
    const behind = back.filter(isReal);
    if (ahead.length === 0 || behind.length === 0) continue;
    const wrongIsForward = places(ahead) < places(behind);
    const [rare, usual] = wrongIsForward ? [ahead, behind] : [behind, ahead];
    const others = sorted(usual);
    const seen = new Set<string>();
    for (const wrong of sorted(rare)) {
      const place = wrong.second.event.chain.at(-1);
      const site = `${place?.function} ${place?.span.start}`;
      if (seen.has(site)) continue;
      const right = others.find((candidate) => canMeet(wrong, candidate) && isConfirmed(file, candidate));
      if (right === undefined) continue;
      seen.add(site);
      found.push({ wrong, right, gated: shareGate(wrong, right) });
    }
  }
  KNOWN.set(file, found);
  return found;
}

/** Waits for the second lock while the first is held for certain. */
function isReal(pair: LockPair): boolean {
  const { acquire, event } = pair.second;
  return !acquire.try && !acquire.nested && !event.stale && pair.held.blurred === undefined && !pair.held.nested;
}

function places(pairs: readonly LockPair[]): number {
  return new Set(
    pairs.map((p) => `${p.second.event.chain.at(-1)?.function} ${p.second.event.chain.at(-1)?.span.start}`),
  ).size;
}

function sorted(pairs: readonly LockPair[]): LockPair[] {
  const cost = ({ second: { event } }: LockPair): number =>
    (event.merged ? 1000 : 0) + event.openDecisions * 10 + event.chain.length;
  return [...pairs].sort((a, b) => cost(a) - cost(b));
}

/** Each waits for what the other has: two readers of one lock do not. */
function canMeet(a: LockPair, b: LockPair): boolean {
  const clash = (x: string, y: string): boolean => x === 'exclusive' || y === 'exclusive';
  return (
    clash(a.second.acquire.mode, b.held.mode) &&
    clash(b.second.acquire.mode, a.held.mode) &&
    mayShareClass(a.second.acquire.lock.term, b.held.lock.term) &&
    mayShareClass(b.second.acquire.lock.term, a.held.lock.term)
  );
}

function isConfirmed(file: FileAnalysis, pair: LockPair): boolean {
  return !pair.second.event.merged || confirmEvent(file, pair.second.fn, pair.second.event) !== undefined;
}

function shareGate(a: LockPair, b: LockPair): boolean {
  return a.second.event.context.held.some(
    (held) =>
      held !== a.held &&
      held.mode === 'exclusive' &&
      held.lock.class !== undefined &&
      held.lock.class !== a.first &&
      b.second.event.context.held.some(
        (other) => other !== b.held && other.mode === 'exclusive' && other.lock.class === held.lock.class,
      ),
  );
}
