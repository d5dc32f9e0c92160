/** All headers of a tree into the cache at once, by several threads, so that runs meet none that they have to scan. */
import { lazyScan, loadScanCache, saveScanCache } from './headerCache';
import type { ScanCache } from './headerStore';
import { stampOf } from './treeFile';
import { beginLooks } from './treeThreads';

export interface IndexedHeaders {
  /** How many of them are there, and how many had to be read. */
  readonly headers: number;
  readonly read: number;
}

/** Brings the cache up to date with these headers; what it has of others stays. */
export function indexHeaders(
  directory: string | undefined,
  root: string,
  treePaths: readonly string[],
  threads: number,
  progress?: (finished: number, of: number) => void,
): IndexedHeaders {
  const cache: ScanCache = directory === undefined ? new Map() : loadScanCache(directory, root);
  const stale = treePaths.filter((treePath) => {
    const known = cache.get(treePath);
    const stamp = stampOf(root, treePath);
    return known === undefined || known.size !== stamp?.size || known.mtimeMs !== stamp.mtimeMs;
  });
  const answers = beginLooks('header', root, stale, threads).finish((finished) => progress?.(finished, stale.length));
  let absent = 0;
  stale.forEach((treePath, at) => {
    const [, size = '', mtimeMs = '', slice = ''] = /^(\S+) (\S+) (.*)$/s.exec(answers[at] ?? '') ?? [];
    if (slice === '') absent++;
    else
      cache.set(
        treePath,
        lazyScan(Number(size), Number(mtimeMs), () => slice),
      );
  });
  if (directory !== undefined && stale.length > absent) saveScanCache(directory, root, cache);
  return { headers: treePaths.length - absent, read: stale.length - absent };
}
