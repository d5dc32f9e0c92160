/**
 * Results of earlier runs in one world, for reuse when a function and the summaries it asked for are unchanged. Holds the
 * term and context tables too, because results are only comparable within them. Owned by workspace/, cleared when it grows.
 */
import type { FunctionIr } from '../ir/ir';
import { ContextTable } from './context';
import type { FunctionAnalysis } from './functionAnalysis';
import { TermFactory } from './terms';

export interface MemoEntry {
  readonly analysis: FunctionAnalysis;
  /** Summaries asked for while solving: name to hash, '' if there was none. */
  readonly asked: ReadonlyMap<string, string>;
}

/** 'first': a member of a cycle of calls, with the calls inside the cycle left out. */
export type Look = 'whole' | 'first';

const MAX_TERMS = 400_000;

export class AnalysisMemo {
  factory = new TermFactory();
  contexts = new ContextTable();
  private byIdentity: Record<Look, WeakMap<FunctionIr, MemoEntry>> = { whole: new WeakMap(), first: new WeakMap() };
  private byKey = new Map<string, MemoEntry>();

  get(fn: FunctionIr, key: string | undefined, look: Look): MemoEntry | undefined {
    return this.byIdentity[look].get(fn) ?? (key === undefined ? undefined : this.byKey.get(look + key));
  }

  set(fn: FunctionIr, key: string | undefined, look: Look, entry: MemoEntry): void {
    this.byIdentity[look].set(fn, entry);
    if (key !== undefined) this.byKey.set(look + key, entry);
  }

  /** Starts afresh once the tables are large; called between runs only. */
  trim(): void {
    if (this.factory.size < MAX_TERMS && this.byKey.size < 20_000) return;
    this.factory = new TermFactory();
    this.contexts = new ContextTable();
    this.byIdentity = { whole: new WeakMap(), first: new WeakMap() };
    this.byKey = new Map();
  }
}
