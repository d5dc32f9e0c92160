/** A file as a series leaves it at one of its patches: for looking at, without any analysis. */
import type { Patch } from '../patch/model';
import { orderSeries } from '../patch/series';
import type { KernelTree } from '../workspace/kernelTree';
import { fragmentOf } from './fragments';
import { Overlay } from './overlay';
import { pathOf } from './pairs';

/**
 * The text of `treePath` after patch number `index` (0-based, in the order of the series); without a tree what the patch's
 * hunks show. undefined: the series has no such patch, or the file is not there.
 */
export function patchedText(
  patches: readonly Patch[],
  tree: KernelTree | undefined,
  index: number,
  treePath: string,
): string | undefined {
  const series = orderSeries(patches).patches;
  const last = series[index];
  if (last === undefined) return undefined;
  if (tree === undefined) {
    const file = last.files.find((each) => pathOf(each) === treePath);
    return file === undefined ? undefined : fragmentOf(file, 'new', last.spacing).text;
  }
  const overlay = new Overlay(tree.root);
  for (const patch of series.slice(0, index + 1)) for (const file of patch.files) overlay.apply(file, patch);
  return overlay.changed.includes(treePath) ? overlay.text(treePath) : undefined;
}
