/** Who could release a lock that a function leaves taken: its callers, or another function of the file. */
import { calledNames } from '../analysis/callGraph';
import type { HeldLock } from '../analysis/context';
import { rootOf } from '../analysis/contextOps';
import { lockName, ownerTag } from '../analysis/locks';
import { callsOf, spell, sureEffects } from '../analysis/shape';
import type { FunctionIr } from '../ir/ir';
import type { LockKind } from '../kernel/effects';
import type { Subject } from './rule';

/**
 * Nobody releases it: no other file can name the lock (a static object, a member of a structure that no header declares), no
 * function of the file drops one that it did not take, and none that leads here releases it after its call.
 */
export function isKeptForNobody(subject: Subject, held: HeldLock): boolean {
  return isPrivate(subject, held) && !releasedForCallers(subject, held) && !isReleasedByCallers(subject, held);
}

function isPrivate({ file }: Subject, { lock }: HeldLock): boolean {
  const root = rootOf(lock.term);
  if (root.kind === 'global') return file.file.globals.some(({ name, static: hidden }) => hidden && name === root.name);
  const tag = lock.term.kind === 'field' ? ownerTag(lock) : undefined;
  return tag !== undefined && file.definesStructure(tag);
}

/** A function that leads to this one through others of the file releases a lock of that name, or one it has no name for. */
function isReleasedByCallers(subject: Subject, held: HeldLock): boolean {
  const { functions } = subject.file.file;
  const leading = new Set([subject.fn.fn.name]);
  for (const name of leading)
    for (const caller of functions) if (calledNames(caller).has(name)) leading.add(caller.name);
  leading.delete(subject.fn.fn.name);
  const name = new RegExp(`\\b${lockName(held.lock)}\\b`);
  return functions.some(
    (fn) => leading.has(fn.name) && releasesIn(subject, fn, held.kind).some((at) => name.test(at) || /^\w*$/.test(at)),
  );
}

/** A function that calls this one drops a lock of the kind itself. */
export function isDroppedByCallers(subject: Subject, { kind }: HeldLock): boolean {
  return subject.file.file.functions.some(
    (caller) => calledNames(caller).has(subject.fn.fn.name) && releasesIn(subject, caller, kind).length > 0,
  );
}

/** What the function's own releases of locks of the kind name, as spelled. */
function releasesIn(subject: Subject, fn: FunctionIr, kind: LockKind): string[] {
  return callsOf(fn).flatMap(({ step }) =>
    sureEffects(subject.file.engine, step).flatMap((effect) => {
      if (effect.kind !== 'release' || effect.lockKind !== kind) return [];
      const arg = typeof effect.lock === 'number' ? step.args[effect.lock] : undefined;
      return [arg === undefined ? '' : spell(fn, arg)];
    }),
  );
}

/** Does a function of the file drop a lock of the class that it did not take? */
export function releasedForCallers(subject: Subject, lock: HeldLock): boolean {
  const name = lock.lock.class;
  return subject.file.functions.some((other) =>
    other.exits.some((e) =>
      e.context.released.some(
        (r) => !r.own && r.kind === lock.kind && (r.lock.class === undefined || r.lock.class === name),
      ),
    ),
  );
}
