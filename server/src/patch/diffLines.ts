/** A line of a diff, and which lines begin a file or a hunk. */

/** Quoting taken off; undefined text: a reviewer's own line. */
export interface DiffLine {
  readonly text: string | undefined;
  readonly raw: string;
  readonly line: number;
}

export const HUNK = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@ ?(.*)$/;

/** `diff --git`, or `---` with `+++` on the next line and a hunk below, or `Index:`. */
export function isFileHeader(lines: readonly DiffLine[], at: number): boolean {
  const text = lines[at]?.text;
  if (text === undefined) return false;
  if (/^diff (?:--git |-[-\w]+ )/.test(text) || /^Index: \S/.test(text)) return true;
  return /^--- \S/.test(text) && /^\+\+\+ \S/.test(lines[at + 1]?.text ?? '') && leadsToHunk(lines, at + 2);
}

/** Else the two are lines of a hunk that begin with dashes and plusses of their own. */
function leadsToHunk(lines: readonly DiffLine[], from: number): boolean {
  for (let at = from; at < Math.min(lines.length, from + 10); at++) {
    const text = lines[at]?.text;
    if (text !== undefined && text.trim() !== '') return HUNK.test(text);
  }
  return false;
}

export function isHunkHeader(lines: readonly DiffLine[], at: number): boolean {
  return HUNK.test(lines[at]?.text ?? '');
}
