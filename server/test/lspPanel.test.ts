/** The simulation panel's page: what it shows of a report, and that nothing of a source file becomes markup. */
import { describe, expect, it } from 'vitest';
import { MAX_ROWS, renderPage } from '../../client/src/panel/render';
import { laneOf, lockRows, stretches } from '../../client/src/panel/timeline';
import type { SimulationReport, SimulationRun, TraceRow } from '../../client/src/protocol';

const resources = {
  nonce: 'n0nce',
  cspSource: 'https://x.test',
  script: 'https://x.test/panel.js',
  style: 'https://x.test/panel.css',
};
const place = { uri: 'file:///k/mm/x.c', line: 4, character: 1, endLine: 4, endCharacter: 9 };

function row(step: number, change: Partial<TraceRow> = {}): TraceRow {
  return {
    step,
    cpu: 0,
    context: 'task',
    actor: 'f',
    file: 'mm/x.c',
    function: 'f',
    place,
    own: true,
    source: 'spin_lock(&l);',
    event: 'acquire l',
    held: [],
    irqs: true,
    preempt: 0,
    ...change,
  };
}

function run(trace: readonly TraceRow[], change: Partial<SimulationRun> = {}): SimulationRun {
  return {
    world: 'smp',
    verdict: 'confirmed',
    splat: 'sleeping-in-atomic',
    reports: ['sleeping-in-atomic'],
    variant: '6.12',
    state: 'pcp=empty',
    states: 17,
    exhausted: true,
    bound: { preemptions: 2, steps: 5_000_000 },
    id: 'abc',
    assumptions: [],
    trace,
    reportRows: [],
    console: ['BUG: sleeping function'],
    ...change,
  };
}

function report(runs: readonly SimulationRun[], change: Partial<SimulationReport> = {}): SimulationReport {
  return { function: 'f', file: 'mm/x.c', place, runs, ...change };
}

describe('panel', () => {
  it('shows verdict, bound, states, console and every step of each world', () => {
    const page = renderPage(
      report([
        run([row(1), row(2)]),
        run([], { world: 'rt', verdict: 'inconclusive', reason: 'asm in g()', console: [] }),
      ]),
      resources,
    );
    for (const part of [
      'sleeping-in-atomic',
      '17 states',
      '2 preemptions',
      'BUG: sleeping function',
      'PREEMPT_RT',
      'Asm in g()',
      'mm/x.c:5',
    ]) {
      expect(page).toContain(part);
    }
    expect(page.match(/<tr class="own/g)).toHaveLength(2);
  });

  it('admits its own script and style only', () => {
    const page = renderPage(report([run([row(1)])]), resources);
    expect(page).toContain('default-src &#39;none&#39;');
    expect(page).not.toMatch(/unsafe-inline|unsafe-eval|\son[a-z]+=|javascript:/);
    expect(page.match(/<script/g)).toHaveLength(1);
  });

  it('takes text of sources as text', () => {
    const evil = `"><script>alert('x')</script><img src=x onerror=alert(1)>`;
    const page = renderPage(
      report(
        [
          run([row(1, { source: evil, event: evil, held: [evil], function: evil, actor: evil })], {
            reason: evil,
            assumptions: [evil],
            console: [evil],
            id: evil,
          }),
        ],
        {
          function: evil,
          finding: { rule: evil, band: 'proven', message: evil, path: [] },
        },
      ),
      resources,
    );
    expect(page.match(/<script/g)).toHaveLength(1);
    expect(page).not.toContain('<img');
  });

  it('cuts long traces and says where the rest is', () => {
    const trace = Array.from({ length: MAX_ROWS + 5 }, (_, at) => row(at + 1));
    const page = renderPage(report([run(trace)]), resources);
    expect(page.match(/<tr class="own/g)).toHaveLength(MAX_ROWS);
    expect(page).toContain('5 further steps');
  });

  it('keeps lanes apart and holds a lock until the step that drops it', () => {
    const trace = [
      row(1, { held: ['a'] }),
      row(2, { cpu: 1, context: 'hardirq', actor: 'irq', held: ['b'], irqs: false }),
      row(3, { held: ['a', 'b'] }),
      row(4),
    ];
    expect(laneOf(trace, 0)).toEqual([
      { from: 0, to: 1, actor: 'f', context: 'task' },
      { from: 2, to: 4, actor: 'f', context: 'task' },
    ]);
    expect(lockRows(trace)).toEqual([
      { lock: 'a', held: [{ from: 0, to: 3, cpu: 0 }] },
      {
        lock: 'b',
        held: [
          { from: 2, to: 3, cpu: 0 },
          { from: 1, to: 4, cpu: 1 },
        ],
      },
    ]);
    expect(stretches(trace, 1, (each) => !each.irqs)).toEqual([{ from: 1, to: 4 }]);
  });
});
