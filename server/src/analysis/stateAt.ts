/**
 * Which contexts reach a place of a function: a query for people who read the code there. Solves the one function again,
 * watched, with what its callees' summaries say; nothing of the result is kept.
 */
import type { Span } from '../base/span';
import { spanContains } from '../base/span';
import type { Step } from '../ir/ir';
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
  solveFunction({
    engine: file.engine,
    fn: fn.fn,
    file: fn.file,
    graph: file.graphOf(fn.fn),
    bounds: file.bounds,
    start: entryState(file.engine, fn.fn, fn.file),
    lineOf: () => undefined,
    observe(step, context, states) {
      if (step === first) before.add(context);
      if (step === last) for (const state of states) after.add(state.context);
    },
  });
  return { span, before: [...before], after: [...after] };
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
