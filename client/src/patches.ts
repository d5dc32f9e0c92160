/**
 * Patches in VS Code: commands to review a patch on its tree, to copy the reply and to open a file as a patch leaves it. What
 * is shown comes from the server.
 */
import * as vscode from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import { openPatched, PatchedFiles } from './patchedFiles';
import { PATCHED_SCHEME, type PatchSeriesReport, REVIEW_REQUEST } from './protocol';
import { ask } from './request';
import { type FileNode, filesOf, introducedBy, isNode, patchNode, SeriesTree } from './seriesTree';

const PATCH_FILE = /\.(?:patch|diff|mbox|eml)$/i;
/** Files for which the extension shows its patch commands; also in package.json. */
export const PATCH_PATTERN = '**/*.{patch,diff,mbox,eml}';

export function registerPatches(client: LanguageClient): vscode.Disposable {
  const series = new SeriesTree();
  const reports = new Map<string, PatchSeriesReport>();

  async function review(uri: vscode.Uri): Promise<PatchSeriesReport | undefined> {
    await vscode.workspace.openTextDocument(uri);
    const report = await ask<PatchSeriesReport>(client, {
      request: REVIEW_REQUEST,
      params: { uri: uri.toString() },
      title: 'Lockstep: reviewing the patch',
      failure: 'Lockstep could not review the patch',
    });
    if (report === undefined) return undefined;
    reports.set(report.uri, report);
    series.show(report);
    return report;
  }

  return vscode.Disposable.from(
    vscode.window.registerTreeDataProvider('lockstep.series', series),
    vscode.workspace.registerTextDocumentContentProvider(PATCHED_SCHEME, new PatchedFiles(client)),
    vscode.workspace.onDidChangeTextDocument(({ document }) => reports.delete(document.uri.toString())),
    vscode.workspace.onDidCloseTextDocument(({ uri }) => reports.delete(uri.toString())),
    vscode.commands.registerCommand('lockstep.reviewPatch', async (given?: unknown) => {
      const uri = patchUri(given);
      const report = uri === undefined ? undefined : await review(uri);
      if (report === undefined) return;
      await vscode.commands.executeCommand('lockstep.series.focus');
      void vscode.window.showInformationMessage(`Lockstep: ${summary(report)}`);
    }),
    vscode.commands.registerCommand('lockstep.copyReviewReply', async (given?: unknown) => {
      const uri = patchUri(given);
      if (uri === undefined) return;
      const report = reports.get(uri.toString()) ?? (await review(uri));
      if (report === undefined) return;
      if (report.reply === '') {
        void vscode.window.showInformationMessage('Lockstep: there is no diff in this file to answer.');
        return;
      }
      await vscode.env.clipboard.writeText(report.reply);
      void vscode.window.showInformationMessage('Lockstep: the reply is in the clipboard, headers included.');
    }),
    vscode.commands.registerCommand('lockstep.openPatchedFile', async (given?: unknown) => {
      const file = isNode(given) && given.kind === 'file' ? given : await pickFile(given, reports, review);
      if (file !== undefined) await openPatched(file);
    }),
  );
}

/** The tree's item, the explorer's file, else the active editor's. */
function patchUri(given: unknown): vscode.Uri | undefined {
  if (given instanceof vscode.Uri) return given;
  if (isNode(given) && given.kind === 'patch') return vscode.Uri.parse(given.report.uri);
  const active = vscode.window.activeTextEditor?.document.uri;
  if (active !== undefined && PATCH_FILE.test(active.path)) return active;
  void vscode.window.showInformationMessage('Lockstep reviews .patch, .diff, .mbox and .eml files: open one first.');
  return undefined;
}

/** From the palette: the file whose part of the patch the cursor is in, else one of all files. */
async function pickFile(
  given: unknown,
  reports: ReadonlyMap<string, PatchSeriesReport>,
  review: (uri: vscode.Uri) => Promise<PatchSeriesReport | undefined>,
): Promise<FileNode | undefined> {
  const uri = patchUri(given);
  if (uri === undefined) return undefined;
  const report = reports.get(uri.toString()) ?? (await review(uri));
  const files = report === undefined ? [] : report.patches.flatMap((_, index) => filesOf(patchNode(report, index)));
  const line = vscode.window.activeTextEditor?.selection.active.line;
  const around = line === undefined ? undefined : files.filter(({ file }) => file.line <= line).at(-1);
  if (around !== undefined) return around;
  const items = files.map((node) => ({ label: node.file.path, description: node.of.patch.subject, node }));
  return (await vscode.window.showQuickPick(items, { placeHolder: 'Which file, as the patch leaves it?' }))?.node;
}

function summary(report: PatchSeriesReport): string {
  const introduced = report.patches.reduce((sum, patch) => sum + introducedBy(patch), 0);
  const patches = `${report.patches.length} patch${report.patches.length === 1 ? '' : 'es'}`;
  const where = report.kernel === null ? 'without a tree' : `on ${report.patches[0]?.base ?? 'the tree'}`;
  return introduced === 0
    ? `nothing introduced by ${patches} ${where}`
    : `${introduced} finding${introduced === 1 ? '' : 's'} introduced by ${patches} ${where}`;
}
