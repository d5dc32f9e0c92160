/**
 * Answers about files, kept in the cache directory from one run to the next. Each lists what it rests on: files by size and
 * time of change, names by what the survey says of them. An answer is given again only while all of that is as it was.
 * Not noticed: a new header in front of another in the search path, unless a build made it (GENERATED).
 */
import { asciiJson, type Pack, places, readPack, writePack } from './packFile';
import type { Inputs } from './reads';
import { ALWAYS, type FileVersion, type NameVersion, type Runs, runsOf, type TreeNow, VersionTable } from './versions';

/** Change it when the form of the file changes; what the program says is part of every key. */
const FORMAT = 'answers 1';

/** Versions beyond which answers of other runs are let go, so that the file does not grow for ever. */
const MAX_VERSIONS = 600_000;

interface Head {
  readonly files: readonly FileVersion[];
  readonly names: readonly NameVersion[];
  /** Key, offset, length. */
  readonly rows: readonly (readonly [string, number, number])[];
}

interface Slice {
  readonly files: Runs;
  readonly names: Runs;
  readonly answer: unknown;
}

export interface Answer {
  readonly answer: unknown;
  readonly inputs: Inputs;
}

/** One file of answers. */
export class Answers {
  private readonly pack: Pack | undefined;
  private readonly rows = new Map<string, readonly [number, number]>();
  private readonly fresh = new Map<string, string>();
  private readonly files: VersionTable<FileVersion>;
  private readonly names: VersionTable<NameVersion>;
  private readonly started = Date.now();
  private isSaved = true;

  constructor(
    private readonly file: string,
    now: TreeNow,
    /** So many answers are kept, the newest. */
    private readonly limit = Number.POSITIVE_INFINITY,
  ) {
    const pack = readPack(file, FORMAT);
    const head = pack !== undefined && isHead(pack.head) ? pack.head : undefined;
    const usable = head !== undefined && head.files.length + head.names.length < MAX_VERSIONS ? head : undefined;
    this.pack = usable === undefined ? undefined : pack;
    for (const [key, offset, length] of usable?.rows ?? []) this.rows.set(key, [offset, length]);
    this.files = new VersionTable(usable?.files ?? [], (file) => now.file(file));
    this.names = new VersionTable(usable?.names ?? [], (name) => now.name(name));
  }

  /** The answer kept under the key, if everything it rests on is as it was. */
  find(key: string): Answer | undefined {
    const row = this.rows.get(key);
    if (row === undefined || this.pack === undefined) return undefined;
    try {
      const { files, names, answer } = JSON.parse(this.pack.slice(...row)) as Slice;
      // Names last: they take the survey, which looks at the whole tree.
      if (!this.files.allHold(files) || !this.names.allHold(names)) return undefined;
      const subjects = { files: this.files, names: this.names };
      return {
        answer,
        get inputs() {
          return { files: subjects.files.subjects(files), names: subjects.names.subjects(names) };
        },
      };
    } catch {
      return undefined;
    }
  }

  /** `own`: the file that the answer is about. Not kept if something changed since the run began. */
  keep(key: string, own: string, inputs: Inputs, answer: unknown): void {
    const files = [own, ...ALWAYS, ...inputs.files].map((file) => this.files.now(file));
    if (files.some((id) => this.files.version(id)[2] >= this.started)) return;
    const names = inputs.names.map((name) => this.names.now(name));
    this.isSaved = false;
    this.fresh.set(key, asciiJson({ files: runsOf(files), names: runsOf(names), answer } satisfies Slice));
  }

  /** Something has changed: what it rests on is compared again. */
  forget(): void {
    this.files.forget();
    this.names.forget();
  }

  /** Writes what is new, with what was there. */
  save(): void {
    if (this.isSaved) return;
    this.isSaved = true;
    const { pack } = this;
    const kept = [...this.rows].flatMap(([key, row]): [string, string][] =>
      pack === undefined || this.fresh.has(key) ? [] : [[key, pack.slice(...row)]],
    );
    const all = [...kept, ...this.fresh].slice(-this.limit);
    const slices = all.map(([, slice]) => slice);
    const at = places(slices);
    const rows = all.map(([key], index) => [key, ...(at[index] ?? [0, 0])] as const);
    const head: Head = { files: this.files.versions, names: this.names.versions, rows };
    writePack(this.file, FORMAT, asciiJson(head), slices);
  }
}

function isHead(value: unknown): value is Head {
  return typeof value === 'object' && value !== null && 'files' in value && 'names' in value && 'rows' in value;
}
