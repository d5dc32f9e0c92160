/** Calls of which only the type is known, and which are handed GFP flags: what flags allow, the callee may do. */
import type { CallStep, Expression } from '../ir/ir';
import type { CType, Declarations } from '../ir/types';
import { onlyReadsFlags } from '../kernel/inert';
import { resolveType, typeOf } from './evaluate';

/** The position of the argument that the callee takes as a gfp_t; undefined: it takes none. */
export function gfpArgumentOf(declarations: Declarations, { callee, args }: CallStep): number | undefined {
  if (typeof callee === 'string' && onlyReadsFlags(callee)) return undefined;
  const type =
    typeof callee === 'string' ? declarations.functionType(callee) : functionOf(declarations, typeOf(callee));
  const index = type?.params.findIndex((param) => param.kind === 'named' && param.name === 'gfp_t') ?? -1;
  return index < 0 || index >= args.length ? undefined : index;
}

/** The value of flags that are spelled out; undefined: something else says which they are. */
export function writtenFlags(expression: Expression): bigint | undefined {
  switch (expression.kind) {
    case 'integer':
      return expression.value;
    case 'cast':
      return writtenFlags(expression.operand);
    case 'unary': {
      const operand = expression.operator === '~' ? writtenFlags(expression.operand) : undefined;
      return operand === undefined ? undefined : ~operand;
    }
    case 'binary': {
      const left = writtenFlags(expression.left);
      const right = writtenFlags(expression.right);
      if (left === undefined || right === undefined) return undefined;
      return expression.operator === '|' ? left | right : expression.operator === '&' ? left & right : undefined;
    }
    default:
      return undefined;
  }
}

function functionOf(declarations: Declarations, type: CType): Extract<CType, { kind: 'function' }> | undefined {
  const resolved = resolveType(declarations, type);
  if (resolved.kind === 'pointer') return functionOf(declarations, resolved.to);
  return resolved.kind === 'function' ? resolved : undefined;
}
