/**
 * What workspace/ offers to the faces: a workspace on a tree (or on none), checks of whole texts, and sessions of open
 * documents. Plain data in offsets and strings; the one implementation is queries.ts.
 */
import type { FileAnalysis } from '../analysis/analyse';
import type { FileReport } from '../analysis/finding';
import type { FileIr, FunctionIr } from '../ir/ir';
import type { Declarations } from '../ir/types';
import type { World } from '../kernel/worlds';
import type { CParser, Dialect, MaskedText } from '../syntax/api';
import type { Definitions } from './definitions';
import type { KernelTree } from './kernelTree';
import type { Reads } from './reads';
import type { TreeFacts } from './treeFacts';

export interface CheckRequest {
  /** As the user named it; used in messages only. */
  readonly path: string;
  /** The tree file that the text stands for ('mm/page_alloc.c'): where its includes are looked up. */
  readonly treePath?: string | undefined;
  readonly text: string;
  readonly worlds: readonly World[];
  /** Only these functions are judged; the others count neither as analysed nor as missing. Absent: all. */
  readonly focus?: ReadonlySet<string> | undefined;
}

/** One text in one world, for hovers, replay and simulate. */
export interface WorldView {
  readonly world: World;
  readonly masked: MaskedText;
  readonly file: FileIr;
  readonly declarations: Declarations;
  readonly analysis: FileAnalysis;
  /** A function with its body in a header that the file sees, lowered on demand. */
  headerFunction(name: string): LocatedFunction | undefined;
  /** A function of another .c file of the tree, with what that file declares. */
  functionOf(treePath: string, name: string): (LocatedFunction & { readonly declarations: Declarations }) | undefined;
}

/** A function of a header; its spans are offsets into `text`. */
export interface LocatedFunction {
  readonly ir: FunctionIr;
  /** Tree path of the header. */
  readonly file: string;
  readonly text: string;
  /** 1-based line of an offset into `text`. */
  line(offset: number): number;
}

export interface CheckedFile {
  readonly request: CheckRequest;
  readonly report: FileReport;
  /** In the order of `request.worlds`. */
  readonly views: readonly WorldView[];
}

/** What is known of a text from elsewhere. */
export interface SaidOfText {
  /** Sentences said of it (commit messages), which may name its functions and flags. */
  readonly promises: readonly string[];
  /** Lines that declare something in headers, whether those could be patched or not. */
  readonly declared: readonly string[];
  /** The text is what hunks show of a file. */
  readonly partial: boolean;
}

/** An open document: each update recomputes what changed and nothing else. */
export interface FileSession {
  /**
   * Checks `text` as document version `version`. `cancelled` is asked between functions; once it says yes the result is
   * undefined and the session stays usable. `said` counts for a text that differs from the last one.
   */
  update(text: string, version: number, cancelled?: () => boolean, said?: SaidOfText): SessionResult | undefined;
  /** One of the last two texts judged once more, for a focus that has grown; undefined: it is none of them. */
  again(text: string, version: number, said?: SaidOfText): SessionResult | undefined;
  /** The next update judges the text again, even if it is the same: something outside it changed. */
  doubt(): void;
  /** Frees the native trees. */
  close(): void;
}

export interface SessionResult extends CheckedFile {
  readonly version: number;
}

export interface Workspace {
  readonly tree: KernelTree | undefined;
  readonly facts: TreeFacts;
  /** What checks rest on, for whoever keeps their answers. */
  readonly reads: Reads;
  /** For the model, which goes through the same front end. */
  readonly frontEnd: { readonly parser: CParser; readonly dialect: Dialect };
  /** A whole check of one text; keeps nothing of the text afterwards. */
  checkText(request: CheckRequest): CheckedFile;
  openFile(request: Omit<CheckRequest, 'text'>): FileSession;
  /** .c files of the tree were written: what sessions say of calls into them is judged anew by their next update. */
  sourcesChanged(treePaths: readonly string[]): void;
  /**
   * Texts of .c files of the tree that nobody has saved yet, which win over the files; undefined: the file is as on disk again.
   * True: that is news, and what sessions say of calls into them is to be judged anew.
   */
  textsUnsaved(texts: ReadonlyMap<string, string | undefined>): boolean;
  /** Does the text, as the tree file of that path, include one of the headers, directly or through others? */
  seesAny(treePath: string, text: string, world: World, headers: readonly string[]): boolean;
  /** The text of a header of the tree, a byte per unit; undefined: not there. */
  headerText(treePath: string): string | undefined;
  /** Writes what was learnt of headers and other files to the cache directory, if there is one. */
  saveCache(): void;
}

export interface WorkspaceOptions {
  readonly tree?: KernelTree | undefined;
  /** Absent: nothing is read from or written to disk besides the tree. */
  readonly cacheDirectory?: string | undefined;
  /** Which of several processes with one cache directory this is: each writes a file of its own. Default 0. */
  readonly cacheSlot?: number | undefined;
  /** Headers of the tree that are other than on disk: text a byte per unit, by tree path; undefined: gone. */
  readonly overlay?: ReadonlyMap<string, string | undefined> | undefined;
  /** Which files define what, asked once a call needs it; absent: looked up in the tree. */
  readonly definitions?: (() => Definitions) | undefined;
  /** Without a tree: the version whose embedded facts hold. Default 6.12. */
  readonly version?: string | undefined;
}
