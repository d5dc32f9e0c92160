/**
 * Where texts of a series are checked: the tree's workspace for files that see no header the series changes, one per state of
 * the headers for the others; one session per file, so that the second text of a file costs what changed in it. Holds nothing
 * of a file that no later patch touches.
 * Misses: what a changed header does to files that are only called from here.
 */
import type { World } from '../kernel/worlds';
import type { CheckedFile, FileSession, SaidOfText, Workspace } from '../workspace/api';
import type { Definitions } from '../workspace/definitions';
import type { KernelTree } from '../workspace/kernelTree';
import { openWorkspace } from '../workspace/queries';
import { type Inputs, joinInputs } from '../workspace/reads';
import { type Headers, sameTexts } from './appliedSeries';

export interface BenchOptions {
  readonly tree: KernelTree | undefined;
  /** Without a tree: the version whose facts hold. */
  readonly version: string | undefined;
  readonly worlds: readonly World[];
  readonly cacheDirectory: string | undefined;
  readonly cacheSlot?: number | undefined;
  /** Which .c files define what: no state of the headers changes it. */
  readonly definitions: () => Definitions;
}

/** For files of which not every function need be judged: which. The set may grow between checks. */
export type FocusOf = (path: string) => ReadonlySet<string> | undefined;

/** States of the headers that are kept ready. */
export const MAX_HEADER_STATES = 3;

export type Checked =
  | { readonly kind: 'checked'; readonly file: CheckedFile }
  | { readonly kind: 'failed'; readonly reason: string };

interface Seat {
  readonly workspace: Workspace;
  readonly session: FileSession;
  text: string;
  result: CheckedFile;
  version: number;
  /** Size of the focus it was judged with. */
  judged: number | undefined;
}

export class Bench {
  private readonly seats = new Map<string, Seat>();
  private readonly noted = new Set<string>();
  /** What files rested on with headers as they were earlier in the series. */
  private readonly earlier = new Map<string, readonly Inputs[]>();
  private focus: FocusOf = () => undefined;
  private headers: Headers = new Map();
  /** The tree with these headers. */
  private changed: Workspace | undefined;
  /** The tree with headers as they were lately, the newest last. */
  private readonly states: { readonly headers: Headers; readonly workspace: Workspace }[] = [];

  private constructor(
    private readonly options: BenchOptions,
    /** The tree as it is. */
    readonly workspace: Workspace,
    /** Of .c files, which no state of the headers changes. */
    private readonly definitions: () => Definitions,
  ) {}

  static async open(options: BenchOptions): Promise<Bench> {
    const { definitions } = options;
    return new Bench(options, await open(options, new Map(), definitions), definitions);
  }

  /** Other files are judged from here on, all of them anew. */
  begin(focus: FocusOf): void {
    for (const key of [...this.seats.keys()]) this.drop(key);
    this.noted.clear();
    this.earlier.clear();
    this.focus = focus;
  }

  /** The headers are now these; with others than before every text that sees one of them is checked anew. */
  async useHeaders(headers: Headers): Promise<void> {
    if (sameTexts(headers, this.headers)) return;
    this.headers = headers;
    for (const [key, { workspace }] of [...this.seats]) if (workspace !== this.workspace) this.drop(key);
    this.changed = headers.size === 0 ? undefined : await this.stateOf(headers);
  }

  private async stateOf(headers: Headers): Promise<Workspace> {
    const known = this.states.find((state) => sameTexts(state.headers, headers));
    if (known !== undefined) return known.workspace;
    const workspace = await open(this.options, headers, this.definitions);
    this.states.push({ headers, workspace });
    if (this.states.length <= MAX_HEADER_STATES) return workspace;
    const oldest = this.states.shift()?.workspace;
    oldest?.saveCache();
    for (const path of oldest === undefined ? [] : this.noted) {
      const inputs = oldest?.reads.inputsOf(path);
      if (inputs !== undefined) this.earlier.set(path, [...(this.earlier.get(path) ?? []), inputs]);
    }
    return workspace;
  }

  /** What is read during `work` is read for the file. */
  noting<T>(path: string, work: () => T): T {
    this.noted.add(path);
    const { changed, workspace } = this;
    return workspace.reads.ask(path, () => (changed === undefined ? work() : changed.reads.ask(path, work)));
  }

  /** What is known of the file rests on this, headers of the series aside. */
  inputsOf(path: string): Inputs {
    const workspaces = [this.workspace, ...this.states.map(({ workspace }) => workspace)];
    return joinInputs([
      ...(this.earlier.get(path) ?? []),
      ...workspaces.map((workspace) => workspace.reads.inputsOf(path)),
    ]);
  }

  /** `said`: what the series says of its code. A bug of ours in one file must not cost the others. */
  check(path: string, text: string, which: 'whole' | 'hunks', said: Omit<SaidOfText, 'partial'>): Checked {
    const key = seatKey(path, which);
    const workspace = this.workspaceOf(path, text);
    if (this.seats.get(key)?.workspace !== workspace) this.drop(key);
    const seat = this.seats.get(key);
    const judged = which === 'hunks' ? undefined : this.focus(path)?.size;
    if (seat !== undefined && seat.text === text && seat.judged === judged)
      return { kind: 'checked', file: seat.result };
    try {
      const about = { ...said, partial: which === 'hunks' };
      return { kind: 'checked', file: this.update(workspace, key, path, text, seat, about) };
    } catch (error) {
      if (process.env.LOCKSTEP_DEBUG !== undefined) throw error;
      this.drop(key);
      return { kind: 'failed', reason: `internal error: ${error instanceof Error ? error.message : String(error)}` };
    }
  }

  private workspaceOf(path: string, text: string): Workspace {
    const { changed, workspace, headers } = this;
    if (changed === undefined || headers.has(path)) return changed ?? workspace;
    const world = this.options.worlds[0] ?? 'smp';
    const seen = [...headers.keys()].filter((header) => !header.startsWith('tools/'));
    const touched = seen.some(
      (header) =>
        !header.endsWith('.h') ||
        text.includes(header.slice(header.lastIndexOf('/') + 1)) ||
        changed.headerText(header) === undefined,
    );
    return touched || workspace.seesAny(path, text, world, seen) ? changed : workspace;
  }

  private update(
    workspace: Workspace,
    key: string,
    path: string,
    text: string,
    seat: Seat | undefined,
    said: SaidOfText,
  ): CheckedFile {
    const focus = said.partial ? undefined : this.focus(path);
    const session =
      seat?.session ??
      workspace.openFile({
        path,
        treePath: path,
        worlds: this.options.worlds,
        focus,
      });
    const version = (seat?.version ?? 0) + 1;
    const result = session.again(text, version, said) ?? session.update(text, version, undefined, said);
    if (result === undefined) throw new Error('a check that nobody can cancel was cancelled');
    this.seats.set(key, { workspace, session, text, result, version, judged: focus?.size });
    return result;
  }

  /** No later patch touches the file. */
  release(path: string): void {
    this.drop(seatKey(path, 'whole'));
    this.drop(seatKey(path, 'hunks'));
  }

  private drop(key: string): void {
    this.seats.get(key)?.session.close();
    this.seats.delete(key);
  }

  close(): void {
    for (const key of [...this.seats.keys()]) this.drop(key);
    for (const { workspace } of this.states) workspace.saveCache();
    this.workspace.saveCache();
  }
}

/** The hunks of a file and the file itself are different texts. */
function seatKey(path: string, which: 'whole' | 'hunks'): string {
  return `${which} ${path}`;
}

function open(options: BenchOptions, overlay: Headers, definitions: () => Definitions): Promise<Workspace> {
  const { tree, version, cacheDirectory, cacheSlot } = options;
  if (tree === undefined) return openWorkspace({ version });
  return openWorkspace({ tree, cacheDirectory, cacheSlot, definitions, ...(overlay.size === 0 ? {} : { overlay }) });
}
