/** Open documents on the workspace of the tree they belong to: one workspace per tree, one session per document. */

import * as os from 'node:os';
import type { PathStep } from '../analysis/finding';
import { indexLines, lineColumnAt } from '../base/lines';
import type { FileSession, SessionResult, Workspace } from '../workspace/api';
import { defaultCacheDirectory } from '../workspace/cacheDirectory';
import { MAX_FILE_BYTES } from '../workspace/files';
import { findKernelTree, type KernelTree, openKernelTree, treePathOf } from '../workspace/kernelTree';
import { openWorkspace } from '../workspace/queries';
import { surveyOnDemand } from '../workspace/survey';
import type { TreeFacts } from '../workspace/treeFacts';
import { fileUri } from './convert';
import {
  type CheckAnswer,
  type DocumentRequest,
  emptyAnswer,
  type LocatedFinding,
  type LocatedStep,
} from './engineMessages';
import { isPatchUri, patchAnswer, reviewDocument } from './patches';

interface OpenSession {
  /** What a session cannot change: another tree or other worlds need another session. */
  readonly key: string;
  readonly session: FileSession;
  readonly workspace: Workspace;
  readonly treePath: string | undefined;
  readonly treeProblem: string | undefined;
  last?: SessionResult;
  /** The text that the workspace was told of, for other documents. */
  shared?: string;
}

/** A document as last checked, and the workspace that judged it. */
export interface DocumentState {
  readonly checked: SessionResult;
  readonly facts: TreeFacts;
}

/** A document's place: its tree, if it has one, and its path in it. */
export interface Located {
  readonly workspace: Workspace;
  readonly treePath: string | undefined;
  readonly treeProblem: string | undefined;
}

/** Long enough to be out of the way of someone who types. */
const SAVE_AFTER_MS = 5000;

export class Sessions {
  private saving: NodeJS.Timeout | undefined;
  private readonly workspaces = new Map<string, Promise<Workspace>>();
  private readonly open = new Map<string, OpenSession>();
  /** Folder of a file -> its tree's root: looked up once per folder, not per keystroke. */
  private readonly trees = new Map<
    string,
    { readonly tree: KernelTree | undefined; readonly problem: string | undefined }
  >();

  async check(request: DocumentRequest, cancelled: () => boolean): Promise<CheckAnswer | undefined> {
    if (cancelled()) return undefined;
    const started = performance.now();
    const unfit = unfitness(request.text);
    if (unfit !== undefined) {
      this.close(request.uri);
      return emptyAnswer(request, unfit);
    }
    if (isPatchUri(request.uri)) return this.checkPatch(request, cancelled, started);
    const open = await this.session(request);
    this.shareUnsaved(request.uri, open.workspace);
    const result = open.session.update(request.text, request.version, cancelled);
    if (result === undefined) return undefined;
    open.last = result;
    this.keepLearnt(open.workspace);
    return {
      uri: request.uri,
      version: request.version,
      functions: result.report.functions,
      notAnalysed: result.report.notAnalysed,
      findings: locateFindings(open.workspace, result),
      kernel: open.workspace.tree?.root ?? null,
      milliseconds: Math.round(performance.now() - started),
      ...(open.treeProblem === undefined ? {} : { treeProblem: open.treeProblem }),
    };
  }

  /** The tree a document belongs to, and why the configured one could not be used. */
  treeFor(request: DocumentRequest): { readonly tree: KernelTree | undefined; readonly problem: string | undefined } {
    return this.treeOf(request);
  }

  private async checkPatch(
    request: DocumentRequest,
    cancelled: () => boolean,
    started: number,
  ): Promise<CheckAnswer | undefined> {
    const { tree, problem } = this.treeOf(request);
    const reviewed = await reviewDocument(request, tree, false, cancelled);
    if (reviewed === undefined) return undefined;
    const answer = patchAnswer(request, reviewed, tree, Math.round(performance.now() - started));
    return problem === undefined ? answer : { ...answer, treeProblem: problem };
  }

  /** Files of a tree were written: documents that lean on them must be judged again. */
  async saved(paths: readonly string[]): Promise<boolean> {
    let concerned = false;
    for (const [root, opening] of this.workspaces) {
      const workspace = await opening;
      const { tree } = workspace;
      const changed = tree === undefined ? [] : paths.flatMap((path) => treePathOf(tree, path) ?? []);
      if (changed.length === 0) continue;
      concerned = true;
      // A header may change every declaration: the tree is opened anew.
      const headers = changed.some((treePath) => treePath.endsWith('.h'));
      if (headers) this.workspaces.delete(root);
      else workspace.sourcesChanged(changed);
      for (const [uri, open] of this.open) {
        if (open.workspace !== workspace) continue;
        // What was written is what the document says, or will say once the editor has read it.
        if (open.treePath !== undefined && changed.includes(open.treePath) && open.last !== undefined)
          open.shared = open.last.request.text;
        if (headers) this.close(uri);
        else open.session.doubt();
      }
    }
    return concerned;
  }

  last(uri: string): DocumentState | undefined {
    const open = this.open.get(uri);
    return open?.last === undefined ? undefined : { checked: open.last, facts: open.workspace.facts };
  }

  close(uri: string): void {
    const open = this.open.get(uri);
    open?.session.close();
    this.open.delete(uri);
    // What was not saved is gone.
    if (open?.treePath !== undefined) this.takeUnsaved(open.workspace, new Map([[open.treePath, undefined]]));
  }

  /** A document is judged with what the others say at the moment, saved or not. */
  private shareUnsaved(uri: string, workspace: Workspace): void {
    const texts = new Map<string, string>();
    for (const [other, open] of this.open) {
      const text = open.last?.request.text;
      if (other === uri || open.workspace !== workspace || text === undefined || text === open.shared) continue;
      open.shared = text;
      if (open.treePath?.endsWith('.c') === true) texts.set(open.treePath, text);
    }
    this.takeUnsaved(workspace, texts);
  }

  private takeUnsaved(workspace: Workspace, texts: ReadonlyMap<string, string | undefined>): void {
    if (texts.size === 0 || !workspace.textsUnsaved(texts)) return;
    for (const open of this.open.values()) if (open.workspace === workspace) open.session.doubt();
  }

  /** The workspace that judges a document. Without a path only the configured tree can be it. */
  async locate(request: DocumentRequest): Promise<Located> {
    const { tree, problem } = this.treeOf(request);
    const root = tree?.root ?? '';
    let workspace = this.workspaces.get(root);
    if (workspace === undefined) {
      const cacheDirectory = defaultCacheDirectory();
      const threads = os.availableParallelism();
      // Begun now: the first check asks for it once it has read the document and its headers.
      const definitions = tree === undefined ? undefined : surveyOnDemand(tree.root, cacheDirectory, { threads });
      workspace = openWorkspace({ tree, cacheDirectory, definitions });
      this.workspaces.set(root, workspace);
    }
    const treePath = tree === undefined || request.path === undefined ? undefined : treePathOf(tree, request.path);
    return { workspace: await workspace, treePath, treeProblem: problem };
  }

  private async session(request: DocumentRequest): Promise<OpenSession> {
    const { workspace, treePath, treeProblem } = await this.locate(request);
    const key = [workspace.tree?.root ?? '', request.worlds.join()].join('|');
    const known = this.open.get(request.uri);
    if (known?.key === key) return known;
    known?.session.close();
    const session = workspace.openFile({ path: request.path ?? request.uri, treePath, worlds: request.worlds });
    const fresh: OpenSession = { key, session, workspace, treePath, treeProblem };
    this.open.set(request.uri, fresh);
    return fresh;
  }

  /** Once work pauses: what was read of headers serves the next start. A cache that cannot be written is no error. */
  private keepLearnt(workspace: Workspace): void {
    clearTimeout(this.saving);
    this.saving = setTimeout(() => workspace.saveCache(), SAVE_AFTER_MS);
    this.saving.unref();
  }

  private treeOf(request: DocumentRequest): {
    readonly tree: KernelTree | undefined;
    readonly problem: string | undefined;
  } {
    const key = `${request.kernelRoot ?? ''}|${request.path ?? ''}`;
    const known = this.trees.get(key);
    if (known !== undefined) return known;
    const found = findTree(request);
    this.trees.set(key, found);
    return found;
  }
}

/** As the command line refuses files: what holds a NUL is no C, and past the limit no answer would come in time. */
function unfitness(text: string): string | undefined {
  if (text.length > MAX_FILE_BYTES) return `oversized: ${text.length} characters, the limit is ${MAX_FILE_BYTES}`;
  return text.includes('\0') ? 'binary file' : undefined;
}

function findTree({ kernelRoot, path }: DocumentRequest): {
  readonly tree: KernelTree | undefined;
  readonly problem: string | undefined;
} {
  const nearest = (): KernelTree | undefined => (path === undefined ? undefined : findKernelTree(path));
  if (kernelRoot === undefined) return { tree: nearest(), problem: undefined };
  const result = openKernelTree(kernelRoot);
  if (result.kind === 'tree') return { tree: result.tree, problem: undefined };
  const why = result.message.slice(kernelRoot.length + 2).replace(/;.*$/, '');
  return { tree: nearest(), problem: `no kernel tree at ${kernelRoot} (${why}): see the setting lockstep.kernelRoot` };
}

export function locateFindings(workspace: Workspace, result: Pick<SessionResult, 'report'>): readonly LocatedFinding[] {
  return result.report.findings.map((finding) => ({
    finding,
    path: finding.path.flatMap((step) => locateStep(workspace, step)),
  }));
}

/** A step in another file needs a tree to be shown; without one it is left out of the picture, not of the message. */
function locateStep(workspace: Workspace, step: PathStep): LocatedStep[] {
  const { function: name, text, span } = step;
  if (step.file === '') return [{ kind: 'own', span, function: name, text }];
  if (workspace.tree === undefined) return [];
  const uri = fileUri(workspace.tree.root, step.file);
  if (step.line !== undefined) return [{ kind: 'other', uri, line: step.line, function: name, text }];
  const header = workspace.headerText(step.file);
  if (header === undefined) return [];
  return [{ kind: 'other', uri, line: lineColumnAt(indexLines(header), span.start).line, function: name, text }];
}
