/** Two lock classes of a file taken in both orders: task one holds A and waits for B, task two holds B and waits for A. */

import type { FileAnalysis } from '../analysis/analyse';
import type { Reason } from '../analysis/atomic';
import { confirmEvent } from '../analysis/confirm';
import { type LockPair, lockUses, pairKey } from '../analysis/lockUses';
import { eventPath, kindText, lockText, reasonClause, throughText, witnessTo } from '../analysis/report';
import { isOneClass } from '../kernel/lockClasses';
import { eventDetection, explainEvent } from './eventRule';
import type { Detection, Rule, Subject } from './rule';

export const lockOrder: Rule = {
  meta: {
    id: 'lock-order',
    title: 'Two locks taken in both orders',
    what: 'One path takes a lock while it holds another, and a second path of the file takes the two the other way round, directly or through calls.',
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

  detect(subject: Subject): readonly Detection[] {
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
  },

  explain(subject, detection) {
    const { event, counterpart } = detection;
    const [reason] = detection.reasons;
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
  witness: (subject, detection) =>
    detection.event === undefined ? { kind: 'none', reason: 'no path' } : witnessTo(subject, detection.event),
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
    const seen = new Set<string>();
    for (const wrong of sorted(rare)) {
      const place = wrong.second.event.chain.at(-1);
      const site = `${place?.function} ${place?.span.start}`;
      if (seen.has(site)) continue;
      const right = sorted(usual).find((candidate) => canMeet(wrong, candidate) && isConfirmed(file, candidate));
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
  return clash(a.second.acquire.mode, b.held.mode) && clash(b.second.acquire.mode, a.held.mode);
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
