/**
 * Findings in texts that are only hunks, told in lines of the input: the lines of such a text mean nothing to anyone else.
 */
import type { TextPair } from './pairs';
import type { FindingView, PathView } from './view';

/** `file` is the input the patch came from. Lines that were put in take the nearest line of the patch above them. */
export function inPatchLines(view: FindingView, pair: TextPair, file: string, side: 'old' | 'new'): FindingView {
  if (pair.partial === undefined) return view;
  const lines = side === 'new' ? pair.maps.newToPatch : pair.maps.oldToPatch;
  const shown = (line: number): number => {
    for (let at = line; at > 0; at--) {
      const found = lines.get(at);
      if (found !== undefined) return found;
    }
    return pair.hunks[0]?.line ?? pair.patch.line;
  };
  const { range } = view;
  // The marker in front of the line moves its columns.
  const moved = {
    startLine: shown(range.startLine),
    startColumn: range.startColumn + 1,
    endLine: shown(range.endLine),
    endColumn: range.endColumn + 1,
  };
  const path = view.path.map((step): PathView => (step.inTree ? step : { ...step, file, line: shown(step.line) }));
  return { ...view, range: moved, path };
}
