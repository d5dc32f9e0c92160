/**
 * Incremental documents: a text that is edited, masked and parsed again. The edit given to the parser is the difference of the
 * masked texts, since one character can change masks far away (`#if`, macro arguments); an edit that the mask swallows
 * (comments, inactive lines) costs no parse at all.
 */
import type { Span } from '../base/span';
import type { CParser, Dialect, DocumentTree, FunctionSyntax, MaskedText, PreprocessorFacts, SyntaxTree } from './api';
import { maskText } from './mask';
import { maskBodyEdit } from './maskEdit';
import { parseMasked } from './tree';

/** One text in one world, with its tree. A value: an update gives a new one and takes the old one's tree over. */
export interface SyntaxDocument {
  readonly text: string;
  readonly masked: MaskedText;
  readonly tree: DocumentTree;
  readonly dialect: Dialect;
  readonly facts: PreprocessorFacts;
  readonly parser: CParser;
}

/** So far in front of a function the lowering looks for contracts (ir/lower.ts). */
const MAX_FRONT = 400;

export interface DocumentUpdate {
  readonly document: SyntaxDocument;
  /** Functions whose masked text is not that of a function of the same name before; in order. */
  readonly changed: readonly FunctionSyntax[];
  /** Names of functions that are gone. */
  readonly removed: readonly string[];
  /** Something outside function bodies changed: declarations, macros, includes. */
  readonly surroundings: boolean;
}

export function openDocument(
  parser: CParser,
  text: string,
  dialect: Dialect,
  facts: PreprocessorFacts,
  masked = maskText(text, dialect, facts),
): SyntaxDocument {
  return { text, masked, tree: parseMasked(parser, masked), dialect, facts, parser };
}

/**
 * The document with a new text. The old document's tree is used up: its built nodes stay, further ones cannot be built.
 * `masked` is the new text's mask, if it is known.
 */
export function updateDocument(document: SyntaxDocument, text: string, masked?: MaskedText): DocumentUpdate {
  const edited = masked === undefined ? editBody(document, text) : undefined;
  if (edited !== undefined) return edited;
  const after = masked ?? maskText(text, document.dialect, document.facts);
  const { dialect, facts, parser, tree: before } = document;
  const tree = before.reparse(after);
  return { document: { text, masked: after, tree, dialect, facts, parser }, ...compare(document.masked, tree) };
}

/** The update if the texts differ within one function body only; undefined: they may differ elsewhere. Conditions are not asked. */
export function editBody(document: SyntaxDocument, text: string): DocumentUpdate | undefined {
  const edit = maskBodyEdit(document.masked, text, document.dialect);
  if (edit === undefined) return undefined;
  const tree = document.tree.replaceFunction(edit.masked, edit.index);
  return {
    document: { ...document, text, masked: edit.masked, tree },
    changed: tree.functions.slice(edit.index, edit.index + 1),
    removed: [],
    surroundings: false,
  };
}

/**
 * Functions are the same if their masked text and the marks inside are, wherever they moved to. Several of one name are
 * matched in order.
 */
function compare(before: MaskedText, tree: SyntaxTree): Omit<DocumentUpdate, 'document'> {
  const after = tree.masked;
  const olds = new Map<string, string[]>();
  for (const fn of before.functions) {
    const texts = olds.get(fn.name);
    const text = functionKey(before, fn.span);
    if (texts) texts.push(text);
    else olds.set(fn.name, [text]);
  }
  const changed: FunctionSyntax[] = [];
  for (const fn of tree.functions) {
    const texts = olds.get(fn.name);
    const text = texts?.shift();
    if (texts?.length === 0) olds.delete(fn.name);
    if (text !== functionKey(after, fn.span)) changed.push(fn);
  }
  return { changed, removed: [...olds.keys()], surroundings: outside(before) !== outside(after) };
}

/**
 * What lowering sees of a function: its masked and its original text (contracts and type arguments are words of the latter),
 * and contracts that stand right in front of it, where the mask shows nothing.
 */
function functionKey(masked: MaskedText, span: Span): string {
  let start = span.start;
  const first = Math.max(0, start - MAX_FRONT);
  while (start > first && /\s/.test(masked.text.charAt(start - 1))) start--;
  return `${masked.text.slice(span.start, span.end)}\0${masked.original.slice(start, span.end)}`;
}

function outside(masked: MaskedText): string {
  let text = '';
  let at = 0;
  for (const { body } of masked.functions) {
    text += masked.text.slice(at, body.start);
    at = body.end;
  }
  text += masked.text.slice(at);
  for (const define of masked.defines) text += `\0${define.name}(${define.params?.join() ?? ''})${define.body}`;
  for (const include of masked.includes) text += `\0${include.path}`;
  return text;
}
