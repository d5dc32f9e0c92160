/** The patch's own lines, by their number in the input: for excerpts and quotes. */
import type { FilePatch, Hunk, HunkLine, Patch } from '../patch/model';

const MARKERS = { add: '+', remove: '-', context: ' ' } as const;

export function lineWithMarker(line: HunkLine): string {
  return `${MARKERS[line.kind]}${line.text}`.trimEnd();
}

export function hunkHeader(hunk: Hunk): string {
  const range = ({ start, count }: Hunk['old']) => (count === 1 ? `${start}` : `${start},${count}`);
  return `@@ -${range(hunk.old)} +${range(hunk.new)} @@${hunk.section === '' ? '' : ` ${hunk.section}`}`;
}

/** Where a line of the input stands in the patch; undefined: not in a hunk. */
export function findLine(
  patch: Patch,
  line: number,
): { readonly file: FilePatch; readonly hunk: Hunk; readonly index: number } | undefined {
  for (const file of patch.files) {
    for (const hunk of file.hunks) {
      const index = hunk.lines.findIndex((each) => each.line === line);
      if (index !== -1) return { file, hunk, index };
    }
  }
  return undefined;
}
