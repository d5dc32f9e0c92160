/** Patches in the editor, through the built server: findings on the patch's lines, the review, and the patched file. */
import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { PatchedFileParams, PatchSeriesReport } from '../src/lsp/protocol';
import { TestClient, uriOf } from './lsp/client';

const root = path.resolve(import.meta.dirname, '../../test-fixtures/patch');
const SERIES = readFileSync(path.join(root, 'review/series.mbox'), 'utf8');
const TREE = path.join(root, 'tree');

let client: TestClient;
beforeAll(async () => {
  client = await TestClient.start();
});
afterAll(() => client.kill());

/** The 0-based line of the first line that holds `words`. */
const lineOf = (words: string): number => SERIES.split('\n').findIndex((line) => line.includes(words));

it('findings of a series stand on its lines, with the path beside them', async () => {
  const name = path.join(TREE, 'one.mbox');
  const { diagnostics } = await client.open(name, SERIES);
  expect(diagnostics.map(({ code }) => code)).toEqual(['invalid-wait-context']);
  const [found] = diagnostics;
  const line = lineOf('expect: introduced invalid-wait-context');
  expect(found?.range.start).toEqual({ line, character: 2 });
  const related = found?.relatedInformation ?? [];
  expect(related.map(({ location }) => path.basename(location.uri))).toContain('crate.h');
  expect(related.at(-1)?.location.range.start.line).toBe(line);
});

it('an edit of the patch is reviewed anew, without a tree too', async () => {
  const name = 'untitled:two.patch';
  const text = readFileSync(path.join(root, 'review/created.patch'), 'utf8');
  const { diagnostics } = await client.open(name, text);
  expect(diagnostics.map(({ code }) => code)).toEqual(['sleep-in-atomic']);
  const start = text.indexOf('mutex_lock');
  const next = await client.change(name, {
    start,
    end: start + 'mutex_lock(&crate->lid);'.length,
    text: 'crate->count++;',
  });
  expect(next.diagnostics).toEqual([]);
});

it('the review tells the series, its findings of every status, and the reply', async () => {
  const name = path.join(TREE, 'three.mbox');
  await client.open(name, SERIES);
  const report: PatchSeriesReport = await client.connection.sendRequest('lockstep/review', { uri: uriOf(name) });
  expect(report.patches.map(({ subject, applies }) => `${subject}: ${applies}`)).toEqual([
    '[PATCH v2 1/3] crate: top up: exact',
    '[PATCH v2 2/3] crate: a helper for the hardware lock: exact',
    '[PATCH v2 3/3] crate: top up from the hardware path: exact',
  ]);
  const statuses = report.patches.map(({ findings }) => findings.map(({ status }) => status).sort());
  expect(statuses).toEqual([['fixed-later', 'pre-existing'], [], ['fixed', 'introduced', 'pre-existing']]);
  expect(report.reply).toMatch(/^To: Zoe Keeper <zoe@example\.org>\nSubject: Re: \[PATCH v2 3\/3\]/);
});

it('a patched file is what the series leaves at that patch', async () => {
  const name = path.join(TREE, 'four.mbox');
  await client.open(name, SERIES);
  const ask = (patch: number, at: string): Promise<string | null> => {
    const params: PatchedFileParams = { uri: uriOf(name), patch, path: at };
    return client.connection.sendRequest('lockstep/patchedFile', params);
  };
  const first = await ask(0, 'drivers/crate/crate.c');
  expect(first).toMatch(/crate_top_up/);
  expect(first).not.toMatch(/crate_hw_top_up/);
  expect(await ask(2, 'drivers/crate/crate.c')).toMatch(/crate_hw_top_up/);
  expect(await ask(0, '../outside.c')).toBeNull();
  expect(await ask(7, 'drivers/crate/crate.c')).toBeNull();
});

it('hovers and code actions have nothing to say of a patch', async () => {
  const name = path.join(TREE, 'five.mbox');
  await client.open(name, SERIES);
  expect(await client.hover(name, SERIES.indexOf('GFP_KERNEL'))).toBeNull();
});
