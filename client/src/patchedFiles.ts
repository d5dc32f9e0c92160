/** Files as a patch leaves them: read-only documents, which the server makes. */
import * as vscode from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import { PATCHED_FILE_REQUEST, PATCHED_SCHEME, type PatchedFileParams } from './protocol';
import type { FileNode } from './seriesTree';

export class PatchedFiles implements vscode.TextDocumentContentProvider {
  constructor(private readonly client: LanguageClient) {}

  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    const text = await this.client.sendRequest<string | null>(PATCHED_FILE_REQUEST, JSON.parse(uri.query));
    return text ?? `/* The patch leaves no file ${uri.path.slice(1)}, or its document is closed. */\n`;
  }
}

/** Beside the tree's own file, if there is one; else alone. */
export async function openPatched({ of, file }: FileNode): Promise<void> {
  const { report, index, patch } = of;
  const query = JSON.stringify({ uri: report.uri, patch: index, path: file.path } satisfies PatchedFileParams);
  const patched = vscode.Uri.from({ scheme: PATCHED_SCHEME, path: `/${file.path}`, query });
  const own = report.kernel === null ? undefined : vscode.Uri.joinPath(vscode.Uri.file(report.kernel), file.path);
  if (own !== undefined && (await exists(own))) {
    await vscode.commands.executeCommand('vscode.diff', own, patched, `${file.path} after ${patch.subject}`);
    return;
  }
  await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(patched), { preview: true });
}

async function exists(uri: vscode.Uri): Promise<boolean> {
  try {
    return (await vscode.workspace.fs.stat(uri)).type === vscode.FileType.File;
  } catch {
    return false;
  }
}
