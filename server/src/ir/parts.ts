/** The direct operands of an expression, and the root of a place, for whoever walks expression trees. */
import type { Expression } from './ir';

/** Operands in source order; [] for leaves. */
export function expressionParts(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case 'field':
      return [expression.base];
    case 'deref':
      return [expression.pointer];
    case 'index':
      return [expression.base, expression.index];
    case 'address':
      return [expression.of];
    case 'unary':
    case 'cast':
      return [expression.operand];
    case 'binary':
      return [expression.left, expression.right];
    case 'conditional':
      return [expression.condition, expression.then, expression.else];
    case 'container':
      return [expression.pointer];
    case 'aggregate':
      return expression.parts.map((part) => part.value);
    default:
      return [];
  }
}

/** What a place is a part of: the variable, global or pointer's target that its members and elements lie in. */
export function rootOf(place: Expression): Expression {
  let at = place;
  while (at.kind === 'field' || at.kind === 'index' || at.kind === 'cast')
    at = at.kind === 'cast' ? at.operand : at.base;
  return at;
}
