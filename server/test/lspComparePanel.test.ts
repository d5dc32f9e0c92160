/** The compare panel's page: a verdict per design and caller, a chart per figure, and nothing of a name becomes markup. */
import { describe, expect, it } from 'vitest';
import { renderComparePage } from '../../client/src/panel/compare';
import type { CompareEntry, CompareReport } from '../../client/src/protocol';
import { defined } from '../src/base/assert';
import { compare } from '../src/lsp/compare';

const resources = {
  nonce: 'n0nce',
  cspSource: 'https://x.test',
  script: 'https://x.test/compare.js',
  style: 'https://x.test/panel.css',
};

function entry(variant: string, context: string, change: Partial<CompareEntry> = {}): CompareEntry {
  return {
    variant,
    context,
    verdict: 'clean',
    reports: [],
    attempts: 100,
    failures: 0,
    irqOffSteps: 10,
    rawHeldSteps: 0,
    pagesStranded: 0,
    ...change,
  };
}

function report(rows: readonly CompareEntry[]): CompareReport {
  return {
    workload: 'flood',
    world: 'smp',
    workloads: [{ name: 'flood', title: 'many in a row' }],
    worlds: ['smp', 'rt'],
    rows,
  };
}

const bars = (page: string): readonly string[] =>
  [...page.matchAll(/<g class="bar[\s\S]*?<\/g>/g)].map(([text]) => text);

describe('compare panel', () => {
  it('has one bar for callers of one value, and one for each other value', () => {
    const page = renderComparePage(
      report([
        entry('D0', 'task', { failures: 40 }),
        entry('D0', 'hardirq', { failures: 40 }),
        entry('D1', 'task', { failures: 100 }),
        entry('D1', 'hardirq', { failures: 20 }),
      ]),
      resources,
    );
    const shown = bars(page);
    expect(shown.filter((bar) => bar.includes('of 100')).length).toBe(3);
    expect(shown.find((bar) => bar.includes('40 of 100'))).toContain('all callers');
    // The longest bar is the worst one; a figure that is nowhere has no chart.
    const width = (bar: string | undefined): number => Number(/width="(\d+)"/.exec(bar ?? '')?.[1]);
    expect(width(shown.find((bar) => bar.includes('100 of 100')))).toBe(
      Math.max(...shown.filter((bar) => bar.includes('of 100')).map(width)),
    );
    expect(page.match(/None, in any of the designs/g)?.length).toBe(2);
  });

  it('names reports in the table of verdicts', () => {
    const page = renderComparePage(
      report([entry('D0', 'raw', { verdict: 'splat', reports: ['invalid-wait-context'] })]),
      resources,
    );
    expect(page).toContain('<span class="badge splat">invalid-wait-context</span>');
  });

  it('carries no inline script, style or handler, and escapes what it shows', () => {
    const page = renderComparePage(report([entry('<script>alert(1)</script>', '" onload="x')]), resources);
    expect(page).not.toMatch(/<script(?! nonce="n0nce" src=)/);
    expect(page).not.toMatch(/ style=| on[a-z]+="[^"]*x/);
    expect(page).toContain('default-src &#39;none&#39;');
  });

  it('shows what the server measures', async () => {
    const measured = defined(await compare({ workload: 'drained', world: 'rt' }, () => false), 'a report');
    expect(measured.rows.length).toBeGreaterThan(20);
    expect(renderComparePage(measured, resources)).toContain('5.8+D4');
    await expect(compare({ workload: 'none of these' }, () => false)).rejects.toThrow('no workload');
    expect(await compare({}, () => true)).toBeUndefined();
  });
});
