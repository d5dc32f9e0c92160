/**
 * Where texts of a series are checked: one workspace per state of the headers, one session per file, so that the second text
 * of a file costs what changed in it. Holds nothing of a file that no later patch touches.
 */
import type { World } from '../kernel/worlds';
import type { CheckedFile, FileSession, SaidOfText, Workspace } from '../workspace/api';
import type { KernelTree } from '../workspace/kernelTree';
import { openWorkspace } from '../workspace/queries';

export interface BenchOptions {
  readonly tree: KernelTree | undefined;
  /** Without a tree: the version whose facts hold. */
  readonly version: string | undefined;
  readonly worlds: readonly World[];
  readonly cacheDirectory: string | undefined;
  /** For files of which not every function need be judged: which. The set may grow between checks. */
  readonly focus?: (path: string) => ReadonlySet<string> | undefined;
}

export type Checked =
  | { readonly kind: 'checked'; readonly file: CheckedFile }
  | { readonly kind: 'failed'; readonly reason: string };

interface Seat {
  readonly session: FileSession;
  text: string;
  result: CheckedFile;
  version: number;
  /** Size of the focus it was judged with. */
  judged: number | undefined;
}

export class Bench {
  private readonly seats = new Map<string, Seat>();
  private headers: ReadonlyMap<string, string | undefined> = new Map();

  private constructor(
    private readonly options: BenchOptions,
    private current: Workspace,
  ) {}

  static async open(options: BenchOptions): Promise<Bench> {
    return new Bench(options, await open(options, new Map()));
  }

  get workspace(): Workspace {
    return this.current;
  }

  /** The headers are now these; with others than before every text is checked anew. */
  async useHeaders(headers: ReadonlyMap<string, string | undefined>): Promise<void> {
    if (sameTexts(headers, this.headers)) return;
    this.headers = new Map(headers);
    for (const key of [...this.seats.keys()]) this.drop(key);
    this.current.saveCache();
    this.current = await open(this.options, this.headers);
  }

  /** `said`: what the series says of its code. A bug of ours in one file must not cost the others. */
  check(path: string, text: string, which: 'whole' | 'hunks', said: Omit<SaidOfText, 'partial'>): Checked {
    const key = seatKey(path, which);
    const seat = this.seats.get(key);
    const judged = which === 'hunks' ? undefined : this.options.focus?.(path)?.size;
    if (seat !== undefined && seat.text === text && seat.judged === judged)
      return { kind: 'checked', file: seat.result };
    try {
      return { kind: 'checked', file: this.update(key, path, text, seat, { ...said, partial: which === 'hunks' }) };
    } catch (error) {
      if (process.env.LOCKSTEP_DEBUG !== undefined) throw error;
      this.drop(key);
      return { kind: 'failed', reason: `internal error: ${error instanceof Error ? error.message : String(error)}` };
    }
  }

  private update(key: string, path: string, text: string, seat: Seat | undefined, said: SaidOfText): CheckedFile {
    const focus = said.partial ? undefined : this.options.focus?.(path);
    const session =
      seat?.session ??
      this.current.openFile({
        path,
        treePath: path,
        worlds: this.options.worlds,
        focus,
      });
    const version = (seat?.version ?? 0) + 1;
    const result = session.again(text, version, said) ?? session.update(text, version, undefined, said);
    if (result === undefined) throw new Error('a check that nobody can cancel was cancelled');
    this.seats.set(key, { session, text, result, version, judged: focus?.size });
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
    this.current.saveCache();
  }
}

/** The hunks of a file and the file itself are different texts. */
function seatKey(path: string, which: 'whole' | 'hunks'): string {
  return `${which} ${path}`;
}

function open(options: BenchOptions, overlay: ReadonlyMap<string, string | undefined>): Promise<Workspace> {
  const { tree, version, cacheDirectory } = options;
  return openWorkspace(tree === undefined ? { version } : { tree, cacheDirectory, overlay });
}

function sameTexts(a: ReadonlyMap<string, string | undefined>, b: ReadonlyMap<string, string | undefined>): boolean {
  return a.size === b.size && [...a].every(([path, text]) => b.has(path) && b.get(path) === text);
}
