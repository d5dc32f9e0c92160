/**
 * Incremental documents: a text that is edited, masked and parsed again. The edit given to the parser is the difference of the
 * masked texts, since one character can change masks far away (`#if`, macro arguments); an edit that the mask swallows
 * (comments, inactive lines) costs no parse at all.
 */
import type { Span } from '../base/span';
import type { CParser, Dialect, FunctionSyntax, MaskedText, PreprocessorFacts, RawPoint, SyntaxTree } from './api';
import { maskText } from './mask';
import { ParsedTree, parseMasked } from './tree';

/** One text in one world, with its tree. A value: an update gives a new one and takes the old one's tree over. */
export interface SyntaxDocument {
  readonly text: string;
  readonly masked: MaskedText;
  readonly tree: SyntaxTree;
  readonly dialect: Dialect;
  readonly facts: PreprocessorFacts;
  readonly parser: CParser;
}

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

/** The document with a new text; `masked` is its mask, if it is known. The old document's tree is used up: its built nodes stay, further ones cannot be built. */
export function updateDocument(
  document: SyntaxDocument,
  text: string,
  masked = maskText(text, document.dialect, document.facts),
): DocumentUpdate {
  const { dialect, facts, parser } = document;
  const difference = differ(document.masked.text, masked.text);
  const old = document.tree instanceof ParsedTree ? document.tree.rawTree() : undefined;
  let tree: SyntaxTree;
  if (!old) tree = parseMasked(parser, masked);
  else {
    if (difference) {
      old.edit({
        startIndex: difference.start,
        oldEndIndex: difference.oldEnd,
        newEndIndex: difference.newEnd,
        startPosition: pointAt(masked.text, difference.start),
        oldEndPosition: pointAt(document.masked.text, difference.oldEnd),
        newEndPosition: pointAt(masked.text, difference.newEnd),
      });
    }
    tree = parseMasked(parser, masked, old);
    document.tree.drop();
  }
  return { document: { text, masked, tree, dialect, facts, parser }, ...compare(document.masked, tree) };
}

interface Difference {
  readonly start: number;
  readonly oldEnd: number;
  readonly newEnd: number;
}

/** What is left of both texts without their common head and tail; undefined if they are equal. */
export function differ(before: string, after: string): Difference | undefined {
  if (before === after) return undefined;
  const shorter = Math.min(before.length, after.length);
  // By blocks first: comparing slices is much faster than comparing units.
  let start = 0;
  while (start + block <= shorter && before.slice(start, start + block) === after.slice(start, start + block))
    start += block;
  while (start < shorter && before.charCodeAt(start) === after.charCodeAt(start)) start++;
  let tail = 0;
  const room = shorter - start;
  while (
    tail + block <= room &&
    before.slice(before.length - tail - block, before.length - tail) ===
      after.slice(after.length - tail - block, after.length - tail)
  )
    tail += block;
  while (tail < room && before.charCodeAt(before.length - 1 - tail) === after.charCodeAt(after.length - 1 - tail))
    tail++;
  return { start, oldEnd: before.length - tail, newEnd: after.length - tail };
}

const block = 512;

/** Row and column in UTF-16 units, as the parser counts. */
function pointAt(text: string, offset: number): RawPoint {
  let row = 0;
  let lineStart = 0;
  for (let at = text.indexOf('\n'); at !== -1 && at < offset; at = text.indexOf('\n', at + 1)) {
    row++;
    lineStart = at + 1;
  }
  return { row, column: offset - lineStart };
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

/** What lowering sees of a function: its masked and its original text (contracts and type arguments are words of the latter). */
function functionKey(masked: MaskedText, span: Span): string {
  return `${masked.text.slice(span.start, span.end)}\0${masked.original.slice(span.start, span.end)}`;
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
