/**
 * The texts a patch is judged by: each file before and after it. On a tree these are whole files; without one, and for hunks
 * that did not apply, they are what the hunks show.
 */
import type { FilePatch, Hunk, HunkLine, Patch } from '../patch/model';
import type { AppliedFile, LineMaps } from './apply';
import { type Fragment, fragmentOf } from './fragments';
import { oldLines, oldLinesByPatch } from './lineShift';

export interface TextPair {
  /** Tree path, as the patch names it. */
  readonly path: string;
  readonly patch: FilePatch;
  readonly hunks: readonly Hunk[];
  readonly before: string | undefined;
  readonly after: string | undefined;
  readonly maps: LineMaps;
  /** Line of the new text -> line of the old one, for lines the patch leaves alone. */
  readonly oldLine: ReadonlyMap<number, number>;
  /** undefined: whole files. */
  readonly partial: (Pick<Fragment, 'cut' | 'damaged'> & { readonly judged: ReadonlySet<number> }) | undefined;
  /** Lines at the top that belong to other files: findings in them are told there. */
  readonly foreign: number;
}

/** Only C is analysed; headers too, for what they define. */
export function isSource(path: string): boolean {
  return /\.[ch]$/.test(path);
}

export function pathOf(file: FilePatch): string {
  return file.newPath ?? file.oldPath ?? '';
}

/** A file of the tree, patched. */
export function wholePair(applied: AppliedFile): TextPair {
  const { patch, before, after, maps } = applied;
  const lines = after === undefined ? 0 : after.split('\n').length;
  return {
    path: pathOf(patch),
    patch,
    hunks: applied.hunks.flatMap(({ hunk, state }) => (state === 'failed' ? [] : [hunk])),
    before,
    after,
    maps,
    oldLine: oldLines(maps, lines),
    partial: undefined,
    foreign: 0,
  };
}

/**
 * What the hunks show. `hunks` are those to be judged; the others of the file are there for what they say of it.
 * `prefix`: lines put in front of both texts (the includes of the tree's file).
 */
export function fragmentPair(
  file: FilePatch,
  patch: Patch,
  hunks: readonly Hunk[],
  prefix: readonly string[],
): TextPair {
  const old = shifted(fragmentOf(file, 'old', patch.spacing), prefix);
  const now = shifted(fragmentOf(file, 'new', patch.spacing), prefix);
  const judged = new Set(hunks.flatMap(({ lines }) => lines.map(({ line }) => line)));
  const added = new Set(
    hunks.flatMap(({ lines }) => lines.flatMap(({ kind, line }) => (kind === 'add' ? [line] : []))),
  );
  const removed = new Set(
    hunks.flatMap(({ lines }) => lines.flatMap(({ kind, line }) => (kind === 'remove' ? [line] : []))),
  );
  const maps: LineMaps = {
    newToPatch: now.lines,
    oldToPatch: old.lines,
    added: new Set([...now.added].filter((line) => judged.has(now.lines.get(line) ?? 0))),
    removed: new Set([...old.lines].flatMap(([line, patchLine]) => (removed.has(patchLine) ? [line] : []))),
    cuts: cutsOf(now, removed, added),
  };
  const { cut, damaged } = now;
  return {
    path: pathOf(file),
    patch: file,
    hunks,
    before: old.text,
    after: now.text,
    maps,
    oldLine: oldLinesByPatch(maps),
    partial: { cut: new Set([...cut, ...old.cut]), damaged: new Set([...damaged, ...old.damaged]), judged },
    foreign: prefix.length,
  };
}

/**
 * What the patch's own headers add that stands for itself: one-line macros, prototypes, inline functions. Without a tree the
 * C files of the series see nothing else of them.
 */
export function headerLines(patch: Patch): readonly string[] {
  const out: string[] = [];
  for (const file of patch.files.filter((each) => pathOf(each).endsWith('.h'))) {
    for (const { lines } of file.hunks) {
      for (let at = 0; at < lines.length; at++) {
        const end = definitionEnd(lines, at);
        if (end === undefined) continue;
        for (const line of lines.slice(at, end + 1)) out.push(line.text);
        at = end;
      }
    }
  }
  return out;
}

/** Index of the last line of what begins at `at`, all of it added; undefined: nothing that stands for itself. */
function definitionEnd(lines: readonly HunkLine[], at: number): number | undefined {
  const line = lines[at];
  if (line?.kind !== 'add') return undefined;
  const text = line.text.trim();
  if (/^#\s*define\s+\w+\b.*[^\\]$/.test(text)) return at;
  if (/^(?:extern\s+)?\w[\w\s*]*\w+\([^(){}]*\);$/.test(text)) return at;
  if (!/^static\s+(?:__always_)?inline\b/.test(text)) return undefined;
  let depth = 0;
  for (let end = at; end < lines.length && lines[end]?.kind === 'add'; end++) {
    for (const brace of lines[end]?.text.match(/[{}]/g) ?? []) {
      depth += brace === '{' ? 1 : -1;
      if (depth === 0) return end;
    }
  }
  return undefined;
}

/** Lines of the new text right behind a removed line of the patch. */
function cutsOf(now: Fragment, removed: ReadonlySet<number>, added: ReadonlySet<number>): ReadonlySet<number> {
  const cuts = new Set<number>();
  for (const [line, patchLine] of now.lines) {
    let above = patchLine - 1;
    while (added.has(above)) above--;
    if (removed.has(above) || removed.has(patchLine - 1)) cuts.add(line);
  }
  return cuts;
}

function shifted(fragment: Fragment, prefix: readonly string[]): Fragment {
  const by = prefix.length;
  if (by === 0) return fragment;
  return {
    ...fragment,
    text: `${prefix.join('\n')}\n${fragment.text}`,
    lines: new Map([...fragment.lines].map(([line, patchLine]) => [line + by, patchLine])),
    added: new Set([...fragment.added].map((line) => line + by)),
  };
}
