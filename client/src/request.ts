/**
 * Requests that run something, as the reader sees them: work in progress in the status bar, a way to cancel once it takes
 * long, and a failure told in one sentence.
 */
import * as vscode from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';

/** From here on a person wonders whether to wait. */
const PATIENCE_MS = 1500;

export interface Task {
  readonly request: string;
  readonly params: object;
  readonly title: string;
  /** What could not be done; the reason follows. */
  readonly failure: string;
}

/** Undefined: it failed or was cancelled, and the reader knows. */
export async function ask<T>(client: LanguageClient, task: Task): Promise<T | undefined> {
  const { request, params, title, failure } = task;
  if (!client.isRunning()) {
    void tellStopped();
    return undefined;
  }
  const source = new vscode.CancellationTokenSource();
  const answer = client.sendRequest<T>(request, params, source.token);
  const settled = answer.then(
    () => undefined,
    () => undefined,
  );
  void vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title }, () => settled);
  void offerCancel(title, settled, source);
  try {
    return await answer;
  } catch (error) {
    if (!source.token.isCancellationRequested)
      void vscode.window.showErrorMessage(`${failure}: ${error instanceof Error ? error.message : String(error)}`);
    return undefined;
  } finally {
    source.dispose();
  }
}

async function offerCancel(
  title: string,
  settled: Promise<undefined>,
  source: vscode.CancellationTokenSource,
): Promise<void> {
  const late = new Promise<'late'>((resolve) => setTimeout(() => resolve('late'), PATIENCE_MS));
  if ((await Promise.race([settled, late])) !== 'late') return;
  const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
  await vscode.window.withProgress(options, (_, token) => {
    token.onCancellationRequested(() => source.cancel());
    return settled;
  });
}

async function tellStopped(): Promise<void> {
  const restart = 'Restart';
  const choice = await vscode.window.showErrorMessage('The Lockstep language server does not run.', restart);
  if (choice === restart) await vscode.commands.executeCommand('lockstep.restart');
}
