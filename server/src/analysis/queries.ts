/** in_atomic(), irqs_disabled() and the like: what the context at hand answers. */
import type { ContextFact } from '../kernel/contexts';
import { atomicReasons } from './atomic';
import type { Context } from './context';
import type { FunctionScope } from './engine';
import type { Term } from './terms';

/** The truth of a query term (or its negation) in a context; undefined: no query, or not known. */
export function judgeQuery(scope: FunctionScope, context: Context, term: Term): boolean | undefined {
  if (term.kind === 'unary' && term.operator === '!') {
    const inner = judgeQuery(scope, context, term.operand);
    return inner === undefined ? undefined : !inner;
  }
  if (term.kind !== 'query') return undefined;
  const predicate = scope.engine.facts.contextPredicate(term.name);
  if (predicate === undefined) return undefined;
  // "zero means X": if X is known not to hold, it is not zero.
  if (predicate.whenNot.some((fact) => contradicts(scope, context, fact))) return true;
  if (predicate.when.some((fact) => contradicts(scope, context, fact))) return false;
  return undefined;
}

/** Is the statement known to be false in this context? Only what the function did itself counts. */
function contradicts(scope: FunctionScope, context: Context, fact: ContextFact): boolean {
  const atomic = (): boolean => atomicReasons(scope.engine, context).length > 0;
  switch (fact) {
    case 'irqs-on':
      return context.irq.kind === 'off';
    case 'irqs-off':
      return context.irq.kind === 'on';
    case 'not-atomic':
    case 'preemptible':
    case 'preempt-on':
      return atomic();
    case 'not-in-interrupt':
    case 'not-in-softirq-nor-bh-off':
      return (context.counts.bh?.depth ?? 0) > 0;
    case 'not-rcu-read':
      return context.held.some((h) => h.kind === 'rcu');
    case 'pagefault-on':
      return (context.counts.pagefault?.depth ?? 0) > 0;
    default:
      return false;
  }
}
