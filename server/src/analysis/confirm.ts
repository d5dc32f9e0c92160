/**
 * Looks again, without joining states, for one path to an event or exit whose first path went through joined states: a
 * finding needs an explicit feasible path. Bounded; not found within the bound means not confirmed.
 */
import type { FileAnalysis, FunctionAnalysis } from './analyse';
import { reaching } from './cfg';
import { entryState } from './entryState';
import { happeningKey } from './eventLog';
import type { AnalysisEvent, Exit } from './events';
import { type SolverBounds, solveFunction } from './solver';

const SEARCH: SolverBounds = { perContext: 48, contexts: 64, visits: 4000 };

/** The event on an explicit path, all the way down its call chain; undefined: none was found. */
export function confirmEvent(
  file: FileAnalysis,
  fn: FunctionAnalysis,
  event: AnalysisEvent,
): AnalysisEvent | undefined {
  const own = event.merged ? searchEvent(file, fn, event) : event;
  if (own === undefined || own.stale) return undefined;
  let chain = event.chain.slice(1);
  while (chain.length > 0) {
    const inner = chain[0] === undefined ? undefined : file.analysisOf(chain[0].function);
    if (inner === undefined) break;
    const below = innerEvent(inner, event, chain);
    if (below !== undefined && (below.merged ? searchEvent(file, inner, below) : below) === undefined) return undefined;
    chain = chain.slice(1);
  }
  return own;
}

/** The callee's own event that an event of its caller came from. */
export function innerEvent(
  inner: FunctionAnalysis,
  event: AnalysisEvent,
  chain: AnalysisEvent['chain'],
): AnalysisEvent | undefined {
  const candidates = inner.events.filter((e) => e.happening.kind === event.happening.kind && sameChain(e.chain, chain));
  return candidates.find((e) => !e.merged) ?? candidates[0];
}

function sameChain(a: AnalysisEvent['chain'], b: AnalysisEvent['chain']): boolean {
  return (
    a.length === b.length &&
    a.every(
      (p, i) => p.function === b[i]?.function && p.span.start === b[i]?.span.start && p.span.end === b[i]?.span.end,
    )
  );
}

function searchEvent(file: FileAnalysis, fn: FunctionAnalysis, wanted: AnalysisEvent): AnalysisEvent | undefined {
  const call = wanted.chain[0];
  if (call === undefined) return undefined;
  const start = call.span.start + fn.fn.span.start;
  const targets = fn.fn.blocks.flatMap((block, index) =>
    block.steps.some((s) => s.kind === 'call' && s.span.start === start) ? [index] : [],
  );
  const key = happeningKey(wanted.happening);
  let found: AnalysisEvent | undefined;
  search(file, fn, targets, (event) => {
    if (event === undefined || event.merged || event.stale || event.context !== wanted.context) return false;
    if (happeningKey(event.happening) !== key || !sameChain(event.chain, wanted.chain)) return false;
    found = event;
    return true;
  });
  return found;
}

/** An exit that `accepts`, on an explicit path. */
export function confirmExit(
  file: FileAnalysis,
  fn: FunctionAnalysis,
  wanted: Exit,
  accepts: (exit: Exit) => boolean,
): Exit | undefined {
  if (!wanted.merged && !wanted.stale && accepts(wanted)) return wanted;
  const start = wanted.span.start + fn.fn.span.start;
  const targets = fn.fn.blocks.flatMap((block, index) =>
    block.end.kind === 'return' && block.end.span.start === start ? [index] : [],
  );
  let found: Exit | undefined;
  search(file, fn, targets, (_event, exit) => {
    if (exit === undefined || exit.merged || exit.stale || !accepts(exit)) return false;
    found = exit;
    return true;
  });
  return found;
}

function search(
  file: FileAnalysis,
  fn: FunctionAnalysis,
  targets: readonly number[],
  until: (event: AnalysisEvent | undefined, exit: Exit | undefined) => boolean,
): void {
  const graph = file.graphOf(fn.fn);
  solveFunction({
    engine: file.engine,
    fn: fn.fn,
    file: fn.file,
    graph,
    bounds: SEARCH,
    start: entryState(file.engine, fn.fn, fn.file),
    lineOf: () => undefined,
    slice: fn.slice,
    guide: { allowed: reaching(graph, targets) },
    until,
  });
}
