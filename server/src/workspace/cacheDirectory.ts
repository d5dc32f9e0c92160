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

/** Those of all processes that keep such a file each, beside the one of process `slot`. */
export function cacheFilesOfOthers(directory: string, what: string, slot: number, root: string): readonly string[] {
  const own = path.basename(cacheFileOf(directory, `${what}${slot}`, root));
  const end = path.basename(cacheFileOf(directory, '', root));
  try {
    return fs
      .readdirSync(directory)
      .filter((name) => name.startsWith(what) && /^\d+-/.test(name.slice(what.length)) && name.endsWith(end))
      .filter((name) => name !== own)
      .sort()
      .map((name) => path.join(directory, name));
  } catch {
    return [];
  }
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
