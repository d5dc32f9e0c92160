/**
 * One tree interface over both bindings. The parser's tree is walked with one cursor, an item of the file at a time, into
 * plain objects: node objects of the native binding cost 3 us each, a cursor step 1 us.
 * Knows nothing of what the C means.
 */
import type {
  CParser,
  DocumentTree,
  FunctionSpan,
  FunctionSyntax,
  MaskedText,
  RawCursor,
  RawPoint,
  RawTree,
  SyntaxNode,
} from './api';
import { differ } from './differ';
import { buildNode, firstErrorOffset, kindOf, Node } from './nodes';

export function parseMasked(parser: CParser, masked: MaskedText): DocumentTree {
  return new ParsedTree(parser, masked, parser.parse(masked.text));
}

interface TopLevel {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  /** No error below, for certain. */
  readonly sound: boolean;
}

/** Has identity and life time: it owns the parser's tree until `drop`. */
class ParsedTree implements DocumentTree {
  readonly functions: readonly FunctionSyntax[];
  private raw: RawTree | undefined;
  private readonly topLevel: readonly TopLevel[];
  private readonly built = new Map<number, SyntaxNode>();
  /** At the root between uses: a new one costs as much as forty steps. */
  private cursor: RawCursor | undefined;

  constructor(
    private readonly parser: CParser,
    readonly masked: MaskedText,
    raw: RawTree,
  ) {
    this.raw = raw;
    const root = raw.rootNode;
    const cursor = root.walk();
    this.cursor = cursor;
    const scan = scanTopLevel(cursor, masked.functions, !root.hasError);
    this.topLevel = scan.items;
    this.functions = masked.functions.map((span, index) => {
      const found = scan.functions[index];
      const item = found?.item;
      // An error before it can make the parser lose a sound function: its own text decides.
      if (item === undefined || found?.hasError) return parseAlone(parser, masked, span);
      return {
        ...span,
        hasError: false,
        firstError: undefined,
        node: () => this.build([item])[0],
      };
    });
  }

  declarations(): readonly SyntaxNode[] {
    const wanted: number[] = [];
    this.topLevel.forEach((item, index) => {
      if (item.type !== 'function_definition') wanted.push(index);
    });
    return this.build(wanted);
  }

  root(): SyntaxNode {
    const root = new Node('translation_unit', 0, this.masked.text.length, true, undefined, undefined, false);
    root.children = this.build(this.topLevel.map((_, index) => index));
    root.hasError = root.children.some((child) => child.hasError);
    return root;
  }

  text(node: SyntaxNode): string {
    return this.masked.text.slice(node.start, node.end);
  }

  drop(): void {
    this.cursor?.delete?.();
    this.raw?.delete?.();
    // Either would keep the native tree alive.
    this.cursor = undefined;
    this.raw = undefined;
  }

  reparse(masked: MaskedText): ParsedTree {
    const { raw, parser } = this;
    const difference = differ(this.masked.text, masked.text);
    if (raw !== undefined && difference !== undefined) {
      raw.edit({
        startIndex: difference.start,
        oldEndIndex: difference.oldEnd,
        newEndIndex: difference.newEnd,
        startPosition: pointAt(masked.text, difference.start),
        oldEndPosition: pointAt(this.masked.text, difference.oldEnd),
        newEndPosition: pointAt(masked.text, difference.newEnd),
      });
    }
    const tree = new ParsedTree(parser, masked, parser.parse(masked.text, raw));
    this.drop();
    return tree;
  }

  replaceFunction(masked: MaskedText, index: number): DocumentTree {
    return new PatchedTree(this.parser, masked, this, this.functions, index);
  }

  /** `wanted` ascends. */
  private build(wanted: readonly number[]): SyntaxNode[] {
    const missing = wanted.filter((index) => !this.built.has(index));
    if (missing.length > 0 && this.cursor) {
      const { cursor } = this;
      let at = 0;
      let next = 0;
      if (cursor.gotoFirstChild()) {
        do {
          if (missing[next] !== at++) continue;
          this.built.set(at - 1, buildNode(cursor, undefined, 0, this.topLevel[at - 1]?.sound === true));
          if (++next === missing.length) break;
        } while (cursor.gotoNextSibling());
        cursor.gotoParent();
      }
    }
    return wanted.flatMap((index) => this.built.get(index) ?? []);
  }
}

/** A tree of which only one function was parsed since the text changed there; the rest waits until somebody asks. */
class PatchedTree implements DocumentTree {
  readonly functions: readonly FunctionSyntax[];
  private whole: ParsedTree | undefined;

  constructor(
    private readonly parser: CParser,
    readonly masked: MaskedText,
    /** The tree of an earlier text. */
    private readonly base: ParsedTree,
    before: readonly FunctionSyntax[],
    index: number,
  ) {
    this.functions = masked.functions.map((fn, at): FunctionSyntax => {
      if (at === index) return parseAlone(parser, masked, fn);
      const { hasError, firstError, span } = before[at] ?? { hasError: true, firstError: undefined, span: fn.span };
      return {
        ...fn,
        hasError,
        firstError: firstError === undefined ? undefined : firstError + fn.span.start - span.start,
        node: () => this.all().functions[at]?.node(),
      };
    });
  }

  declarations(): readonly SyntaxNode[] {
    return this.all().declarations();
  }

  root(): SyntaxNode {
    return this.all().root();
  }

  text(node: SyntaxNode): string {
    return this.masked.text.slice(node.start, node.end);
  }

  reparse(masked: MaskedText): DocumentTree {
    return (this.whole ?? this.base).reparse(masked);
  }

  replaceFunction(masked: MaskedText, index: number): DocumentTree {
    return new PatchedTree(this.parser, masked, this.whole ?? this.base, this.functions, index);
  }

  drop(): void {
    (this.whole ?? this.base).drop();
  }

  private all(): ParsedTree {
    this.whole ??= this.base.reparse(this.masked);
    return this.whole;
  }
}

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

/** Parses one function without the rest of the file, and keeps its nodes only. */
function parseAlone(parser: CParser, masked: MaskedText, span: FunctionSpan): FunctionSyntax {
  const raw = parser.parse(masked.text.slice(span.span.start, span.span.end));
  const cursor = raw.rootNode.walk();
  let node: SyntaxNode | undefined;
  let firstError: number | undefined = span.span.start;
  if (
    cursor.gotoFirstChild() &&
    kindOf(cursor).name === 'function_definition' &&
    cursor.endIndex === raw.rootNode.endIndex
  ) {
    const failed = cursor.currentNode.hasError;
    firstError = failed ? span.span.start + firstErrorOffset(cursor, 0) : undefined;
    node = buildNode(cursor, undefined, span.span.start, !failed);
  } else if (raw.rootNode.hasError) {
    const whole = raw.rootNode.walk();
    firstError = span.span.start + firstErrorOffset(whole, 0);
    whole.delete?.();
  }
  cursor.delete?.();
  raw.delete?.();
  return { ...span, hasError: firstError !== undefined, firstError, node: () => node };
}

interface FunctionScan {
  item: number | undefined;
  hasError: boolean;
  firstError: number | undefined;
}

/** One walk over the top level: what stands there, and how each function of the text fared. */
function scanTopLevel(
  cursor: RawCursor,
  spans: readonly FunctionSpan[],
  sound: boolean,
): { items: TopLevel[]; functions: FunctionScan[] } {
  const items: TopLevel[] = [];
  const functions: FunctionScan[] = spans.map(() => ({ item: undefined, hasError: false, firstError: undefined }));
  let next = 0;
  if (cursor.gotoFirstChild()) {
    do {
      const item = { type: kindOf(cursor).name, start: cursor.startIndex, end: cursor.endIndex, sound };
      const index = items.push(item) - 1;
      while (next < spans.length && (spans[next]?.span.end ?? 0) <= item.start) next++;
      const span = spans[next];
      if (!span || span.span.start >= item.end) continue;
      // An item that overlaps functions: exactly one function, or an error that swallowed some.
      const broken = !sound && (cursor.currentNode.hasError || item.type === 'ERROR');
      item.sound = !broken;
      if (item.type === 'function_definition' && item.start <= span.nameSpan.start && item.end === span.span.end) {
        const scan = functions[next];
        if (scan && scan.item === undefined) scan.item = index;
        if (scan && broken && !scan.hasError) {
          scan.hasError = true;
          scan.firstError = firstErrorOffset(cursor, item.start);
        }
        continue;
      }
      const at = broken ? firstErrorOffset(cursor, item.start) : item.start;
      for (let k = next; k < spans.length && (spans[k]?.span.start ?? 0) < item.end; k++) {
        const scan = functions[k];
        if (!scan || !broken || scan.hasError) continue;
        scan.hasError = true;
        scan.firstError = Math.max(at, spans[k]?.span.start ?? at);
      }
    } while (cursor.gotoNextSibling());
    cursor.gotoParent();
  }
  functions.forEach((scan, index) => {
    if (scan.item !== undefined) return;
    scan.hasError = true;
    scan.firstError ??= spans[index]?.span.start;
  });
  return { items, functions };
}
