/** How the language server is started, configured and watched. */
import * as vscode from 'vscode';
import {
  CloseAction,
  ErrorAction,
  LanguageClient,
  type LanguageClientOptions,
  type ServerOptions,
  TransportKind,
} from 'vscode-languageclient/node';
import { PATCH_PATTERN } from './patches';
import { ruleLink } from './rulePages';
import type { StatusItem } from './statusItem';

/** After so many crashes within the time the server stays down and the user is told what to do. */
const MAX_CRASHES = 4;
const CRASH_WINDOW_MS = 3 * 60_000;

export function createClient(context: vscode.ExtensionContext, status: StatusItem): LanguageClient {
  const module = context.asAbsolutePath('dist/server.js');
  const server: ServerOptions = {
    run: { module, transport: TransportKind.stdio },
    debug: { module, transport: TransportKind.stdio, options: { execArgv: ['--nolazy', '--inspect=6010'] } },
  };
  const crashes: number[] = [];
  const options: LanguageClientOptions = {
    // Every scheme: a document without a file (untitled, a diff's left side) is judged with the embedded facts.
    documentSelector: [{ language: 'c' }, { pattern: PATCH_PATTERN }],
    synchronize: {
      configurationSection: 'lockstep',
      // Other files that open ones call or include, however they were written: by this editor, by git, by a script.
      fileEvents: vscode.workspace.createFileSystemWatcher('**/*.{c,h}'),
    },
    initializationOptions: { panel: true },
    middleware: {
      handleDiagnostics(uri, diagnostics, next) {
        for (const diagnostic of diagnostics) {
          if (typeof diagnostic.code === 'object')
            diagnostic.code = { ...diagnostic.code, target: ruleLink(String(diagnostic.code.value)) };
        }
        next(uri, diagnostics);
      },
    },
    errorHandler: {
      error: () => ({ action: ErrorAction.Continue }),
      closed: () => {
        const now = Date.now();
        crashes.push(now);
        const recent = crashes.filter((at) => now - at < CRASH_WINDOW_MS).length;
        if (recent <= MAX_CRASHES) {
          return {
            action: CloseAction.Restart,
            message: 'The Lockstep language server stopped and is started again.',
            handled: true,
          };
        }
        status.stopped();
        void tellCrashed(recent);
        return { action: CloseAction.DoNotRestart, handled: true };
      },
    },
  };
  return new LanguageClient('lockstep', 'Lockstep', server, options);
}

async function tellCrashed(times: number): Promise<void> {
  const restart = 'Restart';
  const log = 'Show Log';
  const choice = await vscode.window.showErrorMessage(
    `The Lockstep language server stopped ${times} times in 3 minutes and was not started again. ` +
      'The log says why; closing the file that was open last often helps.',
    restart,
    log,
  );
  if (choice === restart) await vscode.commands.executeCommand('lockstep.restart');
  if (choice === log) await vscode.commands.executeCommand('lockstep.showLog');
}
