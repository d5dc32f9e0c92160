/** Code lenses and inlay hints: the worker's contracts and contexts as the LSP has them, each where its setting is on. */
import {
  CodeLensRefreshRequest,
  type Connection,
  InlayHintRefreshRequest,
  MarkupKind,
} from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { ClientSettings } from './clientSettings';
import { SIMULATE_COMMAND } from './codeActions';
import { rangeOf } from './convert';
import type { OpenDocuments } from './documents';
import type { Engine } from './engine';
import type { Guard } from './guard';
import { isPatchUri } from './patches';

interface Parts {
  readonly documents: OpenDocuments;
  readonly analysis: Engine;
  readonly settings: ClientSettings;
  readonly guarded: Guard;
}

export function registerGlances(connection: Connection, parts: Parts): void {
  const { analysis, guarded } = parts;
  connection.onCodeLens(({ textDocument: { uri } }) =>
    guarded('code lens', [], async () => {
      const at = await placeOf(parts, uri, 'contracts');
      if (at === undefined) return [];
      const contracts = await analysis.ask({ kind: 'contracts', uri });
      return at.unchanged()
        ? contracts.map(({ function: name, at: start, words }) => ({
            range: rangeOf(at.document, { start, end: start + name.length }),
            command: { title: words, command: SIMULATE_COMMAND, arguments: [{ uri, function: name }] },
          }))
        : [];
    }),
  );
  connection.languages.inlayHint.on(({ textDocument: { uri }, range }) =>
    guarded('inlay hints', [], async () => {
      const at = await placeOf(parts, uri, 'contextHints');
      if (at === undefined) return [];
      const { document } = at;
      const span = { start: document.offsetAt(range.start), end: document.offsetAt(range.end) };
      const hints = await analysis.ask({ kind: 'hints', uri, range: span });
      return at.unchanged()
        ? hints.map(({ at: end, words, details }) => ({
            position: document.positionAt(end),
            label: words,
            paddingLeft: true,
            tooltip: { kind: MarkupKind.Markdown, value: details },
          }))
        : [];
    }),
  );
}

/** The checked document, if the setting is on for it; `unchanged` until its next edit. */
async function placeOf(
  { documents, settings }: Parts,
  uri: string,
  setting: 'contracts' | 'contextHints',
): Promise<{ readonly document: TextDocument; unchanged(): boolean } | undefined> {
  if (isPatchUri(uri) || !(await settings.of(uri))[setting]) return undefined;
  const judged = await documents.current(uri);
  const document = documents.get(uri);
  if (document === undefined || judged === undefined) return undefined;
  return { document, unchanged: () => document.version === judged.answer.version };
}

/** Settings changed: the client asks again, if it says that it can be told to. */
export function refreshGlances(
  connection: Connection,
  can: { readonly codeLens: boolean; readonly inlayHint: boolean },
): void {
  if (can.codeLens) void connection.sendRequest(CodeLensRefreshRequest.type);
  if (can.inlayHint) void connection.sendRequest(InlayHintRefreshRequest.type);
}
