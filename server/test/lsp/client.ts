/** A language client over stdio for tests: starts the built server, keeps every published set of diagnostics. */
import { type ChildProcess, spawn } from 'node:child_process';
import * as path from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  createMessageConnection,
  type MessageConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-jsonrpc/node';
import type { CodeAction, Diagnostic, Hover, PublishDiagnosticsParams } from 'vscode-languageserver-protocol';
import { defined } from '../../src/base/assert';

const SERVER = path.resolve('dist/server.js');
const PATIENCE_MS = 50_000;

interface Waiter {
  readonly uri: string;
  readonly accepts: (published: PublishDiagnosticsParams) => boolean;
  readonly resolve: (published: PublishDiagnosticsParams) => void;
}

export interface TextChange {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

export class TestClient {
  readonly published: PublishDiagnosticsParams[] = [];
  readonly logs: string[] = [];
  readonly messages: string[] = [];
  private readonly waiters = new Set<Waiter>();
  private readonly texts = new Map<string, { version: number; text: string }>();

  private constructor(
    private readonly process: ChildProcess,
    readonly connection: MessageConnection,
  ) {}

  static async start(
    options: {
      readonly settings?: Readonly<Record<string, unknown>>;
      readonly panel?: boolean;
      /** Gives no process id to watch. */
      readonly anonymous?: boolean;
      /** What the client answers when asked for the settings of a document; absent: it cannot be asked. */
      readonly configuration?: (uri: string) => unknown;
      readonly env?: Readonly<Record<string, string>>;
    } = {},
  ): Promise<TestClient> {
    const child = spawn(process.execPath, [SERVER, '--stdio'], {
      stdio: ['pipe', 'pipe', 'pipe'],
      env: { ...process.env, ...options.env },
    });
    const connection = createMessageConnection(
      new StreamMessageReader(defined(child.stdout ?? undefined, 'stdout')),
      new StreamMessageWriter(defined(child.stdin ?? undefined, 'stdin')),
    );
    const client = new TestClient(child, connection);
    child.stderr?.on('data', (chunk: Buffer) => client.logs.push(String(chunk)));
    connection.onNotification('textDocument/publishDiagnostics', (params: PublishDiagnosticsParams) =>
      client.receive(params),
    );
    connection.onNotification(
      'window/logMessage',
      (params: { readonly message: string }) => void client.logs.push(params.message),
    );
    connection.onNotification(
      'window/showMessage',
      (params: { readonly message: string }) => void client.messages.push(params.message),
    );
    connection.onNotification('lockstep/status', () => undefined);
    const { configuration } = options;
    connection.onRequest('workspace/configuration', ({ items }: { readonly items: readonly { scopeUri: string }[] }) =>
      items.map(({ scopeUri }) => configuration?.(scopeUri)),
    );
    connection.listen();
    await connection.sendRequest('initialize', {
      processId: options.anonymous === true ? null : process.pid,
      rootUri: null,
      capabilities: {
        ...(configuration === undefined ? {} : { workspace: { configuration: true } }),
        textDocument: {
          publishDiagnostics: { relatedInformation: true, versionSupport: true, codeDescriptionSupport: true },
        },
      },
      initializationOptions: { panel: options.panel ?? true, lockstep: options.settings ?? {} },
    });
    await connection.sendNotification('initialized', {});
    return client;
  }

  /** Opens a text under a path that need not exist; answers with the diagnostics of version 1. */
  async open(name: string, text: string): Promise<PublishDiagnosticsParams> {
    const uri = uriOf(name);
    this.texts.set(uri, { version: 1, text });
    const answer = this.next(uri, (each) => each.version === 1);
    await this.connection.sendNotification('textDocument/didOpen', {
      textDocument: { uri, languageId: 'c', version: 1, text },
    });
    return answer;
  }

  /** Sends one incremental change; answers with the diagnostics of the new version. */
  async change(name: string, change: TextChange): Promise<PublishDiagnosticsParams> {
    return this.next(uriOf(name), await this.sendChange(name, change));
  }

  /** Sends one incremental change and waits for nothing; gives the test for its version. */
  async sendChange(
    name: string,
    { start, end, text }: TextChange,
  ): Promise<(each: PublishDiagnosticsParams) => boolean> {
    const uri = uriOf(name);
    const known = defined(this.texts.get(uri), `open document ${name}`);
    const range = { start: positionAt(known.text, start), end: positionAt(known.text, end) };
    const version = known.version + 1;
    this.texts.set(uri, { version, text: known.text.slice(0, start) + text + known.text.slice(end) });
    await this.connection.sendNotification('textDocument/didChange', {
      textDocument: { uri, version },
      contentChanges: [{ range, text }],
    });
    return (each) => each.version === version;
  }

  text(name: string): string {
    return defined(this.texts.get(uriOf(name)), name).text;
  }

  next(uri: string, accepts: (published: PublishDiagnosticsParams) => boolean): Promise<PublishDiagnosticsParams> {
    return new Promise((resolve, reject) => {
      const waiter: Waiter = {
        uri,
        accepts,
        resolve: (published) => {
          clearTimeout(timer);
          resolve(published);
        },
      };
      const timer = setTimeout(() => {
        this.waiters.delete(waiter);
        reject(new Error(`no diagnostics for ${uri} within ${PATIENCE_MS} ms; log: ${this.logs.join('\n')}`));
      }, PATIENCE_MS);
      this.waiters.add(waiter);
    });
  }

  hover(name: string, offset: number): Promise<Hover | null> {
    return this.connection.sendRequest('textDocument/hover', {
      textDocument: { uri: uriOf(name) },
      position: positionAt(this.text(name), offset),
    });
  }

  actions(name: string, offset: number): Promise<CodeAction[]> {
    const position = positionAt(this.text(name), offset);
    return this.connection.sendRequest('textDocument/codeAction', {
      textDocument: { uri: uriOf(name) },
      range: { start: position, end: position },
      context: { diagnostics: [] },
    });
  }

  async close(name: string): Promise<void> {
    await this.connection.sendNotification('textDocument/didClose', { textDocument: { uri: uriOf(name) } });
  }

  /** The client dies; gives the process's exit code. */
  async vanish(): Promise<number | null> {
    const gone = new Promise<number | null>((resolve) => this.process.once('exit', resolve));
    this.process.stdin?.end();
    return gone;
  }

  /** `exit` without `shutdown`; gives the process's exit code. */
  async leave(): Promise<number | null> {
    const gone = new Promise<number | null>((resolve) => this.process.once('exit', resolve));
    await this.connection.sendNotification('exit');
    const code = await gone;
    this.connection.dispose();
    return code;
  }

  /** The protocol's farewell; gives the process's exit code. */
  async stop(): Promise<number | null> {
    const gone = new Promise<number | null>((resolve) => this.process.once('exit', resolve));
    await this.connection.sendRequest('shutdown');
    await this.connection.sendNotification('exit');
    const code = await gone;
    this.connection.dispose();
    return code;
  }

  kill(): void {
    this.process.kill('SIGKILL');
    this.connection.dispose();
  }

  private receive(params: PublishDiagnosticsParams): void {
    this.published.push(params);
    for (const waiter of this.waiters) {
      if (waiter.uri !== params.uri || !waiter.accepts(params)) continue;
      this.waiters.delete(waiter);
      waiter.resolve(params);
    }
  }
}

export function uriOf(name: string): string {
  return name.includes(':') ? name : pathToFileURL(path.resolve('test-fixtures/lsp', name)).href;
}

export function positionAt(text: string, offset: number): { readonly line: number; readonly character: number } {
  const before = text.slice(0, offset);
  const line = before.split('\n').length - 1;
  return { line, character: offset - (before.lastIndexOf('\n') + 1) };
}

/** A diagnostic as data to compare: where, what, how severe. */
export function plain(diagnostics: readonly Diagnostic[]): readonly string[] {
  return diagnostics.map(
    ({ range, code, severity, message }) =>
      `${range.start.line + 1}:${range.start.character + 1}-${range.end.line + 1}:${range.end.character + 1} ${code} ${severity} ${message}`,
  );
}
