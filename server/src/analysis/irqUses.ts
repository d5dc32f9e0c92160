/**
 * Which lock classes a file takes in interrupt context, and where interrupts are on for certain: two halves of lockdep's
 * usage rule (kernel/locking/lockdep.c: mark_lock()). A function's entry state counts as "on" only if something proves it:
 * how it is registered, or that it sleeps in that very state.
 * Misses: interrupt contexts that other files set; functions that neither sleep nor are registered.
 */
import type { FileAnalysis, FunctionAnalysis } from './analyse';
import { type Context, type Place, samePlace } from './context';
import type { CallbackEntry } from './entries';
import type { AnalysisEvent, Condition, Happening } from './events';
import { classOrMember } from './locks';
import { type LockUse, lockUses } from './lockUses';

export type IrqLevel = 'nmi' | 'hardirq' | 'softirq';

export interface IrqUse {
  readonly level: IrqLevel;
  readonly entry: CallbackEntry;
  readonly use: LockUse;
}

/** Why interrupts are on at the function's entry: it sleeps there, or it is registered to start so. */
export type OpenProof =
  | { readonly kind: 'sleeps'; readonly event: AnalysisEvent; readonly where: Place }
  | { readonly kind: 'entry'; readonly entry: CallbackEntry }
  /** It turns them on unconditionally (spin_unlock_irq()), which only fits where they were on. */
  | { readonly kind: 'enables'; readonly where: Place }
  /** Code of a module's beginning or end, which runs in a task. */
  | { readonly kind: 'setup'; readonly word: string }
  /** An NMI is never off. */
  | { readonly kind: 'always' };

const KNOWN = new WeakMap<FileAnalysis, ReadonlyMap<string, readonly IrqUse[]>>();

/** Takings in interrupt context, by class; the shortest ways first. */
export function irqUses(file: FileAnalysis): ReadonlyMap<string, readonly IrqUse[]> {
  const known = KNOWN.get(file);
  if (known !== undefined) return known;
  const found = new Map<string, IrqUse[]>();
  const { uses, throughMembers } = lockUses(file);
  for (const use of [...uses, ...throughMembers]) {
    const { event, acquire } = use;
    // Without SMP a trylock of a spinlock_t always succeeds: there is nothing to try (include/linux/spinlock_api_up.h).
    if ((acquire.try && file.world !== 'up') || event.stale || event.openDecisions > 1) continue;
    // On PREEMPT_RT these locks sleep, and whoever takes them is a thread.
    if (file.engine.facts.lockKind(acquire.lockKind, file.world).sleepsToAcquire) continue;
    const entry = irqEntry(file, use.fn);
    if (entry === undefined) continue;
    const list = found.get(use.class) ?? [];
    list.push({ ...entry, use });
    found.set(use.class, list);
  }
  for (const list of found.values()) list.sort((a, b) => a.use.event.chain.length - b.use.event.chain.length);
  KNOWN.set(file, found);
  return found;
}

function irqEntry(file: FileAnalysis, fn: FunctionAnalysis): Omit<IrqUse, 'use'> | undefined {
  for (const entry of file.entryOf(fn.fn.name).callbacks) {
    // What interrupts call is called so by the file's own handlers, if it has one: the others may know of its events in a timer.
    const level = entry.facts.fromInterrupts && hasHandler(file) ? 'hardirq' : levelOf(entry);
    if (level !== undefined) return { level, entry };
  }
  return undefined;
}

function hasHandler(file: FileAnalysis): boolean {
  return file.functions.some(({ fn }) => file.entryOf(fn.name).callbacks.some((entry) => levelOf(entry) === 'hardirq'));
}

/** The interrupt that such a callback runs in; undefined: none. */
export function levelOf({ facts: { context } }: CallbackEntry): IrqLevel | undefined {
  if (context === 'nmi' || context === 'hardirq' || context === 'softirq') return context;
  return context === 'hardirq-threaded' ? 'hardirq' : undefined;
}

/** How the places of a file that take a class leave interrupts: nearly all off, and where they save the state first. */
export interface IrqHabit {
  /** Distinct places that turn them off with the lock. */
  readonly off: number;
  /** A place whose author did not know the state, and saved it. */
  readonly saving: LockUse | undefined;
  /** Distinct places that leave them as they are. */
  readonly plain: number;
}

const HABITS = new WeakMap<FileAnalysis, ReadonlyMap<string, IrqHabit>>();

export function irqHabits(file: FileAnalysis): ReadonlyMap<string, IrqHabit> {
  const known = HABITS.get(file);
  if (known !== undefined) return known;
  const habits = new Map<string, IrqHabit>();
  for (const [name, uses] of lockUses(file).byClass) {
    const off = new Set<string>();
    const plain = new Set<string>();
    let saving: LockUse | undefined;
    for (const use of uses) {
      const [place] = use.event.chain;
      if (use.event.chain.length > 1 || place === undefined || use.acquire.try || use.acquire.transient) continue;
      const { context } = use.event;
      const key = `${place.function} ${place.span.start}`;
      if (context.irq.kind === 'off') off.add(key);
      else plain.add(key);
      if (context.saves.some((save) => save.where.span.start === place.span.start)) saving ??= use;
    }
    habits.set(name, { off: off.size, saving, plain: plain.size });
  }
  HABITS.set(file, habits);
  return habits;
}

/** Proof that interrupts of the level can arrive at an event whose own function did not turn them off. */
export function openAt(
  file: FileAnalysis,
  fn: FunctionAnalysis,
  event: AnalysisEvent,
  level: IrqLevel,
): OpenProof | undefined {
  const { context, happening } = event;
  // Taking back what the caller holds: in the state the caller took it in.
  if (
    happening.kind === 'acquire' &&
    context.released.some((r) => !r.own && classOrMember(r.lock) === classOrMember(happening.lock))
  )
    return undefined;
  // Nothing keeps an NMI out.
  if (level === 'nmi') return { kind: 'always' };
  if ((context.irq.kind !== 'entry' && context.irq.kind !== 'on') || !innerLeavesOpen(file, event)) return undefined;
  if (level === 'softirq' && ((context.counts.bh?.depth ?? 0) > 0 || context.held.some((h) => h.kind === 'rcu_bh')))
    return undefined;
  const { callbacks } = file.entryOf(fn.fn.name);
  const [first] = callbacks;
  if (first !== undefined) {
    const open = callbacks.every(
      ({ facts: { irqs, context: at } }) =>
        (irqs === 'on' &&
          (at === 'task' ||
            at === 'irq-thread' ||
            (level === 'hardirq' && (at === 'softirq' || at === 'bh-kthread')))) ||
        // By contract: callers have interrupts on and off.
        (irqs === 'any' && at === 'no-sleep'),
    );
    if (open && !mayBeBottomHalf(file, callbacks)) return { kind: 'entry', entry: first };
    return undefined;
  }
  const setup = fn.fn.attributes.find((word) => word === '__init' || word === '__exit');
  if (setup !== undefined) return { kind: 'setup', word: setup };
  return (
    sleepsAtEntryState(fn, event, file.engine.directReclaim) ??
    enablesOutright(fn, event) ??
    calleeEnables(file, fn, event)
  );
}

/** The function, or a callee, turns interrupts on without having saved their state: it counts on their having been on. */
function enablesOutright(fn: FunctionAnalysis, event: AnalysisEvent): OpenProof | undefined {
  for (const other of [...fn.events, ...fn.exits]) {
    const { irq, saves } = other.context;
    if (irq.kind !== 'on' || irq.assumed === true || saves.length > 0 || other.stale || other.openDecisions > 0)
      continue;
    if (irq.found === 'off' || isWithoutCallersLock(fn, other)) continue;
    if (other.conditions.some((c) => c.term.kind === 'query' || contradicts(c, event))) continue;
    return { kind: 'enables', where: irq.where };
  }
  return undefined;
}

/** With a lock of the caller's dropped: that says nothing of how the function was entered, with the lock and maybe interrupts off. */
function isWithoutCallersLock(fn: FunctionAnalysis, { context }: { readonly context: Context }): boolean {
  return (
    context.released.some((released) => !released.own) ||
    fn.fn.annotations.some(({ kind }) => kind === 'must_hold' || kind === 'releases')
  );
}

/** Work of a file that queues to a bottom-half work queue (kernel/workqueue.c: WQ_BH, 6.9) may be a softirq. */
function mayBeBottomHalf({ source }: FileAnalysis, callbacks: readonly CallbackEntry[]): boolean {
  return (
    callbacks.some((c) => c.what === 'work function') &&
    /\bsystem_bh_(?:highpri_)?wq\b|\bWQ_BH\b/.test(source?.text ?? '')
  );
}

/** The function sleeps, on a way its caller cannot exclude, with interrupts as they were at entry. */
function sleepsAtEntryState(fn: FunctionAnalysis, event: AnalysisEvent, directReclaim: bigint): OpenProof | undefined {
  let best: AnalysisEvent | undefined;
  for (const other of fn.events) {
    const { happening, context } = other;
    if (!certainlySleeps(other, happening, directReclaim)) continue;
    if (other.stale || other.openDecisions > 0 || context.irq.kind !== 'entry') continue;
    if (Object.values(context.counts).some((c) => c.depth !== 0)) continue;
    if (isWithoutCallersLock(fn, other)) continue;
    if (other.conditions.some((c) => c.term.kind === 'query' || contradicts(c, event))) continue;
    if (best === undefined || other.chain.length < best.chain.length) best = other;
  }
  const where = best?.chain[0];
  return best === undefined || where === undefined ? undefined : { kind: 'sleeps', event: best, where };
}

/**
 * Sleeps whatever its caller passed: by itself, or by flags that are known to block. That a caller may have turned page faults
 * off says nothing of interrupts: a copy from or to user space is made with them on.
 */
function certainlySleeps(event: AnalysisEvent, happening: Happening, directReclaim: bigint): boolean {
  if (happening.kind === 'schedule') return event.when === true;
  if (happening.kind !== 'sleep' && happening.kind !== 'allocate') return false;
  if (happening.kind === 'allocate' || happening.gfp !== undefined)
    return event.gfp !== undefined && (event.gfp.ones & directReclaim) !== 0n;
  return (
    happening.unless !== 'in-interrupt' && event.when !== false && (happening.when === undefined || event.when === true)
  );
}

/** The two need opposite answers of the caller. */
function contradicts(condition: Condition, event: AnalysisEvent): boolean {
  return event.conditions.some((c) => c.term === condition.term && c.holds !== condition.holds);
}

/** No callee on the way to the event turns interrupts or bottom halves off first. */
function innerLeavesOpen(file: FileAnalysis, event: AnalysisEvent): boolean {
  for (let chain = event.chain.slice(1); chain.length > 0; chain = chain.slice(1)) {
    const inner = chain[0] === undefined ? undefined : file.analysisOf(chain[0].function);
    const below = inner?.events.filter((e) => e.happening.kind === 'acquire' && samePlaces(e.chain, chain)) ?? [];
    const open = below.every((e) => e.context.irq.kind === 'entry' && (e.context.counts.bh?.depth ?? 0) <= 0);
    if (below.length === 0 || !open) return false;
  }
  return true;
}

/** The same inside a callee that drops and retakes its caller's lock by the _irq forms. */
function calleeEnables(file: FileAnalysis, fn: FunctionAnalysis, event: AnalysisEvent): OpenProof | undefined {
  for (const other of fn.events) {
    if (other.context.irq.kind !== 'unknown' || other.chain.length < 2 || other.stale || other.openDecisions > 3)
      continue;
    if (isWithoutCallersLock(fn, other)) continue;
    const chain = other.chain.slice(1);
    const inner = chain[0] === undefined ? undefined : file.analysisOf(chain[0].function);
    const below = inner?.events.find((e) => e.context.irq.kind === 'on' && !e.stale && samePlaces(e.chain, chain));
    if (below?.context.irq.kind !== 'on' || below.context.irq.found === 'off') continue;
    if (other.conditions.some((c) => contradicts(c, event))) continue;
    return { kind: 'enables', where: below.context.irq.where };
  }
  return undefined;
}

function samePlaces(a: readonly Place[], b: readonly Place[]): boolean {
  return a.length === b.length && a.every((p, i) => b[i] !== undefined && samePlace(p, b[i]));
}
