/** Functions as the machine runs them: expressions are closures over the machine, variables are slots or small objects. */

import type { Span } from '../base/span';
import type { FunctionIr, Origin, SwitchCase } from '../ir/ir';
import type { CType } from '../ir/types';
import type { ProgramUnit } from './api';
import type { Evaluator } from './evaluator';
import type { PageRole } from './pageRoles';
import type { Value } from './values';

export type Evaluate = (machine: Evaluator) => Value;

/** Where an lvalue is: a slot of the running frame, or memory (`address` gives a pointer value, perhaps unknown). */
export type Place =
  | { readonly kind: 'slot'; readonly index: number; readonly type: CType }
  | { readonly kind: 'memory'; readonly address: Evaluate; readonly type: CType; readonly bitWidth?: number };

export interface Argument {
  readonly value: Evaluate;
  /** The argument as an lvalue, for primitives that are macros: flags variables, per-CPU variables. */
  readonly place: Place | undefined;
  readonly type: CType;
}

interface CodeBase {
  readonly span: Span;
  readonly origin: Origin;
  /** Touches memory or context that others can see: a point where they may come in between. */
  readonly visible: boolean;
}

export type Code =
  | (CodeBase & {
      readonly kind: 'assign';
      readonly target: Place;
      readonly value: Evaluate;
      /** Reads memory and writes memory, as `x++` does: others can come in between. */
      readonly twofold: boolean;
    })
  | (CodeBase & {
      readonly kind: 'call';
      readonly name: string;
      readonly args: readonly Argument[];
      readonly result: number | undefined;
      readonly type: CType;
    })
  | (CodeBase & {
      readonly kind: 'indirect';
      readonly callee: Evaluate;
      readonly args: readonly Argument[];
      readonly result: number | undefined;
      readonly type: CType;
    })
  | (CodeBase & { readonly kind: 'declare'; readonly index: number })
  | (CodeBase & { readonly kind: 'asm'; readonly text: string });

export type CodeEnd =
  | { readonly kind: 'jump'; readonly to: number }
  | {
      readonly kind: 'branch';
      readonly condition: Evaluate;
      readonly then: number;
      readonly else: number;
      readonly span: Span;
    }
  | {
      readonly kind: 'switch';
      readonly value: Evaluate;
      readonly cases: readonly SwitchCase[];
      readonly default: number;
      readonly span: Span;
    }
  | { readonly kind: 'return'; readonly value: Evaluate | undefined; readonly span: Span }
  | { readonly kind: 'unreachable'; readonly span: Span };

export interface CodeBlock {
  readonly steps: readonly Code[];
  readonly end: CodeEnd;
  readonly loopHead: boolean;
  /** The end reads memory that others can see. */
  readonly endVisible: boolean;
}

export interface CompiledFunction {
  readonly pageRole: PageRole | undefined;
  readonly ir: FunctionIr;
  readonly unit: ProgramUnit;
  readonly blocks: readonly CodeBlock[];
  /** Variables that live in memory: address taken, records, arrays. */
  readonly inMemory: readonly boolean[];
}
