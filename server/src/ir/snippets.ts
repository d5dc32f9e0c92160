/**
 * Parses texts made by macro expansion, each once: trees as plain nodes, memoised by text, with a bound on what is kept.
 */
import type { MaskedText, SyntaxNode, SyntaxTree } from '../syntax/api';

export interface ParsedSnippet {
  readonly masked: MaskedText;
  readonly root: SyntaxNode;
  /** Labels defined anywhere in it. */
  readonly labels: ReadonlySet<string>;
}

export interface SnippetParser {
  parse(text: string): ParsedSnippet;
}

/** A snippet parser over the front end's mask and parser. `capacity` bounds the characters of text kept. */
export function snippetParser(
  mask: (text: string) => MaskedText,
  parse: (masked: MaskedText) => SyntaxTree,
  capacity = 8_000_000,
): SnippetParser {
  let kept = new Map<string, ParsedSnippet>();
  let size = 0;
  return {
    parse(text) {
      const known = kept.get(text);
      if (known !== undefined) return known;
      const masked = mask(text);
      const tree = parse(masked);
      const root = tree.root();
      tree.drop();
      const labels = new Set<string>();
      collectLabels(masked, root, labels);
      const snippet = { masked, root, labels };
      if (size + text.length > capacity) {
        // Starting over is cheap and keeps answers independent of what was asked before.
        kept = new Map();
        size = 0;
      }
      kept.set(text, snippet);
      size += text.length;
      return snippet;
    },
  };
}

function collectLabels(masked: MaskedText, node: SyntaxNode, labels: Set<string>): void {
  if (node.type === 'labeled_statement') {
    const label = node.field('label');
    if (label !== undefined) labels.add(masked.text.slice(label.start, label.end));
  }
  for (const child of node.children) if (child.children.length > 0) collectLabels(masked, child, labels);
}
