/**
 * Locks that reclaim takes through this file: what shrinkers, inode eviction and write-out callbacks of the file acquire
 * without trying. Shrinkers run in every direct reclaim, the others only where __GFP_FS allows.
 */
import type { FileAnalysis } from './analyse';
import type { CallbackEntry } from './entries';
import { type LockUse, lockUses } from './lockUses';

export interface ReclaimUse {
  readonly use: LockUse;
  readonly entry: CallbackEntry;
  /** Reached only by allocations that may enter the file system. */
  readonly needsFs: boolean;
}

const KNOWN = new WeakMap<FileAnalysis, ReadonlyMap<string, ReclaimUse>>();

/** By lock class; the one that needs least. */
export function reclaimUses(file: FileAnalysis): ReadonlyMap<string, ReclaimUse> {
  const known = KNOWN.get(file);
  if (known !== undefined) return known;
  const found = new Map<string, ReclaimUse>();
  for (const use of lockUses(file).uses) {
    const { event, acquire } = use;
    if (acquire.try || acquire.transient || event.stale || event.openDecisions > 1) continue;
    const entry = file.entryOf(use.fn.fn.name).callbacks.find((c) => c.under === 'fs_reclaim');
    if (entry === undefined) continue;
    const needsFs = entry.what !== 'shrinker';
    const old = found.get(use.class);
    if (old === undefined || (old.needsFs && !needsFs)) found.set(use.class, { use, entry, needsFs });
  }
  KNOWN.set(file, found);
  return found;
}
