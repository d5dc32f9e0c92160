/** The form of a builtin's handler. */
import type { SyntaxNode } from '../syntax/api';
import type { FunctionContext } from './context';
import type { ArgumentRange } from './expand';
import type { Expression } from './ir';

export interface BuiltinCall {
  readonly node: SyntaxNode;
  readonly name: string;
  readonly args: readonly SyntaxNode[];
  readonly ranges: readonly ArgumentRange[];
  readonly wantValue: boolean;
}

export interface BuiltinHandler {
  /** Applies even where the caller calls the name a primitive. */
  readonly overPrimitive: boolean;
  lower(cx: FunctionContext, call: BuiltinCall): Expression | undefined;
}
