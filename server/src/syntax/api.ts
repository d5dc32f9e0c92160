/**
 * What syntax/ offers to the rest: masked text with marks, and trees. Trees never leave ir/ and syntax/.
 */
import type { Span } from '../base/span';

/** What the preprocessor knows of a configuration. Facts come from kernel/ (worlds, config) and the tree's .config. */
export interface PreprocessorFacts {
  /** Identifies the configuration; texts masked with equal ids are equal. */
  readonly id: string;
  /** Is NAME defined? undefined: not known. */
  isDefined(name: string): boolean | undefined;
  /** The integer value of NAME in an #if expression; undefined: not known. */
  valueOf(name: string): bigint | undefined;
}

/**
 * How macros are spelled for the parser: grammars/dialect.json has this shape. Names may end in `*` as a prefix pattern.
 * No kernel meaning here: what a macro does is in kernel/.
 */
export interface Dialect {
  /** Attribute-like words without arguments: blanked. */
  readonly attributes: readonly string[];
  /** Attribute-like words with arguments: blanked with their parentheses. */
  readonly attributeCalls: readonly string[];
  /** Of attributeCalls, those that are contracts: kept as marks. */
  readonly contracts: readonly string[];
  /** Loop macros (`for_each_*`, `list_for_each_entry*`): become `while` of equal length. */
  readonly loops: readonly string[];
  /** Scope macros (`scoped_guard`, ...): become `while`/`if` of equal length. */
  readonly scopes: readonly string[];
  /** Macros with type arguments: name -> indices of the arguments that are types (from 0). */
  readonly typeArguments: Readonly<Record<string, readonly number[]>>;
  /** Top-level or local macros that declare an object: name -> how. */
  readonly declarations: Readonly<Record<string, DeclarationMacro>>;
  /** Top-level macro calls that declare nothing of interest (EXPORT_SYMBOL*, MODULE_*, ...): blanked with arguments. */
  readonly toplevelCalls: readonly string[];
}

/** How a declaration macro reads as C. Argument numbers count from 0. */
export interface DeclarationMacro {
  readonly name: number;
  /** The C type, or the number of the argument that is the type. */
  readonly type: string | number;
  readonly perCpu?: true;
  readonly static?: true;
  /** True where the macro heads a function definition (SYSCALL_DEFINEn): arguments are (type, name) pairs. */
  readonly function?: true;
}

/** What the mask replaced, for the lowering. `span` is in the shared offsets of original and masked text. */
export type Mark =
  | { readonly kind: 'attribute'; readonly span: Span; readonly word: string }
  | { readonly kind: 'contract'; readonly span: Span; readonly word: string; readonly argument: string }
  /** A loop macro: `span` covers its name; in the masked text a `while` statement starts there. */
  | { readonly kind: 'loop'; readonly span: Span; readonly macro: string }
  /** A scope macro: likewise. */
  | { readonly kind: 'scope'; readonly span: Span; readonly macro: string }
  /** `span` covers the type text that became one identifier. */
  | { readonly kind: 'type-argument'; readonly span: Span; readonly type: string }
  /** A declaration macro: `span` covers the whole call. */
  | { readonly kind: 'declaration'; readonly span: Span; readonly macro: string; readonly args: readonly Span[] }
  /** Any other call that was blanked. */
  | { readonly kind: 'blanked-call'; readonly span: Span; readonly name: string };

export interface MaskedText {
  readonly original: string;
  /** Same length as `original`. */
  readonly text: string;
  /** Sorted by span.start. */
  readonly marks: readonly Mark[];
  /** Lines of `#if` groups that are inactive, as spans; directives themselves included. */
  readonly inactive: readonly Span[];
  /** `#define`s of the active text in order (for expansion), and `#include`s. */
  readonly defines: readonly { readonly span: Span; readonly name: string; readonly params?: readonly string[]; readonly body: string }[];
  readonly undefs: readonly { readonly span: Span; readonly name: string }[];
  readonly includes: readonly { readonly path: string; readonly angled: boolean; readonly span: Span }[];
}
