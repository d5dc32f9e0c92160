/** Ways that hang on a global, which may say for which of several set-ups they are. */
import type { Expression } from '../ir/ir';
import { expressionParts } from '../ir/parts';
import type { FileAnalysis, FunctionAnalysis } from './analyse';
import type { AnalysisEvent } from './events';
import { decisionsOf } from './report';

/**
 * Does the function's way to the event test a global? That it comes there in just this set-up is for its own file to say, and
 * not for who looks on from another one.
 */
export function hangsOnSwitch(file: FileAnalysis, fn: FunctionAnalysis, event: AnalysisEvent | undefined): boolean {
  const tested = new Set(decisionsOf(file, fn, event?.path).map(({ span }) => span.start));
  return fn.fn.blocks.some(
    ({ end }) => end.kind === 'branch' && tested.has(end.span.start) && readsGlobal(end.condition),
  );
}

function readsGlobal(expression: Expression): boolean {
  if (expression.kind === 'address') return false;
  return expression.kind === 'global' || expressionParts(expression).some(readsGlobal);
}
