/**
 * The ways a function can end, as its callers need them: few, and told apart by what a caller can see (result, conditions over
 * parameters and memory, what was stored). Where ways that do different things to the context cannot be told apart, the
 * analysis has lost more than the code does: those that change the context are left out, and a caller whose arguments allow them
 * proves nothing after the call.
 */
import type { Context, ContextTable, HeldLock, IrqState, Place } from './context';
import { isNamed } from './contextOps';
import { RELEASES } from './entryState';
import { asksNoMore } from './eventLog';
import type { Condition, Exit, ReturnClass } from './events';
import { assume, type Facts } from './facts';
import { isNeutral, type Summary, type SummaryExit } from './summary';
import { TermMap } from './termMap';
import type { Term, TermFactory } from './terms';

const MAX_EXITS = 10;
/** Ways that do the same to the context are told apart up to here. */
const MAX_APART = 4;

export type SummarisedExits = Pick<Summary, 'exits' | 'guesses'>;

/** Exits that do the same to the context are one for the caller; what they return stays apart only where contexts differ. */
export function summariseExits(factory: TermFactory, table: ContextTable, found: readonly Exit[]): SummarisedExits {
  const released = new Set(found.flatMap(({ context }) => releasedForCaller(context)));
  const all = found.flatMap((exit): readonly SummaryExit[] => {
    const context = leftBehind(table, exit.context, released);
    const paired = withoutAliases(table, context);
    return exit.ways.map((conditions) => ({
      context: paired ?? context,
      value: exit.value,
      conditions,
      stores: exit.stores,
      class: exit.class,
      open: exit.openDecisions,
      stale: exit.stale || paired !== undefined,
      doubted: false,
    }));
  });
  const exits = withQuietIrqs(table, all);
  const areContextsAlike = new Set(exits.map(contextDelta)).size <= 1;
  const byContextOnly = areContextsAlike && found.length > MAX_APART;
  const groups = grouped(exits, (exit) =>
    byContextOnly
      ? contextDelta(exit)
      : `${contextDelta(exit)} ${exit.value?.id ?? ''} ${exit.class} ${storeKey(exit)}`,
  );
  const joined = [...groups].map(([key, parts]) => joinAll(factory, parts, key));
  const apart = [...groups.values()].flatMap((parts, index): readonly SummaryExit[] => {
    const whole = joined[index];
    if (whole === undefined) return [];
    return !areContextsAlike && isBlurredByJoin(factory, parts, whole, joined) ? parts : [whole];
  });
  return withoutDoubtful(factory, few(factory, withoutGuesses(withContract(apart))));
}

function few(factory: TermFactory, exits: readonly SummaryExit[]): readonly SummaryExit[] {
  if (exits.length <= MAX_EXITS) return exits;
  const merged = grouped(exits, (exit) => `${contextDelta(exit)} ${truthClass(exit.class)}`);
  return [...merged].map(([key, parts]) => joinAll(factory, parts, key)).slice(0, MAX_EXITS * 2);
}

/**
 * Who leaves interrupts on where another way leaves them alone was called with them on: to callers that is one context. Misses:
 * interrupts that are switched on early on some ways only.
 */
function withQuietIrqs(table: ContextTable, exits: readonly SummaryExit[]): readonly SummaryExit[] {
  const untouched = new Set(exits.flatMap((exit) => (exit.context.irq.kind === 'entry' ? contextDelta(exit) : [])));
  return exits.map((exit) => {
    if (exit.context.irq.kind !== 'on') return exit;
    const quiet = { ...exit, context: table.with(exit.context, { irq: { kind: 'entry' } }) };
    return untouched.has(contextDelta(quiet)) ? quiet : exit;
  });
}

/** Could a caller not tell the two ends apart, although they leave different contexts behind? */
export function areAmbiguous(factory: TermFactory, a: SummaryExit, b: SummaryExit): boolean {
  if (contextDelta(a) === contextDelta(b)) return false;
  if (areDisjoint(a.class, b.class)) return false;
  // Of a value that nothing is known of nobody can say that it is another one.
  const differ = a.stores.some((s) =>
    b.stores.some(
      (t) => t.address === s.address && t.value !== s.value && t.value.kind !== 'symbol' && s.value.kind !== 'symbol',
    ),
  );
  return !differ && canHoldTogether(factory, a.conditions, b.conditions);
}

/** Are there arguments and memory that meet both? As far as facts tell. */
function canHoldTogether(factory: TermFactory, a: readonly Condition[], b: readonly Condition[]): boolean {
  const facts: Facts = new TermMap();
  for (const { term, holds } of a) if (!assume(factory, facts, term, holds)) return true;
  return b.every(({ term, holds }) => assume(factory, facts, term, holds));
}

function grouped(exits: readonly SummaryExit[], keyOf: (exit: SummaryExit) => string): Map<string, SummaryExit[]> {
  const groups = new Map<string, SummaryExit[]>();
  for (const exit of exits) {
    const key = keyOf(exit);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [exit]);
    else group.push(exit);
  }
  return groups;
}

function joinAll(factory: TermFactory, [first, ...rest]: readonly SummaryExit[], key: string): SummaryExit {
  if (first === undefined) throw new Error('a group of no exits');
  return rest.reduce((joined, exit) => joinExits(factory, joined, exit, key), first);
}

/** Does the join lose what tells these ways from one with another context? `if (!p) ...; if (p->owner != me) ...;` */
function isBlurredByJoin(
  factory: TermFactory,
  parts: readonly SummaryExit[],
  whole: SummaryExit,
  all: readonly SummaryExit[],
): boolean {
  if (parts.length < 2 || parts.length > MAX_APART) return false;
  return all.some(
    (other) => areAmbiguous(factory, whole, other) && !parts.some((part) => areAmbiguous(factory, part, other)),
  );
}

/**
 * What callers can rely on is what they can test. A function that leaves one context behind where it returns 0 (or an error), and
 * another where nothing is known of what it returns, does not return 0 (or an error) there.
 */
function withContract(exits: readonly SummaryExit[]): readonly SummaryExit[] {
  const noZero = isSetApart(exits, ['c0'], ['any', 'no-error'])
    ? exits.map((exit) => refined(exit, { any: 'nonzero', 'no-error': 'positive' }))
    : exits;
  if (!isSetApart(noZero, ['error'], ['any', 'nonzero'])) return noZero;
  return noZero.map((exit) => refined(exit, { any: 'no-error', nonzero: 'positive' }));
}

function refined(exit: SummaryExit, better: Readonly<Partial<Record<ReturnClass, ReturnClass>>>): SummaryExit {
  const known = better[exit.class];
  return known === undefined ? exit : { ...exit, class: known };
}

/** Do exits of some classes and exits of the others leave contexts behind that have none in common? */
function isSetApart(
  exits: readonly SummaryExit[],
  some: readonly ReturnClass[],
  others: readonly ReturnClass[],
): boolean {
  const left = exits.filter((exit) => some.includes(exit.class)).map(contextDelta);
  const right = exits.filter((exit) => others.includes(exit.class)).map(contextDelta);
  return left.length > 0 && right.length > 0 && !left.some((delta) => right.includes(delta));
}

/**
 * Ways out that prove nothing and leave the context changed, beside one that is certain and returns what they may return: they
 * would send every caller through contexts of which nothing can be told.
 */
function withoutGuesses(exits: readonly SummaryExit[]): readonly SummaryExit[] {
  const certain = exits.filter((exit) => !exit.stale);
  return exits.filter(
    (exit) => !exit.stale || isNeutral(exit) || !certain.some((other) => !areDisjoint(exit.class, other.class)),
  );
}

/**
 * Ways out that leave the context changed, in ways a caller could not tell from one that does not: more likely what the
 * analysis lost track of than what the function does, and reported in the function itself if it is sure of it. They are guesses,
 * which count where a caller's arguments allow them.
 */
function withoutDoubtful(factory: TermFactory, exits: readonly SummaryExit[]): SummarisedExits {
  const neutral = exits.filter(isNeutral);
  if (neutral.length === 0 || neutral.length === exits.length) return { exits, guesses: [] };
  const kept: SummaryExit[] = [];
  const guesses: SummaryExit[] = [];
  const doubted = new Set<SummaryExit>();
  for (const exit of exits) {
    const rivals = neutral.includes(exit) ? [] : neutral.filter((other) => areAmbiguous(factory, exit, other));
    if (rivals.length === 0) kept.push(exit);
    else if (!exit.stale) {
      // What proves nothing casts no doubt either.
      guesses.push(exit);
      for (const rival of rivals) doubted.add(rival);
    }
  }
  return { exits: kept.map((exit) => (doubted.has(exit) ? { ...exit, doubted: true } : exit)), guesses };
}

/**
 * What a caller is left with: no lock that a callee has dropped in all likelihood, nothing saved in variables that are gone.
 * Whose lock was dropped and taken back with interrupts off had them off before.
 */
function leftBehind(table: ContextTable, at: Context, released: ReadonlySet<Term>): Context {
  const before = asPromised(table, at, released);
  const saves = before.saves.filter((save) => !save.variable.local);
  const irq: IrqState = isRetakenWithIrqs(before) ? { kind: 'entry' } : before.irq;
  const isLasting = saves.length === before.saves.length && irq === before.irq;
  return withoutDropped(table, isLasting ? before : table.with(before, { saves, irq }));
}

function releasedForCaller({ released }: Context): Term[] {
  return released.filter(({ own }) => !own).map(({ lock }) => lock.term);
}

/**
 * A lock that the function says it releases, and that was handed to a callee nothing is known of, is released there; unless
 * its own text releases it on another way out (`elsewhere`).
 */
function asPromised(table: ContextTable, context: Context, elsewhere: ReadonlySet<Term>): Context {
  const isReleased = (h: HeldLock): boolean =>
    h.where.call === RELEASES && h.blurred !== undefined && !elsewhere.has(h.lock.term);
  const dropped = context.held.filter(isReleased);
  if (dropped.length === 0) return context;
  return table.with(context, {
    held: context.held.filter((h) => !isReleased(h)),
    released: [
      ...context.released,
      ...dropped.map(({ lock, kind, mode, where }) => ({ lock, kind, mode, where, own: false, blurred: false })),
    ],
  });
}

function isRetakenWithIrqs({ held, irq }: Context): boolean {
  return (
    irq.kind === 'off' &&
    held.some(({ retaken, where }) => retaken === true && where.span.start === irq.where.span.start)
  );
}

function withoutDropped(table: ContextTable, context: Context): Context {
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

/** Zero, error, other: what callers test. */
function truthClass(result: ReturnClass): string {
  const { zero } = valuesOf(result);
  return zero || result === 'error' ? result : 'nonzero';
}

function storeKey(exit: SummaryExit): string {
  return exit.stores.map((s) => `${s.address.id}=${s.value.id}`).join(',');
}

function contextDelta({ context }: SummaryExit): string {
  const held = context.held.filter((h) => h.origin === 'taken').map((h) => `${h.lock.term.id}${h.kind}${h.mode}`);
  const released = context.released.filter((r) => !r.own).map((r) => `${r.lock.term.id}${r.kind}`);
  const counts = Object.entries(context.counts)
    .map(([name, count]) => `${name}${count.depth}`)
    .sort();
  const saves = context.saves.map((s) => s.variable.id);
  const writes = context.seqWrites.map((s) => s.seq.term.id);
  return [held, released, counts, irqDelta(context), saves, writes].map(String).join('|');
}

function irqDelta({ irq }: Context): string {
  if (irq.kind === 'restored') return `r${irq.from.id}`;
  return irq.kind === 'off' && irq.assumed === true ? 'entry' : irq.kind;
}

function joinExits(factory: TermFactory, a: SummaryExit, b: SummaryExit, key: string): SummaryExit {
  const conditions = a.conditions.filter((c) => asksNoMore([c], b.conditions));
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
    doubted: false,
  };
}

/** What values of a class can be. */
interface Values {
  readonly zero: boolean;
  readonly positive: boolean;
  readonly error: boolean;
}

function valuesOf(result: ReturnClass): Values {
  switch (result) {
    case 'c0':
      return { zero: true, positive: false, error: false };
    case 'error':
      return { zero: false, positive: false, error: true };
    case 'nonzero':
      return { zero: false, positive: true, error: true };
    case 'positive':
      return { zero: false, positive: true, error: false };
    case 'no-error':
      return { zero: true, positive: true, error: false };
    case 'any':
    case 'void':
      return { zero: true, positive: true, error: true };
    default:
      return { zero: false, positive: true, error: false };
  }
}

function joinClass(a: ReturnClass, b: ReturnClass): ReturnClass {
  if (a === b) return a;
  const [left, right] = [valuesOf(a), valuesOf(b)];
  const error = left.error || right.error;
  if (left.zero || right.zero) return error ? 'any' : 'no-error';
  return error ? 'nonzero' : 'positive';
}

function areDisjoint(a: ReturnClass, b: ReturnClass): boolean {
  if (a.startsWith('c') && b.startsWith('c')) return a !== b;
  const [left, right] = [valuesOf(a), valuesOf(b)];
  return !((left.zero && right.zero) || (left.positive && right.positive) || (left.error && right.error));
}
