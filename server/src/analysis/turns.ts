/**
 * Turns of a loop that contradict each other: a lock taken on one side of a branch in one turn, and what it forbids done on
 * the other side of the same branch in a later one. Feasible only if the elements of one list differ in what the branch
 * asks, which those who built the list know and the function does not show.
 */
import type { HeldLock } from './context';
import type { AnalysisEvent, PathNode } from './events';
import type { FunctionAnalysis } from './functionAnalysis';

/** Was the lock taken on the other side of the branch that leads to the event? */
export function isOfOtherTurn(fn: FunctionAnalysis, event: AnalysisEvent, held: HeldLock): boolean {
  if (held.where.function !== fn.fn.name || held.origin !== 'taken') return false;
  const start = held.where.span.start + fn.fn.span.start;
  let last: PathNode['branch'];
  let isPast = false;
  for (let node = event.path; node !== undefined; node = node.previous) {
    isPast ||= last !== undefined && takesAt(fn, node.block, start);
    const { branch } = node;
    if (branch === undefined) continue;
    if (last === undefined) last = branch;
    else if (isPast) return branch.span.start === last.span.start && branch.taken !== last.taken;
  }
  return false;
}

function takesAt(fn: FunctionAnalysis, block: number, start: number): boolean {
  return fn.fn.blocks[block]?.steps.some((step) => step.kind === 'call' && step.span.start === start) === true;
}
