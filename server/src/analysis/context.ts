/**
 * The context at a point of a function, relative to its entry: what is held, interrupts, counters, open sequence sections.
 * Values are immutable and interned: equal contexts are one object, which is what the solver keys its states by.
 */
import type { Span } from '../base/span';
import type { AllocationScope, Counter, LockKind, LockMode } from '../kernel/effects';
import type { LockRef } from './locks';
import type { SavedIrq, Term } from './terms';

/** Where something happened: a call in a function. `file` is '' for the checked file; `span` counts from the function's start. */
export interface Place {
  readonly file: string;
  readonly function: string;
  readonly span: Span;
  /** 1-based line, for places in other files. */
  readonly line?: number;
  /** The call's name as written. */
  readonly call: string;
}

/** Is it the same call of the same function? */
export function samePlace(a: Place, b: Place): boolean {
  return a.function === b.function && a.span.start === b.span.start;
}

/** 'asked': only operations through pointers were handed it, which leave the locks of whoever calls them alone as a rule. */
export type Blur = 'asked' | 'maybe' | 'likely';

export interface HeldLock {
  readonly lock: LockRef;
  readonly kind: LockKind;
  readonly mode: LockMode;
  /** 'taken' here; 'assumed' because an annotation or assertion says that the caller holds it. */
  readonly origin: 'taken' | 'assumed';
  readonly nested: boolean;
  readonly trylock: boolean;
  /** Interrupts went off with it: by _irq, by _irqsave (real or, on RT, for show), or not. */
  readonly flavour: 'plain' | 'irq' | 'irqsave';
  readonly where: Place;
  /**
   * A callee nothing is known of may have dropped it since: 'maybe' if it was handed the object the lock is in, 'likely' if
   * its name says so too.
   */
  readonly blurred?: Blur;
  /** What taking it returned (an SRCU index): whoever is handed that may release it. */
  readonly key?: Term;
  /** A callee nothing is known of, whose name says that it waits or lets go of something, ran since. */
  readonly crossed?: true;
  /** The caller's lock, dropped and taken again here. */
  readonly retaken?: true;
}

export type IrqState =
  | { readonly kind: 'entry' }
  /**
   * `assumed`: an assertion says so, or what the function did before, which found them like that. `found`: turned on as they
   * were at entry, which says that they were off.
   */
  | { readonly kind: 'off' | 'on'; readonly where: Place; readonly assumed?: true; readonly found?: 'off' }
  /** Restored from a value this function did not save. */
  | { readonly kind: 'restored'; readonly from: Term }
  | { readonly kind: 'unknown' };

/** A counter's change since entry, and where it last went up. */
export interface Count {
  readonly depth: number;
  readonly where: Place;
}

/** A flags variable that holds an interrupt state not yet restored. */
export interface OpenSave {
  readonly variable: Term;
  readonly from: SavedIrq;
  readonly where: Place;
}

export interface SeqSection {
  readonly seq: LockRef;
  readonly kind: LockKind;
  readonly where: Place;
}

/** A lock this function released: after taking it here (`own`), or that its caller held. */
export interface ReleasedLock {
  readonly lock: LockRef;
  readonly kind: LockKind;
  readonly mode: LockMode;
  readonly own: boolean;
  readonly where: Place;
  /** A callee nothing is known of ran since: it may have taken the lock again. */
  readonly blurred: boolean;
}

export interface Context {
  readonly id: number;
  /** Equal for contexts that may join: they differ only in where things happened, in doubts, and in what is over again. */
  readonly shape: number;
  readonly held: readonly HeldLock[];
  readonly irq: IrqState;
  readonly counts: Readonly<Partial<Record<Counter, Count>>>;
  readonly saves: readonly OpenSave[];
  readonly seqWrites: readonly SeqSection[];
  readonly scopes: readonly { readonly scope: AllocationScope; readonly where: Place }[];
  readonly released: readonly ReleasedLock[];
}

export type ContextParts = Omit<Context, 'id' | 'shape'>;

export class ContextTable {
  private readonly table = new Map<string, Context>();
  private readonly shapes = new Map<string, number>();
  readonly entry: Context;

  constructor() {
    this.entry = this.intern({
      held: [],
      irq: { kind: 'entry' },
      counts: {},
      saves: [],
      seqWrites: [],
      scopes: [],
      released: [],
    });
  }

  intern(parts: ContextParts): Context {
    const key = contextKey(parts);
    const found = this.table.get(key);
    if (found !== undefined) return found;
    const shapeText = shapeKey(parts);
    const shape = this.shapes.get(shapeText) ?? this.shapes.size;
    this.shapes.set(shapeText, shape);
    const context: Context = { ...parts, id: this.table.size, shape };
    this.table.set(key, context);
    return context;
  }

  with(context: Context, change: Partial<ContextParts>): Context {
    const { id: _id, shape: _shape, ...parts } = context;
    return this.intern({ ...parts, ...change });
  }
}

// A header's function checked as a file of its own stands at the same place as when another file asks for it.
/** The call too: files checked one after the other may have equal functions with other calls at a place. */
const placeKey = (place: Place): string => `${place.file}:${place.function}:${place.span.start}:${place.call}`;

function contextKey(parts: ContextParts): string {
  return `${heldKeys.of(parts.held)}|${irqKeys.of(parts.irq)}|${countKeys.of(parts.counts)}|${saveKeys.of(parts.saves)}|${writeKeys.of(parts.seqWrites)}|${scopeKeys.of(parts.scopes)}|${releasedKeys.of(parts.released)}`;
}

/** Texts of parts, kept by identity: a step changes one part of a context and hands the others on as they are. */
class PartKeys<T extends object> {
  private readonly known = new WeakMap<T, string>();

  constructor(private readonly spell: (part: T) => string) {}

  of(part: T): string {
    const known = this.known.get(part);
    if (known !== undefined) return known;
    const text = this.spell(part);
    this.known.set(part, text);
    return text;
  }
}

const listKeys = <T>(spell: (one: T) => string): PartKeys<readonly T[]> =>
  new PartKeys((list) => list.map(spell).join());

const heldKeys = listKeys<HeldLock>(
  (h) =>
    `${h.lock.term.id}${h.kind}${h.mode[0]}${h.origin[0]}${h.nested ? 'n' : ''}${h.flavour}${h.blurred ?? ''}${h.crossed === true ? 'x' : ''}${h.key?.id ?? ''}@${placeKey(h.where)}`,
);
const irqKeys = new PartKeys<IrqState>((irq) =>
  irq.kind === 'restored'
    ? `r${irq.from.id}`
    : 'where' in irq
      ? `${irq.kind}${irq.assumed === true ? 'a' : ''}${irq.found ?? ''}@${placeKey(irq.where)}`
      : irq.kind,
);
const countKeys = new PartKeys<Context['counts']>((counts) =>
  sortedCounts(counts)
    .map(([counter, count]) => `${counter}${count.depth}@${placeKey(count.where)}`)
    .join(),
);
const saveKeys = listKeys<OpenSave>((s) => `${s.variable.id}${s.from}@${placeKey(s.where)}`);
const writeKeys = listKeys<SeqSection>((s) => `${s.seq.term.id}@${placeKey(s.where)}`);
const scopeKeys = listKeys<Context['scopes'][number]>((s) => `${s.scope}@${placeKey(s.where)}`);
const releasedKeys = listKeys<ReleasedLock>(
  (r) => `${r.lock.term.id}${r.mode[0]}${r.own ? 'o' : 'c'}${r.blurred ? 'b' : ''}@${placeKey(r.where)}`,
);

function sortedCounts(counts: Context['counts']): [string, Count][] {
  return Object.entries(counts).sort(([a], [b]) => (a < b ? -1 : 1));
}

function shapeKey(parts: ContextParts): string {
  const held = parts.held.map((h) => `${nameOf(h.lock.term, placeKey(h.where))}${h.kind}${h.mode[0]}${h.origin[0]}`);
  // Enabled for certain, or as on entry: both are the quiet case.
  const irq =
    parts.irq.kind === 'restored' ? `r${parts.irq.from.id}` : parts.irq.kind === 'on' ? 'entry' : parts.irq.kind;
  const counts = sortedCounts(parts.counts).map(([counter, count]) => `${counter}${count.depth}`);
  const saves = parts.saves.map((s) => `${s.variable.id}${s.from}`);
  const writes = parts.seqWrites.map((s) => s.seq.term.id);
  const scopes = parts.scopes.map((s) => s.scope);
  const released = new Set(parts.released.filter((r) => !r.own).map((r) => nameOf(r.lock.term, r.kind)));
  return [held, irq, counts, saves, writes, scopes, [...released].sort()].map(String).join('|');
}

/** Locks that only this function's own values lead to have no name that lasts: the place or the kind stands for them. */
function nameOf(lock: Term, otherwise: string): string {
  return lock.symbols.length === 0 && !lock.local ? String(lock.id) : `?${otherwise}`;
}

/** What two contexts of one shape agree on: doubts of either stay. */
export function commonContext(table: ContextTable, a: Context, b: Context): Context {
  if (a === b) return a;
  const released = a.released.filter((r) => !r.own || b.released.some((o) => o.own && o.lock.term === r.lock.term));
  const held = a.held.map((h, index) => {
    const doubt = b.held[index]?.blurred;
    return doubt === undefined || h.blurred === 'likely' || (h.blurred === 'maybe' && doubt === 'asked')
      ? h
      : { ...h, blurred: doubt };
  });
  return table.with(a, { released, held, irq: b.irq.kind === 'on' ? b.irq : a.irq });
}

/** Is all that `weaker` knows known in `stronger` too? */
export function coversContext(weaker: Context, stronger: Context): boolean {
  if (weaker === stronger) return true;
  return (
    weaker.shape === stronger.shape &&
    weaker.irq.kind === stronger.irq.kind &&
    weaker.held.every((h, index) => h.blurred === stronger.held[index]?.blurred) &&
    weaker.released.every((r) => !r.own || stronger.released.some((o) => o.own && o.lock.term === r.lock.term))
  );
}

/** The change of a counter since entry. */
export function depthOf(context: Context, counter: Counter): number {
  return context.counts[counter]?.depth ?? 0;
}

/** Does the context differ from the entry's in a way an exit must answer for? */
export function isBalanced(context: Context): boolean {
  return (
    !context.held.some((h) => h.origin === 'taken') &&
    !context.released.some((r) => !r.own) &&
    context.irq.kind === 'entry' &&
    context.seqWrites.length === 0 &&
    context.scopes.length === 0 &&
    Object.values(context.counts).every((c) => c.depth === 0)
  );
}

/** A context in words, for people and tests: 'zone->lock; irqs off; preempt +1'. */
export function printContext(context: Context, lockName: (lock: LockRef) => string): string {
  const parts = context.held.map(
    (h) => `${lockName(h.lock)}${h.mode === 'read' ? ' (read)' : ''}${h.origin === 'assumed' ? ' (at entry)' : ''}`,
  );
  if (context.irq.kind !== 'entry') parts.push(`irqs ${context.irq.kind}`);
  for (const [counter, count] of Object.entries(context.counts).sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (count.depth !== 0) parts.push(`${counter} ${count.depth > 0 ? '+' : ''}${count.depth}`);
  }
  for (const section of context.seqWrites) parts.push(`writing ${lockName(section.seq)}`);
  for (const released of context.released) if (!released.own) parts.push(`dropped ${lockName(released.lock)}`);
  return parts.length === 0 ? 'as on entry' : parts.join('; ');
}
