/**
 * Which contexts reach a place of a function: a query for people who read the code there. Solves the one function again,
 * watched, with what its callees' summaries say; nothing of the result is kept.
 */
import type { Span } from '../base/span';
import { spanContains } from '../base/span';
import type { CallStep, Step } from '../ir/ir';
import type { FileAnalysis, FunctionAnalysis } from './analyse';
import type { Context } from './context';
import { entryState } from './entryState';
import { solveFunction } from './solver';

export interface StepContexts {
  /** The innermost step that holds the offset, in absolute offsets. */
  readonly span: Span;
  /** Contexts that reach the step and that leave it, each once, in the order they were found. */
  readonly before: readonly Context[];
  readonly after: readonly Context[];
}

/** undefined: no step is at `offset` (an absolute one), or the function is not of the checked file. */
export function contextsAt(file: FileAnalysis, fn: FunctionAnalysis, offset: number): StepContexts | undefined {
  const span = innermostStep(fn, offset);
  if (span === undefined || fn.file !== '') return undefined;
  // A macro's steps share its range: it begins with the first of them and ends with the last.
  const own = fn.fn.blocks
    .flatMap((block) => block.steps)
    .filter((step) => sameSpan(step.span, span) && step.kind !== 'declare');
  const first = own[0];
  const last = own.at(-1);
  const before = new Set<Context>();
  const after = new Set<Context>();
  solveWatched(file, fn, (step, context, states) => {
    if (step === first) before.add(context);
    if (step === last) for (const state of states) after.add(state.context);
  });
  return { span, before: [...before], after: [...after] };
}

/** The same for every call that is written in the function, in the order of the text. */
export function contextsOfCalls(file: FileAnalysis, fn: FunctionAnalysis): readonly StepContexts[] {
  if (fn.file !== '') return [];
  const calls = new Map<Step, { readonly before: Set<Context>; readonly after: Set<Context> }>();
  for (const step of fn.fn.blocks.flatMap((block) => block.steps).filter(isWrittenCall))
    calls.set(step, { before: new Set(), after: new Set() });
  solveWatched(file, fn, (step, context, states) => {
    const known = calls.get(step);
    known?.before.add(context);
    for (const state of states) known?.after.add(state.context);
  });
  return [...calls]
    .map(([{ span }, { before, after }]) => ({ span, before: [...before], after: [...after] }))
    .sort((a, b) => a.span.start - b.span.start);
}

function isWrittenCall(step: Step): step is CallStep {
  return step.kind === 'call' && step.origin !== 'implicit';
}

function solveWatched(
  file: FileAnalysis,
  fn: FunctionAnalysis,
  observe: NonNullable<Parameters<typeof solveFunction>[0]['observe']>,
): void {
  solveFunction({
    engine: file.engine,
    fn: fn.fn,
    file: fn.file,
    graph: file.graphOf(fn.fn),
    bounds: file.bounds,
    start: entryState(file.engine, fn.fn, fn.file),
    lineOf: () => undefined,
    observe,
  });
}

/** Calls before anything else: an assignment's range holds the call whose value it takes. */
function innermostStep(fn: FunctionAnalysis, offset: number): Span | undefined {
  let best: Step | undefined;
  for (const block of fn.fn.blocks) {
    for (const step of block.steps) {
      if (step.kind === 'declare' || step.origin === 'implicit' || !spanContains(step.span, offset)) continue;
      if (best === undefined || length(step.span) < length(best.span)) best = step;
    }
  }
  return best?.span;
}

const length = (span: Span): number => span.end - span.start;
const sameSpan = (a: Span, b: Span): boolean => a.start === b.start && a.end === b.end;
