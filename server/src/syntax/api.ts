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
  /** The number of the argument that is the array bound. */
  readonly bound?: number;
  readonly perCpu?: true;
  readonly static?: true;
  /** The macro declares and does not define (DECLARE_PER_CPU at file scope). */
  readonly extern?: true;
  /** Arguments after the name are not C expressions of this scope and are blanked instead of kept as an initialiser. */
  readonly blankRest?: true;
  /** True where the macro heads a function definition (SYSCALL_DEFINEn): arguments are (type, name) pairs. */
  readonly function?: true;
}

/**
 * A function definition found by counting braces, without the parser: the count of functions never depends on the tree.
 * All spans are in the shared offsets.
 */
export interface FunctionSpan {
  readonly name: string;
  /** From the first word of the declaration (or of the macro that heads it) to the closing brace. */
  readonly span: Span;
  readonly nameSpan: Span;
  /** Braces included. */
  readonly body: Span;
}

/** What the mask replaced, for the lowering. `span` is in the shared offsets of original and masked text. */
export type Mark =
  | { readonly kind: 'attribute'; readonly span: Span; readonly word: string }
  | { readonly kind: 'contract'; readonly span: Span; readonly word: string; readonly argument: string }
  /** A loop macro: `span` covers its name; in the masked text a `while` statement starts there (arguments: its condition). */
  | { readonly kind: 'loop'; readonly span: Span; readonly macro: string }
  /** A scope macro: likewise. */
  | { readonly kind: 'scope'; readonly span: Span; readonly macro: string }
  /** `span` covers the type text that became one identifier. */
  | { readonly kind: 'type-argument'; readonly span: Span; readonly type: string }
  /** A declaration macro: `span` covers the whole call. */
  | { readonly kind: 'declaration'; readonly span: Span; readonly macro: string; readonly args: readonly Span[] }
  /** Any other call that was blanked. */
  | { readonly kind: 'blanked-call'; readonly span: Span; readonly name: string }
  /** A macro argument that is a statement or a block (`return -EINTR`): became one identifier. */
  | { readonly kind: 'statement-argument'; readonly span: Span; readonly text: string }
  /** `case LOW ... HIGH:` became `case LOW ||  HIGH:` (an operator that binds loosely); `span` covers the dots. */
  | { readonly kind: 'case-range'; readonly span: Span }
  /** A `;` that the macro call before it brings along itself was written into white space at `span`. */
  | { readonly kind: 'semicolon'; readonly span: Span };

export interface MaskedText {
  readonly original: string;
  /** Same length as `original`, line ends in the same places; comments and directives are blank. */
  readonly text: string;
  /** Sorted by span.start. */
  readonly marks: readonly Mark[];
  /** Lines of `#if` groups that are inactive, as spans; directives themselves included. */
  readonly inactive: readonly Span[];
  /** `#define`s of the active text in order (for expansion), and `#include`s. */
  readonly defines: readonly {
    readonly span: Span;
    readonly name: string;
    readonly params?: readonly string[];
    readonly body: string;
  }[];
  readonly undefs: readonly { readonly span: Span; readonly name: string }[];
  readonly includes: readonly { readonly path: string; readonly angled: boolean; readonly span: Span }[];
  /** Every function body of the active text, in order. */
  readonly functions: readonly FunctionSpan[];
  /** Offsets, in order, of brackets without a partner (half-typed text), and of those that a brace in the first column cuts through. */
  readonly unpaired: readonly number[];
}

/**
 * A node of a tree, the same for both bindings. Offsets are UTF-16 units of the masked (and so of the original) text.
 * Children are the named nodes and those unnamed ones that fill a field (operators); punctuation and comments are left out.
 */
export interface SyntaxNode {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly named: boolean;
  /** The field of the parent that this node fills. */
  readonly fieldName: string | undefined;
  readonly parent: SyntaxNode | undefined;
  readonly children: readonly SyntaxNode[];
  /** An ERROR node, or a token the parser made up. */
  readonly isError: boolean;
  /** This node or one below it is an error. */
  readonly hasError: boolean;
  /** The first child that fills the field. */
  field(name: string): SyntaxNode | undefined;
  /** All children that fill the field (several declarators). */
  fields(name: string): readonly SyntaxNode[];
}

/** A function of the text with its part of the tree. */
export interface FunctionSyntax extends FunctionSpan {
  /** An error stands inside it, or the parser did not see a function definition here at all. */
  readonly hasError: boolean;
  /** Offset of the first error, if any. */
  readonly firstError: number | undefined;
  /** The function_definition node; undefined where the parser saw none. Built on first call. */
  node(): SyntaxNode | undefined;
}

/** One parse of one masked text. Nodes already handed out stay valid after `drop`. */
export interface SyntaxTree {
  readonly masked: MaskedText;
  readonly functions: readonly FunctionSyntax[];
  /** Top-level nodes that are not functions: declarations, type definitions. Built on first call. */
  declarations(): readonly SyntaxNode[];
  /** The whole tree (translation_unit). Built on first call; prefer the two above on big files. */
  root(): SyntaxNode;
  /** The masked text of a node. */
  text(node: SyntaxNode): string;
  /**
   * Frees the parser's memory. Later node() calls find nothing new. Native trees are freed by finalisers, which run between
   * ticks only: a loop over many files awaits a tick (setImmediate) now and then, or holds 24 bytes per byte of source.
   */
  drop(): void;
}

/** The tree of a document. Each of its ways to another text uses it up: its built nodes stay, further ones cannot be built. */
export interface DocumentTree extends SyntaxTree {
  /** The tree of another mask of the document. */
  reparse(masked: MaskedText): DocumentTree;
  /** The same where only the function of that number has changed, and what is behind it moved: the rest is parsed if it is asked for. */
  replaceFunction(masked: MaskedText, index: number): DocumentTree;
}

/** A parser of C; `binding` says which build of the grammar runs. */
export interface CParser {
  readonly binding: 'native' | 'wasm';
  /** For tree.ts only: the binding's own tree. */
  parse(text: string, previous?: RawTree): RawTree;
}

export interface RawPoint {
  readonly row: number;
  readonly column: number;
}

/** What tree.ts uses of a binding's tree; both bindings spell these alike. */
export interface RawTree {
  readonly rootNode: RawNode;
  edit(edit: {
    startIndex: number;
    oldEndIndex: number;
    newEndIndex: number;
    startPosition: RawPoint;
    oldEndPosition: RawPoint;
    newEndPosition: RawPoint;
  }): void;
  /** wasm only. */
  delete?(): void;
}

export interface RawNode {
  readonly type: string;
  readonly endIndex: number;
  readonly hasError: boolean;
  readonly isMissing: boolean;
  walk(): RawCursor;
}

export interface RawCursor {
  readonly nodeType: string;
  readonly nodeTypeId: number;
  readonly nodeIsNamed: boolean;
  readonly startIndex: number;
  readonly endIndex: number;
  readonly currentFieldName: string | null;
  readonly currentNode: RawNode;
  gotoFirstChild(): boolean;
  gotoNextSibling(): boolean;
  gotoParent(): boolean;
  /** wasm only. */
  delete?(): void;
}
