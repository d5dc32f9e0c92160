/**
 * The VS Code side: starts the language server, registers the commands and the simulation panel. No analysis here; what
 * is shown comes from the server.
 */
import * as vscode from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import { createClient } from './languageClient';
import { ModelSources } from './modelSources';
import { ComparePanel } from './panel/comparePanel';
import { SimulationPanel } from './panel/panel';
import { registerPatches } from './patches';
import {
  type CompareParams,
  MODEL_SCHEME,
  type ServerStatus,
  SIMULATE_REQUEST,
  type SimulateParams,
  type SimulationReport,
  STATUS_NOTIFICATION,
} from './protocol';
import { ask } from './request';
import { openRulePage } from './rulePages';
import { StatusItem } from './statusItem';

let client: LanguageClient | undefined;

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const status = new StatusItem();
  const panel = new SimulationPanel(context.extensionUri);
  const created = createClient(context, status);
  client = created;
  const compare = new ComparePanel(context.extensionUri, created);
  context.subscriptions.push(
    status,
    panel,
    compare,
    created.onNotification(STATUS_NOTIFICATION, (report: ServerStatus) => status.checked(report)),
    vscode.workspace.registerTextDocumentContentProvider(MODEL_SCHEME, new ModelSources(created)),
    registerPatches(created),
    vscode.commands.registerCommand('lockstep.simulate', (params?: SimulateParams) => simulate(created, panel, params)),
    vscode.commands.registerCommand('lockstep.compare', (params?: CompareParams) => compare.show(params)),
    vscode.commands.registerCommand('lockstep.restart', () => restart(created, status)),
    vscode.commands.registerCommand('lockstep.showLog', () => created.outputChannel.show(true)),
    vscode.commands.registerCommand('lockstep.openRule', (rule: unknown) => openRulePage(context.extensionUri, rule)),
  );
  await start(created, status);
}

export function deactivate(): Promise<void> | undefined {
  return client?.dispose();
}

async function start(created: LanguageClient, status: StatusItem): Promise<void> {
  status.starting();
  try {
    await created.start();
    status.ready();
  } catch (error) {
    status.stopped();
    const choice = await vscode.window.showErrorMessage(
      `Lockstep could not start its language server: ${error instanceof Error ? error.message : String(error)}`,
      'Show Log',
      'Try Again',
    );
    if (choice === 'Show Log') created.outputChannel.show(true);
    if (choice === 'Try Again') await restart(created, status);
  }
}

async function restart(created: LanguageClient, status: StatusItem): Promise<void> {
  if (created.isRunning()) await created.stop();
  await start(created, status);
}

/** Without parameters (command palette; the context menu gives a URI of its own kind): the function around the cursor. */
async function simulate(created: LanguageClient, panel: SimulationPanel, params?: SimulateParams): Promise<void> {
  const asked = params?.uri === undefined ? aroundCursor() : params;
  if (!asked) {
    void vscode.window.showInformationMessage(
      'Lockstep simulates a function of a C file: put the cursor into one first.',
    );
    return;
  }
  const column = vscode.window.activeTextEditor?.viewColumn;
  const subject = asked.function === undefined ? 'the path' : `${asked.function}()`;
  const report = await ask<SimulationReport>(created, {
    request: SIMULATE_REQUEST,
    params: asked,
    title: `Lockstep: running ${subject}`,
    failure: 'Lockstep could not simulate',
  });
  if (report === undefined) return;
  // Without a function there is nothing that a panel could be about.
  if (report.function === '')
    void vscode.window.showInformationMessage(`Lockstep: ${report.problem ?? 'nothing to run'}`);
  else panel.show(report, column);
}

function aroundCursor(): SimulateParams | undefined {
  const editor = vscode.window.activeTextEditor;
  if (editor?.document.languageId !== 'c') return undefined;
  const { line, character } = editor.selection.active;
  return { uri: editor.document.uri.toString(), line, character };
}
