/** Where learnt facts are kept if nobody says otherwise, and what they depend on besides the tree's files. */
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { hashText } from '../base/hash';
import type { KernelTree } from './kernelTree';

/** $XDG_CACHE_HOME/lockstep, else ~/.cache/lockstep; undefined where there is no home. */
export function defaultCacheDirectory(): string | undefined {
  const base = process.env.XDG_CACHE_HOME;
  if (base !== undefined && path.isAbsolute(base)) return path.join(base, 'lockstep');
  const home = os.homedir();
  return home === '' ? undefined : path.join(home, '.cache', 'lockstep');
}

/** A file of the cache that is about one tree. */
export function cacheFileOf(directory: string, what: string, root: string): string {
  return path.join(directory, `${what}-${hashText(root)}.json`);
}

let program: string | undefined;

/** Differs where answers about a tree may differ although its files are the same: the program, the configuration. */
export function answerBasis({ version, config }: KernelTree): string | undefined {
  try {
    // The analysis in full, beside every program that is built with it.
    program ??= hashText(fs.readFileSync(path.join(__dirname, 'worker.js'), 'latin1'));
    return hashText(JSON.stringify([program, version, config === undefined ? null : [...config]]));
  } catch {
    return undefined;
  }
}
