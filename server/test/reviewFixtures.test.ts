/**
 * Series reviewed on a small tree of our own, and again without it. What a line of a patch is to be told stands on it:
 * `// expect: STATUS RULE "part of the message"` (on a removed line that the same series added, fixed-later means fixed). The
 * whole result is beside the fixture (NAME.expect).
 */
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { expect, test } from 'vitest';
import { readPatchFile } from '../src/patch/read';
import type { PatchReview, SeriesReview } from '../src/review/api';
import { fixMails } from '../src/review/fixes';
import { replies } from '../src/review/reply';
import { reviewSeries } from '../src/review/review';
import { openKernelTree } from '../src/workspace/kernelTree';

const root = path.resolve(import.meta.dirname, '../../test-fixtures/patch');
const folder = path.join(root, 'review');
const fixtures = readdirSync(folder).filter((name) => /\.(?:patch|mbox|eml)$/.test(name));

interface How {
  readonly tree?: string;
  readonly replay?: true;
  readonly rename?: (text: string) => string;
}

async function reviewOf(name: string, how: How = {}): Promise<SeriesReview> {
  const text = readFileSync(path.join(folder, name), 'utf8');
  const read = await readPatchFile(Buffer.from(how.rename?.(text) ?? text), name);
  const tree = how.tree === undefined ? undefined : openKernelTree(how.tree);
  return reviewSeries(read.patches, {
    tree: tree?.kind === 'tree' ? tree.tree : undefined,
    worlds: ['smp', 'rt'],
    band: 'likely',
    replay: how.replay === true,
    cacheDirectory: undefined,
  });
}

function resultOf({ patch, applies, base, checked, hunks, findings, notAnalysed }: PatchReview): string[] {
  return [
    `${patch.headers.subject}: ${applies} ${base}, ${checked.functions} functions`,
    ...hunks.map(
      ({ path: at, line, state, note }) => `  hunk ${line} of ${at}: ${state}${note === '' ? '' : `: ${note}`}`,
    ),
    ...findings.flatMap(({ view, status, patchLine, comment, file }) => [
      `  ${patchLine}: ${status} ${view.rule} (${view.band}; ${view.worlds.join(', ')}) in ${view.function}() of ${file}`,
      `    ${comment}`,
      ...view.path.map((step) => `    ${step.file}:${step.line} ${step.function}: ${step.text}`),
    ]),
    ...notAnalysed.map(({ function: name, line, reason }) => `  not analysed: ${name} at ${line}: ${reason}`),
  ];
}

interface Expected {
  readonly line: number;
  readonly status: string;
  readonly rule: string;
  readonly part: string;
}

function expectedIn(name: string): readonly Expected[] {
  const lines = readFileSync(path.join(folder, name), 'utf8').split('\n');
  return lines.flatMap((text, at) => {
    const [, marker, word, rule, part] = /^(?:> )?([-+ ]).*\/\/ expect: (\S+) (\S+)(?: "(.*)")?$/.exec(text) ?? [];
    if (word === undefined || rule === undefined) return [];
    const status = marker === '-' && word === 'fixed-later' ? 'fixed' : word;
    return [{ line: at + 1, status, rule, part: part ?? '' }];
  });
}

function expectAll(name: string, review: SeriesReview): void {
  const found = review.patches.flatMap(({ findings }) => findings);
  for (const { line, status, rule, part } of expectedIn(name)) {
    const here = found.filter((finding) => finding.patchLine === line && finding.status === status);
    expect(
      here.map(({ view }) => view.rule),
      `${name}:${line}`,
    ).toContain(rule);
    expect(
      here.some(({ view }) => view.message.includes(part)),
      `${name}:${line} says ${part}`,
    ).toBe(true);
  }
}

test.each(fixtures)('%s on the tree', async (name) => {
  const review = await reviewOf(name, { tree: path.join(root, 'tree') });
  expectAll(name, review);
  const text = [
    ...review.patches.flatMap(resultOf),
    ...review.notes.map((note) => `note ${note.line}: ${note.text}`),
    '',
  ];
  await expect(text.join('\n')).toMatchFileSnapshot(path.join(folder, `${name}.expect`));
});

/** Functions that the hunks show as a whole are judged the same without the tree. */
test.each(['series.mbox', 'created.patch', 'collapsed.patch', 'quoted.eml', 'drifted.patch'])(
  '%s without a tree',
  async (name) => {
    const review = await reviewOf(name);
    expect(review.patches.map(({ applies }) => applies)).toEqual(review.patches.map(() => 'no-tree'));
    const found = review.patches.flatMap(({ findings }) => findings);
    for (const { line, rule } of expectedIn(name).filter(({ status }) => status === 'introduced')) {
      expect(found.filter(({ patchLine }) => patchLine === line).map(({ view }) => view.rule)).toContain(rule);
    }
  },
);

test('without a tree, too, what a later patch fixes is told', async () => {
  const statuses = (await reviewOf('series.mbox')).patches.map(({ findings }) => findings.map(({ status }) => status));
  expect(statuses).toEqual([['fixed-later'], [], ['fixed', 'introduced']]);
});

test('other names, the same comments', async () => {
  const rename = (text: string) => text.replace(/crate_top_up/g, 'vessel_refresh').replace(/crate/g, 'vessel');
  const told = async (how: How) =>
    (await reviewOf('series.mbox', how)).patches.flatMap(({ findings }) =>
      findings.map(({ status, patchLine, comment, view }) => [status, patchLine, view.rule, rename(comment)]),
    );
  const plain = await told({});
  expect(plain.length).toBeGreaterThan(0);
  expect(await told({ rename })).toEqual(plain);
});

test('nothing on disk changes', async () => {
  const tree = path.join(root, 'tree');
  const state = () =>
    readdirSync(tree, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => path.join(entry.parentPath, entry.name))
      .sort()
      .map((file) => `${file} ${createHash('sha256').update(readFileSync(file)).digest('hex')}`);
  const before = state();
  for (const name of fixtures) await reviewOf(name, { tree });
  expect(state()).toEqual(before);
});

test('a symbolic link inside the tree is not followed', async () => {
  const copy = mkdtempSync(path.join(os.tmpdir(), 'lockstep-review-'));
  try {
    for (const at of ['include/linux/types.h', 'Makefile', 'arch/x86/include/asm/page.h', 'mm/Makefile']) {
      const { mkdirSync } = await import('node:fs');
      mkdirSync(path.dirname(path.join(copy, at)), { recursive: true });
      writeFileSync(path.join(copy, at), readFileSync(path.join(root, 'tree', at)));
    }
    symlinkSync(path.join(root, 'tree', 'drivers'), path.join(copy, 'drivers'));
    const review = await reviewOf('clean.patch', { tree: copy });
    expect(review.patches.map(({ applies, hunks }) => [applies, hunks.map(({ note }) => note)])).toEqual([
      ['partly', ['refused: it passes a symbolic link']],
    ]);
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
});

test.each(['series.mbox', 'clean.patch', 'quoted.eml'])('the reply to %s', async (name) => {
  const review = await reviewOf(name, { tree: path.join(root, 'tree'), replay: true });
  const mail = replies(review, false);
  const own = mail.split('\n').filter((line) => !/^(?:> |ls1:)/.test(line));
  expect(own.filter((line) => line.length > 72)).toEqual([]);
  await expect(mail).toMatchFileSnapshot(path.join(folder, `${name}.reply.expect`));
});

test('a fix that a rule offers is a patch for git am', async () => {
  const review = await reviewOf('created-allocation.patch', { tree: path.join(root, 'tree') });
  const mails = fixMails(review);
  await expect(mails.map(({ name, text }) => `${name}\n${text}`).join('\n')).toMatchFileSnapshot(
    path.join(folder, 'created-allocation.patch.fixes.expect'),
  );
});
