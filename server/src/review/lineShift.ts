/** Where an unchanged line of a patched text stood before. */
import type { LineMaps } from './apply';

/** By added and removed lines; a line outside every hunk only shifts. All lines 1-based. */
export function oldLines(maps: LineMaps, newLineCount: number): ReadonlyMap<number, number> {
  const old = new Map<number, number>();
  let before = 1;
  for (let now = 1; now <= newLineCount; now++) {
    if (maps.added.has(now)) continue;
    while (maps.removed.has(before)) before++;
    old.set(now, before);
    before++;
  }
  return old;
}

/** By the patch's own lines, for texts that are only its hunks. */
export function oldLinesByPatch(maps: LineMaps): ReadonlyMap<number, number> {
  const byPatchLine = new Map([...maps.oldToPatch].map(([line, patchLine]) => [patchLine, line]));
  const old = new Map<number, number>();
  for (const [now, patchLine] of maps.newToPatch) {
    const line = maps.added.has(now) ? undefined : byPatchLine.get(patchLine);
    if (line !== undefined) old.set(now, line);
  }
  return old;
}
