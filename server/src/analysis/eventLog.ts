/** Keeps the events of a function few: per place, kind and context the easiest to reach. */
import type { AnalysisEvent, Condition, Happening } from './events';

const PER_KEY = 2;

export function recordEvent(log: Map<string, AnalysisEvent[]>, event: AnalysisEvent): void {
  const key = `${happeningKey(event.happening)}|${event.context.id}|${event.chain.map((p) => `${p.function}:${p.span.start}`).join('>')}`;
  const known = log.get(key);
  if (known === undefined) {
    log.set(key, [event]);
    return;
  }
  // The first stays first: its path is the shortest in exploration order. A weaker demand or a cleaner path takes a place.
  if (known.some((old) => atLeastAsGood(old, event))) return;
  const kept = known.filter((old) => !atLeastAsGood(event, old));
  kept.push(event);
  kept.sort((a, b) => cost(a) - cost(b));
  log.set(key, kept.slice(0, PER_KEY));
}

const cost = (event: AnalysisEvent): number =>
  (event.stale ? 10_000 : 0) +
  (event.merged ? 1000 : 0) +
  (event.openDecisions + event.pathOpen) * 10 +
  event.conditions.length;

function atLeastAsGood(a: AnalysisEvent, b: AnalysisEvent): boolean {
  if (cost(a) > cost(b)) return false;
  return asksNoMore(a.conditions, b.conditions);
}

/** Is each of the conditions among the others? */
export function asksNoMore(some: readonly Condition[], others: readonly Condition[]): boolean {
  return some.every((c) => others.some((d) => d.term === c.term && d.holds === c.holds));
}

export function happeningKey(happening: Happening): string {
  switch (happening.kind) {
    case 'sleep':
      return `sleep${happening.gfp?.id ?? ''}`;
    case 'acquire':
      return `acquire${happening.lock.term.id}${happening.mode}`;
    case 'allocate':
      return `allocate${happening.allocator}${happening.gfp?.id ?? ''}`;
    case 'free':
      return `free${happening.allocator}`;
    case 'seq-read':
    case 'seq-write':
    case 'seq-retry':
      return `${happening.kind}${happening.seq.term.id}`;
    case 'grace-period':
      return `grace${happening.flavour}`;
    default:
      return happening.kind;
  }
}
