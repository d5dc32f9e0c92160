/** The language status item of C files and patches: what was checked, with which facts, and a way to restart the server. */
import * as vscode from 'vscode';
import { PATCH_PATTERN } from './patches';
import type { ServerStatus } from './protocol';

export class StatusItem {
  private readonly item = vscode.languages.createLanguageStatusItem('lockstep.status', [
    { language: 'c' },
    { pattern: PATCH_PATTERN },
  ]);
  private readonly reports = new Map<string, ServerStatus>();
  private readonly subscriptions: vscode.Disposable[] = [];

  constructor() {
    this.item.name = 'Lockstep';
    this.item.command = { command: 'lockstep.restart', title: 'Restart' };
    this.subscriptions.push(
      vscode.window.onDidChangeActiveTextEditor(() => this.show()),
      vscode.workspace.onDidCloseTextDocument((document) => this.reports.delete(document.uri.toString())),
    );
  }

  starting(): void {
    this.item.busy = true;
    this.item.text = 'Lockstep: starting';
    this.item.detail = '';
    this.item.severity = vscode.LanguageStatusSeverity.Information;
  }

  ready(): void {
    this.item.busy = false;
    this.item.text = 'Lockstep: ready';
    this.show();
  }

  stopped(): void {
    this.item.busy = false;
    this.item.text = 'Lockstep: stopped';
    this.item.detail = 'the language server does not run';
    this.item.severity = vscode.LanguageStatusSeverity.Error;
  }

  checked(report: ServerStatus): void {
    this.reports.set(report.uri, report);
    this.show();
  }

  dispose(): void {
    this.item.dispose();
    for (const subscription of this.subscriptions) subscription.dispose();
  }

  private show(): void {
    const uri = vscode.window.activeTextEditor?.document.uri.toString();
    const report = uri === undefined ? undefined : this.reports.get(uri);
    if (!report) return;
    this.item.text = `Lockstep: ${report.findings === 0 ? 'nothing found' : `${report.findings} found`}`;
    const left = report.notAnalysed === 0 ? '' : `, ${report.notAnalysed} not analysed`;
    const functions = `${report.functions} function${report.functions === 1 ? '' : 's'}`;
    this.item.detail = `${functions}${left}; ${report.worlds.join(', ')}; ${report.kernel ?? 'built-in kernel facts'}`;
    this.item.severity = vscode.LanguageStatusSeverity.Information;
  }
}
