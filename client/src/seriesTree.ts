/** The tree of a series: its patches with what is to be known of each, and below them findings, files and notes. */
import * as vscode from 'vscode';
import type { PatchSeriesReport } from './protocol';

type PatchEntry = PatchSeriesReport['patches'][number];
type FindingEntry = PatchEntry['findings'][number];

export interface PatchNode {
  readonly kind: 'patch';
  readonly report: PatchSeriesReport;
  readonly index: number;
  readonly patch: PatchEntry;
}

export interface FileNode {
  readonly kind: 'file';
  readonly of: PatchNode;
  readonly file: PatchEntry['files'][number];
}

export type Node =
  | PatchNode
  | FileNode
  | { readonly kind: 'finding'; readonly of: PatchNode; readonly finding: FindingEntry }
  | { readonly kind: 'note'; readonly uri: string; readonly line: number; readonly text: string };

export function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'kind' in value;
}

/** The series last reviewed: patches, and in each its files and findings. */
export class SeriesTree implements vscode.TreeDataProvider<Node> {
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

export function patchNode(report: PatchSeriesReport, index: number): PatchNode {
  const patch = report.patches[index];
  if (patch === undefined) throw new Error(`no patch ${index}`);
  return { kind: 'patch', report, index, patch };
}

export function filesOf(of: PatchNode): FileNode[] {
  return of.patch.files.map((file) => ({ kind: 'file', of, file }));
}

const APPLIES: Readonly<Record<string, string>> = {
  exact: 'applies',
  fuzz: 'applies with fuzz',
  partly: 'applies in part',
  'no-tree': 'no tree',
};

function patchItem({ report, patch }: PatchNode): vscode.TreeItem {
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

function fileItem({ of, file }: FileNode): vscode.TreeItem {
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

export function introducedBy(patch: PatchEntry): number {
  return patch.findings.filter(({ status }) => status === 'introduced').length;
}
