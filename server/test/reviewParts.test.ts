/** A series judged in parts is judged as in one piece, and of a large file only what the series can make a difference to. */
import { readdirSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { expect, test } from 'vitest';
import { readPatchFile } from '../src/patch/read';
import { orderSeries } from '../src/patch/series';
import type { ReviewSetup } from '../src/review/api';
import { applyFile } from '../src/review/apply';
import { focusOf } from '../src/review/focus';
import { wholePair } from '../src/review/pairs';
import { groupsOf, smallParts } from '../src/review/parts';
import { joinParts, reviewPart, reviewSeries } from '../src/review/review';
import { openReviewPlace } from '../src/review/reviewPlace';
import { openKernelTree } from '../src/workspace/kernelTree';

const root = path.resolve(import.meta.dirname, '../../test-fixtures/patch');
const folder = path.join(root, 'review');
const names = readdirSync(folder).filter((name) => /\.(?:patch|mbox|eml)$/.test(name));

async function patchesOf(name: string) {
  return (await readPatchFile(readFileSync(path.join(folder, name)), name)).patches;
}

test('every fixture, a file at a time and as a whole', async () => {
  const opened = openKernelTree(path.join(root, 'tree'));
  if (opened.kind === 'error') throw new Error(opened.message);
  const setup: ReviewSetup = {
    tree: opened.tree,
    worlds: ['smp', 'rt'],
    band: 'question',
    replay: false,
    cacheDirectory: undefined,
  };
  const inputs = await Promise.all(names.map(patchesOf));
  for (const patches of [inputs.flat(), ...inputs]) {
    const series = orderSeries(patches);
    const place = await openReviewPlace(series.patches, setup);
    const groups = [...groupsOf(series.patches)].reverse();
    const made = [];
    for (const group of groups) made.push(await reviewPart(series.patches, [group], place, setup));
    place.bench.close();
    const fresh = await openReviewPlace(series.patches, setup);
    const whole = await reviewPart(series.patches, groups, fresh, setup);
    fresh.bench.close();
    const together = joinParts(series, [whole], setup);
    expect(joinParts(series, made, setup)).toEqual(together);
    expect(await reviewSeries(patches, setup)).toEqual(together);
  }
});

test('a file that gets another name stays with its old one', async () => {
  const renames = groupsOf(await patchesOf('renamed.patch'));
  expect(
    renames.every((part, at) => renames.slice(at + 1).every((other) => !other.some((file) => part.includes(file)))),
  ).toBe(true);
});

test('files are judged one after the other, unless headers change often', async () => {
  const diff = (name: string) => `diff --git a/${name} b/${name}\n--- a/${name}\n+++ b/${name}\n@@ -1 +1 @@\n-x\n+y\n`;
  const mail = (name: string) =>
    `From 0 Mon Sep 17 00:00:00 2001\nFrom: a\nSubject: [PATCH] ${name}\n\n---\n${diff(name)}\n`;
  const names = ['a.c', 'b.c', 'x.h', 'c.c'];
  const seldom = (await readPatchFile(Buffer.from(names.map(mail).join('')), 'x.mbox')).patches;
  expect(smallParts(groupsOf(seldom), seldom)).toEqual([[['a.c']], [['b.c']], [['x.h']], [['c.c']]]);
  const often = (await readPatchFile(Buffer.from([...names, 'y.h', 'z.h'].map(mail).join('')), 'x.mbox')).patches;
  expect(smallParts(groupsOf(often), often)).toEqual([[['a.c'], ['b.c'], ['x.h'], ['c.c'], ['y.h'], ['z.h']]]);
});

const LARGE = [
  'struct box {\n\tspinlock_t box_lock;\n\tspinlock_t lid_lock;\n\tint number;\n};\n',
  'static int inner(struct box *box)\n{\n\treturn box->number;\n}\n',
  'static int outer(struct box *box)\n{\n\treturn inner(box);\n}\n',
  'int outermost(struct box *box)\n{\n\treturn outer(box);\n}\n',
  'void mate(struct box *box)\n{\n\tspin_lock(&box->box_lock);\n\tspin_unlock(&box->box_lock);\n}\n',
  'void stranger(struct box *box)\n{\n\tspin_lock(&box->lid_lock);\n\tspin_unlock(&box->lid_lock);\n}\n',
  ...Array.from({ length: 1500 }, (_, at) => `int filler_${at}(int a)\n{\n\treturn a + ${at};\n}\n`),
].join('\n');

test.each([
  [
    'a callee',
    '\treturn box->number;',
    '\tspin_lock(&box->box_lock);\n\treturn box->number;',
    ['inner'],
    ['inner', 'mate', 'outer', 'outermost'],
  ],
  ['a global', 'static int inner(', 'static int box_total;\nstatic int inner(', [], []],
  ['a member', '\tint number;', '\tlong number;', ['inner'], ['inner', 'outer', 'outermost']],
  [
    'what is called',
    '\treturn outer(box);',
    '\tmate(box);\n\treturn outer(box);',
    ['mate', 'outermost'],
    ['mate', 'outermost'],
  ],
])('what a series can make a difference to: %s', async (_, from, to, touched, reached) => {
  const { createTwoFilesPatch } = await import('diff');
  const diff = createTwoFilesPatch('a/x.c', 'b/x.c', LARGE, LARGE.replace(from, to));
  const { patches } = await readPatchFile(
    Buffer.from(`diff --git a/x.c b/x.c\n${diff.replace(/^=+\n/, '')}`),
    'x.diff',
  );
  const pairs = patches.flatMap(({ files, spacing }) =>
    files.map((file) => wholePair(applyFile(LARGE, file, spacing))),
  );
  const focus = focusOf(pairs);
  expect([...(focus?.names ?? [])].sort()).toEqual(touched);
  focus?.widen();
  expect([...(focus?.names ?? [])].sort()).toEqual(reached);
});

test('small files are judged as a whole', async () => {
  const { patches } = await readPatchFile(Buffer.from('--- a/x.c\n+++ b/x.c\n@@ -1 +1 @@\n-a\n+b\n'), 'x.diff');
  const pairs = patches.flatMap(({ files, spacing }) =>
    files.map((file) => wholePair(applyFile('a\n', file, spacing))),
  );
  expect(focusOf(pairs)).toBeUndefined();
});
