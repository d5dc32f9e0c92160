/** Pure steps on contexts: taking and dropping locks, interrupt states, counters, sequence sections. */
import type { Counter, LockKind, LockMode } from '../kernel/effects';
import type { Blur, Context, ContextTable, Count, HeldLock, IrqState, OpenSave, Place, ReleasedLock } from './context';
import type { Engine } from './engine';
import { type LockRef, mayBeSameLock } from './locks';
import type { SavedIrq, Term } from './terms';

/** Locks that nest freely: taking one again is no recursion and drops only the newest. */
export function isCountedLock(kind: LockKind): boolean {
  return kind === 'rcu' || kind === 'rcu_bh' || kind === 'rcu_sched' || kind === 'srcu' || kind === 'rcu_tasks';
}

export function acquireLock(table: ContextTable, before: Context, held: HeldLock): Context {
  // Taken although a callee may have dropped it: it had.
  const dropped = before.held.filter((h) => h.blurred !== undefined && isSameLock(h, held));
  const context =
    dropped.length === 0 ? before : table.with(before, { held: before.held.filter((h) => !dropped.includes(h)) });
  // Taking back what the caller held and this function dropped: the caller's lock again.
  const index = context.released.findIndex(
    (r) => !r.own && sameFamily(r.kind, held.kind) && r.lock.term === held.lock.term,
  );
  if (index >= 0) {
    return table.with(context, {
      held: [...context.held, { ...held, origin: 'assumed', retaken: true }],
      released: context.released.filter((_, i) => i !== index),
    });
  }
  return table.with(context, {
    held: [...context.held, held],
    released: context.released.filter((r) => r.lock.term !== held.lock.term),
  });
}

function isSameLock(a: HeldLock, b: HeldLock): boolean {
  return a.lock.term === b.lock.term && sameFamily(a.kind, b.kind) && !isCountedLock(a.kind);
}

/** A callee dropped the lock and took it again, perhaps in another mode. */
export function retakeLock(table: ContextTable, context: Context, lock: LockRef, taken: HeldLock): Context {
  const index = context.held.findLastIndex((h) => h.lock.term === lock.term && sameFamily(h.kind, taken.kind));
  const old = context.held[index];
  if (old === undefined || old.mode === taken.mode) return context;
  const held = context.held.map((h) => (h === old ? { ...h, mode: taken.mode, where: taken.where } : h));
  return table.with(context, { held });
}

/** Past this a counter that a loop keeps raising or lowering says no more. */
const MAX_DEPTH = 3;

/**
 * A loop turned: of the locks and scopes that one place in it keeps taking only the newest is told apart, and counters stay
 * within bounds. undefined: nothing piled up.
 */
export function collapseRepeated(table: ContextTable, context: Context): Context | undefined {
  const { held, scopes, counts } = context;
  if (held.length < 2 && scopes.length < 2 && !Object.values(counts).some(isTooDeep)) return undefined;
  const newest = new Map(held.map((h) => [siteKey(h), h]));
  const newestScope = new Map(scopes.map((s) => [s.scope, s]));
  if (newest.size === held.length && newestScope.size === scopes.length && !Object.values(counts).some(isTooDeep))
    return undefined;
  const bounded = Object.entries(counts).map(([name, count]) => [
    name,
    isTooDeep(count) ? { ...count, depth: Math.sign(count.depth) * MAX_DEPTH } : count,
  ]);
  return table.with(context, {
    held: held.filter((h) => newest.get(siteKey(h)) === h),
    scopes: [...newestScope.values()],
    counts: Object.fromEntries(bounded),
  });
}

const isTooDeep = (count: Count): boolean => Math.abs(count.depth) > MAX_DEPTH;

const siteKey = ({ where, kind, origin }: HeldLock): string =>
  `${where.file}:${where.function}:${where.span.start} ${kind} ${origin}`;

export interface Release {
  readonly context: Context;
  /** What was dropped, if it is known to be held. */
  readonly dropped: HeldLock | undefined;
  /** Nothing of the sort is held, but another lock of the kind that was taken here: probably one lock under two names. */
  readonly doubtful: boolean;
  /** The lock was taken and released here before, and nothing took it since. */
  readonly twice: ReleasedLock | undefined;
}

export function releaseLock(
  table: ContextTable,
  before: Context,
  lock: LockRef,
  kind: LockKind,
  mode: LockMode,
  where: Place,
): Release {
  // A helper that ends the write section of its caller's seqlock_t says so by dropping the lock.
  const context = kind === 'seqlock' ? withoutWrite(table, before, lock) : before;
  const index = findHeld(context, lock, kind, mode);
  if (index >= 0) {
    const dropped = context.held[index];
    if (dropped !== undefined) {
      const held = context.held.filter((_, i) => i !== index);
      // That it was this one may be a guess: the release spells it in another way.
      const blurred = dropped.lock.term !== lock.term;
      // Only the newest is remembered: enough to see a lock dropped twice, and contexts stay few.
      const own: ReleasedLock[] =
        dropped.origin === 'taken' && !isCountedLock(kind)
          ? [{ lock: dropped.lock, kind, mode, own: true, where, blurred }]
          : [];
      const callers = context.released.filter((r) => !r.own);
      const dropCaller: ReleasedLock[] =
        dropped.origin === 'assumed' ? [{ lock: dropped.lock, kind, mode, own: false, where, blurred: false }] : [];
      return {
        context: table.with(context, { held, released: [...callers, ...dropCaller, ...own] }),
        dropped,
        doubtful: false,
        twice: undefined,
      };
    }
  }
  const twice = context.released.find(
    (r) => r.own && !r.blurred && r.lock.term === lock.term && sameFamily(r.kind, kind),
  );
  if (twice !== undefined) return { context, dropped: undefined, doubtful: false, twice };
  const released = [
    ...context.released.filter((r) => r.lock.term !== lock.term),
    { lock, kind, mode, own: false, where, blurred: false },
  ];
  const doubtful = context.held.some(
    (h) => h.origin === 'taken' && sameFamily(h.kind, kind) && !(isNamed(h.lock.term) && isNamed(lock.term)),
  );
  return {
    context: table.with(context, { released: released.slice(-6) }),
    dropped: undefined,
    doubtful,
    twice: undefined,
  };
}

/** Ends a write section: the newest on the counter, else on one of its class, else one that the caller has begun. */
export function endSequence(
  table: ContextTable,
  context: Context,
  seq: LockRef,
  kind: LockKind,
  where: Place,
): Context {
  const without = withoutWrite(table, context, seq);
  if (without !== context) return without;
  const ended: ReleasedLock = { lock: seq, kind, mode: 'exclusive', own: false, where, blurred: false };
  const others = context.released.filter((r) => r.own || r.lock.term !== seq.term);
  return table.with(context, { released: [...others, ended].slice(-6) });
}

/** The newest write section on the counter, else on one of its class, is over; the same context if there is none. */
function withoutWrite(table: ContextTable, context: Context, seq: LockRef): Context {
  const { seqWrites } = context;
  const same = seqWrites.findLastIndex((s) => s.seq.term === seq.term);
  const index = same >= 0 ? same : seqWrites.findLastIndex((s) => s.seq.class === seq.class);
  return index < 0 ? context : table.with(context, { seqWrites: seqWrites.filter((_, i) => i !== index) });
}

/** Sequence counters are begun and ended, not held; a seqlock_t is a lock besides. */
export function isSequence(kind: LockKind): boolean {
  return kind.startsWith('seq') && kind !== 'seqlock';
}

/** A global, or a member of one: no other name for it is likely. */
export function isNamed(lock: Term): boolean {
  let at = lock;
  while (at.kind === 'field') at = at.base;
  return at.kind === 'global';
}

/** The held lock that an unlock means: the same object, else the newest that could be. */
function findHeld(context: Context, lock: LockRef, kind: LockKind, mode: LockMode): number {
  const { held } = context;
  const fits = (h: HeldLock): boolean => sameFamily(h.kind, kind);
  for (let i = held.length - 1; i >= 0; i--) {
    const h = held[i];
    if (h !== undefined && fits(h) && h.lock.term === lock.term && h.mode === mode) return i;
  }
  for (let i = held.length - 1; i >= 0; i--) {
    const h = held[i];
    if (h !== undefined && fits(h) && h.lock.term === lock.term) return i;
  }
  // Another spelling of it: same class, or one of the two is a bare pointer.
  for (let i = held.length - 1; i >= 0; i--) {
    const h = held[i];
    if (h !== undefined && fits(h) && mayBeSameLock(h.lock, lock)) return i;
  }
  return -1;
}

function sameFamily(a: LockKind, b: LockKind): boolean {
  return a === b;
}

/** Words in a name that say that a function may drop a lock of its caller. */
const DROPS =
  /unlock|release|drop|(?<!in|out|com)put|finish|complete|done|abort|cancel|_end\b|wait|sleep|destroy|free(?!ze)|exit|stop/;

/**
 * A callee that nothing is known of was called: it may have taken again what was dropped, and dropped what it was handed.
 * `silent`: it returns nothing, so that it could not tell its caller. `isKnown`: it has a body, which calls such a one.
 */
export function blurLocks(
  { contexts: table, mayDrop }: Pick<Engine, 'contexts' | 'mayDrop'>,
  context: Context,
  name: string,
  args: readonly Term[],
  indirect: boolean,
  { silent = false, isKnown = false } = {},
): Context {
  let next = context;
  if (context.released.some((r) => r.own && !r.blurred)) {
    next = table.with(next, { released: context.released.map((r) => (r.own ? { ...r, blurred: true } : r)) });
  }
  const callee = isKnown || indirect || name === '' ? undefined : name;
  const named = DROPS.test(name);
  const doubt: Blur = indirect || silent ? 'asked' : 'maybe';
  const touched = (held: HeldLock): boolean =>
    held.blurred !== 'likely' &&
    mayDrop(held.lock, callee) &&
    (held.blurred === undefined || named || (held.blurred === 'asked' && doubt === 'maybe')) &&
    args.some((a) => a === held.key || isWithin(held.lock.term, indirect ? rootOf(a) : a));
  const crosses = (held: HeldLock): boolean => named && held.crossed !== true && mayDrop(held.lock, callee);
  if (!next.held.some((h) => touched(h) || crosses(h))) return next;
  return table.with(next, {
    held: next.held.map((h) => ({
      ...h,
      ...(touched(h) ? { blurred: named ? ('likely' as const) : doubt } : {}),
      ...(crosses(h) ? { crossed: true as const } : {}),
    })),
  });
}

/** The object a member's address lies in: a callback finds its way from one to the other. */
export function rootOf(address: Term): Term {
  let at = address;
  while (at.kind === 'field' || at.kind === 'element') at = at.base;
  return at;
}

function isWithin(lock: Term, object: Term): boolean {
  if (object.kind === 'const' || object.kind === 'string') return false;
  for (let at: Term = lock; ; ) {
    if (at === object) return true;
    if (at.kind === 'field' || at.kind === 'element') at = at.base;
    else if (at.kind === 'load') at = at.address;
    else return false;
  }
}

export function addCount(
  table: ContextTable,
  context: Context,
  counter: Counter,
  delta: number,
  where: Place,
): Context {
  const old = context.counts[counter];
  const depth = (old?.depth ?? 0) + delta;
  const counts = { ...context.counts };
  if (depth === 0) delete counts[counter];
  else counts[counter] = { depth, where: delta > 0 || old === undefined ? where : old.where };
  return table.with(context, { counts });
}

/** What a save at this point remembers. */
export function savedState(irq: IrqState): SavedIrq {
  return irq.kind === 'entry' || irq.kind === 'off' || irq.kind === 'on' ? irq.kind : 'unknown';
}

export function openSave(table: ContextTable, context: Context, save: OpenSave, real: boolean): Context {
  return table.with(context, {
    saves: [...context.saves.filter((s) => s.variable !== save.variable), save].slice(-6),
    ...(real ? { irq: { kind: 'off', where: save.where } } : {}),
  });
}

/** Restores what a flags value remembers; `value` undefined or no saved state: not known here. */
export function restoreSave(table: ContextTable, context: Context, value: Term, where: Place, real: boolean): Context {
  if (value.kind !== 'saved') return real ? table.with(context, { irq: { kind: 'restored', from: value } }) : context;
  const saves = context.saves.filter((s) => s.where.span.start !== value.site);
  if (!real) return table.with(context, { saves });
  return table.with(context, { saves, irq: irqOfSaved(context, value.from, where) });
}

function irqOfSaved(context: Context, from: SavedIrq, where: Place): IrqState {
  switch (from) {
    case 'entry':
      return { kind: 'entry' };
    case 'on':
      return { kind: 'on', where };
    case 'off':
      return context.irq.kind === 'off' ? context.irq : { kind: 'off', where };
    default:
      return { kind: 'unknown' };
  }
}

export function mapContextTerms(table: ContextTable, context: Context, replace: (term: Term) => Term): Context {
  const touched =
    context.held.some(
      (h) => replace(h.lock.term) !== h.lock.term || (h.key !== undefined && replace(h.key) !== h.key),
    ) ||
    context.released.some((r) => replace(r.lock.term) !== r.lock.term) ||
    context.seqWrites.some((s) => replace(s.seq.term) !== s.seq.term) ||
    context.saves.some((s) => replace(s.variable) !== s.variable) ||
    (context.irq.kind === 'restored' && replace(context.irq.from) !== context.irq.from);
  if (!touched) return context;
  const lock = (ref: LockRef): LockRef => ({ ...ref, term: replace(ref.term) });
  return table.with(context, {
    held: context.held.map((h) => ({
      ...h,
      lock: lock(h.lock),
      ...(h.key === undefined ? {} : { key: replace(h.key) }),
    })),
    released: context.released.map((r) => ({ ...r, lock: lock(r.lock) })),
    seqWrites: context.seqWrites.map((s) => ({ ...s, seq: lock(s.seq) })),
    saves: context.saves.map((s) => ({ ...s, variable: replace(s.variable) })),
    irq: context.irq.kind === 'restored' ? { kind: 'restored', from: replace(context.irq.from) } : context.irq,
  });
}
