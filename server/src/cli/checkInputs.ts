/** What `lockstep check` was asked to look at: FILEs and DIRs, or the list of --manifest. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { expandArgument } from '../workspace/files';
import { type KernelTree, systemReason, treePathOf } from '../workspace/kernelTree';
import type { CheckJob } from './checker';
import { UsageError } from './options';

/** What could not be had goes to `errors`; the rest is checked all the same. */
export function listJobs(
  files: readonly string[],
  as: string | undefined,
  tree: KernelTree | undefined,
  errors: string[],
): CheckJob[] {
  const jobs: CheckJob[] = [];
  for (const argument of files) {
    const expansion = expandArgument(argument);
    if (expansion.kind === 'error') {
      errors.push(expansion.message);
      continue;
    }
    if (as !== undefined && (expansion.files.length > 1 || expansion.files[0] !== argument)) {
      throw new UsageError(`--as: goes with a single FILE, and ${argument} is a directory; use --manifest for several`);
    }
    for (const file of expansion.files) {
      const treePath = as === undefined ? tree && treePathOf(tree, file) : path.posix.normalize(as);
      jobs.push({ path: file, treePath: treePath ?? null });
    }
  }
  return jobs;
}

export function readManifest(file: string, files: readonly string[], as: string | undefined): CheckJob[] {
  if (files.length > 0 || as !== undefined)
    throw new UsageError('--manifest: goes instead of FILEs and --as; leave those out');
  let data: unknown;
  try {
    data = JSON.parse(fs.readFileSync(file, 'utf8'));
  } catch (error) {
    const reason = error instanceof SyntaxError ? `no JSON (${error.message})` : systemReason(error);
    throw new UsageError(`--manifest ${file}: ${reason}; it takes a list of {"file": PATH, "as": TREEPATH}`);
  }
  if (!Array.isArray(data))
    throw new UsageError(`--manifest ${file}: no list; it takes a list of {"file": PATH, "as": TREEPATH}`);
  return data.map((row: unknown, index): CheckJob => {
    if (isManifestRow(row)) return { path: row.file, treePath: row.as ?? null };
    throw new UsageError(`--manifest ${file}: entry ${index + 1} is not {"file": PATH, "as": TREEPATH}`);
  });
}

function isManifestRow(row: unknown): row is { file: string; as?: string } {
  if (typeof row !== 'object' || row === null || !('file' in row) || typeof row.file !== 'string') return false;
  return !('as' in row) || typeof row.as === 'string';
}
