/**
 * A series in parts that can be judged apart from each other: what is said of a file depends on its own history and on the
 * headers, which every part follows. Files that a patch renames stay with their old name.
 */
import type { Patch } from '../patch/model';
import { MAX_HEADER_STATES } from './bench';
import { isSource, pathOf } from './pairs';

/** Files that are judged together: those that became each other. */
export type FileGroup = readonly string[];

/** Of series that change headers often: so many files' states are held at a time. */
const MAX_FILES = 12;

/**
 * A group each, so that little is held at a time; where headers change often several groups, since each state of the headers
 * costs something. One part at least, so that somebody says how the series applies.
 */
export function smallParts(groups: readonly FileGroup[], patches: readonly Patch[]): readonly (readonly FileGroup[])[] {
  const changes = patches.filter(({ files }) => files.some((file) => !pathOf(file).endsWith('.c'))).length;
  const size = changes < MAX_HEADER_STATES ? 1 : MAX_FILES;
  const count = Math.max(1, Math.ceil(groups.length / size));
  return Array.from({ length: count }, (_, at) => groups.slice(at * size, (at + 1) * size));
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
