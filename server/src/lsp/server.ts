/** Wires the protocol to the rooms: one handler per request, each guarded, so that a failure answers and is logged. */
import {
  type CodeAction,
  CodeActionKind,
  createConnection,
  type Diagnostic,
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
import { newFlag } from './cancel';
import { ClientSettings } from './clientSettings';
import { actionsAt, SIMULATE_COMMAND } from './codeActions';
import { rangeOf } from './convert';
import { diagnosticsOf } from './diagnostics';
import { type Judged, OpenDocuments } from './documents';
import { Engine } from './engine';
import { refreshGlances, registerGlances } from './glanceRequests';
import { guardOf } from './guard';
import { isPatchUri } from './patches';
import { type ServerStatus, type SimulateParams, STATUS_NOTIFICATION } from './protocol';
import { registerRuns } from './runs';
import { judgeAlike } from './settings';
import { plainReport } from './simulationText';

/** A check past this is given up and the file reported as not analysed. */
const CHECK_LIMIT_MS = 30_000;
/** The first one of a tree reads headers and looks through all files, on a machine that may be busy. */
const FIRST_CHECK_LIMIT_MS = 120_000;
const SIMULATION_LIMIT_MS = 120_000;
/** The simulation worker holds its own header facts; after so long without work it goes. */
const SIMULATION_IDLE_MS = 5 * 60_000;

/** For what is still in the input when it ends: an `exit`, as a rule. */
const LAST_WORDS_MS = 500;

/** Serves one client on standard input and output until it leaves. */
export function serveStdio(): Promise<void> {
  const connection = createConnection(
    ProposedFeatures.all,
    new StreamMessageReader(process.stdin),
    new StreamMessageWriter(process.stdout),
  );
  const log = (line: string): void => connection.console.info(line);
  const analysis = new Engine({
    name: 'analysis',
    limitMs: CHECK_LIMIT_MS,
    firstLimitMs: FIRST_CHECK_LIMIT_MS,
    log,
  });
  const simulation = new Engine({ name: 'simulation', limitMs: SIMULATION_LIMIT_MS, idleMs: SIMULATION_IDLE_MS, log });
  const texts = new TextDocuments(TextDocument);
  const settings = new ClientSettings();
  const warned = new Set<string>();
  /** A notification: the request form needs an answer, and not every client gives one. */
  const tell = (type: MessageType, message: string): void =>
    void connection.sendNotification(ShowMessageNotification.type, { type, message });
  // A reply that nobody awaits may fail (a client without a method); that must not end the server.
  process.on('unhandledRejection', (error) => connection.console.error(`unhandled: ${String(error)}`));

  const guarded = guardOf(connection);
  let canRefresh = { codeLens: false, inlayHint: false };

  const documents = new OpenDocuments(texts, analysis, simulation, {
    settingsOf: (uri) => settings.of(uri),
    failed: (uri, message) => connection.console.error(`${uri}: ${message}`),
    checked(document, judged) {
      const { answer } = judged;
      void connection.sendDiagnostics({
        uri: document.uri,
        version: answer.version,
        diagnostics: published(document, judged),
      });
      void connection.sendNotification(STATUS_NOTIFICATION, statusOf(document, judged));
      if (answer.treeProblem !== undefined && !warned.has(answer.treeProblem)) {
        warned.add(answer.treeProblem);
        tell(MessageType.Warning, `Lockstep: ${answer.treeProblem}`);
      }
    },
  });

  connection.onInitialize((params): InitializeResult => {
    const { workspace } = params.capabilities;
    const asksSettings = workspace?.configuration === true;
    canRefresh = {
      codeLens: workspace?.codeLens?.refreshSupport === true,
      inlayHint: workspace?.inlayHint?.refreshSupport === true,
    };
    settings.start(
      params.initializationOptions,
      asksSettings ? (uri) => connection.workspace.getConfiguration({ scopeUri: uri, section: 'lockstep' }) : undefined,
    );
    return {
      capabilities: {
        textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: { includeText: false } },
        hoverProvider: true,
        codeLensProvider: {},
        inlayHintProvider: true,
        codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix, CodeActionKind.Empty] },
        // A client with the panel has the command itself; registering it twice is an error there.
        ...(hasPanel(params) ? {} : { executeCommandProvider: { commands: [SIMULATE_COMMAND] } }),
      },
      serverInfo: { name: 'lockstep' },
    };
  });

  connection.onDidChangeConfiguration(
    ({ settings: pushed }) => void guarded('settings', undefined, () => settingsChanged(pushed)),
  );

  async function settingsChanged(pushed: unknown): Promise<void> {
    const open = texts.keys();
    const before = await Promise.all(open.map((uri) => settings.of(uri)));
    settings.changed(pushed);
    warned.clear();
    for (const [at, uri] of open.entries()) {
      const old = before[at];
      if (old === undefined || !judgeAlike(old, await settings.of(uri))) documents.changed(uri);
    }
    refreshGlances(connection, canRefresh);
  }

  texts.onDidChangeContent(({ document }) => documents.changed(document.uri));
  texts.onDidClose(({ document }) => {
    documents.closed(document.uri);
    settings.closed(document.uri);
    void connection.sendDiagnostics({ uri: document.uri, diagnostics: [] });
  });
  texts.onDidSave(({ document }) => {
    void guarded('saved file', undefined, () => documents.saved([document.uri]));
    if (!isPatchUri(document.uri)) void guarded('replay', undefined, () => replaySaved(document));
  });

  connection.onDidChangeWatchedFiles(
    ({ changes }) => void guarded('changed files', undefined, () => documents.saved(changes.map(({ uri }) => uri))),
  );

  async function replaySaved(document: TextDocument): Promise<void> {
    if (!(await settings.of(document.uri)).replayOnSave) return;
    const request = await documents.requestOf(document);
    const answer = await simulation.ask({ kind: 'replay', document: request, cancel: newFlag() });
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
      const judged = await documents.current(uri);
      if (document === undefined || judged === undefined) return [];
      const name = await analysis.ask({ kind: 'function-at', uri, offset: document.offsetAt(range.start) });
      return document.version === judged.answer.version ? actionsAt({ document, ...judged }, range, name) : [];
    }),
  );

  registerGlances(connection, { documents, analysis, settings, guarded });
  const simulate = registerRuns(connection, documents, simulation);
  connection.onExecuteCommand(({ command, arguments: args }, token) =>
    guarded<string | null>('simulate', null, async () => {
      if (command !== SIMULATE_COMMAND) return null;
      const text = plainReport(await simulate((args?.[0] ?? {}) as SimulateParams, token));
      tell(MessageType.Info, text.split('\n', 1)[0] ?? '');
      return text;
    }),
  );

  return new Promise((resolve) => {
    let takenLeave = false;
    // A client that died says nothing; the library watches its process only where it gave the number.
    process.stdin.once('end', () => setTimeout(() => process.exit(takenLeave ? 0 : 1), LAST_WORDS_MS));
    connection.onShutdown(async () => {
      takenLeave = true;
      await Promise.all([analysis.stop(), simulation.stop()]);
      resolve();
    });
    texts.listen(connection);
    connection.listen();
  });
}

/** What the client sees: the findings, or one line that says why there are none to see. */
function published(document: TextDocument, { answer, settings }: Judged): Diagnostic[] {
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

function statusOf(document: TextDocument, { answer, settings }: Judged): ServerStatus {
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
