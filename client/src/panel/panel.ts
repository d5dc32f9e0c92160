/** The simulation panel: one webview beside the source, and the source line that follows the selected step. */
import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import type { Place, SimulationReport } from '../protocol';
import { renderPage } from './render';

export class SimulationPanel {
  private panel: vscode.WebviewPanel | undefined;
  private sourceColumn: vscode.ViewColumn = vscode.ViewColumn.One;
  private marked: vscode.TextEditor | undefined;
  /** The whole line of the step, as a debugger shows its current line. */
  private readonly mark = vscode.window.createTextEditorDecorationType({
    isWholeLine: true,
    backgroundColor: new vscode.ThemeColor('editor.stackFrameHighlightBackground'),
    overviewRulerColor: new vscode.ThemeColor('editorOverviewRuler.findMatchForeground'),
    overviewRulerLane: vscode.OverviewRulerLane.Full,
  });

  constructor(private readonly extension: vscode.Uri) {}

  show(report: SimulationReport, sourceColumn: vscode.ViewColumn | undefined): void {
    if (sourceColumn !== undefined && sourceColumn !== this.panel?.viewColumn) this.sourceColumn = sourceColumn;
    this.unmark();
    const panel = this.panel ?? this.create();
    panel.title = `Simulation: ${report.function}()`;
    const { webview } = panel;
    const media = (name: string): string =>
      webview.asWebviewUri(vscode.Uri.joinPath(this.extension, 'dist', 'media', name)).toString();
    webview.html = renderPage(report, {
      nonce: randomBytes(18).toString('base64url'),
      cspSource: webview.cspSource,
      script: media('panel.js'),
      style: media('panel.css'),
    });
    panel.reveal(undefined, true);
  }

  dispose(): void {
    this.panel?.dispose();
    this.mark.dispose();
  }

  private create(): vscode.WebviewPanel {
    const panel = vscode.window.createWebviewPanel(
      'lockstep.simulation',
      'Simulation',
      { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true },
      {
        enableScripts: true,
        enableFindWidget: true,
        localResourceRoots: [vscode.Uri.joinPath(this.extension, 'dist', 'media')],
      },
    );
    panel.iconPath = vscode.Uri.joinPath(this.extension, 'dist', 'media', 'icon.png');
    panel.webview.onDidReceiveMessage((message: unknown) => {
      const place = revealed(message);
      if (place) void this.reveal(place);
    });
    panel.onDidDispose(() => {
      this.panel = undefined;
      this.unmark();
    });
    this.panel = panel;
    return panel;
  }

  /** Shows the line beside the panel; the panel keeps the focus, so that the arrow keys go on. */
  private async reveal(place: Place): Promise<void> {
    const range = new vscode.Range(place.line, place.character, place.endLine, place.endCharacter);
    try {
      const document = await vscode.workspace.openTextDocument(vscode.Uri.parse(place.uri));
      const editor = await vscode.window.showTextDocument(document, {
        viewColumn: this.sourceColumn,
        preserveFocus: true,
        preview: true,
        selection: new vscode.Range(range.start, range.start),
      });
      editor.revealRange(range, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
      this.unmark();
      editor.setDecorations(this.mark, [range]);
      this.marked = editor;
    } catch (error) {
      void vscode.window.showWarningMessage(
        `Lockstep cannot show ${place.uri}: ${error instanceof Error ? error.message : String(error)}`,
      );
    }
  }

  private unmark(): void {
    this.marked?.setDecorations(this.mark, []);
    this.marked = undefined;
  }
}

/** Messages come from the page; their shape is checked, not believed. */
function revealed(message: unknown): Place | undefined {
  if (
    typeof message !== 'object' ||
    message === null ||
    !('kind' in message) ||
    message.kind !== 'reveal' ||
    !('place' in message)
  )
    return undefined;
  const place = message.place;
  if (typeof place !== 'object' || place === null) return undefined;
  const { uri, line, character, endLine, endCharacter } = place as Readonly<Record<string, unknown>>;
  if (typeof uri !== 'string' || typeof line !== 'number' || typeof character !== 'number') return undefined;
  if (typeof endLine !== 'number' || typeof endCharacter !== 'number') return undefined;
  return { uri, line, character, endLine, endCharacter };
}
