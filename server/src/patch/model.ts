/**
 * What a patch is, read from a file or a mail: messages, patches, files, hunks and lines, each with the 1-based line of the
 * input it stands on. Damage (lost blanks, collapsed tabs, headers that do not match) is data: notes, never errors.
 */

/** A line of text and the 1-based line of the input file it came from. */
export interface InputLine {
  readonly text: string;
  readonly line: number;
}

export type HunkLineKind = 'context' | 'add' | 'remove';

export interface HunkLine {
  readonly kind: HunkLineKind;
  /** Without the marker. */
  readonly text: string;
  /** 1-based line of the input file. */
  readonly line: number;
}

export interface Note {
  /** 1-based line of the input file. */
  readonly line: number;
  readonly text: string;
}

/** A range of a hunk header: first line (1-based) and number of lines, as written. */
export interface HunkRange {
  readonly start: number;
  readonly count: number;
}

export interface Hunk {
  /** 1-based line of its `@@` header in the input file. */
  readonly line: number;
  readonly old: HunkRange;
  readonly new: HunkRange;
  /** What follows the second `@@`: git's guess at the function around the hunk. */
  readonly section: string;
  readonly lines: readonly HunkLine[];
  /** Words of a reviewer between the lines of a quoted hunk. */
  readonly remarks: readonly InputLine[];
  readonly notes: readonly Note[];
  /** The file's last line has no newline, before or after. */
  readonly noNewline: { readonly old: boolean; readonly new: boolean };
  /** Lines that the header promises and the input lacks. */
  readonly missing: { readonly old: number; readonly new: number };
}

export interface FilePatch {
  /** 1-based line of its first header line. */
  readonly line: number;
  /** Path before, without `a/`; undefined: the file is created. */
  readonly oldPath: string | undefined;
  /** Path after, without `b/`; undefined: the file is deleted. */
  readonly newPath: string | undefined;
  /** Octal mode after the patch, where the header says it: 120000 is a symbolic link. */
  readonly mode: string | undefined;
  readonly renamed: boolean;
  readonly binary: boolean;
  readonly hunks: readonly Hunk[];
}

/** How far white space at the start of lines survived. */
export type Spacing = 'kept' | 'lost';

export interface SeriesPlace {
  /** `v2`: 2; 1 where the subject has no version. */
  readonly version: number;
  /** `3/10`: 3 and 10; a single patch is 1 of 1, a cover letter 0 of n. */
  readonly index: number;
  readonly total: number;
}

export interface MailHeaders {
  readonly subject: string;
  /** Display name and address as one would write them back: `Name <address>`. */
  readonly from: string | undefined;
  /** As written. */
  readonly date: string | undefined;
  /** With angle brackets. */
  readonly messageId: string | undefined;
  readonly inReplyTo: string | undefined;
  readonly references: string | undefined;
  readonly to: string | undefined;
  readonly cc: string | undefined;
}

export interface Patch {
  /** The input as the caller named it. */
  readonly file: string;
  readonly headers: MailHeaders;
  readonly place: SeriesPlace;
  /** True for `Re:`, or where the diff itself is quoted. */
  readonly reply: boolean;
  /** Depth of `>` in front of the diff. */
  readonly quoted: number;
  readonly spacing: Spacing;
  /** The text before the diff: commit message, or what a reviewer wrote first. */
  readonly message: readonly InputLine[];
  readonly files: readonly FilePatch[];
  readonly notes: readonly Note[];
}

export interface PatchFile {
  readonly file: string;
  /** In the order of the input; mails without a diff have no files. */
  readonly patches: readonly Patch[];
  readonly notes: readonly Note[];
}
