/**
 * Which findings of the text after a patch were there before it. First by place (an unchanged line with the same words said
 * of it), then by fingerprint, then by rule, function and words, then by words in a function that has a new name. What is
 * left over is introduced, or fixed.
 */
import type { FindingView } from './view';

export interface Delta {
  /** For each finding after: the index of the same one before; undefined: introduced. */
  readonly before: readonly (number | undefined)[];
  /** Indices before that have no match after: fixed. */
  readonly fixed: readonly number[];
}

type Same = (old: FindingView, now: FindingView) => boolean;

/** `oldLine`: where an unchanged line of the new text stood; undefined for lines that are new. */
export function compareFindings(
  old: readonly FindingView[],
  now: readonly FindingView[],
  oldLine: (line: number) => number | undefined,
): Delta {
  const oldFunctions = new Set(old.map((view) => view.function));
  const nowFunctions = new Set(now.map((view) => view.function));
  const rounds: readonly Same[] = [
    (a, b) => oldLine(b.range.startLine) === a.range.startLine && a.message === b.message && sameRoot(a, b),
    (a, b) => oldLine(b.range.startLine) === a.range.startLine && a.message === b.message,
    (a, b) => a.fingerprint === b.fingerprint,
    (a, b) => a.function === b.function && a.message === b.message,
    (a, b) => a.function === b.function && words(a.excerpt) === words(b.excerpt),
    (a, b) =>
      !nowFunctions.has(a.function) &&
      !oldFunctions.has(b.function) &&
      (words(a.excerpt) === words(b.excerpt) || nameless(a) === nameless(b)),
  ];
  const before: (number | undefined)[] = now.map(() => undefined);
  const free = new Set(old.keys());
  for (const same of rounds) {
    now.forEach((view, index) => {
      if (before[index] !== undefined) return;
      for (const candidate of free) {
        const other = old[candidate];
        if (other === undefined || other.rule !== view.rule || !same(other, view)) continue;
        before[index] = candidate;
        free.delete(candidate);
        return;
      }
    });
  }
  return { before, fixed: [...free].sort((a, b) => a - b) };
}

function sameRoot(a: FindingView, b: FindingView): boolean {
  return a.path[0]?.text === b.path[0]?.text && a.path.length === b.path.length;
}

/** The message without the function's own name. */
function nameless(view: FindingView): string {
  return view.message.split(view.function).join('@');
}

function words(line: string): string {
  return line.replace(/\s+/g, ' ').trim();
}
