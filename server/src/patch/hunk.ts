/**
 * The lines of one hunk. The header's counts say where it ends if nothing was lost; where lines were lost, the next header,
 * a signature or a footer ends it; where the counts are too small, the lines that follow still belong to it. Either is noted.
 */
import { type DiffLine, isFileHeader, isHunkHeader } from './diffLines';
import type { Hunk, HunkLine, HunkRange, InputLine, Note, Spacing } from './model';

/** Lines archives and lists put under a mail. */
const FOOTER =
  /^(?:Powered by blists|To unsubscribe from this list|_{20,}$|-{20,}$|More majordomo info|the body of a message to |Please read the FAQ|\[prev in list\]|linux-\S+ mailing list$)/;
/** What git format-patch writes under a patch: its version. */
const VERSION_LINE = /^\d+\.\d+(?:\.\d+)*(?:[.-]\S+)?(?: \(.*\))?$/;
/** Lines looked at to tell what a line is: mails do not need more, and broken ones must not cost the square of their length. */
const LOOK_AHEAD = 60;
/** Context that a diff puts behind the last change. */
const TRAILING_CONTEXT = 3;

export interface HunkHeader {
  readonly old: HunkRange;
  readonly new: HunkRange;
  readonly section: string;
  readonly spacing: Spacing;
}

interface Reading {
  readonly lines: HunkLine[];
  readonly remarks: InputLine[];
  readonly notes: Note[];
  oldLeft: number;
  newLeft: number;
  noNewlineOld: boolean;
  noNewlineNew: boolean;
}

/** Reads the hunk whose header stands at `at`; `next` is where reading goes on. */
export function readHunk(
  input: readonly DiffLine[],
  at: number,
  header: HunkHeader,
): { readonly hunk: Hunk; readonly next: number } {
  const reading: Reading = {
    lines: [],
    remarks: [],
    notes: [],
    oldLeft: header.old.count,
    newLeft: header.new.count,
    noNewlineOld: false,
    noNewlineNew: false,
  };
  const end = endOfRegion(input, at + 1);
  const next = readLines(input, at + 1, end, header.spacing, reading);
  trimTail(reading, header.spacing);
  const line = input[at]?.line ?? 1;
  const hunk: Hunk = {
    line,
    old: header.old,
    new: header.new,
    section: header.section,
    lines: reading.lines,
    remarks: reading.remarks,
    notes: [...countNotes(line, header, reading), ...reading.notes],
    noNewline: { old: reading.noNewlineOld, new: reading.noNewlineNew },
    missing: { old: Math.max(0, reading.oldLeft), new: Math.max(0, reading.newLeft) },
  };
  return { hunk, next };
}

function endOfRegion(input: readonly DiffLine[], from: number): number {
  let at = from;
  while (at < input.length && !isFileHeader(input, at) && !isHunkHeader(input, at)) at++;
  return at;
}

function readLines(input: readonly DiffLine[], from: number, end: number, spacing: Spacing, reading: Reading): number {
  for (let at = from; at < end; at++) {
    const { text, raw, line } = input[at] as DiffLine;
    if (text === undefined) {
      if (raw.trim() !== '') reading.remarks.push({ text: raw, line });
      continue;
    }
    if (text.startsWith('\\')) {
      const last = reading.lines.at(-1)?.kind;
      if (last !== 'add') reading.noNewlineOld = true;
      if (last !== 'remove') reading.noNewlineNew = true;
      continue;
    }
    const complete = reading.oldLeft <= 0 && reading.newLeft <= 0;
    if (complete ? !goesOn(input, at, end) : isEnd(input, at, end, spacing))
      return skipRemarks(input, at, end, reading);
    take(input, at, end, spacing, reading, text, line);
  }
  return end;
}

/** What stands between the end of a hunk and the next header: nothing of the hunk; in a quoted diff a reviewer's words. */
function skipRemarks(input: readonly DiffLine[], from: number, end: number, reading: Reading): number {
  for (let at = from; at < end; at++) {
    const { text, raw, line } = input[at] as DiffLine;
    if (text === undefined && raw.trim() !== '') reading.remarks.push({ text: raw, line });
  }
  return end;
}

function take(
  input: readonly DiffLine[],
  at: number,
  end: number,
  spacing: Spacing,
  reading: Reading,
  text: string,
  line: number,
): void {
  const marker = text[0];
  if (marker === '+') push(reading, 'add', text.slice(1), line);
  else if (marker === '-') push(reading, 'remove', text.slice(1), line);
  else if (marker === ' ' && spacing === 'kept') push(reading, 'context', text.slice(1), line);
  else if (marker === undefined || marker === '\t' || spacing === 'lost' || text.trim() === '') {
    push(reading, 'context', text, line);
  } else if (isWrapped(input, at, end)) {
    const last = reading.lines.pop();
    if (last !== undefined) reading.lines.push({ ...last, text: `${last.text} ${text.trim()}` });
    reading.notes.push({ line, text: 'the mailer broke this line; it was joined with the one before' });
  } else push(reading, 'context', text, line);
}

function push(reading: Reading, kind: HunkLine['kind'], text: string, line: number): void {
  reading.lines.push({ kind, text, line });
  if (kind !== 'add') reading.oldLeft--;
  if (kind !== 'remove') reading.newLeft--;
}

/** With all counts used up: does the hunk go on with changes, its header being wrong? Prose never starts with a marker here. */
function goesOn(input: readonly DiffLine[], at: number, end: number): boolean {
  const text = input[at]?.text ?? '';
  if (isSignature(input, at, end)) return false;
  if (/^[-+]/.test(text)) return !/^[-+] {0,1}[A-Z*]\w* \w+ \w+/.test(text);
  if (!text.startsWith(' ') && !text.startsWith('\t')) return false;
  for (let ahead = at + 1; ahead < Math.min(end, at + LOOK_AHEAD); ahead++) {
    const later = input[ahead]?.text ?? '';
    if (/^[-+]/.test(later) && !isSignature(input, ahead, end)) return true;
    if (!/^[ \t]/.test(later)) return false;
  }
  return false;
}

/** With counts left: has the hunk ended all the same, its lines being lost? */
function isEnd(input: readonly DiffLine[], at: number, end: number, spacing: Spacing): boolean {
  const text = input[at]?.text ?? '';
  if (FOOTER.test(text) || isSignature(input, at, end)) return true;
  if (text.trim() === '') return endsHere(input, at, end, spacing);
  if (spacing === 'lost' || /^[-+ \t]/.test(text)) return false;
  return !isWrapped(input, at, end);
}

/** A blank line with nothing of the hunk behind it, but a footer. */
function endsHere(input: readonly DiffLine[], at: number, end: number, spacing: Spacing): boolean {
  for (let ahead = at + 1; ahead < Math.min(end, at + LOOK_AHEAD); ahead++) {
    const text = input[ahead]?.text;
    if (text === undefined || text.trim() === '') continue;
    if (FOOTER.test(text) || isSignature(input, ahead, end)) return ahead > at + 1;
    return spacing === 'kept' && !/^[-+ \t\\]/.test(text) && !isWrapped(input, ahead, end) && ahead > at + 1;
  }
  return false;
}

/** `-- ` (or what an archive leaves of it) with git's version, or with nothing marked behind it. */
function isSignature(input: readonly DiffLine[], at: number, end: number): boolean {
  const text = input[at]?.text ?? '';
  if (text !== '-- ' && text !== '--') return false;
  for (let ahead = at + 1; ahead < Math.min(end, at + LOOK_AHEAD); ahead++) {
    const later = input[ahead]?.text ?? '';
    if (VERSION_LINE.test(later.trim())) return true;
    if (/^[-+]\S/.test(later)) return false;
  }
  return true;
}

/** A line without a marker among lines that have one: the tail of a line that a mailer broke. */
function isWrapped(input: readonly DiffLine[], at: number, end: number): boolean {
  if (at + 1 >= end || !/^[-+ \t]/.test(input[at - 1]?.text ?? '')) return false;
  return /^[-+ \t]/.test(input[at + 1]?.text ?? '') && !isSignature(input, at + 1, end);
}

/** Of a hunk that lost lines, what stands at the margin behind the last change may be the mail's prose: only so much is context. */
function trimTail(reading: Reading, spacing: Spacing): void {
  if (reading.oldLeft <= 0 && reading.newLeft <= 0) return;
  const last = reading.lines.findLastIndex(({ kind }) => kind !== 'context');
  if (spacing === 'lost' && last !== -1) {
    while (reading.lines.length - 1 - last > TRAILING_CONTEXT) drop(reading);
  }
}

function drop(reading: Reading): void {
  reading.lines.pop();
  reading.oldLeft++;
  reading.newLeft++;
}

function countNotes(line: number, header: HunkHeader, reading: Reading): Note[] {
  const { oldLeft, newLeft } = reading;
  if (oldLeft === 0 && newLeft === 0) return [];
  const lack = Math.max(oldLeft, newLeft);
  const excess = Math.max(-oldLeft, -newLeft);
  const [by, word] = lack > 0 ? [lack, 'shorter'] : [excess, 'longer'];
  const detail =
    oldLeft === newLeft
      ? ''
      : ` (old ${header.old.count - oldLeft} of ${header.old.count}, new ${header.new.count - newLeft} of ${header.new.count})`;
  return [{ line, text: `${word} than its header by ${by} line${by === 1 ? '' : 's'}${detail}` }];
}
