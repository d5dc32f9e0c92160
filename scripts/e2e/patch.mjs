// The packaged extension on a patch series in a small tree: findings on its lines, the review and its tree view, the patched
// file beside the tree's own, the reply in the clipboard.
// usage: node scripts/e2e/patch.mjs --server SERVER_MAIN.js --vsix FILE.vsix [--out DIR]
import assert from 'node:assert/strict';
import { copyFileSync, cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { argument, Checks, Workbench } from './workbench.mjs';

const folder = mkdtempSync(path.join(tmpdir(), 'lockstep-patch-'));
cpSync('test-fixtures/patch/tree', folder, { recursive: true });
copyFileSync('test-fixtures/patch/review/series.mbox', path.join(folder, 'series.mbox'));
/** The other kinds of file, and words of the line that is to be underlined. */
const OTHERS = [
  ['created.patch', 'one.patch', 'mutex_lock'],
  ['created.patch', 'one.diff', 'mutex_lock'],
  ['quoted.eml', 'reply.eml', 'GFP_KERNEL'],
];
for (const [from, to] of OTHERS) copyFileSync(path.join('test-fixtures/patch/review', from), path.join(folder, to));
const bench = new Workbench({
  server: argument('server'),
  vsix: argument('vsix'),
  out: argument('out', 'e2e-out'),
  folder,
});
const checks = new Checks();

async function command(title) {
  const { page } = bench;
  await page.keyboard.press('F1');
  const input = page.locator('.quick-input-widget input');
  await input.waitFor();
  await input.fill(`>Lockstep: ${title}`);
  await page.locator('.quick-input-list .monaco-list-row', { hasText: title }).first().waitFor();
  await page.keyboard.press('Enter');
}

try {
  const up = await checks.check('the workbench starts on a series', async () => {
    await bench.start();
    await bench.open('series.mbox', 118);
  });
  if (!up) throw new Error('no workbench');
  const { page } = bench;

  await checks.check('a line of the patch is underlined', async () => {
    await bench.squiggle();
    await bench.screenshot('patch-1-squiggle');
  });

  await checks.check('the review shows the series with the state of each patch', async () => {
    await command('Review Patch on This Tree');
    const row = page.locator('.pane-body .monaco-list-row', { hasText: 'top up from the hardware path' });
    await row.first().waitFor();
    const text = (await row.first().innerText()).replace(/\s+/g, ' ');
    await bench.screenshot('patch-2-series');
    assert.match(text, /1 introduced/);
    return text;
  });

  await checks.check('the patched file opens beside its own', async () => {
    await page.locator('.editor-instance .view-line', { hasText: 'crate_hw_lock(crate)' }).first().click();
    await command('Open Patched File');
    const added = page.locator('.editor.modified .view-line', { hasText: 'crate_hw_top_up' });
    await added.first().waitFor();
    await bench.screenshot('patch-3-patched');
  });

  await checks.check('the reply goes to the clipboard', async () => {
    await bench.open('series.mbox', 118);
    await bench.squiggle();
    await command('Copy Review Reply');
    const toast = page.locator('.notification-toast', { hasText: 'the reply is in the clipboard' });
    await toast.first().waitFor();
  });

  for (const [from, name, words] of OTHERS) {
    await checks.check(`${name}: its line is underlined`, async () => {
      const text = readFileSync(path.join('test-fixtures/patch/review', from), 'utf8').split('\n');
      const line = text.findIndex((row) => /^(?:> )?\+/.test(row) && row.includes(words)) + 1;
      await bench.open(name, line);
      await bench.squiggle();
      await bench.screenshot(`patch-4-${name.replace('.', '-')}`);
    });
  }
} catch (error) {
  checks.failed++;
  console.error(error);
} finally {
  if (checks.failed > 0 && bench.page) await bench.screenshot('patch-failed').catch(() => {});
  await bench.stop();
  rmSync(folder, { recursive: true, force: true });
}
checks.finish();
