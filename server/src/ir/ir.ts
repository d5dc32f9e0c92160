/**
 * The function IR: a control-flow graph of steps over side-effect-free expression trees. One IR serves the abstract
 * solver (analysis/) and the concrete machine (machine/).
 *
 * Rules of the form:
 * - Expressions are pure. Every call, assignment, ++/-- is a step of its own; temporaries carry values between steps.
 * - `&&`, `||`, `?:` lower to branches when an operand has side effects or in a condition; else they may stay expressions.
 * - Statement expressions, do/while(0), switch, goto, loops lower to blocks; unreachable code keeps its blocks.
 * - guard(), scoped_guard() and cleanup attributes lower to explicit release calls on every exit, in reverse order.
 * - Known macros are expanded: a `macro` step marks the call as written, the expansion's steps follow with
 *   `origin: 'expansion'`. WARN_ON and BUG_ON branch: the bad side calls `__WARN` or `BUG` with origin 'expansion'.
 * - Static locals are not declared by steps; `Variable.initial` is what they hold before the first call.
 * - Every call in the original text stands exactly once with origin 'text' (or in a `mention`).
 */
import type { Span } from '../base/span';
import type { CType } from './types';

/** Index into FunctionIr.variables. */
export type VariableId = number & { readonly brand?: 'VariableId' };
/** Index into FunctionIr.blocks. */
export type BlockId = number & { readonly brand?: 'BlockId' };

export interface Variable {
  readonly name: string; // temporaries: '%1', '%2', ...
  readonly type: CType;
  readonly kind: 'parameter' | 'local' | 'static' | 'temporary';
  readonly span: Span;
  /** Of a static local: what it holds before the function first runs. No step assigns it. */
  readonly initial?: Expression;
}

export type UnaryOperator = '-' | '~' | '!';
export type BinaryOperator =
  | '+'
  | '-'
  | '*'
  | '/'
  | '%'
  | '<<'
  | '>>'
  | '&'
  | '|'
  | '^'
  | '=='
  | '!='
  | '<'
  | '<='
  | '>'
  | '>='
  | '&&'
  | '||';

/** Pure. `field` takes a place (lvalue) or a struct value; `p->f` is field(deref(p), f). */
export type Expression =
  | { readonly kind: 'integer'; readonly value: bigint; readonly type: CType; readonly spelling?: string }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'variable'; readonly id: VariableId; readonly type: CType }
  /** A global object, a function, or a name nothing is known of (an undeclared constant or macro). */
  | { readonly kind: 'global'; readonly name: string; readonly type: CType }
  | { readonly kind: 'field'; readonly base: Expression; readonly name: string; readonly type: CType }
  | { readonly kind: 'deref'; readonly pointer: Expression; readonly type: CType }
  | { readonly kind: 'index'; readonly base: Expression; readonly index: Expression; readonly type: CType }
  | { readonly kind: 'address'; readonly of: Expression; readonly type: CType }
  | { readonly kind: 'unary'; readonly operator: UnaryOperator; readonly operand: Expression; readonly type: CType }
  | {
      readonly kind: 'binary';
      readonly operator: BinaryOperator;
      readonly left: Expression;
      readonly right: Expression;
      readonly type: CType;
    }
  | {
      readonly kind: 'conditional';
      readonly condition: Expression;
      readonly then: Expression;
      readonly else: Expression;
      readonly type: CType;
    }
  | { readonly kind: 'cast'; readonly operand: Expression; readonly type: CType }
  | { readonly kind: 'sizeof'; readonly of: CType; readonly type: CType }
  | { readonly kind: 'offsetof'; readonly of: CType; readonly path: readonly string[]; readonly type: CType }
  /** container_of(pointer, record, member path): pointer arithmetic the machine can follow. */
  | {
      readonly kind: 'container';
      readonly pointer: Expression;
      readonly of: CType;
      readonly path: readonly string[];
      readonly type: CType;
    }
  /** Compound literals and initialiser lists; designators as field names or indices. */
  | { readonly kind: 'aggregate'; readonly parts: readonly AggregatePart[]; readonly type: CType }
  /** What the lowering could not express; named, so that its user can say what stopped it. */
  | { readonly kind: 'opaque'; readonly reason: string; readonly type: CType };

export interface AggregatePart {
  readonly path: readonly (string | number)[];
  readonly value: Expression;
}

/** 'text': written in the function's own source; 'expansion': from a macro; 'implicit': a guard's release and the like. */
export type Origin = 'text' | 'expansion' | 'implicit';

interface StepBase {
  /** Where in the function's file; for expansions the range of the macro call. */
  readonly span: Span;
  readonly origin: Origin;
}

export interface CallStep extends StepBase {
  readonly kind: 'call';
  /** The callee's name, or the expression of an indirect call. */
  readonly callee: string | Expression;
  readonly args: readonly Expression[];
  /** The source range of each written argument ([] for implicit calls). */
  readonly argSpans: readonly Span[];
  /** Where the callee's name stands, if not at the start of `span`: `p->ops->fn(x)`. */
  readonly nameSpan?: Span;
  /** Receives the value; absent when it is dropped. */
  readonly result?: VariableId;
  readonly type: CType;
}

export type Step =
  | CallStep
  | (StepBase & { readonly kind: 'assign'; readonly target: Expression; readonly value: Expression })
  /** A local comes to life (uninitialised); its initialiser is an assign that follows. */
  | (StepBase & { readonly kind: 'declare'; readonly variable: VariableId })
  /** A macro call as written, whose expansion follows (or which was evaluated away). */
  | (StepBase & { readonly kind: 'macro'; readonly name: string; readonly argSpans: readonly Span[] })
  /** A call in unevaluated text: sizeof(f()), typeof(f()), arguments that a macro drops. */
  | (StepBase & { readonly kind: 'mention'; readonly name: string })
  | (StepBase & { readonly kind: 'asm'; readonly text: string });

export type Terminator =
  | { readonly kind: 'jump'; readonly to: BlockId }
  | {
      readonly kind: 'branch';
      readonly condition: Expression;
      readonly then: BlockId;
      readonly else: BlockId;
      readonly span: Span;
    }
  | {
      readonly kind: 'switch';
      readonly value: Expression;
      readonly cases: readonly SwitchCase[];
      readonly default: BlockId;
      readonly span: Span;
    }
  /** Computed goto and the like: all targets possible. */
  | { readonly kind: 'return'; readonly value?: Expression; readonly span: Span }
  /** BUG(), __builtin_unreachable(), or a callee that does not return. */
  | { readonly kind: 'unreachable'; readonly span: Span };

/** Case ranges have low < high; both inclusive. */
export interface SwitchCase {
  readonly low: bigint;
  readonly high: bigint;
  readonly to: BlockId;
}

export interface Block {
  readonly steps: readonly Step[];
  readonly end: Terminator;
  /** True where a back edge of a loop enters. */
  readonly loopHead: boolean;
}

/** A contract written at the function: `__must_hold(&zone->lock)`, `__acquires(x)`, `__releases(x)`. */
export interface ContractAnnotation {
  readonly kind: 'must_hold' | 'acquires' | 'releases' | 'cond_acquires';
  /** The lock, over the function's parameters; absent if it could not be read. */
  readonly lock?: Expression;
  readonly span: Span;
}

export interface FunctionIr {
  readonly name: string;
  /** The whole definition, its name, its body with braces. */
  readonly span: Span;
  readonly nameSpan: Span;
  readonly bodySpan: Span;
  readonly returns: CType;
  /** parameters are variables[0 .. parameterCount-1] */
  readonly parameterCount: number;
  readonly variadic: boolean;
  readonly variables: readonly Variable[];
  readonly blocks: readonly Block[]; // entry is blocks[0]
  readonly static: boolean;
  readonly inline: boolean;
  readonly annotations: readonly ContractAnnotation[];
  /** Section-like words that carry facts: __init, __exit, __meminit, noinline... */
  readonly attributes: readonly string[];
}

/** A function whose text could not be lowered: counted and shown, never half-analysed. */
export interface UnloweredFunction {
  readonly name: string;
  readonly nameSpan: Span;
  readonly span: Span;
  readonly reason: string; // 'parse error at 12:3', ...
  readonly at: number; // offset of the obstacle
}

/** A named initialiser of a global: `.handler = foo` and DEFINE_TIMER(x, foo) are found here. */
export interface GlobalInitialiser {
  readonly name: string;
  readonly type: CType;
  readonly value?: Expression;
  /** The declaring macro and its argument texts, for DEFINE_*-style declarations. */
  readonly macro?: { readonly name: string; readonly args: readonly string[] };
  readonly span: Span;
  readonly perCpu: boolean;
  readonly static: boolean;
  /** The object itself is constant: `const struct ops x`, not what a pointer leads to. */
  readonly const: boolean;
}

/** Where a semicolon is missing (missing.ts). */
export interface MissingSemicolon {
  /** Offset of the last character before it, plus one. */
  readonly at: number;
  /** The function it is missing in. */
  readonly function: string;
  /** What stands before it, as written: `migrate_disable()`. */
  readonly after: string;
}

/** One translation unit lowered in one configuration. */
export interface FileIr {
  readonly functions: readonly FunctionIr[];
  readonly unlowered: readonly UnloweredFunction[];
  readonly globals: readonly GlobalInitialiser[];
  /** Semicolons the text lacks (missing.ts); absent where nobody looked. */
  readonly missing?: readonly MissingSemicolon[];
}
