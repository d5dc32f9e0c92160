/** The panel that shows the designs side by side: one webview, asked again when another workload or world is chosen. */
import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import { COMPARE_REQUEST, type CompareParams, type CompareReport } from '../protocol';
import { renderComparePage } from './compare';

export class ComparePanel {
  private panel: vscode.WebviewPanel | undefined;
  private asked: CompareParams = {};

  constructor(
    private readonly extension: vscode.Uri,
    private readonly client: LanguageClient,
  ) {}

  /** Also the command: its parameters, where it has some, name workload and world. */
  async show(params: CompareParams = this.asked): Promise<void> {
    this.asked = params;
    const report = await vscode.window.withProgress(
      { location: vscode.ProgressLocation.Window, title: 'Lockstep compares the designs' },
      async () => {
        try {
          return await this.client.sendRequest<CompareReport>(COMPARE_REQUEST, params);
        } catch (error) {
          const why = error instanceof Error ? error.message : String(error);
          void vscode.window.showErrorMessage(`Lockstep could not compare the designs: ${why}`);
          return undefined;
        }
      },
    );
    if (report === undefined || this.asked !== params) return;
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
