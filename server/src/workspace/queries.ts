/**
 * The workspace: texts in, reports out, and the only cache of the project. What may be reused is decided here by identity:
 * a function whose text, declarations and configuration are the same keeps its IR (session.ts), and with it its analysis;
 * headers are read, scanned and lowered once (headerStore.ts, frontEnd.ts). Everything else is pure.
 */
import { AnalysisMemo } from '../analysis/analyse';
import { maskText } from '../syntax/mask';
import { loadParser } from '../syntax/parserLoader';
import { TreeNow } from './answers';
import type { Workspace, WorkspaceOptions } from './api';
import { answerBasis } from './cacheDirectory';
import { Callers } from './callers';
import { Definitions, surveyDefinitions } from './definitions';
import { DIALECT } from './dialect';
import { EMBEDDED_HEADER, embeddedFiles } from './embedded';
import { FrontEnd } from './frontEnd';
import { loadScanCache, saveScanCache } from './headerCache';
import { diskFiles, overlaidFiles } from './headerFiles';
import { HeaderStore } from './headerStore';
import { KeptSummaries } from './keptSummaries';
import { Makefiles } from './makefiles';
import { OtherFiles } from './otherFiles';
import { Reads } from './reads';
import { Session } from './session';
import { treeFacts } from './treeFacts';

const DEFAULT_VERSION = '6.12';

export async function openWorkspace(options: WorkspaceOptions = {}): Promise<Workspace> {
  const { tree, cacheDirectory } = options;
  const parser = await loadParser();
  const version = tree?.version ?? options.version ?? DEFAULT_VERSION;
  const plain = tree === undefined ? embeddedFiles(version) : diskFiles(tree.root);
  const files = options.overlay === undefined ? plain : overlaidFiles(plain, options.overlay);
  const cache =
    tree === undefined || cacheDirectory === undefined ? undefined : loadScanCache(cacheDirectory, tree.root);
  const store = new HeaderStore(files, new Set(DIALECT.attributeCalls), cache);
  const facts = treeFacts(version, (treePath) => files.read(treePath), tree?.config);
  const makefiles = new Makefiles((treePath) => (tree === undefined ? undefined : files.read(treePath)));
  const reads = new Reads();
  const frontEnd = new FrontEnd(
    parser,
    store,
    tree === undefined ? [EMBEDDED_HEADER] : [],
    facts,
    tree?.config,
    makefiles,
    reads,
  );
  const memo = new AnalysisMemo();
  let survey: Definitions | undefined;
  const definitions = (): Definitions => {
    survey ??=
      tree === undefined
        ? new Definitions('')
        : (options.definitions?.() ?? surveyDefinitions(tree.root, cacheDirectory).definitions);
    return survey;
  };
  const kept = openKeptSummaries(options, definitions, memo, reads);
  const others = tree === undefined ? undefined : new OtherFiles(frontEnd, memo, definitions, reads, kept);
  const callers = others === undefined ? undefined : new Callers(frontEnd, memo, others, definitions, reads);
  return {
    tree,
    facts,
    reads,
    frontEnd: { parser, dialect: DIALECT },
    checkText(request) {
      const session = new Session(frontEnd, memo, others, callers, request);
      try {
        const result = session.update(request.text, 0);
        if (result === undefined) throw new Error('a check that nobody can cancel was cancelled');
        return result;
      } finally {
        session.close();
      }
    },
    openFile: (request) => new Session(frontEnd, memo, others, callers, request),
    sourcesChanged(treePaths) {
      for (const treePath of treePaths) frontEnd.forgetSource(treePath);
      if (tree !== undefined) survey = survey?.after(tree.root, treePaths);
      others?.forget();
      callers?.forget();
    },
    seesAny(treePath, text, world, headers) {
      const declarations = frontEnd.headers(maskText(text, DIALECT, frontEnd.facts(world)), world, treePath);
      return headers.some((header) => declarations.sees(header));
    },
    headerText: (treePath) => frontEnd.headerText(treePath),
    saveCache() {
      if (tree !== undefined && cacheDirectory !== undefined && store.grew) {
        store.grew = false;
        saveScanCache(cacheDirectory, tree.root, store.storedScans());
      }
      if (options.overlay === undefined) kept?.save();
    },
  };
}

/** Undefined: there is no tree, or nothing is kept. */
function openKeptSummaries(
  { tree, cacheDirectory, cacheSlot, overlay }: WorkspaceOptions,
  definitions: () => Definitions,
  memo: AnalysisMemo,
  reads: Reads,
): KeptSummaries | undefined {
  const basis = tree === undefined ? undefined : answerBasis(tree);
  if (tree === undefined || cacheDirectory === undefined || basis === undefined) return undefined;
  const now = new TreeNow(tree.root, definitions);
  const isOverlaid = (treePath: string): boolean => overlay?.has(treePath) === true;
  return new KeptSummaries(cacheDirectory, cacheSlot ?? 0, now, basis, memo, reads, isOverlaid);
}
