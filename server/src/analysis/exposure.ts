/**
 * Which calls of a file may happen in a context where it matters what the callee does: under a lock that spins, with
 * interrupts, softirqs or preemption off, in an RCU read side, in a callback of such a context. A rough count along the
 * control flow, before anything is solved: too deep where paths join, never a proof. It only says whose bodies in other
 * files are worth looking up.
 */
import { sameValue } from '../base/sameValue';
import type { CallStep, FileIr, FunctionIr } from '../ir/ir';
import type { CallEffects, Effect } from '../kernel/effects';
import { calledNames } from './callGraph';
import { successorsOf } from './cfg';
import { SLEEPING } from './locks';
import { calleeName } from './memberCalls';

/** Where the names of a file lead. */
export interface ExposureScope {
  /** Of a primitive with so many arguments. */
  effects(name: string, count: number): CallEffects | undefined;
  /** A body in the file or in its headers. */
  body(name: string): FunctionIr | undefined;
  /** Where a call through a member may go. */
  readonly targets: ReadonlyMap<string, readonly string[]>;
  /** Is the function registered somewhere to be called where sleeping is not allowed? */
  isCallback(name: string): boolean;
}

/** Sections inside one another are counted up to here: a loop that only takes locks ends. */
const MAX_DEPTH = 4;
const MAX_NESTING = 20;

/** Names called, directly or through bodies the file sees, where it matters; and what of the file says so. */
export interface ExposedNames {
  readonly names: ReadonlySet<string>;
  /** Per function: all that was read of it. */
  readonly skeletons: readonly string[];
  /** Per function: how deep it begins. */
  readonly starts: readonly number[];
  readonly targets: ExposureScope['targets'];
}

/** `known` is what an earlier text of the file gave with the same bodies outside it: most edits change no call. */
export function exposedNames(file: FileIr, scope: ExposureScope, known?: ExposedNames): ExposedNames {
  const skeletons = file.functions.map(skeletonOf);
  const starts = file.functions.map((fn) => startOf(fn, scope));
  const { targets } = scope;
  const isSame =
    known !== undefined &&
    sameValue(known.skeletons, skeletons) &&
    sameValue(known.starts, starts) &&
    sameValue([...known.targets], [...targets]);
  return isSame ? known : { names: new Exposure(file, scope).run(), skeletons, starts, targets };
}

const SKELETONS = new WeakMap<FunctionIr, string>();

/** The function's calls by name and number of arguments, block by block, and how its blocks hang together. */
function skeletonOf(fn: FunctionIr): string {
  const known = SKELETONS.get(fn);
  if (known !== undefined) return known;
  const blocks = fn.blocks.map(({ steps, end }) => {
    const calls = steps.flatMap((step) =>
      step.kind === 'call' ? `${calleeName(step) ?? ''}/${step.args.length}` : [],
    );
    return `${calls.join()}>${end.kind === 'return' ? 'out' : successorsOf(end).join()}`;
  });
  const skeleton = `${fn.name}:${blocks.join(';')}`;
  SKELETONS.set(fn, skeleton);
  return skeleton;
}

function startOf(fn: FunctionIr, scope: ExposureScope): number {
  const holds = fn.annotations.some(({ kind }) => kind === 'must_hold' || kind === 'releases');
  return holds || scope.isCallback(fn.name) ? 1 : 0;
}

class Exposure {
  private readonly exposed = new Set<string>();
  private readonly deltas = new Map<string, number>();

  constructor(
    private readonly file: FileIr,
    private readonly scope: ExposureScope,
  ) {}

  run(): ReadonlySet<string> {
    for (const fn of this.file.functions) this.walk(fn, 0);
    const all = new Set<string>();
    const work = [...this.exposed];
    for (let name = work.pop(); name !== undefined; name = work.pop()) {
      if (all.has(name)) continue;
      all.add(name);
      work.push(...(this.scope.targets.get(name) ?? []));
      const body = this.scope.body(name);
      if (body !== undefined) work.push(...calledNames(body));
    }
    return all;
  }

  /** By how many sections a call leaves its caller deeper (or less deep) than it was. */
  private deltaOf(call: CallStep, name: string, nesting: number): number {
    const effects = this.scope.effects(name, call.args.length);
    if (effects !== undefined) {
      const outcomes = [effects.onSuccess, effects.onFailure].map(sum);
      return sum(effects.before) + Math.max(...outcomes);
    }
    const known = this.deltas.get(name);
    if (known !== undefined) return known;
    const body = nesting > MAX_NESTING ? undefined : this.scope.body(name);
    // A cycle of calls changes nothing, as far as this count goes.
    this.deltas.set(name, 0);
    const delta = body === undefined ? 0 : this.walk(body, nesting + 1);
    this.deltas.set(name, delta);
    return delta;
  }

  /** Notes what the function calls inside sections; by how much it leaves its caller deeper. */
  private walk(fn: FunctionIr, nesting: number): number {
    const start = startOf(fn, this.scope);
    const depths: (number | undefined)[] = [start];
    const work = [0];
    let after = Number.NEGATIVE_INFINITY;
    for (let at = work.pop(); at !== undefined; at = work.pop()) {
      const block = fn.blocks[at];
      if (block === undefined) continue;
      let depth = depths[at] ?? 0;
      for (const step of block.steps) {
        const name = step.kind === 'call' ? calleeName(step) : undefined;
        if (step.kind !== 'call' || name === undefined) continue;
        if (depth > 0) this.exposed.add(name);
        depth = Math.min(depth + this.deltaOf(step, name, nesting), MAX_DEPTH);
      }
      if (block.end.kind === 'return') after = Math.max(after, depth);
      for (const next of successorsOf(block.end)) {
        const before = depths[next];
        if (before !== undefined && before >= depth) continue;
        depths[next] = depth;
        work.push(next);
      }
    }
    return after === Number.NEGATIVE_INFINITY ? 0 : after - start;
  }
}

function sum(effects: readonly Effect[]): number {
  return effects.reduce((total, effect) => total + weightOf(effect), 0);
}

function weightOf(effect: Effect): number {
  switch (effect.kind) {
    case 'acquire':
      return SLEEPING.has(effect.lockKind) ? 0 : 1;
    case 'release':
      return SLEEPING.has(effect.lockKind) ? 0 : -1;
    case 'irq':
      return effect.action === 'disable' || effect.action === 'save' ? 1 : -1;
    case 'count':
      return effect.counter === 'preempt' || effect.counter === 'bh' ? effect.delta : 0;
    case 'seq':
      return effect.action === 'write-begin' ? 1 : effect.action === 'write-end' ? -1 : 0;
    case 'assert-held':
      return effect.not === true || (effect.lockKind !== undefined && SLEEPING.has(effect.lockKind)) ? 0 : 1;
    case 'assert-context':
      return effect.what === 'irqs-off' || effect.what === 'preempt-off' || effect.what === 'in-hardirq' ? 1 : 0;
    default:
      return 0;
  }
}
