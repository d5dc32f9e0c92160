/**
 * The `> ` in front of a quoted diff. The depth and form of the first diff header hold for the whole mail; a line of lesser
 * depth is the reviewer's own.
 */
import type { InputLine } from './model';

export interface Quoting {
  readonly depth: number;
  /** `> > ` and `> ` have a space after the last mark, `>>` and `>` none. */
  readonly spaced: boolean;
}

export const UNQUOTED: Quoting = { depth: 0, spaced: false };

/** A line that only a diff has: where one of these is quoted, so is the diff. */
export const DIFF_START =
  /^(?:diff --git "?\w\/|diff -[-\w]+ |--- (?:"?a\/|\/dev\/null)|@@ -\d+(?:,\d+)? \+\d+(?:,\d+)? @@|Index: \S)/;

const MARKS = /^(?:\s?>)+/;

/** How the diff of a mail is quoted; undefined: there is no diff. Unquoted diffs win over quoted ones. */
export function quotingOf(lines: readonly InputLine[]): Quoting | undefined {
  let quoted: Quoting | undefined;
  for (const { text } of lines) {
    if (DIFF_START.test(text)) return UNQUOTED;
    if (quoted !== undefined) continue;
    const marks = MARKS.exec(text)?.[0];
    if (marks === undefined) continue;
    const rest = text.slice(marks.length);
    const spaced = rest.startsWith(' ');
    if (DIFF_START.test(spaced ? rest.slice(1) : rest)) quoted = { depth: depthOf(marks), spaced };
  }
  return quoted;
}

/** The line without the marks of the quoting; undefined: its depth is less. */
export function unquote(text: string, quoting: Quoting): string | undefined {
  if (quoting.depth === 0) return text;
  let at = 0;
  for (let depth = 0; depth < quoting.depth; depth++) {
    if (depth > 0 && text[at] === ' ' && text[at + 1] === '>') at++;
    if (text[at] !== '>') return undefined;
    at++;
  }
  return text.slice(quoting.spaced && text[at] === ' ' ? at + 1 : at);
}

function depthOf(marks: string): number {
  return marks.replace(/[^>]/g, '').length;
}
