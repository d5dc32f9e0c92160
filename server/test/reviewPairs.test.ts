/**
 * Fixes of real bugs as patches: the fix introduces nothing, what it fixes is what its reverse introduces, and at least as
 * many are told apart as the rules find.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { createTwoFilesPatch } from 'diff';
import { expect, test } from 'vitest';
import { readPatchFile } from '../src/patch/read';
import type { FindingStatus } from '../src/review/api';
import { reviewSeries } from '../src/review/review';

const folder = path.resolve(import.meta.dirname, '../../test-fixtures/real-bugs');
const pairs = readdirSync(folder).filter((name) => existsSync(path.join(folder, name, 'before.c')));

/** Rules by status; the whole file is the patch's context, so that nothing hangs on what a hunk shows. */
async function rulesOf(from: string, to: string): Promise<ReadonlyMap<FindingStatus, readonly string[]>> {
  const diff = createTwoFilesPatch('a/drivers/x.c', 'b/drivers/x.c', from, to, '', '', { context: 100_000 });
  const { patches } = await readPatchFile(Buffer.from(diff), 'x.patch');
  const review = await reviewSeries(patches, {
    tree: undefined,
    worlds: ['smp', 'rt'],
    band: 'likely',
    replay: false,
    cacheDirectory: undefined,
  });
  const rules = new Map<FindingStatus, string[]>();
  for (const { findings } of review.patches)
    for (const { status, view } of findings) rules.set(status, [...(rules.get(status) ?? []), view.rule].sort());
  return rules;
}

let found = 0;
test.each(pairs)('%s', async (name) => {
  const [before, after] = ['before.c', 'after.c'].map((file) => readFileSync(path.join(folder, name, file), 'utf8'));
  const fix = await rulesOf(before ?? '', after ?? '');
  const bug = await rulesOf(after ?? '', before ?? '');
  expect(fix.get('introduced') ?? []).toEqual([]);
  expect(bug.get('fixed') ?? []).toEqual([]);
  expect(bug.get('introduced') ?? []).toEqual(fix.get('fixed') ?? []);
  if (fix.has('fixed')) found++;
});

test('most are told', () => {
  expect(found).toBeGreaterThanOrEqual(27);
});
