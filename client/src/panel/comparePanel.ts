/** The panel that shows the designs side by side: one webview, asked again when another workload or world is chosen. */
import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import { COMPARE_REQUEST, type CompareParams, type CompareReport } from '../protocol';
import { ask } from '../request';
import { renderComparePage } from './compare';

export class ComparePanel {
  private panel: vscode.WebviewPanel | undefined;
  private asked: CompareParams = {};
  private shown: CompareReport | undefined;

  constructor(
    private readonly extension: vscode.Uri,
    private readonly client: LanguageClient,
  ) {}

  /** Also the command: its parameters, where it has some, name workload and world. */
  async show(params: CompareParams = this.asked): Promise<void> {
    this.asked = params;
    const answer = await ask<CompareReport>(this.client, {
      request: COMPARE_REQUEST,
      params,
      title: 'Lockstep: running every design from every caller',
      failure: 'Lockstep could not compare the designs',
    });
    // The page waits with its choices locked: without an answer it gets back what it showed.
    const report = answer ?? this.shown;
    if (report === undefined || this.asked !== params) return;
    this.shown = report;
    this.asked = { workload: report.workload, world: report.world };
    const panel = this.panel ?? this.create();
    const { webview } = panel;
    const media = (name: string): string =>
      webview.asWebviewUri(vscode.Uri.joinPath(this.extension, 'dist', 'media', name)).toString();
    webview.html = renderComparePage(report, {
      nonce: randomBytes(18).toString('base64url'),
      cspSource: webview.cspSource,
      script: media('compare.js'),
      style: media('panel.css'),
    });
    panel.reveal(undefined, true);
  }

  dispose(): void {
    this.panel?.dispose();
  }

  private create(): vscode.WebviewPanel {
    const media = vscode.Uri.joinPath(this.extension, 'dist', 'media');
    const panel = vscode.window.createWebviewPanel('lockstep.compare', 'Designs Compared', vscode.ViewColumn.Active, {
      enableScripts: true,
      enableFindWidget: true,
      localResourceRoots: [media],
    });
    panel.iconPath = vscode.Uri.joinPath(media, 'icon.png');
    panel.webview.onDidReceiveMessage((message: unknown) => {
      const choice = choiceOf(message);
      if (choice !== undefined) void this.show({ ...this.asked, ...choice });
    });
    panel.onDidDispose(() => {
      this.panel = undefined;
      this.shown = undefined;
    });
    this.panel = panel;
    return panel;
  }
}

/** Messages come from the page; their shape is checked, not believed. */
function choiceOf(message: unknown): CompareParams | undefined {
  if (typeof message !== 'object' || message === null) return undefined;
  const { kind, name, value } = message as Readonly<Record<string, unknown>>;
  if (kind !== 'choose' || typeof value !== 'string') return undefined;
  if (name === 'workload') return { workload: value };
  return name === 'world' ? { world: value } : undefined;
}
