/**
 * A series in parts that can be judged apart from each other: what is said of a file depends on its own history and on the
 * headers, which every part follows. Files that a patch renames stay with their old name.
 */
import type { Patch } from '../patch/model';
import { isSource, pathOf } from './pairs';

/** So many files' states are held at a time. */
const MAX_FILES = 12;

/** Files that are judged together: those that became each other. */
export type FileGroup = readonly string[];

/**
 * At least `number` parts if there are so many groups, about equally heavy. `sizeOf`: what a file takes, in any unit; files of
 * unknown size are taken to be small. There is one part at least, so that somebody says how the series applies.
 */
export function partsOf(
  groups: readonly FileGroup[],
  number: number,
  sizeOf: (path: string) => number = () => 1,
): readonly (readonly FileGroup[])[] {
  const count = Math.max(1, Math.min(groups.length, Math.max(number, Math.ceil(groups.length / MAX_FILES))));
  const weighed = groups
    .map((files, index) => ({ files, index, weight: files.reduce((sum, path) => sum + sizeOf(path), 0) }))
    .sort((a, b) => b.weight - a.weight || a.index - b.index);
  const parts = Array.from({ length: count }, () => ({ groups: [] as FileGroup[], weight: 0 }));
  for (const { files, weight } of weighed) {
    const lightest = parts.reduce((a, b) => (b.weight < a.weight ? b : a));
    lightest.groups.push(files);
    lightest.weight += weight;
  }
  return parts.map((part) => part.groups);
}

/** Source files in order of appearance, those that became each other together. */
export function groupsOf(patches: readonly Patch[]): readonly FileGroup[] {
  const groups = new Map<string, Set<string>>();
  for (const file of patches.flatMap((patch) => patch.files)) {
    const path = pathOf(file);
    if (!isSource(path)) continue;
    const group = groups.get(path) ?? groups.get(file.oldPath ?? path) ?? new Set<string>();
    group.add(path);
    const other = file.oldPath === undefined ? undefined : groups.get(file.oldPath);
    for (const each of other ?? []) group.add(each);
    for (const each of group) groups.set(each, group);
  }
  return [...new Set(groups.values())].map((group) => [...group]);
}
