/**
 * A diff read from the lines of a mail, tolerant of what mailers and archives do to it: lost leading blanks, lost lines,
 * wrapped lines, wrong counts, words of a reviewer between the lines, footers after them. Libraries that parse diffs refuse
 * those; what they cannot keep either is the input line of each hunk line. Nothing here throws on any input.
 */

import { type DiffLine, HUNK, isFileHeader } from './diffLines';
import { readHunk } from './hunk';
import type { FilePatch, Hunk, InputLine, Note, Spacing } from './model';
import { gitPath, headerPaths, plainPath } from './paths';
import { DIFF_START, type Quoting, quotingOf, UNQUOTED, unquote } from './quoting';

/** A patch of the whole kernel has some ten thousand files; beyond this an input is no patch. */
const MAX_FILES = 100_000;

/** git cuts what it writes behind a hunk's numbers at 80 bytes. */
const MAX_SECTION = 300;

export interface ParsedDiff {
  readonly quoting: Quoting;
  readonly spacing: Spacing;
  /** Number of body lines before the diff. */
  readonly start: number;
  readonly files: readonly FilePatch[];
  readonly notes: readonly Note[];
}

const EXTENDED =
  /^(?:index [0-9a-f]|old mode |new mode |deleted file mode |new file mode |similarity index |dissimilarity index |rename from |rename to |copy from |copy to |={20,}$)/;

export function parseDiff(body: readonly InputLine[]): ParsedDiff {
  const quoting = quotingOf(body);
  if (quoting === undefined) return { quoting: UNQUOTED, spacing: 'kept', start: body.length, files: [], notes: [] };
  const lines = body.map(({ text, line }): DiffLine => ({ text: unquote(text, quoting), raw: text, line }));
  const start = lines.findIndex(({ text }) => text !== undefined && DIFF_START.test(text));
  const spacing = spacingOf(lines, start);
  const notes: Note[] = [];
  const files: FilePatch[] = [];
  let at = start;
  while (at < lines.length && files.length < MAX_FILES) {
    if (isFileHeader(lines, at) || HUNK.test(lines[at]?.text ?? '')) {
      const read = readFile(lines, at, spacing, notes);
      files.push(read.file);
      at = Math.max(read.next, at + 1);
    } else {
      if (/^@@@+ /.test(lines[at]?.text ?? ''))
        notes.push({ line: lines[at]?.line ?? 1, text: 'the diff of a merge is not read' });
      at++;
    }
  }
  return { quoting, spacing, start, files, notes };
}

/** White space is lost where the context lines of all hunks stand at the margin. */
function spacingOf(lines: readonly DiffLine[], start: number): Spacing {
  let kept = 0;
  let lost = 0;
  let left = 0;
  for (let at = start; at < lines.length; at++) {
    const text = lines[at]?.text;
    if (text === undefined) continue;
    const match = HUNK.exec(text);
    if (match !== null) left = Math.max(Number(match[2] ?? '1'), Number(match[4] ?? '1')) * 2;
    else if (isFileHeader(lines, at)) left = 0;
    else if (left > 0) {
      left--;
      if (/^[ \t]/.test(text)) kept++;
      else if (/^[^-+\\@\s]/.test(text)) lost++;
    }
  }
  return lost > kept ? 'lost' : 'kept';
}

interface FileRead {
  readonly file: FilePatch;
  readonly next: number;
}

/** One file: its headers, then hunks until the next file. A hunk without headers is of a file nobody named. */
function readFile(lines: readonly DiffLine[], from: number, spacing: Spacing, notes: Note[]): FileRead {
  const header = readHeader(lines, from);
  let at = header.next;
  const hunks: Hunk[] = [];
  while (at < lines.length && !isFileHeader(lines, at)) {
    const match = HUNK.exec(lines[at]?.text ?? '');
    if (match === null) {
      at++;
      continue;
    }
    const [, oldStart, oldCount, newStart, newCount, section] = match;
    const read = readHunk(lines, at, {
      old: { start: Number(oldStart), count: Number(oldCount ?? '1') },
      new: { start: Number(newStart), count: Number(newCount ?? '1') },
      section: (section ?? '').trim().slice(0, MAX_SECTION),
      spacing,
    });
    hunks.push(read.hunk);
    at = Math.max(read.next, at + 1);
  }
  const line = lines[from]?.line ?? 1;
  if (header.oldPath === undefined && header.newPath === undefined) {
    notes.push({ line, text: 'hunk without the name of its file' });
  }
  return { file: { line, ...header.file, hunks }, next: at };
}

interface HeaderRead {
  readonly file: Omit<FilePatch, 'line' | 'hunks'>;
  readonly oldPath: string | undefined;
  readonly newPath: string | undefined;
  readonly next: number;
}

function readHeader(lines: readonly DiffLine[], from: number): HeaderRead {
  let oldPath: string | undefined;
  let newPath: string | undefined;
  let created = false;
  let deleted = false;
  let renamed = false;
  let binary = false;
  let mode: string | undefined;
  let at = from;
  for (; at < lines.length; at++) {
    const text = lines[at]?.text;
    // A reviewer's word, or a blank that an archive put there, between the headers.
    if (text === undefined || text.trim() === '') continue;
    if (at > from && HUNK.test(text)) break;
    if (at > from && /^diff (?:--git |-[-\w]+ )/.test(text)) break;
    const git = /^diff --git (.*)$/.exec(text);
    if (git !== null) {
      const paths = headerPaths(git[1] ?? '');
      oldPath = paths?.old ?? oldPath;
      newPath = paths?.new ?? newPath;
    } else if (/^diff -/.test(text)) {
      // `diff -Nru old/x new/x`: the two lines that follow name the paths.
    } else if (text.startsWith('Index: ')) {
      oldPath ??= text.slice('Index: '.length).trim();
      newPath ??= oldPath;
    } else if (/^--- \S/.test(text)) {
      const path = plainPath(text.slice(4));
      if (path === undefined) created = true;
      else oldPath = path;
    } else if (/^\+\+\+ \S/.test(text)) {
      const path = plainPath(text.slice(4));
      if (path === undefined) deleted = true;
      else newPath = path;
    } else if (/^(?:Binary files |GIT binary patch)/.test(text)) {
      binary = true;
      at++;
      break;
    } else if (EXTENDED.test(text)) {
      created ||= text.startsWith('new file mode ');
      deleted ||= text.startsWith('deleted file mode ');
      mode =
        /^(?:new file mode|new mode|index \S+) (\d{6})/.exec(text)?.[1] ?? /^index \S+ (\d{6})/.exec(text)?.[1] ?? mode;
      const from = /^(?:rename|copy) from (.*)$/.exec(text)?.[1];
      const to = /^(?:rename|copy) to (.*)$/.exec(text)?.[1];
      if (from !== undefined) oldPath = gitPath(from);
      if (to !== undefined) newPath = gitPath(to);
      renamed ||= text.startsWith('rename ');
    } else break;
  }
  const file = {
    oldPath: created ? undefined : (oldPath ?? newPath),
    newPath: deleted ? undefined : (newPath ?? oldPath),
    mode,
    renamed,
    binary,
  };
  return { file, oldPath, newPath, next: at };
}
