/**
 * A patch file, whatever it is: mbox, mail, archive copy or plain diff, as patches. The only entry of this room; bytes in,
 * plain data out, and no input makes it throw.
 */
import { archiveHeaders, NO_HEADERS } from './archive';
import { commitHeaders, splitCommits } from './commits';
import { parseDiff } from './diff';
import { splitMbox } from './mbox';
import { readMessage } from './mime';
import type { InputLine, MailHeaders, Note, Patch, PatchFile } from './model';
import { seriesPlace } from './series';

/** A file with more is no patch: a series of a hundred has about a megabyte. */
export const MAX_PATCH_BYTES = 32 * 1024 * 1024;

/** `file` is what the caller calls the input; used in messages only. */
export async function readPatchFile(bytes: Uint8Array, file: string): Promise<PatchFile> {
  if (bytes.length > MAX_PATCH_BYTES) {
    return {
      file,
      patches: [],
      notes: [{ line: 1, text: `oversized: ${bytes.length} bytes, the limit is ${MAX_PATCH_BYTES}` }],
    };
  }
  const patches: Patch[] = [];
  const notes: Note[] = [];
  const lines = linesOf(bytes);
  for (const message of splitCommits(lines) ?? splitMbox(lines)) {
    const patch = await readPatch(message, file);
    patches.push(patch);
    notes.push(...patch.notes);
  }
  if (patches.every(({ files }) => files.length === 0)) notes.push({ line: 1, text: 'no diff in this file' });
  return { file, patches, notes };
}

/** Latin-1: a byte per unit; the message says what they mean. */
function linesOf(bytes: Uint8Array): readonly InputLine[] {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  const lines = text
    .split('\n')
    .map((line, at) => ({ text: line.endsWith('\r') ? line.slice(0, -1) : line, line: at + 1 }));
  if (lines.at(-1)?.text === '') lines.pop();
  return lines;
}

async function readPatch(lines: readonly InputLine[], file: string): Promise<Patch> {
  const message = await readMessage(lines);
  const archive = message.headers === undefined ? archiveHeaders(message.body) : undefined;
  const known: MailHeaders = message.headers ?? archive?.headers ?? NO_HEADERS;
  const commit = message.headers === undefined ? commitHeaders(lines) : {};
  const headers: MailHeaders = { ...known, from: known.from ?? commit.author, date: known.date ?? commit.date };
  const body = message.body.slice(archive?.length ?? 0);
  const diff = parseDiff(body);
  const { subject } = headers;
  return {
    file,
    headers: subject === '' ? { ...headers, subject: titleOf(body.slice(0, diff.start)) } : headers,
    place: seriesPlace(subject, diff.files.length > 0),
    reply: /^Re:/i.test(subject) || diff.quoting.depth > 0,
    quoted: diff.quoting.depth,
    spacing: diff.spacing,
    message: body.slice(0, diff.start),
    files: diff.files,
    notes: diff.notes,
  };
}

/** Without headers the first line of a commit message, as `git show` indents it, stands for the subject. */
function titleOf(message: readonly InputLine[]): string {
  const words = message.find(
    ({ text }) => text.trim() !== '' && !/^(?:commit [0-9a-f]{7,}|Author:|Date:|Merge:|---)/.test(text),
  );
  return (words?.text ?? '').trim();
}
