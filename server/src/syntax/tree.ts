/**
 * One tree interface over both bindings. The parser's tree is walked with one cursor, an item of the file at a time, into
 * plain objects: node objects of the native binding cost 3 us each, a cursor step 1 us (docs/performance.md).
 * Knows nothing of what the C means.
 */
import type {
  CParser,
  FunctionSpan,
  FunctionSyntax,
  MaskedText,
  RawCursor,
  RawTree,
  SyntaxNode,
  SyntaxTree,
} from './api';

/** Parses the masked text. `previous` is an already edited tree of the same document (see document.ts). */
export function parseMasked(parser: CParser, masked: MaskedText, previous?: RawTree): ParsedTree {
  return new ParsedTree(parser, masked, parser.parse(masked.text, previous));
}

class Node implements SyntaxNode {
  children: readonly SyntaxNode[] = noChildren;
  hasError: boolean;

  constructor(
    readonly type: string,
    readonly start: number,
    readonly end: number,
    readonly named: boolean,
    public fieldName: string | undefined,
    public parent: SyntaxNode | undefined,
    readonly isError: boolean,
  ) {
    this.hasError = isError;
  }

  field(name: string): SyntaxNode | undefined {
    for (const child of this.children) if (child.fieldName === name) return child;
    return undefined;
  }

  fields(name: string): readonly SyntaxNode[] {
    return this.children.filter((child) => child.fieldName === name);
  }
}

const noChildren: readonly SyntaxNode[] = [];

interface TopLevel {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  /** No error below, for certain. */
  readonly sound: boolean;
}

/** Has identity and life time: it owns the parser's tree until `drop`. */
export class ParsedTree implements SyntaxTree {
  readonly functions: readonly FunctionSyntax[];
  private raw: RawTree | undefined;
  private readonly topLevel: readonly TopLevel[];
  private readonly built = new Map<number, SyntaxNode>();
  /** At the root between uses: a new one costs as much as forty steps. */
  private cursor: RawCursor | undefined;

  constructor(
    parser: CParser,
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

  /** The binding's tree, for document.ts. */
  rawTree(): RawTree | undefined {
    return this.raw;
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

/**
 * Copies the node under the cursor and all below it. Leaves the cursor where it was. Trees are as deep as the source nests.
 * Each question put to the cursor is a call into the binding, a tenth of a microsecond: none is asked whose answer is known.
 */
function buildNode(
  cursor: RawCursor,
  parent: SyntaxNode | undefined,
  base: number,
  sound: boolean,
  kind = kindOf(cursor),
  fieldName = fieldOf(cursor),
  depth = 0,
): Node {
  const start = base + cursor.startIndex;
  const end = base + cursor.endIndex;
  const isError =
    depth > depthLimit || (!sound && (kind.name === 'ERROR' || (start === end && cursor.currentNode.isMissing)));
  const node = new Node(kind.name, start, end, kind.named, fieldName, parent, isError);
  if (kind.isLeaf || depth > depthLimit || !cursor.gotoFirstChild()) return node;
  const children: SyntaxNode[] = [];
  do {
    const childKind = kindOf(cursor);
    if (childKind.isComment || (sound && childKind.isSilent)) continue;
    const childField = fieldOf(cursor);
    // Punctuation is a leaf without a field; a missing token has no width and must be seen.
    if (!childKind.named && childField === undefined && (sound || cursor.startIndex !== cursor.endIndex)) continue;
    const child = buildNode(cursor, node, base, sound, childKind, childField, depth + 1);
    if (child.hasError) node.hasError = true;
    if (child.named || child.fieldName || child.isError) children.push(child);
  } while (cursor.gotoNextSibling());
  cursor.gotoParent();
  if (children.length > 0) node.children = withoutPlus(node, children);
  return node;
}

/** `+call();`: the plus is the mask's (keepExpression); a discarded plus means nothing either way. */
function withoutPlus(node: Node, children: readonly SyntaxNode[]): readonly SyntaxNode[] {
  const [only] = children;
  if (node.type !== 'expression_statement' || only?.type !== 'unary_expression' || children.length !== 1)
    return children;
  const argument = only.field('argument');
  if (!argument || only.children[0]?.type !== '+' || !(argument instanceof Node)) return children;
  argument.parent = node;
  argument.fieldName = undefined;
  return [argument];
}

/** Deeper nodes are an error node each: whoever walks the nodes may recurse. The kernel's deepest function nests about 100. */
const depthLimit = 600;

/** What the grammar's number of a node's type says of it. */
interface Kind {
  readonly name: string;
  readonly named: boolean;
  readonly isComment: boolean;
  /** One token of the grammar: nothing is below it. */
  readonly isLeaf: boolean;
  /** Never stands for a field of its parent. */
  readonly isSilent: boolean;
}

const leaves: ReadonlySet<string> = new Set([
  'identifier',
  'field_identifier',
  'type_identifier',
  'statement_identifier',
  'primitive_type',
  'number_literal',
]);
const silent: ReadonlySet<string> = new Set(['(', ')', '{', '}', '[', ']', ';', ',', ':']);

/** By grammar number: the number is cheaper to ask for than the rest. One grammar, so one table. */
const kindsById = new Map<number, Kind>();

function kindOf(cursor: RawCursor): Kind {
  const id = cursor.nodeTypeId;
  const known = kindsById.get(id);
  if (known !== undefined) return known;
  const name = cursor.nodeType;
  const named = cursor.nodeIsNamed;
  const fresh: Kind = {
    name,
    named,
    isComment: name === 'comment',
    isLeaf: leaves.has(name),
    isSilent: !named && silent.has(name),
  };
  kindsById.set(id, fresh);
  return fresh;
}

function fieldOf(cursor: RawCursor): string | undefined {
  return cursor.currentFieldName ?? undefined;
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

/** Offset of the first error at or below the cursor's node. Descends only into children that hold one. */
function firstErrorOffset(cursor: RawCursor, fallback: number): number {
  let depth = 0;
  let at = fallback;
  for (;;) {
    const node = cursor.currentNode;
    if (node.type === 'ERROR' || node.isMissing) {
      at = cursor.startIndex;
      break;
    }
    if (!cursor.gotoFirstChild()) break;
    depth++;
    let found = false;
    do {
      const child = cursor.currentNode;
      if (child.hasError || child.isMissing || child.type === 'ERROR') {
        found = true;
        break;
      }
    } while (cursor.gotoNextSibling());
    if (!found) break;
  }
  for (; depth > 0; depth--) cursor.gotoParent();
  return at;
}
