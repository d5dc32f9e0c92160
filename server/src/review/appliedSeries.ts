/**
 * A series gone through once, without judging anything: how each of its files applies where it comes, and the headers as each
 * patch leaves them. Whoever judges files of the series shares it.
 */
import type { FilePatch, Patch } from '../patch/model';
import type { KernelTree } from '../workspace/kernelTree';
import type { AppliedFile } from './apply';
import { Overlay, type PathRefusal } from './overlay';

export type Headers = ReadonlyMap<string, string | undefined>;

export interface AppliedPatch {
  /** In the order of the patch's files. */
  readonly files: readonly { readonly file: FilePatch; readonly applied: AppliedFile | PathRefusal }[];
  /** Headers that the series has changed, before and after this patch. */
  readonly before: Headers;
  readonly after: Headers;
}

export function applySeries(tree: KernelTree, patches: readonly Patch[]): readonly AppliedPatch[] {
  const overlay = new Overlay(tree.root);
  let headers: Headers = new Map();
  return patches.map((patch) => {
    const before = headers;
    const files = patch.files.map((file) => ({ file, applied: overlay.apply(file, patch) }));
    const after = overlay.headers();
    // One object per state, for who compares them.
    if (!sameTexts(before, after)) headers = after;
    return { files, before, after: headers };
  });
}

/** How often the series changes headers. */
export function headerStates(applied: readonly AppliedPatch[]): number {
  return new Set(applied.flatMap(({ before, after }) => [before, after])).size;
}

export function isRefusal(applied: AppliedFile | PathRefusal): applied is PathRefusal {
  return 'reason' in applied;
}

export function sameTexts(a: Headers, b: Headers): boolean {
  return a === b || (a.size === b.size && [...a].every(([path, text]) => b.has(path) && b.get(path) === text));
}
