/** A file's hunks applied to its text, with the maps between lines of the texts and lines of the patch. Pure. */
import type { FilePatch, Hunk, Spacing } from '../patch/model';
import { placeHunk } from './place';

export type HunkState = 'exact' | 'fuzz' | 'failed';

export interface AppliedHunk {
  readonly hunk: Hunk;
  readonly state: HunkState;
  readonly note: string | undefined;
}

/** All lines are 1-based; patch lines are lines of the input file. */
export interface LineMaps {
  /** Lines of the new text that the patch shows, added or context. */
  readonly newToPatch: ReadonlyMap<number, number>;
  /** Lines of the old text that the patch shows, removed or context. */
  readonly oldToPatch: ReadonlyMap<number, number>;
  readonly added: ReadonlySet<number>;
  /** Lines of the old text that are gone. */
  readonly removed: ReadonlySet<number>;
  /** Lines of the new text that follow a removal. */
  readonly cuts: ReadonlySet<number>;
}

export interface AppliedFile {
  readonly patch: FilePatch;
  /** undefined: the file is not there, before or after. */
  readonly before: string | undefined;
  readonly after: string | undefined;
  readonly hunks: readonly AppliedHunk[];
  readonly maps: LineMaps;
}

interface Cursor {
  readonly out: string[];
  readonly newToPatch: Map<number, number>;
  readonly oldToPatch: Map<number, number>;
  readonly added: Set<number>;
  readonly removed: Set<number>;
  readonly cuts: Set<number>;
  /** 0-based line of the old text that comes next. */
  at: number;
}

export const NO_MAPS: LineMaps = {
  newToPatch: new Map(),
  oldToPatch: new Map(),
  added: new Set(),
  removed: new Set(),
  cuts: new Set(),
};

/** Applies what fits; the rest is `failed` with a note. `before` undefined: there is no such file yet. */
export function applyFile(before: string | undefined, patch: FilePatch, spacing: Spacing): AppliedFile {
  const refused = refusal(before, patch);
  if (refused !== undefined) {
    const hunks = patch.hunks.map((hunk): AppliedHunk => ({ hunk, state: 'failed', note: refused }));
    return { patch, before, after: before, hunks, maps: NO_MAPS };
  }
  const text = linesOf(before ?? '');
  const cursor: Cursor = {
    out: [],
    newToPatch: new Map(),
    oldToPatch: new Map(),
    added: new Set(),
    removed: new Set(),
    cuts: new Set(),
    at: 0,
  };
  const hunks: AppliedHunk[] = [];
  let offset = 0;
  for (const hunk of patch.hunks) {
    const expected = Math.max(0, hunk.old.start - 1) + offset;
    const placement = placeHunk(text, hunk, spacing, cursor.at, expected);
    if (placement === undefined) {
      hunks.push({ hunk, state: 'failed', note: 'its lines are not in the file' });
      continue;
    }
    const first = placement.lines.findIndex((line) => line !== undefined);
    if (first !== -1) offset = (placement.lines[first] ?? 0) - first - Math.max(0, hunk.old.start - 1);
    splice(cursor, text, hunk, placement.lines, placement.at);
    hunks.push({ hunk, state: placement.kind, note: placement.note });
  }
  copyTo(cursor, text, text.length);
  const deleted = patch.newPath === undefined && hunks.every(({ state }) => state !== 'failed');
  const after = deleted ? undefined : joined(cursor.out, before, patch);
  return { patch, before, after, hunks, maps: cursor };
}

function refusal(before: string | undefined, patch: FilePatch): string | undefined {
  if (patch.binary) return 'binary';
  if (patch.oldPath === undefined && before !== undefined && before !== '')
    return 'the file to be created is there already';
  if (patch.oldPath !== undefined && before === undefined) return 'no such file in the tree';
  return undefined;
}

function splice(
  cursor: Cursor,
  text: readonly string[],
  hunk: Hunk,
  lines: readonly (number | undefined)[],
  at: number,
): void {
  // What is added in front of the first line found belongs right there, not where the hunk above ended.
  copyTo(cursor, text, at);
  let index = 0;
  for (const { kind, text: own, line } of hunk.lines) {
    if (kind === 'add') {
      cursor.out.push(own);
      cursor.added.add(cursor.out.length);
      cursor.newToPatch.set(cursor.out.length, line);
      continue;
    }
    const place = lines[index++];
    if (place === undefined) continue;
    copyTo(cursor, text, place);
    cursor.oldToPatch.set(place + 1, line);
    if (kind === 'remove') {
      cursor.removed.add(place + 1);
      cursor.cuts.add(cursor.out.length + 1);
    } else {
      cursor.out.push(text[place] ?? '');
      cursor.newToPatch.set(cursor.out.length, line);
    }
    cursor.at = place + 1;
  }
}

/** Old lines up to (0-based) `to`, unchanged. */
function copyTo(cursor: Cursor, text: readonly string[], to: number): void {
  for (; cursor.at < to; cursor.at++) cursor.out.push(text[cursor.at] ?? '');
}

function linesOf(text: string): readonly string[] {
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

function joined(lines: readonly string[], before: string | undefined, patch: FilePatch): string {
  if (lines.length === 0) return '';
  const last = patch.hunks.at(-1);
  const open =
    last?.noNewline.new === true ||
    (before !== undefined && before !== '' && !before.endsWith('\n') && last?.noNewline.old !== true);
  return `${lines.join('\n')}${open ? '' : '\n'}`;
}
