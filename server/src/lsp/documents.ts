/**
 * The open documents and the check of each: one running check per document, cancelled by the next edit; answers of older
 * versions are dropped. The texts themselves are kept by the protocol library, which applies incremental changes.
 */
import type { TextDocuments } from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { type CancelFlag, isRaised, newFlag, raise } from './cancel';
import { filePathOf } from './convert';
import { type Engine, EngineFailure } from './engine';
import { type CheckAnswer, type DocumentRequest, emptyAnswer } from './engineMessages';
import { isPatchUri } from './patches';
import type { Settings } from './settings';
import { keepVerdicts } from './simulationText';

/** Joins the changes of one keystroke (auto-closing brackets, format on type); short enough not to be felt. */
const DEBOUNCE_MS = 5;

/** An answer and the settings it was asked for with. */
export interface Judged {
  readonly answer: CheckAnswer;
  readonly settings: Settings;
}

interface DocumentState {
  judged?: Judged;
  /** The worker that judged; a later one knows nothing of the document. */
  generation?: number;
  engine?: Engine;
  timer?: NodeJS.Timeout;
  running?: { readonly version: number; readonly cancel: CancelFlag; readonly done: Promise<void> };
}

export interface CheckListener {
  checked(document: TextDocument, judged: Judged): void;
  /** A check that a bug of ours ended: for the log. */
  failed(uri: string, message: string): void;
  /** Never rejects. */
  settingsOf(uri: string): Promise<Settings>;
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

  /** The answer for the document's present version; undefined: closed, or changed meanwhile. */
  async current(uri: string): Promise<Judged | undefined> {
    const document = this.texts.get(uri);
    if (document === undefined) return undefined;
    const { version } = document;
    const state = this.stateOf(uri);
    if (!this.holds(state, version)) {
      clearTimeout(state.timer);
      if (state.running?.version === version && !isRaised(state.running.cancel)) await state.running.done;
      else await this.check(uri);
    }
    return this.holds(state, version) ? state.judged : undefined;
  }

  /** Takes verdicts of a replay into the answer, if it is still about the same text. */
  replayed(uri: string, answer: CheckAnswer): void {
    const document = this.texts.get(uri);
    const state = this.states.get(uri);
    if (document === undefined || state?.judged === undefined) return;
    if (document.version !== answer.version || state.judged.answer.version !== answer.version) return;
    state.judged = { ...state.judged, answer };
    this.listener.checked(document, state.judged);
  }

  async requestOf(document: TextDocument): Promise<DocumentRequest> {
    return requestFor(document, await this.listener.settingsOf(document.uri));
  }

  /** A review takes seconds: C must not wait for it. */
  private engineOf(uri: string): Engine {
    return isPatchUri(uri) ? this.simulation : this.engine;
  }

  private holds(state: DocumentState, version: number): boolean {
    return state.judged?.answer.version === version && state.generation === state.engine?.generation;
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
    const flag = newFlag();
    const done = this.ask(document, state, flag);
    state.running = { version: document.version, cancel: flag, done };
    return done;
  }

  private async ask(document: TextDocument, state: DocumentState, flag: CancelFlag): Promise<void> {
    const { uri } = document;
    const settings = await this.listener.settingsOf(uri);
    // From here to the request nothing is awaited: it has the text of this version.
    if (isRaised(flag)) return;
    const { version } = document;
    const answer = await this.answerOf(requestFor(document, settings), flag);
    if (answer === undefined || isRaised(flag)) return;
    if (this.texts.get(uri)?.version !== version || this.states.get(uri) !== state) return;
    state.judged = { answer: keepVerdicts(state.judged?.answer, answer), settings };
    state.engine = this.engineOf(uri);
    state.generation = state.engine.generation;
    this.listener.checked(document, state.judged);
  }

  private async answerOf(request: DocumentRequest, flag: CancelFlag): Promise<CheckAnswer | undefined> {
    try {
      return await this.engineOf(request.uri).ask({ kind: 'check', document: request, cancel: flag });
    } catch (error) {
      if (!(error instanceof EngineFailure)) throw error;
      // The request that was not at fault is asked again, of the next worker.
      if (!error.atFault) return this.answerOf(request, flag);
      this.listener.failed(request.uri, error.message);
      return emptyAnswer(request, error.message.split('\n', 1)[0] ?? '');
    }
  }
}

function requestFor(document: TextDocument, { kernelRoot, worlds }: Settings): DocumentRequest {
  const { uri, version } = document;
  const path = filePathOf(uri);
  return {
    uri,
    ...(path === undefined ? {} : { path }),
    ...(kernelRoot === '' ? {} : { kernelRoot }),
    worlds,
    version,
    text: document.getText(),
  };
}

function cancel(state: DocumentState): void {
  if (state.running !== undefined) raise(state.running.cancel);
}
