/**
 * May a function leave its caller in another context than it found? A rough count along the control flow, before anything is
 * solved: what is taken counts up, what is dropped counts down, whatever it is and whichever way a decision goes. It only says
 * how a function is solved first (analyse.ts); wrong either way it costs time.
 */
import type { FunctionIr } from '../ir/ir';
import type { CallEffects, Effect } from '../kernel/effects';
import type { FlowGraph } from './cfg';
import type { Context } from './context';
import type { Engine } from './engine';
import { calleeName } from './memberCalls';
import type { Summary } from './summary';

/** Counts further apart than this are one: a loop that only takes locks ends. */
const MAX_DEPTH = 6;

const NOTHING: readonly number[] = [0];

export function seemsUnbalanced(engine: Engine, fn: FunctionIr, graph: FlowGraph): boolean {
  const depths: Set<number>[] = fn.blocks.map(() => new Set());
  depths[0]?.add(0);
  const work = [0];
  for (let at = work.pop(); at !== undefined; at = work.pop()) {
    const block = fn.blocks[at];
    if (block === undefined) continue;
    let after: ReadonlySet<number> = depths[at] ?? new Set();
    for (const step of block.steps) {
      if (step.kind !== 'call') continue;
      const name = calleeName(step);
      const deltas = name === undefined ? NOTHING : deltasOf(engine, name, step.args.length);
      if (deltas !== NOTHING) after = shifted(after, deltas);
    }
    if (block.end.kind === 'return' && [...after].some((depth) => depth !== 0)) return true;
    for (const next of graph.successors[at] ?? []) {
      const known = depths[next];
      if (known === undefined) continue;
      const { size } = known;
      for (const depth of after) known.add(depth);
      if (known.size !== size) work.push(next);
    }
  }
  return false;
}

function shifted(depths: ReadonlySet<number>, deltas: readonly number[]): Set<number> {
  const result = new Set<number>();
  for (const depth of depths)
    for (const delta of deltas) result.add(Math.max(-MAX_DEPTH, Math.min(MAX_DEPTH, depth + delta)));
  return result;
}

function deltasOf(engine: Engine, name: string, count: number): readonly number[] {
  const effects = engine.facts.callEffects(name, count, engine.world);
  if (effects !== undefined) return deltasOfEffects(effects);
  const summary = engine.summaryOf(name);
  return summary === undefined ? NOTHING : deltasOfSummary(summary);
}

const OF_EFFECTS = new WeakMap<CallEffects, readonly number[]>();

function deltasOfEffects(effects: CallEffects): readonly number[] {
  return remember(OF_EFFECTS, effects, () => {
    const before = sum(effects.before);
    return [before + sum(effects.onSuccess), before + sum(effects.onFailure)];
  });
}

const OF_SUMMARIES = new WeakMap<Summary, readonly number[]>();

function deltasOfSummary(summary: Summary): readonly number[] {
  return remember(OF_SUMMARIES, summary, () => summary.exits.map(({ context }) => depthOf(context)));
}

/** What nothing changes stays the one object that says so. */
function remember<K extends object>(
  known: WeakMap<K, readonly number[]>,
  key: K,
  make: () => readonly number[],
): readonly number[] {
  const old = known.get(key);
  if (old !== undefined) return old;
  const deltas = [...new Set(make())];
  const result = deltas.every((delta) => delta === 0) ? NOTHING : deltas;
  known.set(key, result);
  return result;
}

function depthOf({ held, released, counts, irq, seqWrites, scopes }: Context): number {
  const taken = held.filter(({ origin }) => origin === 'taken').length;
  const dropped = released.filter(({ own }) => !own).length;
  const counted = Object.values(counts).reduce((total, { depth }) => total + depth, 0);
  return taken - dropped + counted + depthOfIrq(irq) + seqWrites.length + scopes.length;
}

function depthOfIrq(irq: Context['irq']): number {
  switch (irq.kind) {
    case 'off':
      return irq.assumed === true ? 0 : 1;
    case 'on':
    case 'restored':
      return -1;
    default:
      return 0;
  }
}

function sum(effects: readonly Effect[]): number {
  return effects.reduce((total, effect) => total + weightOf(effect), 0);
}

function weightOf(effect: Effect): number {
  switch (effect.kind) {
    case 'acquire':
      return 1;
    case 'release':
      return -1;
    case 'irq':
      return effect.action === 'disable' || effect.action === 'save' ? 1 : -1;
    case 'scope':
      return effect.action === 'save' ? 1 : -1;
    case 'count':
      return effect.delta;
    case 'seq':
      return effect.action === 'write-begin' ? 1 : effect.action === 'write-end' ? -1 : 0;
    default:
      return 0;
  }
}
