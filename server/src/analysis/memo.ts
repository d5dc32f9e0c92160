/**
 * Results of earlier runs, for reuse when a function and all that its solution asked for are unchanged: in the same world, or
 * in another one that answers the same. Holds the term and context tables too, because results are only comparable within
 * them. Owned by workspace/, cleared when it grows.
 */
import type { FunctionIr } from '../ir/ir';
import type { Declarations } from '../ir/types';
import type { World } from '../kernel/worlds';
import type { Asked } from './asked';
import type { FlowGraph } from './cfg';
import { ContextTable } from './context';
import type { ExposedNames } from './exposure';
import type { FunctionAnalysis } from './functionAnalysis';
import type { LastRun } from './lastRun';
import { TermFactory } from './terms';

export interface MemoEntry {
  readonly analysis: FunctionAnalysis;
  readonly asked: Asked;
  /** Do the primitives have the effects that were asked for in this world? Tables never change: each world is asked once. */
  readonly effectsHold: Map<World, boolean>;
}

/** 'first': a member of a cycle of calls, with the calls inside the cycle left out. */
export type Look = 'whole' | 'first';

const MAX_TERMS = 500_000;
const MAX_ENTRIES = 4;

export class AnalysisMemo {
  factory = new TermFactory();
  contexts = new ContextTable();
  readonly graphs = new WeakMap<FunctionIr, FlowGraph>();
  /** What a primitive does, as a text, by name, number of arguments and world. */
  readonly effectKeys = new Map<string, string>();
  /** Of the last text of a file with these declarations. */
  readonly exposed = new WeakMap<Declarations, ExposedNames>();
  /** Over a file with these declarations. */
  lastRuns = new WeakMap<Declarations, LastRun>();
  /** One entry per world that needed one. */
  private byIdentity: Record<Look, WeakMap<FunctionIr, readonly MemoEntry[]>> = tables();

  get(fn: FunctionIr, look: Look): readonly MemoEntry[] {
    return this.byIdentity[look].get(fn) ?? [];
  }

  /** The newest few stay: what a function was in each world. */
  set(fn: FunctionIr, look: Look, entry: MemoEntry): void {
    this.byIdentity[look].set(fn, [entry, ...this.get(fn, look)].slice(0, MAX_ENTRIES));
  }

  /** Starts afresh once the tables are large; called between runs only. */
  trim(): void {
    if (this.factory.size < MAX_TERMS) return;
    this.factory = new TermFactory();
    this.contexts = new ContextTable();
    this.byIdentity = tables();
    this.lastRuns = new WeakMap();
  }
}

function tables(): Record<Look, WeakMap<FunctionIr, readonly MemoEntry[]>> {
  return { whole: new WeakMap(), first: new WeakMap() };
}
