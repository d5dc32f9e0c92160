/**
 * What a caller needs to know of a function: its events and its ways to end, over its parameters. `conditions` say which
 * arguments (and which memory) they belong to; a caller drops those its own knowledge contradicts.
 */
import type { Context, ContextTable } from './context';
import type { AnalysisEvent, Condition, ReturnClass } from './events';
import type { Facts } from './facts';
import type { LockRef } from './locks';
import type { Term, TermFactory } from './terms';

export interface SummaryExit {
  readonly context: Context;
  readonly value: Term | undefined;
  readonly conditions: readonly Condition[];
  readonly stores: readonly { readonly address: Term; readonly value: Term }[];
  /** What is known of the value besides its term. */
  readonly class: ReturnClass;
  readonly open: number;
  /** Reached only by way of what is not certain: proves nothing to callers either. */
  readonly stale: boolean;
  /** Where a guess of the summary is possible too, callers cannot tell this way from it. */
  readonly doubted: boolean;
}

export interface Summary {
  readonly name: string;
  /** Of each exit: is there another that a caller cannot tell from it? */
  readonly ambiguous: readonly boolean[];
  readonly file: string;
  readonly exits: readonly SummaryExit[];
  /** Ways out that are no exits, because callers could not tell them from one: they only cast doubt on it. */
  readonly guesses: readonly SummaryExit[];
  readonly events: readonly AnalysisEvent[];
  /** Callees nothing is known of were called. */
  readonly opaque: boolean;
  /** Calls through a pointer. */
  readonly indirect: boolean;
  /** Writes memory or calls what may. */
  readonly writes: boolean;
  readonly parameterCount: number;
  /** Equal hashes: equal for every caller. */
  readonly hash: string;
}

const MAX_EVENTS = 40;
const MAX_CONDITIONS = 8;

/** A term a caller can make sense of. */
export function isRooted(term: Term): boolean {
  return !term.local && term.symbols.length === 0;
}

/** The facts about parameters, memory and queries, as truths of terms. */
export function conditionsOf(factory: TermFactory, facts: Facts): Condition[] {
  const conditions: Condition[] = [];
  for (const [term, fact] of facts) {
    if (!isRooted(term) || conditions.length >= MAX_CONDITIONS) continue;
    const counted = fact.expected === true ? { counted: true as const } : {};
    const add = (t: Term, holds: boolean): void => void conditions.push({ term: t, holds, ...counted });
    if (fact.equal !== undefined)
      add(fact.equal === 0n ? term : factory.binary('==', term, factory.constant(fact.equal)), fact.equal !== 0n);
    else {
      if (fact.nonzero === true) add(term, true);
      for (const value of fact.differs ?? []) add(factory.binary('==', term, factory.constant(value)), false);
      if (fact.low !== undefined) add(factory.binary('>=', term, factory.constant(fact.low)), true);
      if (fact.high !== undefined) add(factory.binary('<=', term, factory.constant(fact.high)), true);
      if (fact.ones !== undefined)
        for (const bit of bits(fact.ones)) add(factory.binary('&', term, factory.constant(bit)), true);
      if (fact.zeros !== undefined && fact.zeros > 0n)
        add(factory.binary('&', term, factory.constant(fact.zeros)), false);
    }
  }
  return conditions;
}

function bits(mask: bigint): bigint[] {
  const found: bigint[] = [];
  for (let bit = 1n; bit <= mask && bit < 1n << 40n; bit <<= 1n) if ((mask & bit) !== 0n) found.push(bit);
  return found;
}

/** Few representatives per kind of event: the easiest to reach first. */
export function summariseEvents(events: readonly AnalysisEvent[]): AnalysisEvent[] {
  const groups = new Map<string, AnalysisEvent[]>();
  for (const event of events) {
    if (!concernsCallers(event)) continue;
    const key = eventKey(event);
    const group = groups.get(key) ?? [];
    group.push(event);
    groups.set(key, group);
  }
  const kept: AnalysisEvent[] = [];
  for (const group of groups.values()) {
    group.sort((a, b) => cost(a) - cost(b));
    kept.push(...group.slice(0, 2));
  }
  if (kept.length > MAX_EVENTS) kept.sort((a, b) => urgency(a) - urgency(b));
  return kept.slice(0, MAX_EVENTS);
}

/** What must not be lost where there are more events than are kept: the lower the sooner told. */
function urgency({ happening }: AnalysisEvent): number {
  switch (happening.kind) {
    case 'sleep':
    case 'schedule':
    case 'grace-period':
      return 0;
    case 'allocate':
      return 1;
    case 'acquire':
      return isRooted(happening.lock.term) ? 2 : 3;
    case 'free':
      return 4;
    default:
      return 2;
  }
}

const cost = (event: AnalysisEvent): number =>
  (event.stale ? 1000 : 0) +
  (event.openDecisions + event.pathOpen) * 10 +
  event.conditions.length * 3 +
  event.chain.length;

function concernsCallers(event: AnalysisEvent): boolean {
  switch (event.happening.kind) {
    case 'sleep':
    case 'schedule':
    case 'allocate':
    case 'grace-period':
    case 'forbid-interrupt':
    case 'seq-read':
      return true;
    case 'seq-write':
      return !isPinned(event.context);
    case 'acquire':
      return !event.happening.try;
    case 'free':
      return true;
    default:
      return false;
  }
}

/** Nothing preempts here, whatever callers do: what they lack is no fault of theirs. */
function isPinned({ held, irq, counts }: Context): boolean {
  return (
    irq.kind === 'off' ||
    (counts.preempt?.depth ?? 0) > 0 ||
    held.some((h) => h.kind === 'raw_spinlock' || h.kind === 'spinlock' || h.kind === 'rwlock')
  );
}

function eventKey(event: AnalysisEvent): string {
  const { happening, context } = event;
  const dropped = context.released
    .filter((r) => !r.own)
    .map((r) => r.lock.term.id)
    .join(',');
  const state = `${dropped}/${context.irq.kind === 'entry' ? '' : context.irq.kind}/${Object.values(context.counts).some((c) => c.depth < 0) ? 'n' : ''}`;
  switch (happening.kind) {
    case 'sleep':
      return `sleep ${happening.gfp?.id ?? ''} ${happening.when?.id ?? ''} ${state}`;
    case 'allocate':
      return `allocate ${happening.allocator} ${happening.gfp?.id ?? ''} ${state}`;
    case 'acquire':
      return `acquire ${lockKey(happening.lock)} ${happening.lockKind} ${happening.mode} ${state}`;
    case 'free':
      return `free ${happening.allocator} ${state}`;
    case 'seq-read':
    case 'seq-write':
      return `${happening.kind} ${happening.seq.term.id} ${state}`;
    default:
      return `${happening.kind} ${state}`;
  }
}

/** Locks that no caller can name are one per class. */
function lockKey(lock: LockRef): string {
  return isRooted(lock.term) || lock.class === undefined ? String(lock.term.id) : lock.class;
}

/** Does the way out leave the caller's context as it was? */
export function isNeutral({ context }: { readonly context: Context }): boolean {
  return (
    context.held.every((h) => h.origin === 'assumed') &&
    context.released.every((r) => r.own) &&
    Object.values(context.counts).every((count) => count.depth === 0) &&
    (context.irq.kind === 'entry' || (context.irq.kind === 'off' && context.irq.assumed === true)) &&
    context.saves.length === 0 &&
    context.seqWrites.length === 0 &&
    context.scopes.length === 0
  );
}

/** The same events, but the caller's context stays as it is: of a function that was not followed to its end. */
export function withNeutralExit(summary: Summary, contexts: ContextTable): Summary {
  const isCertain = summary.guesses.length === 0 && summary.exits.every((exit) => isNeutral(exit) && !exit.stale);
  return isCertain ? summary : neutralised(summary, contexts);
}

/** It comes back with anything, and leaves its caller's context alone. */
export function neutralised(summary: Summary, contexts: ContextTable): Summary {
  const exit: SummaryExit = {
    context: contexts.entry,
    value: undefined,
    conditions: [],
    stores: [],
    class: 'any',
    open: 0,
    stale: false,
    doubted: false,
  };
  const { exits: _, ...rest } = summary;
  return {
    ...rest,
    exits: [exit],
    guesses: [],
    ambiguous: [false],
    opaque: true,
    writes: true,
    hash: `${summary.hash} neutral`,
  };
}

/** A text that is equal iff callers cannot tell the difference. */
export function summaryText({ exits, guesses, events }: Pick<Summary, 'exits' | 'guesses' | 'events'>): string {
  const conditions = (list: readonly Condition[]): string =>
    list.map((c) => `${c.holds ? '' : '!'}${c.term.id}`).join('&');
  const exitText = [...exits, ...guesses].map(
    (e) =>
      `${e.context.id}:${e.value?.id ?? ''}:${conditions(e.conditions)}:${e.stores.map((s) => `${s.address.id}=${s.value.id}`).join(',')}:${e.open}:${e.class}:${e.stale}${e.doubted}`,
  );
  const eventText = events.map(
    (e) =>
      `${eventKey(e)}:${e.context.id}:${conditions(e.conditions)}:${e.openDecisions + e.pathOpen}:${e.merged}${e.stale}${e.crossed ?? ''}:${e.when ?? ''}:${e.gfp?.ones ?? ''}/${e.gfp?.zeros ?? ''}:` +
      e.chain.map((p) => `${p.file}/${p.function}@${p.span.start}-${p.span.end}`).join('>'),
  );
  return `${exits.length}\n${exitText.join('\n')}\n--\n${eventText.join('\n')}`;
}
