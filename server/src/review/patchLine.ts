/** The line of the patch that a finding is told at. */

import type { FunctionLines } from './judge';
import type { TextPair } from './pairs';
import type { FindingView } from './view';

export interface PlaceInPatch {
  readonly line: number;
  /** The patch shows the finding's own line there. */
  readonly shown: boolean;
}

/**
 * Its own line, if the patch shows it; else the last added line of its path, the first change in its function, the first
 * change of the file.
 */
export function placeInPatch(view: FindingView, pair: TextPair, functions: readonly FunctionLines[]): PlaceInPatch {
  const { newToPatch, added, cuts } = pair.maps;
  const own = newToPatch.get(view.range.startLine);
  if (own !== undefined) return { line: own, shown: true };
  const steps = view.path.filter((step) => !step.inTree && added.has(step.line));
  const step = steps.at(-1);
  const onPath = step === undefined ? undefined : newToPatch.get(step.line);
  if (onPath !== undefined) return { line: onPath, shown: false };
  const names = new Set([view.function, ...view.path.filter(({ inTree }) => !inTree).map((each) => each.function)]);
  const around = functions.filter(({ name }) => names.has(name));
  const inside = [...added, ...cuts]
    .filter((line) => around.some(({ first, last }) => first <= line && line <= last))
    .sort((a, b) => a - b);
  for (const line of inside) {
    const patchLine = newToPatch.get(line);
    if (patchLine !== undefined) return { line: patchLine, shown: false };
  }
  return { line: firstChange(pair, view.message), shown: false };
}

/** A fixed finding stands on the line that is gone, else at the first change. */
export function placeOfFixed(view: FindingView, pair: TextPair): PlaceInPatch {
  const own = pair.maps.oldToPatch.get(view.range.startLine);
  return own === undefined ? { line: firstChange(pair, view.message), shown: false } : { line: own, shown: true };
}

/** The first added line that names a function of the message, else the first added line, a removed one, the file's header. */
function firstChange(pair: TextPair, message: string): number {
  const lines = pair.hunks.flatMap((hunk) => hunk.lines);
  const names = [...message.matchAll(/([A-Za-z_]\w*)\(\)/g)].flatMap((match) => match[1] ?? []);
  const added = lines.filter(({ kind }) => kind === 'add');
  const named = added.find(({ text }) => names.some((name) => new RegExp(`\\b${name}\\b`).test(text)));
  const first = named ?? added[0] ?? lines.find(({ kind }) => kind === 'remove');
  return first?.line ?? pair.patch.line;
}
