/**
 * What holds for any mail and any diff: a diff between two texts turns the one into the other, also after an archive has
 * collapsed its white space; and no input, however broken, makes the reader throw, hang, or lose a line's number.
 */
import { readdirSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { createTwoFilesPatch } from 'diff';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { PatchFile } from '../src/patch/model';
import { readPatchFile } from '../src/patch/read';
import { orderSeries } from '../src/patch/series';
import { type AppliedFile, applyFile } from '../src/review/apply';
import { fragmentOf } from '../src/review/fragments';
import { badPath } from '../src/review/overlay';

const folder = path.resolve(import.meta.dirname, '../../test-fixtures/patch/read');
const mails = readdirSync(folder)
  .filter((name) => !name.endsWith('.expect'))
  .map((name) => readFileSync(path.join(folder, name)));

const line = fc
  .tuple(
    fc.nat(3),
    fc.nat(60),
    fc.constantFrom(
      'a = b;',
      'if (x) {',
      '}',
      '',
      '* words',
      'call(a,\tb);',
      '+ c',
      '- d',
      '-- e',
      '++ f',
      '--',
      '@@ -1 +1 @@ g',
      'From h',
      '> i',
      '#endif',
    ),
  )
  .map(([indent, number, text]) => (text === '' ? '' : `${'\t'.repeat(indent)}${text.replace('b', `b${number}`)}`));
const text = fc.array(line, { maxLength: 40 });

/** An edit of `lines`: some dropped, some put in. */
function editOf(lines: readonly string[]): fc.Arbitrary<string[]> {
  return fc
    .array(fc.tuple(fc.nat(lines.length), fc.nat(3), fc.array(line, { maxLength: 3 })), { maxLength: 4 })
    .map((edits) => {
      const edited = [...lines];
      for (const [at, removed, added] of edits) edited.splice(Math.min(at, edited.length), removed, ...added);
      return edited;
    });
}

const pair = text.chain((before) => editOf(before).map((after) => ({ before, after })));
const fileOf = (lines: readonly string[]): string => lines.map((each) => `${each}\n`).join('');

async function applied(diff: string, before: string): Promise<AppliedFile | undefined> {
  const [patch] = (await readPatchFile(Buffer.from(diff), 'x.patch')).patches;
  const [file] = patch?.files ?? [];
  return patch === undefined || file === undefined ? undefined : applyFile(before, file, patch.spacing);
}

test('a diff applied to the text before gives the text after', async () => {
  await fc.assert(
    fc.asyncProperty(pair, async ({ before, after }) => {
      fc.pre(fileOf(before) !== fileOf(after));
      const diff = createTwoFilesPatch('a/x.c', 'b/x.c', fileOf(before), fileOf(after));
      const result = await applied(diff, fileOf(before));
      expect(result?.hunks.map(({ state }) => state)).toEqual(result?.hunks.map(() => 'exact'));
      expect(result?.after).toBe(fileOf(after));
      for (const [now, patchLine] of result?.maps.newToPatch ?? []) {
        expect(diff.split('\n')[patchLine - 1]?.slice(1)).toBe(after[now - 1]);
      }
    }),
    { numRuns: 300 },
  );
});

/** Lines that no other line looks like, so that only one place fits. */
const distinct = fc
  .integer({ min: 8, max: 30 })
  .map((count) =>
    Array.from({ length: count }, (_, at) => `${'\t'.repeat(at % 4)}statement_number_${at}(argument,\tother);`),
  );

test('white space that an archive collapsed is no obstacle', async () => {
  const distinctPair = distinct.chain((before) => editOf(before).map((after) => ({ before, after })));
  const collapse = (all: string): string => all.replace(/[ \t]+/g, ' ').replace(/^ | $/gm, '');
  await fc.assert(
    fc.asyncProperty(distinctPair, async ({ before, after }) => {
      fc.pre(fileOf(before) !== fileOf(after));
      const diff = createTwoFilesPatch('a/x.c', 'b/x.c', fileOf(before), fileOf(after))
        .split('\n')
        .map((each) => (/^[-+](?![-+]{2} )/.test(each) ? `${each[0]} ${each.slice(1).trim()}` : each.trim()))
        .join('\n');
      const result = await applied(diff, fileOf(before));
      expect(result?.hunks.filter(({ state }) => state === 'failed')).toEqual([]);
      expect(collapse(result?.after ?? '')).toBe(collapse(fileOf(after)));
    }),
    { numRuns: 150 },
  );
});

test('a text that drifted around the hunk still takes it', async () => {
  await fc.assert(
    fc.asyncProperty(distinct, fc.nat(20), async (before, at) => {
      const where = 3 + (at % (before.length - 6));
      const after = [...before.slice(0, where), '\tnew_line();', ...before.slice(where)];
      const diff = createTwoFilesPatch('a/x.c', 'b/x.c', fileOf(before), fileOf(after));
      // The line three above has changed since, and ten lines were put on top.
      const top = Array.from({ length: 10 }, (_, number) => `int top_${number};`);
      const drifted = [...top, ...before.map((each, index) => (index === where - 3 ? '\tchanged_since();' : each))];
      const result = await applied(diff, fileOf(drifted));
      expect(result?.hunks.map(({ state }) => state)).toEqual(['fuzz']);
      expect(result?.after?.split('\n')[where + top.length]).toBe('\tnew_line();');
    }),
  );
});

/** What happens to mails: lines lost, doubled, cut, swapped, bytes changed, the end missing. */
const broken = fc
  .tuple(
    fc.constantFrom(...mails),
    fc.array(fc.tuple(fc.constantFrom('drop', 'double', 'cut', 'swap', 'byte', 'end'), fc.nat(), fc.nat(255)), {
      maxLength: 12,
    }),
  )
  .map(([mail, edits]) => {
    let lines = mail.toString('latin1').split('\n');
    for (const [kind, where, value] of edits) {
      const at = where % Math.max(1, lines.length);
      const own = lines[at] ?? '';
      if (kind === 'drop') lines.splice(at, 1 + (value % 4));
      else if (kind === 'double') lines.splice(at, 0, own);
      else if (kind === 'cut') lines[at] = own.slice(0, value % (own.length + 1));
      else if (kind === 'swap') lines.splice(at, 2, lines[at + 1] ?? '', own);
      else if (kind === 'byte') lines[at] = String.fromCharCode(value) + own.slice(1);
      else lines = lines.slice(0, at);
    }
    return Buffer.from(lines.join('\n'), 'latin1');
  });

function linesAreInside(read: PatchFile, bytes: Uint8Array): void {
  const count = Buffer.from(bytes).toString('latin1').split('\n').length;
  for (const patch of read.patches) {
    for (const file of patch.files) {
      for (const hunk of file.hunks) {
        for (const { line: at } of [...hunk.lines, ...hunk.remarks, ...hunk.notes]) {
          expect(at >= 1 && at <= count).toBe(true);
        }
      }
    }
  }
}

async function survives(bytes: Uint8Array): Promise<void> {
  const started = performance.now();
  const read = await readPatchFile(bytes, 'x');
  linesAreInside(read, bytes);
  for (const patch of orderSeries(read.patches).patches) {
    for (const file of patch.files) {
      applyFile('int a;\n\n}\n', file, patch.spacing);
      fragmentOf(file, 'old', patch.spacing);
      fragmentOf(file, 'new', patch.spacing);
    }
  }
  expect(performance.now() - started).toBeLessThan(5_000);
}

test('broken mails are read as far as they go', async () => {
  await fc.assert(fc.asyncProperty(broken, survives), { numRuns: 600 });
});

test('bytes of any kind are read as far as they go', async () => {
  await fc.assert(fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), survives), { numRuns: 300 });
});

/** Pieces that mean something to a reader of mails, in any order. */
const PIECES = [
  'From 0123456789012345678901234567890123456789 Mon Sep 17 00:00:00 2001',
  'Content-Type: multipart/mixed; boundary=x',
  'Content-Type: text/plain; format=flowed',
  'Content-Transfer-Encoding: quoted-printable',
  'Content-Transfer-Encoding: base64',
  'Subject: [PATCH 1/0] =?utf-8?q?=ff?=',
  '--x',
  '--x--',
  '',
  '> ',
  '> diff --git a/x.c b/x.c',
  'diff --git a/x.c b/x.c',
  '--- a/x.c',
  '+++ b/x.c',
  '@@ -1,99999999999999999999 +1 @@ f(',
  '@@ -0,0 +1,2 @@ static int f(int a,',
  '@@ -5 +5 @@',
  '+}',
  '-{',
  ' /*',
  '+*/',
  '-- ',
  '--',
  '\\ No newline at end of file',
  'rename from "a\\',
  'Index: /etc/passwd',
] as const;

test('pieces of mails and diffs in any order are read as far as they go', async () => {
  const bytes = fc.array(fc.constantFrom(...PIECES), { maxLength: 40 }).map((lines) => Buffer.from(lines.join('\n')));
  await fc.assert(fc.asyncProperty(bytes, survives), { numRuns: 800 });
});

test('long inputs are read in a time that grows with them', async () => {
  const many = `${'> '.repeat(2_000)}\n${'=\n'.repeat(50_000)}${'@@ -1 +1 @@\n'.repeat(20_000)}${'From '.repeat(10_000)}\n`;
  const started = performance.now();
  await readPatchFile(Buffer.from(many), 'x');
  await readPatchFile(Buffer.from(`diff --git a/x b/x\n${many}`), 'x');
  const hunk = `diff --git a/x.c b/x.c\n--- a/x.c\n+++ b/x.c\n@@ -1,90000 +1,90000 @@ ${'f'.repeat(9_000)}(\n`;
  for (const each of ['--\n', ' a\n', '+(\n', '-{\n', ' \n', 'x\n', '+* a\n', '> \n', `+${'a '.repeat(20)}\n`]) {
    await survives(Buffer.from(hunk + each.repeat(20_000)));
    await survives(Buffer.from(`${hunk}-{\n${each.repeat(20_000)}+}\n`));
  }
  expect(performance.now() - started).toBeLessThan(20_000);
});

test('a hunk that fits everywhere and nowhere costs no more than its bound', async () => {
  const repeated = ' a\n'.repeat(20_000);
  const diff = `--- a/x.c\n+++ b/x.c\n@@ -1,20001 +1,20002 @@\n${repeated}+c\n b\n`;
  const started = performance.now();
  const result = await applied(diff, `${'a\n'.repeat(100_000)}`);
  expect(result?.hunks.map(({ state }) => state)).toEqual(['failed']);
  expect(performance.now() - started).toBeLessThan(10_000);
});

test.each([
  ['../etc/passwd', 'it leaves the tree'],
  ['mm/../../x.c', 'it leaves the tree'],
  ['mm\\..\\..\\x.c', 'it leaves the tree'],
  ['/etc/passwd', 'an absolute path'],
  ['C:\\x.c', 'an absolute path'],
  ['.git/config', 'it is inside .git'],
  ['mm//x.c', 'not a plain path'],
  ['mm/x.c\0', 'a control character in the name'],
  ['', 'no file name'],
])('the path %j is refused', (at, reason) => {
  expect(badPath(at)).toBe(reason);
});
