/**
 * All places of a file that take a lock whose class is known, and the ordered pairs of classes they make: what rules over
 * pairs of functions look up. Computed once per analysed file; knows nothing of what is wrong with a pair.
 * Misses: locks known only as pointers have no class and make no pairs; pairs made by functions of other files.
 */
import type { FileAnalysis, FunctionAnalysis } from './analyse';
import type { HeldLock } from './context';
import { isCountedLock } from './contextOps';
import type { AnalysisEvent, Happening } from './events';
import { classOrMember } from './locks';

export type Acquire = Extract<Happening, { readonly kind: 'acquire' }>;

/** One taking of a lock, seen from the function that `event` belongs to (directly, or through the calls of its chain). */
export interface LockUse {
  readonly fn: FunctionAnalysis;
  readonly event: AnalysisEvent;
  readonly acquire: Acquire;
  /** lockdep's class as far as the text shows it: `struct zone.lock`, `global console_mutex`. */
  readonly class: string;
}

/** `second` taken while `held`, of another class, was held: an edge of the order graph. */
export interface LockPair {
  readonly held: HeldLock;
  readonly first: string;
  readonly second: LockUse;
}

export interface LockUses {
  readonly uses: readonly LockUse[];
  /** Of locks without a class that a member points to: `class` is the member's (classOrMember()). */
  readonly throughMembers: readonly LockUse[];
  /** By class. */
  readonly byClass: ReadonlyMap<string, readonly LockUse[]>;
  /** By `first > second`. */
  readonly pairs: ReadonlyMap<string, readonly LockPair[]>;
}

const KNOWN = new WeakMap<FileAnalysis, LockUses>();

export function lockUses(file: FileAnalysis): LockUses {
  const known = KNOWN.get(file);
  if (known !== undefined) return known;
  const fresh = collect(file);
  KNOWN.set(file, fresh);
  return fresh;
}

export function pairKey(first: string, second: string): string {
  return `${first} > ${second}`;
}

function collect(file: FileAnalysis): LockUses {
  const uses: LockUse[] = [];
  const throughMembers: LockUse[] = [];
  const byClass = new Map<string, LockUse[]>();
  const pairs = new Map<string, LockPair[]>();
  const { facts } = file.engine;
  for (const fn of file.functions) {
    for (const event of fn.events) {
      const { happening } = event;
      if (happening.kind !== 'acquire') continue;
      if (isCountedLock(happening.lockKind) || !facts.lockKind(happening.lockKind, file.world).tracked) continue;
      const name = classOrMember(happening.lock);
      if (name === undefined) continue;
      const use: LockUse = { fn, event, acquire: happening, class: name };
      if (happening.lock.class === undefined) {
        throughMembers.push(use);
        continue;
      }
      uses.push(use);
      push(byClass, use.class, use);
      for (const held of event.context.held) {
        const first = held.lock.class;
        if (first === undefined || first === use.class || isCountedLock(held.kind)) continue;
        if (!facts.lockKind(held.kind, file.world).tracked) continue;
        push(pairs, pairKey(first, use.class), { held, first, second: use });
      }
    }
  }
  return { uses, throughMembers, byClass, pairs };
}

function push<T>(map: Map<string, T[]>, key: string, value: T): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}
