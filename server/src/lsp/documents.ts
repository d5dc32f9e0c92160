/**
 * The open documents and the check of each: one running check per document, cancelled by the next edit; answers of older
 * versions are dropped. The texts themselves are kept by the protocol library, which applies incremental changes.
 */
import type { TextDocuments } from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { filePathOf } from './convert';
import { type Engine, EngineFailure } from './engine';
import { type CheckAnswer, type DocumentRequest, emptyAnswer } from './engineMessages';
import { isPatchUri } from './patches';
import type { Settings } from './settings';

/** Joins the changes of one keystroke (auto-closing brackets, format on type); short enough not to be felt. */
const DEBOUNCE_MS = 5;

interface DocumentState {
  answer?: CheckAnswer;
  /** The worker that gave `answer`; a later one knows nothing of the document. */
  generation?: number;
  engine?: Engine;
  timer?: NodeJS.Timeout;
  running?: { readonly version: number; readonly cancel: Int32Array; readonly done: Promise<void> };
}

export interface CheckListener {
  checked(document: TextDocument, answer: CheckAnswer): void;
  /** A check that a bug of ours ended: for the log. */
  failed(uri: string, message: string): void;
  settingsOf(uri: string): Settings;
}

export class OpenDocuments {
  private readonly states = new Map<string, DocumentState>();

  constructor(
    private readonly texts: TextDocuments<TextDocument>,
    private readonly engine: Engine,
    private readonly simulation: Engine,
    private readonly listener: CheckListener,
  ) {}

  get(uri: string): TextDocument | undefined {
    return this.texts.get(uri);
  }

  changed(uri: string): void {
    const state = this.stateOf(uri);
    cancel(state);
    clearTimeout(state.timer);
    state.timer = setTimeout(() => void this.check(uri), DEBOUNCE_MS);
  }

  changedAll(): void {
    for (const { uri } of this.texts.all()) this.changed(uri);
  }

  /** What was written is what other files call or include: they are judged again. */
  async saved(uris: readonly string[]): Promise<void> {
    const paths = uris.flatMap((uri) => filePathOf(uri) ?? []).filter((path) => /\.[ch]$/.test(path));
    if (paths.length === 0) return;
    if (this.simulation.running) await this.simulation.ask({ kind: 'saved', paths });
    if (this.engine.running && (await this.engine.ask({ kind: 'saved', paths }))) this.changedAll();
  }

  closed(uri: string): void {
    const state = this.states.get(uri);
    if (state === undefined) return;
    cancel(state);
    clearTimeout(state.timer);
    this.states.delete(uri);
    // A worker that is gone has forgotten the document anyway.
    for (const engine of [this.engine, this.simulation]) {
      if (engine.running) engine.ask({ kind: 'close', uri }).catch(() => undefined);
    }
  }

  /** The answer for the document's present version; undefined: closed, changed meanwhile, or not analysable. */
  async current(uri: string): Promise<CheckAnswer | undefined> {
    const document = this.texts.get(uri);
    if (document === undefined) return undefined;
    const { version } = document;
    const state = this.stateOf(uri);
    if (!this.holds(state, version)) {
      clearTimeout(state.timer);
      if (state.running?.version === version && state.running.cancel[0] === 0) await state.running.done;
      else await this.check(uri);
    }
    return this.holds(state, version) ? state.answer : undefined;
  }

  /** Takes verdicts of a replay into the answer, if it is still about the same text. */
  replayed(uri: string, answer: CheckAnswer): void {
    const document = this.texts.get(uri);
    const state = this.states.get(uri);
    if (document === undefined || state?.answer === undefined) return;
    if (document.version !== answer.version || state.answer.version !== answer.version) return;
    state.answer = answer;
    this.listener.checked(document, answer);
  }

  requestOf(document: TextDocument): DocumentRequest {
    const settings = this.listener.settingsOf(document.uri);
    const path = filePathOf(document.uri);
    return {
      uri: document.uri,
      ...(path === undefined ? {} : { path }),
      ...(settings.kernelRoot === '' ? {} : { kernelRoot: settings.kernelRoot }),
      worlds: settings.worlds,
      version: document.version,
      text: document.getText(),
    };
  }

  /** A review takes seconds: C must not wait for it. */
  private engineOf(uri: string): Engine {
    return isPatchUri(uri) ? this.simulation : this.engine;
  }

  private holds(state: DocumentState, version: number): boolean {
    return state.answer?.version === version && state.generation === state.engine?.generation;
  }

  private stateOf(uri: string): DocumentState {
    const known = this.states.get(uri);
    if (known !== undefined) return known;
    const fresh: DocumentState = {};
    this.states.set(uri, fresh);
    return fresh;
  }

  private check(uri: string): Promise<void> {
    const document = this.texts.get(uri);
    const state = this.states.get(uri);
    if (document === undefined || state === undefined) return Promise.resolve();
    cancel(state);
    const flag = new Int32Array(new SharedArrayBuffer(4));
    const done = this.ask(document, state, flag);
    state.running = { version: document.version, cancel: flag, done };
    return done;
  }

  private async ask(document: TextDocument, state: DocumentState, flag: Int32Array): Promise<void> {
    const { uri, version } = document;
    const answer = await this.answerOf(document, flag);
    if (answer === undefined || Atomics.load(flag, 0) !== 0) return;
    if (this.texts.get(uri)?.version !== version || this.states.get(uri) !== state) return;
    state.answer = answer;
    state.engine = this.engineOf(uri);
    state.generation = state.engine.generation;
    this.listener.checked(document, answer);
  }

  private async answerOf(document: TextDocument, flag: Int32Array): Promise<CheckAnswer | undefined> {
    const request = this.requestOf(document);
    try {
      return await this.engineOf(document.uri).ask({ kind: 'check', document: request, cancel: flag });
    } catch (error) {
      if (!(error instanceof EngineFailure)) throw error;
      // The request that was not at fault is asked again, of the next worker.
      if (!error.atFault) return this.answerOf(document, flag);
      this.listener.failed(document.uri, error.message);
      return emptyAnswer(request, error.message.split('\n', 1)[0] ?? '');
    }
  }
}

function cancel(state: DocumentState): void {
  if (state.running !== undefined) Atomics.store(state.running.cancel, 0, 1);
}
