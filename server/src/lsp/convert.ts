/** Offsets to LSP positions and back. Positions belong to one version of a text; callers pass that version's document. */
import * as path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Range } from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { Span } from '../base/span';
import type { Place } from './protocol';

export function rangeOf(document: TextDocument, span: Span): Range {
  return { start: document.positionAt(span.start), end: document.positionAt(span.end) };
}

export function placeOf(document: TextDocument, span: Span): Place {
  const { start, end } = rangeOf(document, span);
  return {
    uri: document.uri,
    line: start.line,
    character: start.character,
    endLine: end.line,
    endCharacter: end.character,
  };
}

/** A whole line of a text that is not at hand; `line` counts from 1. */
export function lineRange(line: number): Range {
  const start = { line: Math.max(0, line - 1), character: 0 };
  return { start, end: start };
}

/** The file of a `file:` URI; undefined for other schemes and for URIs that name no file. */
export function filePathOf(uri: string): string | undefined {
  if (!uri.startsWith('file:')) return undefined;
  try {
    return fileURLToPath(uri);
  } catch {
    return undefined;
  }
}

export function fileUri(...parts: readonly string[]): string {
  return pathToFileURL(path.join(...parts)).href;
}
