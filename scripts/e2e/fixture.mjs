// The packaged extension on a small file: finding, hover, code actions, panel, stepping, quick silence, rule page.
// usage: node scripts/e2e/fixture.mjs --server SERVER_MAIN.js --vsix FILE.vsix [--out DIR]
import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { argument, Checks, Workbench } from './workbench.mjs';

const folder = mkdtempSync(path.join(tmpdir(), 'lockstep-ws-'));
mkdirSync(folder, { recursive: true });
copyFileSync('test-fixtures/lsp/refill.c', path.join(folder, 'refill.c'));
const bench = new Workbench({
  server: argument('server'),
  vsix: argument('vsix'),
  out: argument('out', 'e2e-out'),
  folder,
});
const checks = new Checks();
const { check } = { check: checks.check.bind(checks) };
const ALLOCATION = 'area = kmalloc(PAGE_SIZE << order, GFP_KERNEL';

try {
  const up = await check('the vsix installs and the workbench starts', async () => {
    await bench.start();
    await bench.open('refill.c');
  });
  if (!up) throw new Error('no workbench');
  const { page } = bench;

  await check('a finding is underlined', async () => {
    await bench.squiggle();
    await bench.screenshot('fixture-1-squiggle');
  });

  await check('the Problems panel lists it with its rule and call path', async () => {
    await bench.clickAt('unsigned int count;', 'count');
    await page.keyboard.press('Control+Shift+M');
    const row = page.locator('.markers-panel-container .monaco-list-row', { hasText: 'gfp-in-atomic' });
    await row.first().waitFor();
    const text = (await row.first().innerText()).replace(/\s+/g, ' ');
    assert.match(text, /zone->lock/);
    await page.keyboard.press('Control+Shift+M');
    return text;
  });

  await check('hover on a GFP expression says what it may do here', async () => {
    const text = await bench.hover(ALLOCATION, 'GFP_KERNEL', 'wakes kswapd');
    await page.waitForTimeout(400);
    await bench.screenshot('fixture-2-hover');
    return text.slice(0, 160);
  });

  await check('code actions offer simulation and silence', async () => {
    const titles = await bench.actions(ALLOCATION, 'kmalloc');
    await bench.screenshot('fixture-3-actions');
    assert.ok(
      titles.some((title) => title.includes('Simulate this path')),
      titles.join(' | '),
    );
    assert.ok(
      titles.some((title) => title.includes('with a reason')),
      titles.join(' | '),
    );
    return titles.join(' | ');
  });

  let frame;
  await check('the panel opens with a verdict, a timeline and a trace', async () => {
    await bench.pick('Simulate this path');
    frame = await bench.frameWith('table.trace tr[data-row]');
    const verdict = (await frame.innerText('section.run:not([hidden]) .verdict')).replace(/\s+/g, ' ');
    assert.ok((await frame.locator('section.run:not([hidden]) svg .held').count()) > 0, 'no lock interval');
    assert.ok((await frame.locator('section.run:not([hidden]) svg .segment').count()) > 0, 'no CPU lane');
    await bench.rest();
    await bench.screenshot('fixture-4-panel');
    assert.match(verdict, /confirmed/i);
    return verdict;
  });

  await check('a click on a step moves the editor to its line', async () => {
    const row = frame.locator('section.run:not([hidden]) tr.own', { hasText: 'spin_lock_irqsave' }).first();
    await row.click();
    await bench.activeLine(18);
    await bench.screenshot('fixture-5-step');
  });

  await check('the arrow key goes on to the next step', async () => {
    const before = await frame.locator('section.run:not([hidden]) tr.selected').getAttribute('data-row');
    await page.keyboard.press('ArrowDown');
    await frame.waitForFunction(
      (row) => document.querySelector('section.run:not([hidden]) tr.selected')?.dataset.row !== row,
      before,
    );
  });

  await check('a world is a tab', async () => {
    const tab = frame.locator('.tab', { hasText: 'PREEMPT_RT' });
    await tab.click();
    assert.equal(await tab.getAttribute('aria-selected'), 'true');
    await page.waitForTimeout(200);
    await bench.screenshot('fixture-6-rt');
    return (await frame.innerText('section.run:not([hidden]) .verdict')).replace(/\s+/g, ' ');
  });

  await check('the page keeps its content policy', async () => {
    const policy = await frame.locator('meta[http-equiv="Content-Security-Policy"]').getAttribute('content');
    assert.match(policy, /default-src 'none'/);
    assert.doesNotMatch(policy, /unsafe-inline|unsafe-eval/);
  });

  await check('the context menu runs the function around the cursor', async () => {
    const box = await bench.boxOf('spin_lock(&stash->lock);', 'spin_lock');
    await page.mouse.click(box.x, box.y);
    await page.mouse.click(box.x, box.y, { button: 'right' });
    const item = page.locator('.monaco-menu .action-item', { hasText: 'Simulate This Function' });
    await item.first().waitFor();
    await item.first().hover();
    await page.keyboard.press('Enter');
    await page.locator('.tab', { hasText: 'stash_take' }).first().waitFor();
    // A fresh report begins with its own first world, whatever was looked at in the last one.
    const fresh = await bench.frameWith('body:has(.badge.clean) .tab[aria-selected="true"]');
    assert.match(await fresh.innerText('.tab[aria-selected="true"]'), /smp/);
    await bench.rest();
    await bench.screenshot('fixture-9-function');
  });

  await check('the code of the finding opens the page of its rule', async () => {
    await bench.hover(ALLOCATION, 'GFP_KERNEL', 'wakes kswapd');
    await page.locator('.monaco-hover:visible a.code-link').first().click();
    await page.locator('.tab', { hasText: 'gfp-in-atomic.md' }).first().waitFor();
    await bench.frameWith('h1[data-line]');
    await bench.screenshot('fixture-8-rule');
    await bench.rest();
  });

  await check('silencing with a reason removes the finding', async () => {
    await bench.actions(ALLOCATION, 'kmalloc');
    await bench.pick('with a reason');
    await page.locator('.editor-instance .view-line', { hasText: 'lockstep: allow' }).waitFor();
    await page.locator('.editor-instance .squiggly-error').waitFor({ state: 'detached' });
    await bench.screenshot('fixture-7-silenced');
  });
} catch (error) {
  checks.failed++;
  console.error(error);
  (await bench.page) && bench.screenshot('fixture-failed').catch(() => {});
  if (process.env.E2E_DEBUG) for (const child of bench.children) console.error(child.log.slice(-4000));
} finally {
  if (checks.failed > 0 && bench.page) await bench.screenshot('fixture-failed').catch(() => {});
  await bench.stop();
  rmSync(folder, { recursive: true, force: true });
}
checks.finish();
