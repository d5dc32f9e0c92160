/** The state a function starts in: parameters as terms, and what its annotations say is held. */
import type { FunctionIr } from '../ir/ir';
import { acquireLock } from './contextOps';
import type { Engine } from './engine';
import { type EvaluationScope, evaluate, typeOf } from './evaluate';
import { lockRef } from './locks';
import type { Cell, State } from './state';
import { TermMap } from './termMap';

/** How the place is called where a function says of a lock that it releases it. */
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
    seqReads: new TermMap(),
    open: 0,
    cycled: new Set(),
    kept: new Set(),
    told: -1,
    loops: new Map(),
    result: undefined,
  };
  const scope: EvaluationScope = {
    factory,
    declarations: engine.declarations,
    fn,
    constant: (name) => engine.constant(name),
    globalName: (name) => engine.globalName(name),
  };
  for (const annotation of fn.annotations) {
    if ((annotation.kind !== 'must_hold' && annotation.kind !== 'releases') || annotation.lock === undefined) continue;
    const type = typeOf(annotation.lock);
    const target = type.kind === 'pointer' ? type.to : type;
    const name = target.kind === 'named' ? target.name : target.kind === 'record' ? `struct ${target.tag}` : '';
    const kind = engine.facts.lockKindOfType(name);
    if (kind === undefined) continue;
    const expression =
      type.kind === 'pointer'
        ? annotation.lock
        : ({ kind: 'address', of: annotation.lock, type: { kind: 'pointer', to: type } } as const);
    const span = { start: annotation.span.start - fn.span.start, end: annotation.span.end - fn.span.start };
    state.context = acquireLock(contexts, state.context, {
      lock: lockRef(evaluate(scope, state, expression)),
      kind,
      mode: 'exclusive',
      origin: 'assumed',
      nested: false,
      trylock: false,
      flavour: 'plain',
      where: { file, function: fn.name, span, call: `__${annotation.kind}` },
    });
  }
  return state;
}
