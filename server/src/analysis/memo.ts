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

const MAX_TERMS = 400_000;

export class AnalysisMemo {
  factory = new TermFactory();
  contexts = new ContextTable();
  private byIdentity = new WeakMap<FunctionIr, MemoEntry>();
  private byKey = new Map<string, MemoEntry>();

  get(fn: FunctionIr, key: string | undefined): MemoEntry | undefined {
    return this.byIdentity.get(fn) ?? (key === undefined ? undefined : this.byKey.get(key));
  }

  set(fn: FunctionIr, key: string | undefined, entry: MemoEntry): void {
    this.byIdentity.set(fn, entry);
    if (key !== undefined) this.byKey.set(key, entry);
  }

  /** Starts afresh once the tables are large; called between runs only. */
  trim(): void {
    if (this.factory.size < MAX_TERMS && this.byKey.size < 20_000) return;
    this.factory = new TermFactory();
    this.contexts = new ContextTable();
    this.byIdentity = new WeakMap();
    this.byKey = new Map();
  }
}
