/** Plain nodes, copied from where a cursor of the parser stands. Knows nothing of what the C means. */
import type { RawCursor, SyntaxNode } from './api';

export class Node implements SyntaxNode {
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

/**
 * Copies the node under the cursor and all below it. Leaves the cursor where it was. Trees are as deep as the source nests.
 * Each question put to the cursor is a call into the binding, a tenth of a microsecond: none is asked whose answer is known.
 */
export function buildNode(
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

export function kindOf(cursor: RawCursor): Kind {
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

/** Offset of the first error at or below the cursor's node. Descends only into children that hold one. */
export function firstErrorOffset(cursor: RawCursor, fallback: number): number {
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
