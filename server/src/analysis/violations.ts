/**
 * Why an event is wrong where it happens, for rules: the context's reasons and those of the function's entry, in one list.
 * Decides nothing about words or places.
 */
import type { FileAnalysis, FunctionAnalysis } from './analyse';
import { atomicReasons, hardAtomicReasons, type Reason, waitTypeReasons } from './atomic';
import type { CallbackEntry } from './entries';
import type { AnalysisEvent } from './events';

export interface Subject {
  readonly file: FileAnalysis;
  readonly fn: FunctionAnalysis;
}

type Judged = Pick<AnalysisEvent, 'context' | 'conditions'>;

/** A callback registered in two ways that agree, or in one: what its entry forbids. */
function entryReasons(subject: Subject, event: Judged, forbids: (entry: CallbackEntry) => boolean): Reason[] {
  if (asksContext(event)) return [];
  const { callbacks } = subject.file.entryOf(subject.fn.fn.name);
  const [first] = callbacks;
  if (first === undefined || !callbacks.every(forbids)) return [];
  return [{ kind: 'entry', entry: first }];
}

/** On a path that asked in_interrupt() or the like the function knows where it is, and how its caller took what it holds. */
function asksContext({ conditions }: Judged): boolean {
  return conditions.some(({ term }) => term.kind === 'query');
}

/** What forbids sleeping at the event. */
export function sleepReasons(subject: Subject, event: Judged): Reason[] {
  const { engine } = subject.file;
  const asked = asksContext(event);
  const own = atomicReasons(engine, event.context).filter(
    (r) => r.kind !== 'lock' || (r.held.blurred !== 'likely' && !(asked && r.held.origin === 'assumed')),
  );
  return [...entryReasons(subject, event, (e) => !e.facts.maySleep && e.facts.context !== 'caller'), ...own];
}

/** What forbids taking a lock of wait type CONFIG (spinlock_t and the like) or the page allocator's locks at the event. */
export function spinReasons(subject: Subject, event: Judged, need: number): Reason[] {
  const { engine, world } = subject.file;
  const own = [...waitTypeReasons(engine, event.context, need)];
  if (world === 'rt' && need >= 3) {
    for (const reason of hardAtomicReasons(engine, event.context)) {
      if (!own.some((o) => o.kind === 'lock' && reason.kind === 'lock' && o.held === reason.held)) own.push(reason);
    }
  }
  const entry = need >= 3 ? entryReasons(subject, event, (e) => e.hard) : [];
  return [...entry, ...own.filter((r) => r.kind !== 'lock' || r.held.blurred !== 'likely')];
}

/** The reason to name: the newest lock, else what was switched off last, else the entry. */
export function mainReason(reasons: readonly Reason[]): Reason | undefined {
  return reasons.findLast((r) => r.kind === 'lock') ?? reasons.findLast((r) => r.kind !== 'entry') ?? reasons[0];
}

/** May the allocation or sleep check block with these flags? undefined: the flags do not say. */
export function mayBlock(subject: Subject, event: AnalysisEvent): boolean | undefined {
  const { happening, gfp } = event;
  if (happening.kind !== 'allocate' && happening.kind !== 'sleep') return undefined;
  if (happening.gfp === undefined) return happening.kind === 'sleep' ? true : undefined;
  const bit = subject.file.engine.directReclaim;
  if (gfp === undefined) return undefined;
  if ((gfp.ones & bit) !== 0n) return true;
  return (gfp.zeros & bit) !== 0n ? false : undefined;
}
