/**
 * What several functions have in common that one call through a pointer may go to: the events that each of them has for
 * certain, told of the first. A single one is what it is.
 */
import type { ContextTable } from './context';
import type { AnalysisEvent, Happening } from './events';
import { neutralised, type Summary } from './summary';

/** undefined: of one of them nothing is known. */
export function commonSummary(
  call: string,
  summaries: readonly (Summary | undefined)[],
  contexts: ContextTable,
): Summary | undefined {
  const known = summaries.filter((summary) => summary !== undefined);
  const [first, ...others] = known;
  if (first === undefined || known.length < summaries.length) return undefined;
  if (others.length === 0) return first;
  const events = first.events.filter(
    (event) => isCertain(event) && others.every((other) => other.events.some((e) => isCertain(e) && isAlike(event, e))),
  );
  return {
    ...neutralised(first, contexts),
    events,
    indirect: true,
    hash: [call, ...known.map(({ hash }) => hash)].join(' '),
  };
}

/** Whatever the caller hands in, on a path that hangs on nothing. */
function isCertain({ openDecisions, pathOpen, conditions, stale, when }: AnalysisEvent): boolean {
  return openDecisions + pathOpen === 0 && conditions.length === 0 && !stale && when !== false;
}

/** Would each be wrong in the same places? */
function isAlike(a: AnalysisEvent, b: AnalysisEvent): boolean {
  if (blocks(a)) return blocks(b);
  if (a.happening.kind !== b.happening.kind) return false;
  switch (a.happening.kind) {
    case 'sleep':
    case 'allocate':
      return a.gfp !== undefined && a.gfp.ones === b.gfp?.ones;
    case 'acquire':
      return b.happening.kind === 'acquire' && lockText(a.happening) === lockText(b.happening);
    default:
      return a.happening.kind === 'free';
  }
}

/** Whatever flags there are. */
function blocks({ happening }: AnalysisEvent): boolean {
  return (
    happening.kind === 'schedule' ||
    happening.kind === 'grace-period' ||
    (happening.kind === 'sleep' && happening.gfp === undefined)
  );
}

function lockText({ lock, lockKind, mode, try: isTry }: Extract<Happening, { kind: 'acquire' }>): string {
  return `${lock.class ?? ''} ${lockKind} ${mode} ${isTry}`;
}
