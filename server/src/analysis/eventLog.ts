/** Keeps the events of a function few: per place, kind and context the easiest to reach. */
import type { Context, Place } from './context';
import type { AnalysisEvent, Condition, Happening } from './events';

const PER_KEY = 2;

/** What the cost of an event hangs on. */
type Reached = Pick<AnalysisEvent, 'stale' | 'merged' | 'openDecisions' | 'pathOpen' | 'conditions' | 'crossed'>;

export class EventLog {
  private readonly byKey = new Map<string, readonly AnalysisEvent[]>();

  record(event: AnalysisEvent): void {
    const key = eventKey(event.happening, event.context, chainKey(event.chain));
    const known = this.byKey.get(key);
    if (known === undefined) {
      this.byKey.set(key, [event]);
      return;
    }
    // The first stays first: its path is the shortest in exploration order. A weaker demand or a cleaner path takes a place.
    if (known.some((old) => atLeastAsGood(old, event))) return;
    const kept = known.filter((old) => !atLeastAsGood(event, old));
    kept.push(event);
    kept.sort((a, b) => cost(a) - cost(b));
    this.byKey.set(key, kept.slice(0, PER_KEY));
  }

  /** Would record() pass over every event of this key that is no easier to reach than `least`? */
  hasBetter(key: string, least: Reached): boolean {
    return this.byKey.get(key)?.some((old) => atLeastAsGood(old, least)) === true;
  }

  /** By key, in the order of their first events. */
  all(): readonly AnalysisEvent[] {
    return [...this.byKey.values()].flat();
  }
}

const cost = (event: Reached): number =>
  (event.stale ? 10_000 : 0) +
  (event.merged ? 1000 : 0) +
  (event.openDecisions + event.pathOpen) * 10 +
  event.conditions.length +
  (event.crossed === true ? 0.5 : 0);

function atLeastAsGood(a: Reached, b: Reached): boolean {
  if (cost(a) > cost(b)) return false;
  return asksNoMore(a.conditions, b.conditions);
}

/** Equal for events of one kind that happen in one context at the end of one chain of calls. */
export function eventKey(happening: Happening, context: Context, chain: string): string {
  return `${happeningKey(happening)}|${context.id}|${chain}`;
}

/** Of a chain of calls; that of a longer one is `chainKey([first])>chainKey(rest)`. */
export function chainKey(chain: readonly Place[]): string {
  return chain.map((place) => `${place.function}:${place.span.start}`).join('>');
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
