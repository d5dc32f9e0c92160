/** Wires the protocol to the rooms: one handler per request, each guarded, so that a failure answers and is logged. */
import {
  type CodeAction,
  CodeActionKind,
  createConnection,
  type Hover,
  type InitializeParams,
  type InitializeResult,
  MarkupKind,
  MessageType,
  ProposedFeatures,
  ShowMessageNotification,
  StreamMessageReader,
  StreamMessageWriter,
  TextDocumentSyncKind,
  TextDocuments,
} from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { actionsAt, SIMULATE_COMMAND } from './codeActions';
import { rangeOf } from './convert';
import { diagnosticsOf } from './diagnostics';
import { OpenDocuments } from './documents';
import { Engine } from './engine';
import type { CheckAnswer } from './engineMessages';
import { isPatchUri } from './patches';
import {
  COMPARE_REQUEST,
  type CompareParams,
  MODEL_SOURCE_REQUEST,
  PATCHED_FILE_REQUEST,
  type PatchedFileParams,
  type PatchSeriesReport,
  REVIEW_REQUEST,
  type ServerStatus,
  SIMULATE_REQUEST,
  type SimulateParams,
  type SimulationReport,
  STATUS_NOTIFICATION,
} from './protocol';
import { DEFAULT_SETTINGS, readSettings, type Settings } from './settings';
import { plainReport, withVerdicts } from './simulationText';

/** A check past this is given up and the file reported as not analysed. */
const CHECK_LIMIT_MS = 30_000;
const SIMULATION_LIMIT_MS = 120_000;
/** The simulation worker holds its own header facts; after so long without work it goes. */
const SIMULATION_IDLE_MS = 5 * 60_000;

/** Serves one client on standard input and output until it leaves. */
export function serveStdio(): Promise<void> {
  const connection = createConnection(
    ProposedFeatures.all,
    new StreamMessageReader(process.stdin),
    new StreamMessageWriter(process.stdout),
  );
  const log = (line: string): void => connection.console.info(line);
  const analysis = new Engine({ name: 'analysis', limitMs: CHECK_LIMIT_MS, log });
  const simulation = new Engine({ name: 'simulation', limitMs: SIMULATION_LIMIT_MS, idleMs: SIMULATION_IDLE_MS, log });
  const texts = new TextDocuments(TextDocument);
  let settings: Settings = DEFAULT_SETTINGS;
  let pullsSettings = false;
  const warned = new Set<string>();
  /** A notification: the request form needs an answer, and not every client gives one. */
  const tell = (type: MessageType, message: string): void =>
    void connection.sendNotification(ShowMessageNotification.type, { type, message });
  // A reply that nobody awaits may fail (a client without a method); that must not end the server.
  process.on('unhandledRejection', (error) => connection.console.error(`unhandled: ${String(error)}`));

  const documents = new OpenDocuments(texts, analysis, simulation, {
    settingsOf: () => settings,
    failed: (uri, message) => connection.console.error(`${uri}: ${message}`),
    checked(document, answer) {
      void connection.sendDiagnostics({
        uri: document.uri,
        version: answer.version,
        diagnostics: published(document, answer, settings),
      });
      void connection.sendNotification(STATUS_NOTIFICATION, statusOf(document, answer, settings));
      if (answer.treeProblem !== undefined && !warned.has(answer.treeProblem)) {
        warned.add(answer.treeProblem);
        tell(MessageType.Warning, `Lockstep: ${answer.treeProblem}`);
      }
    },
  });

  /** Own bugs throw; here they end: logged, and the client gets the empty answer. */
  async function guarded<T>(what: string, empty: T, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      connection.console.error(`${what}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
      return empty;
    }
  }

  connection.onInitialize((params): InitializeResult => {
    pullsSettings = params.capabilities.workspace?.configuration === true;
    settings = readSettings(initialSettings(params));
    return {
      capabilities: {
        textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: { includeText: false } },
        hoverProvider: true,
        codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix, CodeActionKind.Empty] },
        // A client with the panel has the command itself; registering it twice is an error there.
        ...(hasPanel(params) ? {} : { executeCommandProvider: { commands: [SIMULATE_COMMAND] } }),
      },
      serverInfo: { name: 'lockstep' },
    };
  });

  connection.onInitialized(() => void guarded('settings', undefined, pullSettings));
  connection.onDidChangeConfiguration(
    (change) =>
      void guarded('settings', undefined, async () => {
        if (pullsSettings) return pullSettings();
        const pushed: unknown = change.settings;
        use(readSettings(section(pushed)));
      }),
  );

  async function pullSettings(): Promise<void> {
    if (pullsSettings) use(readSettings(await connection.workspace.getConfiguration('lockstep')));
  }

  function use(next: Settings): void {
    const rejudge =
      next.kernelRoot !== settings.kernelRoot ||
      next.worlds.join() !== settings.worlds.join() ||
      next.band !== settings.band;
    settings = next;
    if (rejudge) documents.changedAll();
  }

  texts.onDidChangeContent(({ document }) => documents.changed(document.uri));
  texts.onDidClose(({ document }) => {
    documents.closed(document.uri);
    void connection.sendDiagnostics({ uri: document.uri, diagnostics: [] });
  });
  texts.onDidSave(({ document }) => {
    void guarded('saved file', undefined, () => documents.saved([document.uri]));
    if (settings.replayOnSave && !isPatchUri(document.uri))
      void guarded('replay', undefined, () => replaySaved(document));
  });

  connection.onDidChangeWatchedFiles(
    ({ changes }) => void guarded('changed files', undefined, () => documents.saved(changes.map(({ uri }) => uri))),
  );

  async function replaySaved(document: TextDocument): Promise<void> {
    const cancel = new Int32Array(new SharedArrayBuffer(4));
    const answer = await simulation.ask({ kind: 'replay', document: documents.requestOf(document), cancel });
    if (answer !== undefined) documents.replayed(document.uri, answer);
  }

  connection.onHover(({ textDocument: { uri }, position }) =>
    guarded<Hover | null>('hover', null, async () => {
      const document = documents.get(uri);
      if (document === undefined || isPatchUri(uri) || (await documents.current(uri)) === undefined) return null;
      const { version } = document;
      const answer = await analysis.ask({ kind: 'hover', uri, offset: document.offsetAt(position) });
      if (answer === undefined || document.version !== version) return null;
      return { contents: { kind: MarkupKind.Markdown, value: answer.markdown }, range: rangeOf(document, answer.span) };
    }),
  );

  connection.onCodeAction(({ textDocument: { uri }, range }) =>
    guarded<CodeAction[]>('code actions', [], async () => {
      const document = documents.get(uri);
      // What a patch shows cannot be edited or run in place.
      if (isPatchUri(uri)) return [];
      const answer = await documents.current(uri);
      if (document === undefined || answer === undefined) return [];
      const name = await analysis.ask({ kind: 'function-at', uri, offset: document.offsetAt(range.start) });
      return document.version === answer.version ? actionsAt({ document, answer, settings }, range, name) : [];
    }),
  );

  async function simulate(params: SimulateParams): Promise<SimulationReport> {
    const document = documents.get(params.uri);
    if (document === undefined) throw new Error('the file is not open');
    const { version } = document;
    const offset = document.offsetAt({ line: params.line ?? 0, character: params.character ?? 0 });
    const report = await simulation.ask({
      kind: 'simulate',
      document: documents.requestOf(document),
      target:
        params.rule === undefined
          ? { kind: 'function', ...(params.function === undefined ? { offset } : { name: params.function }) }
          : { kind: 'finding', rule: params.rule, start: offset },
    });
    if (params.rule !== undefined && document.version === version) {
      const answer = await documents.current(params.uri);
      if (answer !== undefined && answer.version === version)
        documents.replayed(params.uri, withVerdicts(answer, params.rule, offset, report));
    }
    return report;
  }

  async function review({ uri }: { readonly uri: string }): Promise<PatchSeriesReport> {
    const document = documents.get(uri);
    if (document === undefined) throw new Error('the file is not open');
    const { report, answer } = await simulation.ask({ kind: 'review', document: documents.requestOf(document) });
    documents.replayed(uri, answer);
    return report;
  }

  connection.onRequest(SIMULATE_REQUEST, simulate);
  connection.onRequest(COMPARE_REQUEST, (params: CompareParams | null) =>
    simulation.ask({ kind: 'compare', params: params ?? {} }),
  );
  connection.onRequest(REVIEW_REQUEST, review);
  connection.onRequest(PATCHED_FILE_REQUEST, async ({ uri, patch, path }: PatchedFileParams) => {
    const document = documents.get(uri);
    if (document === undefined) return null;
    const request = { kind: 'patched-file', document: documents.requestOf(document), patch, path } as const;
    return (await simulation.ask(request)) ?? null;
  });
  connection.onRequest(
    MODEL_SOURCE_REQUEST,
    async ({ uri }: { readonly uri: string }) => (await simulation.ask({ kind: 'model-source', uri })) ?? null,
  );
  connection.onExecuteCommand(({ command, arguments: args }) =>
    guarded<string | null>('simulate', null, async () => {
      if (command !== SIMULATE_COMMAND) return null;
      const text = plainReport(await simulate((args?.[0] ?? {}) as SimulateParams));
      tell(MessageType.Info, text.split('\n', 1)[0] ?? '');
      return text;
    }),
  );

  return new Promise((resolve) => {
    connection.onShutdown(async () => {
      await Promise.all([analysis.stop(), simulation.stop()]);
      resolve();
    });
    texts.listen(connection);
    connection.listen();
  });
}

/** What the client sees: the findings, or one line that says why there are none to see. */
function published(document: TextDocument, answer: CheckAnswer, settings: Settings): ReturnType<typeof diagnosticsOf> {
  if (answer.problem === undefined) return diagnosticsOf(document, answer, settings);
  const start = { line: 0, character: 0 };
  return [
    {
      range: { start, end: start },
      severity: 3,
      source: 'lockstep',
      code: 'not-analysed',
      message: `This file was not analysed: ${answer.problem}.`,
    },
  ];
}

function statusOf(document: TextDocument, answer: CheckAnswer, settings: Settings): ServerStatus {
  return {
    uri: document.uri,
    version: answer.version,
    functions: answer.functions,
    notAnalysed: answer.notAnalysed.length,
    findings: diagnosticsOf(document, answer, settings).length,
    kernel: answer.kernel,
    worlds: settings.worlds,
    milliseconds: answer.milliseconds,
  };
}

function hasPanel(params: InitializeParams): boolean {
  const options: unknown = params.initializationOptions;
  return typeof options === 'object' && options !== null && 'panel' in options && options.panel === true;
}

/** Clients without workspace/configuration give their settings as initialization options, bare or under `lockstep`. */
function initialSettings(params: InitializeParams): unknown {
  const options: unknown = params.initializationOptions;
  return section(options) ?? options;
}

function section(value: unknown): unknown {
  return typeof value === 'object' && value !== null && 'lockstep' in value ? value.lockstep : undefined;
}
