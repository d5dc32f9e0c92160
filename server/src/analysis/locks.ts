/**
 * Lock identity. An instance is the term of its address; a class is what lockdep would take it for: the member of a record
 * (`struct zone.lock`) or a global. A lock known only as a pointer value has no class.
 * Simplification (misses): a lock reached through a pointer field is not the same as the object it points to.
 */
import type { LockKind } from '../kernel/effects';
import { printPlace, printTerm, type Term } from './terms';

export interface LockRef {
  readonly term: Term;
  /** `struct zone.lock`, `global zonelist_update_seq`; undefined: not known. */
  readonly class: string | undefined;
}

/** Kinds that a task may sleep under: what is called there concerns fewer rules, and is most of what the kernel does. */
export const SLEEPING: ReadonlySet<LockKind> = new Set<LockKind>([
  'mutex',
  'rt_mutex',
  'ww_mutex',
  'rwsem',
  'percpu_rwsem',
  'semaphore',
  'page_lock',
  'srcu',
  'rcu_tasks',
]);

/** The class of the object at an address. */
export function classOfAddress(address: Term): string | undefined {
  switch (address.kind) {
    case 'global':
      return `global ${address.name}`;
    case 'field': {
      if (address.owner === '') return undefined;
      const owner = address.owner.replace(/::<anon \d+>/g, '');
      return `${owner.startsWith('struct ') || owner.startsWith('union ') ? owner : `struct ${owner}`}.${address.name}`;
    }
    case 'element': {
      const base = classOfAddress(address.base);
      return base === undefined ? undefined : `${base}[]`;
    }
    case 'local':
      return undefined;
    default:
      return undefined;
  }
}

export function lockRef(term: Term): LockRef {
  return { term, class: classOfAddress(term) };
}

/**
 * The class, or for a lock that a member points to (`host->host_lock`) all that such members point to: one class in a driver,
 * whose objects all have theirs from one place.
 */
export function classOrMember({ term, class: class_ }: LockRef): string | undefined {
  if (class_ !== undefined || term.kind !== 'load') return class_;
  const member = classOfAddress(term.address);
  return member === undefined ? undefined : `*${member}`;
}

/** 'zone->lock': the lock as its function would write it. */
export function printLock(lock: LockRef, name: (variable: number) => string): string {
  const { term } = lock;
  if (term.kind === 'global') return term.name;
  if (term.kind === 'param') return name(term.index);
  if (term.kind === 'field' || term.kind === 'element') return readable(printPlace(term, name), lock);
  if (term.kind === 'load')
    return readable(printPlace(term.address, name), { term, class: lock.class ?? classOfAddress(term.address) });
  return readable(printTerm(term, name), lock);
}

/** Longer ways to a lock are no name for it: `ac->zonelist->_zonerefs.zone->lock` is `zone->lock`. */
const MAX_STEPS = 2;

/** A spelling with unknown parts or too many of them gives way to the class. */
function readable(text: string, lock: LockRef): string {
  const steps = text.match(/->|\./g)?.length ?? 0;
  const unclear = text.includes('container_of') || text.length > 48 || steps > MAX_STEPS;
  if (!text.includes('…') && !(unclear && lock.class !== undefined)) return text;
  if (lock.class !== undefined) return lock.class.replace(/^global /, '').replace(/^struct (\w+)\./, '$1->');
  if (text.includes('…')) return 'the lock';
  return unclear ? (/->(\w+)\)*$/.exec(text)?.[1] ?? text) : text;
}

/** The member name or global name: what two spellings of one lock share. */
export function lockName(lock: LockRef): string {
  const { term } = lock;
  if (term.kind === 'field' || term.kind === 'global') return term.name;
  return lock.class ?? `#${term.id}`;
}

/** The last part of what the lock is called in its source, by which it can be looked up; undefined: it goes by a pointer. */
export function memberName(lock: LockRef): string | undefined {
  const at = placeOf(lock);
  const name =
    at.kind === 'field'
      ? at.name
      : at.kind === 'global'
        ? at.name.split(' ', 1)[0]
        : /\w+$/.exec(lock.class ?? '')?.[0];
  return name === undefined || !NAMED_LIKE_LOCK.test(name) ? undefined : name;
}

/** Of the structure that the lock is a member of, or a pointer to it, without the word. */
export function ownerTag(lock: LockRef): string | undefined {
  const at = placeOf(lock);
  return at.kind === 'field' ? /^(?:struct )?(\w+)(?:::<anon \d+>)*$/.exec(at.owner)?.[1] : undefined;
}

/** Where the lock is, or what points to it. */
function placeOf({ term }: LockRef): Term {
  return term.kind === 'load' ? term.address : term;
}

/** Other names are too common to be looked for. */
const NAMED_LIKE_LOCK = /lock|mutex|mtx|sem/;

/**
 * Can two locks of one class by their member be of one lockdep class? Locks of a record that others embed (`sbi->pin_sem.lock`)
 * often have a class per place that embeds it: where both show that place and it differs, nothing is known.
 */
export function mayShareClass(a: Term, b: Term): boolean {
  const left = embeddingOf(a);
  const right = embeddingOf(b);
  return left === undefined || right === undefined || left === right;
}

/** `struct f2fs_sb_info.pin_sem` for a member of that member. */
function embeddingOf(lock: Term): string | undefined {
  if (lock.kind !== 'field') return undefined;
  let at = lock.base;
  while (at.kind === 'element') at = at.base;
  return at.kind === 'field' || at.kind === 'global' ? classOfAddress(at) : undefined;
}

/** Could the two be the same object? Same term: yes; different classes: no; else it cannot be said. */
export function mayBeSameLock(a: LockRef, b: LockRef): boolean {
  if (a.term === b.term) return true;
  if (a.class !== undefined && b.class !== undefined) return a.class === b.class && !a.class.startsWith('global ');
  return true;
}
