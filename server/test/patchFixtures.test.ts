/**
 * Mails and diffs as they come, read into patches. Each fixture has its reading beside it (NAME.expect): what was found, with
 * the input line of everything. A change there is a change of what users see.
 */
import { readdirSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { expect, test } from 'vitest';
import type { Hunk, Patch } from '../src/patch/model';
import { readPatchFile } from '../src/patch/read';
import { orderSeries } from '../src/patch/series';

const folder = path.resolve(import.meta.dirname, '../../test-fixtures/patch/read');
const fixtures = readdirSync(folder).filter((name) => !name.endsWith('.expect'));
const MARKERS = { add: '+', remove: '-', context: ' ' } as const;

function readingOf(patch: Patch): string[] {
  const { headers, place } = patch;
  const lines = [
    `patch "${headers.subject}" v${place.version} ${place.index}/${place.total}${patch.reply ? ' reply' : ''}`,
    `  from ${headers.from ?? '-'} date ${headers.date ?? '-'} id ${headers.messageId ?? '-'} to ${headers.inReplyTo ?? '-'}`,
    `  quoted ${patch.quoted} spacing ${patch.spacing}`,
    ...patch.message.filter(({ text }) => text.trim() !== '').map(({ line, text }) => `  ${line}| ${text}`),
    ...patch.notes.map(({ line, text }) => `  note ${line}: ${text}`),
  ];
  for (const file of patch.files) {
    const words = [file.renamed ? 'renamed' : '', file.binary ? 'binary' : '', file.mode ?? ''].filter(
      (word) => word !== '',
    );
    lines.push(`file ${file.line}: ${file.oldPath ?? '-'} -> ${file.newPath ?? '-'} ${words.join(' ')}`.trimEnd());
    for (const hunk of file.hunks) lines.push(...hunkOf(hunk));
  }
  return lines;
}

function hunkOf(hunk: Hunk): string[] {
  const range = ({ start, count }: Hunk['old']) => `${start},${count}`;
  return [
    `hunk ${hunk.line}: -${range(hunk.old)} +${range(hunk.new)} ${hunk.section}`.trimEnd(),
    ...hunk.notes.map(({ line, text }) => `  note ${line}: ${text}`),
    ...hunk.lines.map(({ kind, text, line }) => `  ${line} ${MARKERS[kind]}${text}`.trimEnd()),
    ...hunk.remarks.map(({ text, line }) => `  remark ${line}: ${text}`),
    ...(hunk.noNewline.old ? ['  no newline before'] : []),
    ...(hunk.noNewline.new ? ['  no newline after'] : []),
  ];
}

test.each(fixtures)('%s', async (name) => {
  const bytes = readFileSync(path.join(folder, name));
  const read = await readPatchFile(bytes, name);
  const text = [...read.patches.flatMap(readingOf), ...read.notes.map(({ line, text }) => `note ${line}: ${text}`), ''];
  await expect(text.join('\n')).toMatchFileSnapshot(path.join(folder, `${name}.expect`));
});

/** What a hunk line's number says must be what stands there, whatever happened to the mail on the way. */
test.each(fixtures)('lines of %s stand where they say', async (name) => {
  const bytes = readFileSync(path.join(folder, name));
  const raw = bytes.toString('latin1').split('\n');
  if (raw.some((line) => /^Content-Transfer-Encoding: base64/i.test(line))) return;
  const words = (text: string) => text.replace(/=[0-9A-F]{2}|=$/g, ' ').replace(/[^A-Za-z_]+/g, '');
  for (const patch of (await readPatchFile(bytes, name)).patches) {
    for (const { hunks } of patch.files) {
      for (const { lines } of hunks) {
        for (const { text, line } of lines) expect(words(text)).toContain(words(raw[line - 1] ?? ''));
      }
    }
  }
});

async function subjectsOf(names: readonly string[]): Promise<string[]> {
  const patches: Patch[] = [];
  for (const name of names) patches.push(...(await readPatchFile(readFileSync(path.join(folder, name)), name)).patches);
  const series = orderSeries(patches);
  return [
    ...series.patches.map(({ headers }) => headers.subject),
    ...series.skipped.map(({ note }) => `skipped: ${note.text}`),
  ];
}

test('a series is ordered by its numbers, a reply that quotes a patch at hand is left out', async () => {
  expect(await subjectsOf(['series.mbox', 'reply.eml', 'talk.eml'])).toEqual([
    '[PATCH v3 1/2] crate: fill under the lock',
    '[PATCH v3 2/2] crate: count',
    'skipped: "Re: [PATCH v3 1/2] crate: fill under the lock" quotes a patch that is here itself',
  ]);
});

test('a reply alone is reviewed for what it quotes', async () => {
  expect(await subjectsOf(['reply.eml'])).toEqual(['Re: [PATCH v3 1/2] crate: fill under the lock']);
});
