/** Option values of several commands: parsed once, refused in one line that says what is possible. */
import * as path from 'node:path';
import { InvalidArgumentError, Option } from 'commander';
import { BANDS, type Band } from '../analysis/finding';
import { DEFAULT_WORLDS, isWorld, WORLDS, type World } from '../kernel/worlds';
import { defaultCacheDirectory } from '../workspace/cacheDirectory';
import { findKernelTree, type KernelTree, openKernelTree } from '../workspace/kernelTree';

/** What was asked for cannot be done: one line on stderr, exit status 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

export function parseWorlds(text: string): readonly World[] {
  const worlds = new Set<World>();
  for (const word of text.split(',').map((part) => part.trim())) {
    if (!isWorld(word)) throw new InvalidArgumentError(`'${word}' is no world; possible: ${WORLDS.join(', ')}`);
    worlds.add(word);
  }
  return WORLDS.filter((world) => worlds.has(world));
}

export function parseBand(text: string): Band {
  const band = BANDS.find((candidate) => candidate === text);
  if (band === undefined) throw new InvalidArgumentError(`'${text}' is no band; possible: ${BANDS.join(', ')}`);
  return band;
}

export function parseJobs(text: string): number {
  const jobs = Number(text);
  if (!Number.isInteger(jobs) || jobs < 1)
    throw new InvalidArgumentError(`'${text}' is no number of jobs; use 1 or more`);
  return Math.min(jobs, 256);
}

/** A parser for an option with a closed list of values. */
export function oneOf<T extends string>(what: string, values: readonly T[]): (text: string) => T {
  return (text) => {
    const value = values.find((candidate) => candidate === text);
    if (value === undefined) throw new InvalidArgumentError(`'${text}' is no ${what}; possible: ${values.join(', ')}`);
    return value;
  };
}

export function worldsOr(worlds: readonly World[] | undefined): readonly World[] {
  return worlds ?? DEFAULT_WORLDS;
}

/** `--kernel DIR`, else the nearest parent of the first file that is a tree, else none. */
export function chooseTree(kernel: string | undefined, firstFile: string | undefined): KernelTree | undefined {
  if (kernel === undefined) return firstFile === undefined ? undefined : findKernelTree(firstFile);
  const result = openKernelTree(kernel);
  if (result.kind === 'error') throw new UsageError(result.message);
  return result.tree;
}

/** `--cache DIR`; a `--no-cache` beside it makes it false. */
export function cacheOption(): Option {
  return new Option('--cache <dir>', 'where facts and answers are kept').default(
    true,
    '$XDG_CACHE_HOME/lockstep, else ~/.cache/lockstep',
  );
}

/** `--cache DIR`, else $XDG_CACHE_HOME/lockstep, else ~/.cache/lockstep; `--no-cache` gives undefined. */
export function cacheDirectory(option: string | boolean | undefined): string | undefined {
  if (option === false) return undefined;
  if (typeof option === 'string') return path.resolve(option);
  return defaultCacheDirectory();
}
