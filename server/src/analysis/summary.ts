/**
 * What a caller needs to know of a function: its events and its ways to end, over its parameters. `conditions` say which
 * arguments (and which memory) they belong to; a caller drops those its own knowledge contradicts.
 */
import type { Context, ContextTable, Place } from './context';
import { isNamed } from './contextOps';
import type { AnalysisEvent, Condition, Exit, ReturnClass } from './events';
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
}

export interface Summary {
  readonly name: string;
  /** Of each exit: is there another that a caller cannot tell from it? */
  readonly ambiguous: readonly boolean[];
  readonly file: string;
  readonly exits: readonly SummaryExit[];
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
const MAX_EXITS = 10;
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
    const add = (t: Term, holds: boolean): void => void conditions.push({ term: t, holds });
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

/** Exits that do the same to the context are one for the caller; what they return stays apart only where contexts differ. */
export function summariseExits(factory: TermFactory, table: ContextTable, found: readonly Exit[]): SummaryExit[] {
  const exits = found.map((exit) => {
    const context = leftBehind(table, exit.context);
    const paired = withoutAliases(table, context);
    return paired === undefined ? { ...exit, context } : { ...exit, context: paired, stale: true };
  });
  const groups = new Map<string, SummaryExit>();
  const contexts = new Set(exits.map((exit) => contextDelta(exit)));
  for (const exit of exits) {
    const delta = contextDelta(exit);
    const key =
      contexts.size > 1 || exits.length <= 4
        ? `${delta} ${exit.value?.id ?? ''} ${exit.class} ${storeKey(exit)}`
        : delta;
    const old = groups.get(key);
    const open = exit.openDecisions;
    const fresh: SummaryExit = {
      context: exit.context,
      value: exit.value,
      conditions: exit.conditions,
      stores: exit.stores,
      class: exit.class,
      open,
      stale: exit.stale,
    };
    groups.set(key, old === undefined ? fresh : joinExits(factory, old, fresh, key));
  }
  const plausible = withoutDoubtful([...groups.values()]);
  if (plausible.length <= MAX_EXITS) return plausible;
  const merged = new Map<string, SummaryExit>();
  for (const exit of plausible) {
    const key = `${contextDeltaOf(exit)} ${truthClass(exit.class)}`;
    const old = merged.get(key);
    merged.set(key, old === undefined ? exit : joinExits(factory, old, exit, key));
  }
  return [...merged.values()].slice(0, MAX_EXITS * 2);
}

/** The same events, but the caller's context stays as it is: of a function that was not followed to its end. */
export function withNeutralExit(summary: Summary, contexts: ContextTable): Summary {
  return summary.exits.every(isNeutral) ? summary : neutralised(summary, contexts);
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
  };
  const { exits: _, ...rest } = summary;
  return { ...rest, exits: [exit], ambiguous: [false], opaque: true, writes: true, hash: `${summary.hash} neutral` };
}

/**
 * What a caller is left with: no lock that a callee has dropped in all likelihood, nothing saved in variables that are gone.
 */
function leftBehind(table: ContextTable, before: Context): Context {
  const lasting = before.saves.filter((save) => !save.variable.local);
  const context = lasting.length === before.saves.length ? before : table.with(before, { saves: lasting });
  const dropped = context.held.filter((h) => h.blurred === 'likely');
  if (dropped.length === 0) return context;
  // With its interrupt state, if it was taken with one.
  const isTakenWith = (where: Place): boolean => dropped.some((h) => h.where.span.start === where.span.start);
  const { irq } = context;
  return table.with(context, {
    held: context.held.filter((h) => h.blurred !== 'likely'),
    saves: context.saves.filter((save) => !isTakenWith(save.where)),
    irq: irq.kind === 'off' && isTakenWith(irq.where) ? { kind: 'unknown' } : irq,
  });
}

/**
 * A lock of a kind taken and another of it dropped that was not held: one lock under two names, in all likelihood.
 * undefined: no such pair.
 */
function withoutAliases(table: ContextTable, context: Context): Context | undefined {
  const held = [...context.held];
  const released = context.released.filter((r) => {
    const other = r.own
      ? -1
      : held.findIndex(
          (h) => h.origin === 'taken' && h.kind === r.kind && !(isNamed(h.lock.term) && isNamed(r.lock.term)),
        );
    if (other >= 0) held.splice(other, 1);
    return other < 0;
  });
  return held.length === context.held.length ? undefined : table.with(context, { held, released });
}

/**
 * Ways out that leave the context changed, in ways a caller could not tell from one that does not: more likely what the
 * analysis lost track of than what the function does, and reported in the function itself if it is sure of it.
 */
function withoutDoubtful(exits: readonly SummaryExit[]): SummaryExit[] {
  const neutral = exits.filter(isNeutral);
  if (neutral.length === 0 || neutral.length === exits.length) return [...exits];
  const kept: SummaryExit[] = [];
  const doubted = new Set<SummaryExit>();
  for (const exit of exits) {
    const rivals = neutral.includes(exit) ? [] : neutral.filter((other) => areAmbiguous(exit, other));
    if (rivals.length === 0) kept.push(exit);
    // What proves nothing casts no doubt either.
    if (!exit.stale) for (const rival of rivals) doubted.add(rival);
  }
  return kept.map((exit) => (doubted.has(exit) ? { ...exit, stale: true } : exit));
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

/** Zero, error, other: what callers test. */
function truthClass(result: ReturnClass): string {
  return result === 'c0' || result === 'error' || result === 'any' || result === 'void' ? result : 'nonzero';
}

function storeKey(exit: Exit): string {
  return exit.stores.map((s) => `${s.address.id}=${s.value.id}`).join(',');
}

function contextDelta(exit: Exit): string {
  return contextDeltaOf(exit);
}

function contextDeltaOf(exit: { readonly context: Context }): string {
  const { context } = exit;
  const held = context.held.filter((h) => h.origin === 'taken').map((h) => `${h.lock.term.id}${h.kind}${h.mode}`);
  const released = context.released.filter((r) => !r.own).map((r) => `${r.lock.term.id}${r.kind}`);
  const counts = Object.entries(context.counts)
    .map(([name, count]) => `${name}${count.depth}`)
    .sort();
  const irq =
    context.irq.kind === 'restored'
      ? `r${context.irq.from.id}`
      : context.irq.kind === 'off' && context.irq.assumed
        ? 'entry'
        : context.irq.kind;
  const saves = context.saves.map((s) => s.variable.id);
  const writes = context.seqWrites.map((s) => s.seq.term.id);
  return [held, released, counts, irq, saves, writes].map(String).join('|');
}

function joinExits(factory: TermFactory, a: SummaryExit, b: SummaryExit, key: string): SummaryExit {
  const conditions = a.conditions.filter((c) => b.conditions.some((d) => d.term === c.term && d.holds === c.holds));
  const value =
    a.value === b.value
      ? a.value
      : a.value === undefined || b.value === undefined
        ? undefined
        : factory.symbol(`either ${key}`);
  const stores = a.stores.filter((s) => b.stores.some((t) => t.address === s.address && t.value === s.value));
  return {
    context: a.context,
    value,
    conditions,
    stores,
    class: joinClass(a.class, b.class),
    open: Math.min(a.open, b.open),
    stale: a.stale && b.stale,
  };
}

function joinClass(a: ReturnClass, b: ReturnClass): ReturnClass {
  if (a === b) return a;
  const nonzero = (c: ReturnClass): boolean => c !== 'c0' && c !== 'any' && c !== 'void';
  return nonzero(a) && nonzero(b) ? 'nonzero' : 'any';
}

/** Could a caller not tell the two ends apart, although they leave different contexts behind? */
export function areAmbiguous(a: SummaryExit, b: SummaryExit): boolean {
  if (contextDeltaOf(a) === contextDeltaOf(b)) return false;
  if (areDisjoint(a.class, b.class)) return false;
  if (a.conditions.some((c) => b.conditions.some((d) => d.term === c.term && d.holds !== c.holds))) return false;
  if (a.conditions.some((c) => b.conditions.some((d) => excludes(c, d) || excludes(d, c)))) return false;
  return !a.stores.some((s) => b.stores.some((t) => t.address === s.address && t.value !== s.value));
}

/** `x` and `x == 5`-like demands that no value meets. */
function excludes(a: Condition, b: Condition): boolean {
  if (!a.holds || a.term.kind !== 'binary' || a.term.operator !== '==' || a.term.right.kind !== 'const') return false;
  const { left, right } = a.term;
  if (b.term === left) return !b.holds && right.value !== 0n;
  return (
    b.holds && b.term.kind === 'binary' && b.term.operator === '==' && b.term.left === left && b.term.right !== right
  );
}

function areDisjoint(a: ReturnClass, b: ReturnClass): boolean {
  if (a === b || a === 'any' || b === 'any' || a === 'void' || b === 'void') return false;
  if (a === 'nonzero') return b === 'c0';
  if (b === 'nonzero') return a === 'c0';
  return true;
}

/** A text that is equal iff callers cannot tell the difference. */
export function summaryText(exits: readonly SummaryExit[], events: readonly AnalysisEvent[]): string {
  const conditions = (list: readonly Condition[]): string =>
    list.map((c) => `${c.holds ? '' : '!'}${c.term.id}`).join('&');
  const exitText = exits.map(
    (e) =>
      `${e.context.id}:${e.value?.id ?? ''}:${conditions(e.conditions)}:${e.stores.map((s) => `${s.address.id}=${s.value.id}`).join(',')}:${e.open}:${e.class}:${e.stale}`,
  );
  const eventText = events.map(
    (e) =>
      `${eventKey(e)}:${e.context.id}:${conditions(e.conditions)}:${e.openDecisions + e.pathOpen}:${e.merged}${e.stale}:${e.when ?? ''}:${e.gfp?.ones ?? ''}/${e.gfp?.zeros ?? ''}:` +
      e.chain.map((p) => `${p.file}/${p.function}@${p.span.start}-${p.span.end}`).join('>'),
  );
  return `${exitText.join('\n')}\n--\n${eventText.join('\n')}`;
}
