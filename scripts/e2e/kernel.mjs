// The kernel's own mm/page_alloc.c in the editor: quiet as it is; a GFP_KERNEL allocation typed under zone->lock is
// underlined, explained, and confirmed by a run. Nothing is saved: the tree stays as it was.
// usage: node scripts/e2e/kernel.mjs --server SERVER_MAIN.js --vsix FILE.vsix --tree TREE [--out DIR]
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { argument, Checks, Workbench } from './workbench.mjs';

const tree = path.resolve(argument('tree', '.kernel/linux-source-6.12'));
const file = path.join(tree, 'mm/page_alloc.c');
const lines = readFileSync(file, 'utf8').split('\n');
const head = lines.findIndex((line) => /^static bool unreserve_highatomic_pageblock\(/.test(line));
const at = lines.findIndex((line, i) => i > head && line.includes('spin_lock_irqsave(&zone->lock'));
assert.ok(head > 0 && at > head, 'the place to edit is gone from this tree');
const ADDED = 'kfree(kmalloc(64, GFP_KERNEL));';

const bench = new Workbench({
  server: argument('server'),
  vsix: argument('vsix'),
  out: argument('out', 'e2e-out'),
  folder: path.join(tree, 'mm'),
});
const checks = new Checks();
try {
  const up = await checks.check('the workbench opens mm/page_alloc.c', async () => {
    await bench.start();
    await bench.open(file, at + 1);
    await bench.page.keyboard.press('Control+b');
  });
  if (!up) throw new Error('no workbench');
  const { page } = bench;

  await checks.check('the untouched file is quiet and its locks are explained', async () => {
    const text = await bench.hover('spin_lock_irqsave(&zone->lock', 'spin_lock_irqsave', 'wait type');
    await bench.screenshot('kernel-1-lock-hover');
    assert.equal(await page.locator('.squiggly-warning, .squiggly-error').count(), 0);
    return text.slice(0, 160);
  });

  await checks.check('a GFP_KERNEL allocation under zone->lock is underlined', async () => {
    await bench.clickAt('spin_lock_irqsave(&zone->lock', 'lock_irqsave');
    await page.keyboard.press('End');
    await page.keyboard.type(`\n\t\t${ADDED}`);
    const typed = Date.now();
    await bench.squiggle();
    const seen = Date.now() - typed;
    await bench.screenshot('kernel-2-squiggle');
    return `${seen} ms after the last key`;
  });

  await checks.check('the hover says that it may sleep here', async () => {
    const text = await bench.hover(ADDED, 'GFP_KERNEL', 'wakes kswapd');
    await page.waitForTimeout(300);
    await bench.screenshot('kernel-3-hover');
    assert.match(text, /zone->lock/);
    return text.slice(0, 200);
  });

  await checks.check('simulating the path confirms it', async () => {
    await bench.actions(ADDED, 'kmalloc');
    await bench.pick('Simulate this path');
    const frame = await bench.frameWith('section.run .verdict');
    const verdict = (await frame.innerText('section.run:not([hidden]) .verdict')).replace(/\s+/g, ' ');
    await bench.rest();
    await bench.screenshot('kernel-4-panel');
    assert.match(verdict, /confirmed/i);
    const rows = await frame.locator('section.run:not([hidden]) tr.own').count();
    assert.ok(rows > 0, 'no step in the file itself');
    await frame.locator('section.run:not([hidden]) tr.own', { hasText: 'spin_lock_irqsave' }).last().click();
    await bench.activeLine(at + 1);
    await bench.screenshot('kernel-5-step');
    return verdict;
  });

  await checks.check('taking the edit back makes the file quiet again', async () => {
    await bench.clickAt(ADDED, 'kmalloc');
    await page.keyboard.press('Control+Shift+K');
    await page.locator('.editor-instance .view-line', { hasText: ADDED }).waitFor({ state: 'detached' });
    await page.locator('.squiggly-warning, .squiggly-error').waitFor({ state: 'detached' });
  });
} catch (error) {
  checks.failed++;
  console.error(error);
} finally {
  if (checks.failed > 0 && bench.page) await bench.screenshot('kernel-failed').catch(() => {});
  await bench.stop();
}
checks.finish();
