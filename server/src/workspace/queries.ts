/**
 * The workspace: texts in, reports out, and the only cache of the project. What may be reused is decided here by identity:
 * a function whose text, declarations and configuration are the same keeps its IR (session.ts), and with it its analysis;
 * headers are read, scanned and lowered once (headerStore.ts, frontEnd.ts). Everything else is pure.
 */
import * as os from 'node:os';
import { AnalysisMemo } from '../analysis/analyse';
import { maskText } from '../syntax/mask';
import { loadParser } from '../syntax/parserLoader';
import type { Workspace, WorkspaceOptions } from './api';
import { answerBasis } from './cacheDirectory';
import { Callers } from './callers';
import { Definitions } from './definitions';
import { DIALECT } from './dialect';
import { EMBEDDED_HEADER, embeddedFiles } from './embedded';
import { Fragments } from './fragments';
import { FrontEnd } from './frontEnd';
import { loadScanCache, saveScanCache } from './headerCache';
import { diskFiles, overlaidFiles } from './headerFiles';
import { type HeaderFiles, HeaderStore } from './headerStore';
import { KeptFunctions } from './keptFunctions';
import { KeptSummaries } from './keptSummaries';
import { LockDrops } from './lockDrops';
import { Makefiles } from './makefiles';
import { OtherFiles } from './otherFiles';
import { Reads } from './reads';
import { Session } from './session';
import { surveyDefinitions } from './survey';
import { treeFacts } from './treeFacts';
import { TreeNow } from './versions';

const DEFAULT_VERSION = '6.12';

export async function openWorkspace(options: WorkspaceOptions = {}): Promise<Workspace> {
  const { tree, cacheDirectory } = options;
  const parser = await loadParser();
  const version = tree?.version ?? options.version ?? DEFAULT_VERSION;
  const plain = tree === undefined ? embeddedFiles(version) : diskFiles(tree.root);
  /** By tree path, a byte per unit. */
  const unsaved = new Map<string, string>();
  const onDisk = options.overlay === undefined ? plain : overlaidFiles(plain, options.overlay);
  const files = overlaidFiles(onDisk, unsaved);
  const cache =
    tree === undefined || cacheDirectory === undefined ? undefined : loadScanCache(cacheDirectory, tree.root);
  const makefiles = new Makefiles((treePath) => (tree === undefined ? undefined : files.read(treePath)));
  const store = new HeaderStore(files, new Set(DIALECT.attributeCalls), cache, makefiles);
  const facts = treeFacts(version, (treePath) => files.read(treePath), tree?.config);
  const reads = new Reads();
  const readText = (treePath: string): string | undefined => files.read(treePath);
  let survey: Definitions | undefined;
  /** Files that changed before it was asked for, and maybe after it was begun. */
  const early = new Set<string>();
  const definitions = (): Definitions => {
    if (survey !== undefined) return survey;
    survey =
      tree === undefined
        ? new Definitions('')
        : (options.definitions?.() ??
          surveyDefinitions(tree.root, cacheDirectory, { threads: os.availableParallelism() }).definitions);
    if (tree !== undefined && early.size > 0) survey = survey.after(tree.root, [...early], readText);
    for (const [treePath, text] of unsaved) survey = survey.withText(treePath, text, readText);
    return survey;
  };
  const memo = new AnalysisMemo();
  const isOverlaid = (treePath: string): boolean => unsaved.has(treePath) || options.overlay?.has(treePath) === true;
  const earlier = openEarlierRuns(options, definitions);
  const functions =
    earlier === undefined || addsFiles(options.overlay, plain)
      ? undefined
      : new KeptFunctions(...earlier, reads, isOverlaid);
  const frontEnd = new FrontEnd(
    parser,
    store,
    tree === undefined ? [EMBEDDED_HEADER] : [],
    facts,
    tree?.config,
    makefiles,
    new Fragments(files, makefiles),
    reads,
    functions,
  );
  const kept = earlier === undefined ? undefined : new KeptSummaries(...earlier, memo, reads, isOverlaid);
  const others =
    tree === undefined
      ? undefined
      : new OtherFiles(frontEnd, memo, definitions, reads, kept, new LockDrops(definitions, readText, reads));
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
      for (const treePath of treePaths) {
        unsaved.delete(treePath);
        frontEnd.forgetSource(treePath);
      }
      if (survey === undefined) for (const treePath of treePaths) early.add(treePath);
      else if (tree !== undefined) survey = survey.after(tree.root, treePaths, readText);
      others?.forget();
      callers?.forget();
    },
    textsUnsaved(texts) {
      let changed = false;
      for (const [treePath, text] of texts) {
        const bytes = text === undefined ? onDisk.read(treePath) : Buffer.from(text).toString('latin1');
        if (bytes === files.read(treePath)) continue;
        changed = true;
        if (text === undefined || bytes === undefined) unsaved.delete(treePath);
        else unsaved.set(treePath, bytes);
        frontEnd.forgetSource(treePath);
        survey = survey?.withText(treePath, bytes ?? '', readText);
      }
      if (changed) {
        others?.forget();
        callers?.forget();
      }
      return changed;
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
      if (options.overlay !== undefined || unsaved.size > 0) return;
      functions?.save();
      kept?.save();
    },
  };
}

/** What earlier runs left: directory, which process this is, the tree now, the basis. Undefined: there is no tree, or nothing is kept. */
function openEarlierRuns(
  { tree, cacheDirectory, cacheSlot }: WorkspaceOptions,
  definitions: () => Definitions,
): readonly [string, number, TreeNow, string] | undefined {
  const basis = tree === undefined ? undefined : answerBasis(tree);
  if (tree === undefined || cacheDirectory === undefined || basis === undefined) return undefined;
  return [cacheDirectory, cacheSlot ?? 0, new TreeNow(tree.root, definitions), basis];
}

/** A file that the tree does not have may come before another of its name. */
function addsFiles(overlay: WorkspaceOptions['overlay'], files: HeaderFiles): boolean {
  return overlay !== undefined && [...overlay.keys()].some((treePath) => files.stamp(treePath) === undefined);
}
