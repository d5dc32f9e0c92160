/** The state a function starts in: parameters as terms, and what its annotations say is held. */
import type { ContractAnnotation, Expression, FunctionIr } from '../ir/ir';
import type { LockKind } from '../kernel/effects';
import { acquireLock } from './contextOps';
import type { Engine } from './engine';
import { type EvaluationScope, evaluate, typeOf } from './evaluate';
import { type LockRef, lockRef } from './locks';
import type { Cell, State } from './state';
import { TermMap } from './termMap';

/** The spinlock in sk_lock (include/net/sock.h, 6.12). */
const SOCKET_LOCK = 'struct <anon socket_lock_t>.slock';

/** How the place is called where a function says of a lock that it releases it, and not that it takes it back. */
export const RELEASES = '__releases';

export function entryState(engine: Engine, fn: FunctionIr, file: string): State {
  const { factory, contexts } = engine;
  const memory = new TermMap<Cell>();
  for (let i = 0; i < fn.parameterCount; i++) memory.set(factory.local(i), { value: factory.param(i), weak: false });
  const state: State = {
    context: contexts.entry,
    memory,
    facts: new TermMap(),
    path: undefined,
    merged: false,
    stale: false,
    crossed: false,
    seqReads: new TermMap(),
    open: 0,
    guesses: [],
    cycled: new Set(),
    kept: new Set(),
    told: -1,
    loops: new Map(),
    turned: new Set(),
    result: undefined,
  };
  const scope: EvaluationScope = {
    factory,
    declarations: engine.declarations,
    fn,
    constant: (name) => engine.constant(name),
    globalName: (name) => engine.globalName(name),
  };
  const lockOf = ({ lock }: ContractAnnotation): LockRef | undefined => {
    if (lock === undefined) return undefined;
    const type = typeOf(lock);
    return lockRef(
      evaluate(
        scope,
        state,
        type.kind === 'pointer' ? lock : { kind: 'address', of: lock, type: { kind: 'pointer', to: type } },
      ),
    );
  };
  const takenBack = fn.annotations.filter(({ kind }) => kind === 'acquires').map((a) => lockOf(a)?.term);
  for (const annotation of fn.annotations) {
    if (annotation.kind !== 'must_hold' && annotation.kind !== 'releases') continue;
    const lock = lockOf(annotation);
    const kind = annotation.lock === undefined ? undefined : lockKindOf(engine, annotation.lock);
    // Of a socket that its user owns (lock_sock()), or of the spinlock that guards it: sparse knows one name for both.
    if (lock === undefined || kind === undefined || lock.class === SOCKET_LOCK) continue;
    const isReleased = annotation.kind === 'releases' && !takenBack.includes(lock.term);
    const span = { start: annotation.span.start - fn.span.start, end: annotation.span.end - fn.span.start };
    state.context = acquireLock(contexts, state.context, {
      lock,
      kind,
      mode: 'exclusive',
      origin: 'assumed',
      nested: false,
      trylock: false,
      flavour: 'plain',
      where: { file, function: fn.name, span, call: isReleased ? RELEASES : '__must_hold' },
    });
  }
  return state;
}

/** The kind of lock an expression stands for, or points to. */
function lockKindOf(engine: Engine, lock: Expression): LockKind | undefined {
  const type = typeOf(lock);
  const target = type.kind === 'pointer' ? type.to : type;
  const name = target.kind === 'named' ? target.name : target.kind === 'record' ? `struct ${target.tag}` : '';
  return engine.facts.lockKindOfType(name);
}
