// The packaged extension's compare panel: the command opens it, the charts are drawn, another workload is asked for.
// usage: node scripts/e2e/compare.mjs --server SERVER_MAIN.js --vsix FILE.vsix [--out DIR]
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { argument, Checks, Workbench } from './workbench.mjs';

const folder = mkdtempSync(path.join(tmpdir(), 'lockstep-compare-'));
writeFileSync(path.join(folder, 'empty.c'), 'int nothing;\n');
const bench = new Workbench({
  server: argument('server'),
  vsix: argument('vsix'),
  out: argument('out', 'e2e-out'),
  folder,
});
const checks = new Checks();

try {
  const up = await checks.check('the workbench starts', async () => {
    await bench.start();
    await bench.open('empty.c');
  });
  if (!up) throw new Error('no workbench');
  const { page } = bench;

  await checks.check('the command draws a chart for each figure', async () => {
    await page.keyboard.press('F1');
    const input = page.locator('.quick-input-widget input');
    await input.waitFor();
    await input.fill('>Lockstep: Compare Allocator Designs');
    await page
      .locator('.quick-input-list .monaco-list-row', { hasText: 'Compare Allocator Designs' })
      .first()
      .waitFor();
    await page.keyboard.press('Enter');
    const frame = await bench.frameWith('svg.bars');
    const widths = await frame.$$eval('svg.bars', (charts) =>
      charts.map((chart) =>
        Math.max(...[...chart.querySelectorAll('rect')].map((bar) => bar.getBoundingClientRect().width)),
      ),
    );
    await bench.rest();
    await bench.screenshot('compare-1-charts');
    assert.ok(widths.length >= 3 && widths.every((width) => width > 50), widths.join());
    const cells = await frame.$$eval('.matrix td', (all) => all.map((cell) => cell.textContent));
    assert.ok(cells.includes('invalid-wait-context') && cells.includes('clean'), cells.join());
    return `${widths.length} charts, ${cells.length} verdicts`;
  });

  await checks.check('another workload is a click away', async () => {
    const frame = await bench.frameWith('[data-value="pressure"]');
    await frame.click('[data-value="pressure"]');
    const fresh = await bench.frameWith('[data-value="pressure"][aria-pressed="true"]');
    await fresh.evaluate(() => window.scrollTo(0, 420));
    await bench.rest();
    await bench.screenshot('compare-2-pressure');
  });
} finally {
  await bench.stop();
  rmSync(folder, { recursive: true, force: true });
  checks.finish();
}
