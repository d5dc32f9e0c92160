/**
 * The workspace: texts in, reports out, and the only cache of the project. What may be reused is decided here by identity:
 * a function whose text, declarations and configuration are the same keeps its IR, and with it its analysis; everything
 * else is computed again by pure functions. A fresh check and an edited document run the same code.
 */
import { AnalysisCancelled, AnalysisMemo, analyseFile, type FileAnalysis } from '../analysis/analyse';
import { collectDeclarations, layerDeclarations } from '../ir/declarations';
import type { FileIr } from '../ir/ir';
import { lowerFile } from '../ir/lower';
import type { Declarations } from '../ir/types';
import type { World } from '../kernel/worlds';
import { openDocument, type SyntaxDocument, updateDocument } from '../syntax/document';
import { loadParser } from '../syntax/parserLoader';
import type { CheckRequest, FileSession, SessionResult, Workspace, WorkspaceOptions, WorldView } from './api';
import { DIALECT } from './dialect';
import { EMBEDDED_HEADERS } from './embedded';
import { FrontEnd } from './frontEnd';
import { loadScanCache, saveScanCache } from './headerCache';
import type { HeaderDeclarations } from './headerDeclarations';
import { diskFiles, textFiles } from './headerFiles';
import { HeaderStore } from './headerStore';
import { joinReports } from './report';
import { treeFacts } from './treeFacts';

const DEFAULT_VERSION = '6.12';

export async function openWorkspace(options: WorkspaceOptions = {}): Promise<Workspace> {
  const { tree, cacheDirectory } = options;
  const parser = await loadParser();
  const files = tree === undefined ? textFiles(EMBEDDED_HEADERS) : diskFiles(tree.root);
  const cache = tree === undefined || cacheDirectory === undefined ? undefined : loadScanCache(cacheDirectory, tree.root);
  const store = new HeaderStore(files, new Set(DIALECT.attributeCalls), cache);
  const version = tree?.version ?? options.version ?? DEFAULT_VERSION;
  const facts = treeFacts(version, (treePath) => (tree === undefined ? undefined : files.read(treePath)), tree?.config);
  const always = tree === undefined ? [...EMBEDDED_HEADERS.keys()] : [];
  const frontEnd = new FrontEnd(parser, store, always, facts, tree?.config);
  const memos = new Map<World, AnalysisMemo>();
  const memo = (world: World): AnalysisMemo => {
    const known = memos.get(world) ?? new AnalysisMemo();
    memos.set(world, known);
    return known;
  };
  return {
    tree,
    facts,
    frontEnd: { parser, dialect: DIALECT },
    checkText(request) {
      const session = new Session(frontEnd, memo, request);
      try {
        const result = session.update(request.text, 0);
        if (result === undefined) throw new Error('a check that nobody can cancel was cancelled');
        return result;
      } finally {
        session.close();
      }
    },
    openFile: (request) => new Session(frontEnd, memo, request),
    headerText: (treePath) => frontEnd.headerText(treePath),
    saveCache() {
      if (tree !== undefined && cacheDirectory !== undefined && store.grew) saveScanCache(cacheDirectory, tree.root, store.storedScans());
    },
  };
}

/** One world of an open document, as of its last update. */
interface WorldState {
  document: SyntaxDocument;
  headers: HeaderDeclarations;
  declarations: Declarations;
  file: FileIr;
  analysis: FileAnalysis | undefined;
}

class Session implements FileSession {
  private readonly states = new Map<World, WorldState>();

  constructor(
    private readonly frontEnd: FrontEnd,
    private readonly memo: (world: World) => AnalysisMemo,
    private readonly request: Omit<CheckRequest, 'text'>,
  ) {}

  update(text: string, version: number, cancelled?: () => boolean): SessionResult | undefined {
    const views: WorldView[] = [];
    for (const world of this.request.worlds) {
      if (cancelled?.() === true) return undefined;
      const state = this.advance(world, text);
      if (cancelled?.() === true) return undefined;
      const analysis = this.analyse(world, state, cancelled);
      if (analysis === undefined) return undefined;
      const { document, declarations, file, headers } = state;
      views.push({ world, masked: document.masked, file, declarations, analysis, headerFunction: (name) => this.frontEnd.headerFunction(headers, name, world) });
    }
    const request = { ...this.request, text };
    return { request, version, views, report: joinReports(text, views) };
  }

  close(): void {
    for (const { document } of this.states.values()) document.tree.drop();
    this.states.clear();
  }

  private advance(world: World, text: string): WorldState {
    const { frontEnd } = this;
    const old = this.states.get(world);
    if (old !== undefined && old.document.text === text) return old;
    const update = old === undefined ? undefined : updateDocument(old.document, text);
    const document = update?.document ?? openDocument(frontEnd.parser, text, DIALECT, frontEnd.facts(world));
    const headers = frontEnd.headers(document.masked, world, this.request.treePath);
    const own = collectDeclarations(document.tree, document.masked, frontEnd.facts(world));
    const declarations = layerDeclarations(own, headers);
    const file = lowerFile(document.tree, document.masked, frontEnd.options(headers, world));
    const state: WorldState = { document, headers, declarations, file, analysis: undefined };
    this.states.set(world, state);
    return state;
  }

  private analyse(world: World, state: WorldState, cancelled: (() => boolean) | undefined): FileAnalysis | undefined {
    if (state.analysis !== undefined) return state.analysis;
    const { frontEnd } = this;
    try {
      state.analysis = analyseFile(state.file, {
        world,
        facts: frontEnd.tree.kernel,
        declarations: state.declarations,
        resolveFunction: (name) => frontEnd.headerFunction(state.headers, name, world)?.ir,
        locate: (name) => {
          const found = frontEnd.headerFunction(state.headers, name, world);
          return found && { file: found.file, line: (offset: number) => found.line(offset) };
        },
        constant: (name) => frontEnd.constant(name),
        ...(cancelled === undefined ? {} : { isCancelled: cancelled }),
        memo: this.memo(world),
      });
      return state.analysis;
    } catch (error) {
      if (error instanceof AnalysisCancelled) return undefined;
      throw error;
    }
  }
}
