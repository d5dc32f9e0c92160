/** What each document is judged by: asked of the client per document where it can be asked, else as it told for all. */
import { DEFAULT_SETTINGS, readSettings, type Settings } from './settings';

/** Asks the client for the `lockstep` section that holds for a document. */
export type AskSettings = (uri: string) => Promise<unknown>;

/** A client that does not answer is no reason to judge nothing. */
const PATIENCE_MS = 2000;

export class ClientSettings {
  private told: Settings = DEFAULT_SETTINGS;
  private ask: AskSettings | undefined;
  private readonly answers = new Map<string, Promise<Settings>>();

  /** `options`: initialization options, bare or under `lockstep`; `ask` is absent where the client cannot be asked. */
  start(options: unknown, ask: AskSettings | undefined): void {
    this.told = readSettings(sectionOf(options) ?? options);
    this.ask = ask;
  }

  of(uri: string): Promise<Settings> {
    const { ask } = this;
    if (ask === undefined) return Promise.resolve(this.told);
    const known = this.answers.get(uri);
    if (known !== undefined) return known;
    const asked = Promise.race([ask(uri).then(readSettings, () => this.told), this.toldAfter(PATIENCE_MS)]);
    this.answers.set(uri, asked);
    return asked;
  }

  /** `pushed` is what came with the news; clients that can be asked are asked again. */
  changed(pushed: unknown): void {
    if (this.ask === undefined) this.told = readSettings(sectionOf(pushed));
    this.answers.clear();
  }

  closed(uri: string): void {
    this.answers.delete(uri);
  }

  private toldAfter(milliseconds: number): Promise<Settings> {
    return new Promise((resolve) => setTimeout(() => resolve(this.told), milliseconds).unref());
  }
}

function sectionOf(value: unknown): unknown {
  return typeof value === 'object' && value !== null && 'lockstep' in value ? value.lockstep : undefined;
}
