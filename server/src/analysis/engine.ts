/** What every step of the analysis of one file in one world needs at hand. */
import type { Span } from '../base/span';
import type { CallStep, FunctionIr } from '../ir/ir';
import type { Declarations } from '../ir/types';
import type { KernelFacts } from '../kernel/api';
import type { World } from '../kernel/worlds';
import type { FlowGraph } from './cfg';
import type { ContextTable, Place } from './context';
import type { AnalysisEvent } from './events';
import type { LockRef } from './locks';
import type { State } from './state';
import type { Summary } from './summary';
import type { Term, TermFactory } from './terms';

export interface Engine {
  readonly world: World;
  readonly facts: KernelFacts;
  readonly declarations: Declarations;
  readonly factory: TermFactory;
  readonly contexts: ContextTable;
  /** The bit of __GFP_DIRECT_RECLAIM in this kernel. */
  readonly directReclaim: bigint;
  /** Values of names without a declaration (GFP names). */
  constant(name: string): bigint | undefined;
  /** What a call to a function with a body does; undefined: nothing is known of it. */
  summaryOf(name: string): Summary | undefined;
  /** Where the calls of a function may go that go through constant tables (constantTables.ts). */
  tableCalls(fn: FunctionIr): ReadonlyMap<CallStep, readonly string[]>;
  /**
   * May a callee nothing is known of drop the lock, because some function of the tree drops such a lock for its caller? Of
   * `callee` (undefined: a function of the tree, nobody knows which) nothing is known if no file of the tree defines it.
   */
  mayDrop(lock: LockRef, callee?: string): boolean;
  /** The function that a constant table of the file holds at the address. */
  functionAt(address: Term): string | undefined;
  /** The name of a global object among those of all files. */
  globalName(name: string): string;
  /** Is the function being solved further up, in a cycle of calls? Then it has a body, but no summary yet. */
  isRunning(name: string): boolean;
}

/** What a step reports; the solver adds the path. */
export type EmittedEvent = Omit<AnalysisEvent, 'path' | 'merged' | 'stale' | 'crossed'> &
  Partial<Pick<AnalysisEvent, 'stale' | 'crossed'>>;

/** One function being solved. */
export interface FunctionScope {
  readonly engine: Engine;
  readonly fn: FunctionIr;
  /** '' for the checked file. */
  readonly file: string;
  readonly graph: FlowGraph;
  readonly factory: TermFactory;
  readonly declarations: Declarations;
  constant(name: string): bigint | undefined;
  globalName(name: string): string;
  lineOf(offset: number): number | undefined;
  emit(state: State, event: EmittedEvent): void;
  /** Is an event of this key (eventLog.ts) known, so that one which is no easier to reach than `least` tells nothing new? */
  isTold(key: string, least: Omit<AnalysisEvent, 'happening' | 'chain' | 'context' | 'path'>): boolean;
  /** Counts what was not decided. */
  note(cause: string): void;
}

export function placeOf(scope: FunctionScope, span: Place['span'], call: string): Place {
  const line = scope.file === '' ? undefined : scope.lineOf(span.start);
  return {
    file: scope.file,
    function: scope.fn.name,
    span: relativeSpan(scope.fn, span),
    call,
    ...(line === undefined ? {} : { line }),
  };
}

/** Places count from the start of their function, so that results stay valid when text above it changes. */
export function relativeSpan(fn: FunctionIr, span: Span): Span {
  return { start: span.start - fn.span.start, end: span.end - fn.span.start };
}
