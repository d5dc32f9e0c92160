/**
 * Patches in VS Code: commands to review a patch on its tree, to copy the reply and to open a file as a patch leaves it, and a
 * tree of the series with the state of each patch. What is shown comes from the server.
 */
import * as vscode from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import {
  PATCHED_FILE_REQUEST,
  PATCHED_SCHEME,
  type PatchedFileParams,
  type PatchSeriesReport,
  REVIEW_REQUEST,
} from './protocol';

type PatchEntry = PatchSeriesReport['patches'][number];
type FindingEntry = PatchEntry['findings'][number];

type Node =
  | { readonly kind: 'patch'; readonly report: PatchSeriesReport; readonly index: number; readonly patch: PatchEntry }
  | { readonly kind: 'file'; readonly of: Extract<Node, { kind: 'patch' }>; readonly file: PatchEntry['files'][number] }
  | {
      readonly kind: 'finding';
      readonly of: Extract<Node, { kind: 'patch' }>;
      readonly finding: FindingEntry;
    }
  | { readonly kind: 'note'; readonly uri: string; readonly line: number; readonly text: string };

const PATCH_FILE = /\.(?:patch|diff|mbox|eml)$/i;
/** Files for which the extension shows its patch commands; also in package.json. */
export const PATCH_PATTERN = '**/*.{patch,diff,mbox,eml}';

export function registerPatches(client: LanguageClient): vscode.Disposable {
  const series = new SeriesTree();
  const reports = new Map<string, PatchSeriesReport>();

  async function review(uri: vscode.Uri): Promise<PatchSeriesReport | undefined> {
    await vscode.workspace.openTextDocument(uri);
    const report = await ask<PatchSeriesReport>(client, 'Lockstep: reviewing the patch', REVIEW_REQUEST, {
      uri: uri.toString(),
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

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'kind' in value;
}

/** From the palette: the file whose part of the patch the cursor is in, else one of all files. */
async function pickFile(
  given: unknown,
  reports: ReadonlyMap<string, PatchSeriesReport>,
  review: (uri: vscode.Uri) => Promise<PatchSeriesReport | undefined>,
): Promise<Extract<Node, { kind: 'file' }> | undefined> {
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

/** Beside the tree's own file, if there is one; else alone. */
async function openPatched({ of, file }: Extract<Node, { kind: 'file' }>): Promise<void> {
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

async function ask<T>(client: LanguageClient, title: string, request: string, params: object): Promise<T | undefined> {
  if (!client.isRunning()) {
    void vscode.window.showErrorMessage(
      'The Lockstep language server does not run. Run "Lockstep: Restart Language Server".',
    );
    return undefined;
  }
  try {
    return await vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title }, () =>
      client.sendRequest<T>(request, params),
    );
  } catch (error) {
    void vscode.window.showErrorMessage(
      `Lockstep could not review the patch: ${error instanceof Error ? error.message : String(error)}`,
    );
    return undefined;
  }
}

function summary(report: PatchSeriesReport): string {
  const introduced = report.patches.reduce((sum, patch) => sum + introducedBy(patch), 0);
  const patches = `${report.patches.length} patch${report.patches.length === 1 ? '' : 'es'}`;
  const where = report.kernel === null ? 'without a tree' : `on ${report.patches[0]?.base ?? 'the tree'}`;
  return introduced === 0
    ? `nothing introduced by ${patches} ${where}`
    : `${introduced} finding${introduced === 1 ? '' : 's'} introduced by ${patches} ${where}`;
}

function introducedBy(patch: PatchEntry): number {
  return patch.findings.filter(({ status }) => status === 'introduced').length;
}

/** Read-only documents: a file as a patch leaves it. */
class PatchedFiles implements vscode.TextDocumentContentProvider {
  constructor(private readonly client: LanguageClient) {}

  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    const text = await this.client.sendRequest<string | null>(PATCHED_FILE_REQUEST, JSON.parse(uri.query));
    return text ?? `/* The patch leaves no file ${uri.path.slice(1)}, or its document is closed. */\n`;
  }
}

/** The series last reviewed: patches, and in each its files and findings. */
class SeriesTree implements vscode.TreeDataProvider<Node> {
  private readonly changed = new vscode.EventEmitter<undefined>();
  readonly onDidChangeTreeData = this.changed.event;
  private report: PatchSeriesReport | undefined;

  show(report: PatchSeriesReport): void {
    this.report = report;
    this.changed.fire(undefined);
  }

  getChildren(node?: Node): Node[] {
    const { report } = this;
    if (report === undefined) return [];
    if (node === undefined) {
      const notes = report.notes.map((note): Node => ({ kind: 'note', uri: report.uri, ...note }));
      return [...report.patches.map((_, index) => patchNode(report, index)), ...notes];
    }
    switch (node.kind) {
      case 'patch':
        return [
          ...node.patch.findings.map((finding): Node => ({ kind: 'finding', of: node, finding })),
          ...filesOf(node),
        ];
      case 'file':
        return node.file.notes.map((note): Node => ({ kind: 'note', uri: node.of.report.uri, ...note }));
      case 'finding':
      case 'note':
        return [];
    }
  }

  getTreeItem(node: Node): vscode.TreeItem {
    switch (node.kind) {
      case 'patch':
        return patchItem(node);
      case 'file':
        return fileItem(node);
      case 'finding':
        return findingItem(node.of.report.uri, node.finding);
      case 'note': {
        const item = new vscode.TreeItem(node.text);
        item.iconPath = new vscode.ThemeIcon('info');
        item.command = showLine(node.uri, node.line);
        return item;
      }
    }
  }
}

function patchNode(report: PatchSeriesReport, index: number): Extract<Node, { kind: 'patch' }> {
  const patch = report.patches[index];
  if (patch === undefined) throw new Error(`no patch ${index}`);
  return { kind: 'patch', report, index, patch };
}

function filesOf(of: Extract<Node, { kind: 'patch' }>): Extract<Node, { kind: 'file' }>[] {
  return of.patch.files.map((file) => ({ kind: 'file', of, file }));
}

const APPLIES: Readonly<Record<string, string>> = {
  exact: 'applies',
  fuzz: 'applies with fuzz',
  partly: 'applies in part',
  'no-tree': 'no tree',
};

function patchItem({ report, patch }: Extract<Node, { kind: 'patch' }>): vscode.TreeItem {
  const introduced = introducedBy(patch);
  const { number, title } = shortSubject(patch.subject);
  // The view is narrow: what is to be known of the patch comes before its name.
  const state = introduced === 0 ? 'clean' : `${introduced} introduced`;
  const item = new vscode.TreeItem(`${number}${state}`, vscode.TreeItemCollapsibleState.Collapsed);
  const applies = APPLIES[patch.applies] ?? patch.applies;
  item.description = patch.applies === 'exact' ? title : `${applies}: ${title}`;
  item.tooltip = `${patch.subject}\n${applies}, ${state}\n${patch.base}: ${patch.functions} changed functions analysed, ${patch.replays} replays`;
  item.iconPath = new vscode.ThemeIcon(introduced > 0 ? 'warning' : patch.applies === 'partly' ? 'question' : 'pass');
  item.contextValue = 'lockstep.patch';
  item.command = showLine(report.uri, patch.line);
  return item;
}

/** `[PATCH v2 1/3] mm: title`: the number is what tells patches of a series apart. */
function shortSubject(subject: string): { readonly number: string; readonly title: string } {
  const tag = /^\s*(?:Re:\s*)*\[([^\]]*)\]\s*/.exec(subject);
  const number = /\b\d+\/\d+\b/.exec(tag?.[1] ?? '')?.[0];
  return {
    number: number === undefined ? '' : `${number} `,
    title: tag === null ? subject : subject.slice(tag[0].length),
  };
}

function fileItem({ of, file }: Extract<Node, { kind: 'file' }>): vscode.TreeItem {
  const state =
    file.notes.length === 0 ? vscode.TreeItemCollapsibleState.None : vscode.TreeItemCollapsibleState.Collapsed;
  const item = new vscode.TreeItem(file.path, state);
  item.iconPath = vscode.ThemeIcon.File;
  item.contextValue = 'lockstep.patchedFile';
  item.command = showLine(of.report.uri, file.line);
  return item;
}

function findingItem(uri: string, finding: FindingEntry): vscode.TreeItem {
  const item = new vscode.TreeItem(finding.message);
  item.description = finding.status === 'introduced' ? finding.rule : `${finding.rule}, ${finding.status}`;
  item.tooltip = `${finding.message}\n${finding.rule} (${finding.band}) in ${finding.path}`;
  item.iconPath = new vscode.ThemeIcon(finding.status === 'introduced' ? 'warning' : 'history');
  item.command = showLine(uri, finding.line);
  return item;
}

function showLine(uri: string, line: number): vscode.Command {
  const selection = new vscode.Range(line, 0, line, 0);
  return { title: 'Show', command: 'vscode.open', arguments: [vscode.Uri.parse(uri), { selection }] };
}
