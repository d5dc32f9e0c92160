/**
 * The designs of the allocator side by side, as a page: a table of verdicts, and a bar chart for each figure. Pure, as
 * render.ts is. Callers for whom a figure is the same share one bar.
 */
import type { CompareEntry, CompareReport } from '../protocol';
import { escapeHtml, html, type Markup, nothing } from './html';
import type { PageResources } from './render';

interface Figure {
  readonly title: string;
  readonly hint: string;
  value(entry: CompareEntry): number;
  /** What stands behind the bar. */
  label(entry: CompareEntry): string;
}

const FIGURES: readonly Figure[] = [
  {
    title: 'Requests that failed',
    hint: 'In per cent of all requests. Less is better.',
    value: (entry) => (entry.attempts === 0 ? 0 : (100 * entry.failures) / entry.attempts),
    label: (entry) => `${entry.failures} of ${entry.attempts}`,
  },
  {
    title: 'Longest time with interrupts off',
    hint: 'In steps of the machine, a statement each, within a request or in the ordinary traffic around it.',
    value: (entry) => entry.irqOffSteps,
    label: (entry) => entry.irqOffSteps.toLocaleString('en-US'),
  },
  {
    title: 'Longest hold of a raw lock',
    hint: 'In steps of the machine, beyond what the caller holds itself: what PREEMPT_RT pays in latency.',
    value: (entry) => entry.rawHeldSteps,
    label: (entry) => entry.rawHeldSteps.toLocaleString('en-US'),
  },
  {
    title: 'Pages stranded',
    hint: 'Left on the lists of the CPUs at the end.',
    value: (entry) => entry.pagesStranded,
    label: (entry) => String(entry.pagesStranded),
  },
];

export function renderComparePage(report: CompareReport, resources: PageResources): string {
  const csp = `default-src 'none'; style-src ${resources.cspSource} 'nonce-${resources.nonce}'; script-src 'nonce-${resources.nonce}'; font-src ${resources.cspSource}`;
  const title = report.workloads.find(({ name }) => name === report.workload)?.title ?? '';
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escapeHtml(csp)}">
<meta name="viewport" content="width=device-width">
<link rel="stylesheet" nonce="${escapeHtml(resources.nonce)}" href="${escapeHtml(resources.style)}">
<title>Designs compared</title></head>
<body class="compare">
${html`<header><h1><span class="rule">compare</span>Designs of the page allocator</h1><p class="message">${title}</p></header>`.markup}
${choices(report).markup}
${verdicts(report.rows).markup}
${FIGURES.map((figure) => chart(figure, report.rows).markup).join('\n')}
<script nonce="${escapeHtml(resources.nonce)}" src="${escapeHtml(resources.script)}"></script>
</body></html>`;
}

function choices({ workload, world, workloads, worlds }: CompareReport): Markup {
  const button = (name: string, value: string, title: string, chosen: boolean): Markup =>
    html`<button type="button" class="tab" data-choice="${name}" data-value="${value}" title="${title}" aria-pressed="${String(chosen)}">${value}</button>`;
  return html`<div class="tabs" role="group" aria-label="workload">${workloads.map(({ name, title }) => button('workload', name, title, name === workload))}</div>
<div class="tabs" role="group" aria-label="world">${worlds.map((each) => button('world', each, `world ${each}`, each === world))}</div>`;
}

function verdicts(rows: readonly CompareEntry[]): Markup {
  const contexts = unique(rows.map(({ context }) => context));
  return html`<h2>Verdict per caller</h2>
<div class="wide"><table class="matrix"><thead><tr><th scope="col">design</th>${contexts.map((each) => html`<th scope="col">${each}</th>`)}</tr></thead><tbody>
${unique(rows.map(({ variant }) => variant)).map(
  (variant) => html`<tr><th scope="row">${variant}</th>${contexts.map((context) =>
    cell(rows.find((row) => row.variant === variant && row.context === context)),
  )}</tr>
`,
)}</tbody></table></div>`;
}

function cell(entry: CompareEntry | undefined): Markup {
  if (entry === undefined) return html`<td></td>`;
  const words = entry.verdict === 'splat' ? entry.reports.join(', ') : entry.verdict;
  return html`<td><span class="badge ${entry.verdict}">${words}</span></td>`;
}

const BAR = 15;
const ROW = 19;
const WIDTH = 420;

interface Bar {
  readonly variant: string;
  readonly callers: readonly string[];
  readonly entry: CompareEntry;
  /** The first of its design. */
  readonly first: boolean;
}

function chart(figure: Figure, rows: readonly CompareEntry[]): Markup {
  const bars = barsOf(figure, rows);
  const most = Math.max(0, ...bars.map(({ entry }) => figure.value(entry)));
  if (most === 0) return html`<h2>${figure.title}</h2><p class="hint">${figure.hint} None, in any of the designs.</p>`;
  const callers = unique(rows.map(({ context }) => context)).length;
  return html`<h2>${figure.title}</h2><p class="hint">${figure.hint}</p>
<div class="wide"><svg class="bars" viewBox="0 0 ${LABELS + WIDTH + 110} ${bars.length * ROW + 4}" role="img" aria-label="${figure.title}">
${bars.map((bar, at) => barMarkup(figure, bar, at, most, callers))}</svg></div>`;
}

/** Room for the names of the designs and of their callers. */
const LABELS = 400;

function barMarkup(figure: Figure, bar: Bar, at: number, most: number, callers: number): Markup {
  const y = at * ROW + 2;
  const width = Math.max(1, Math.round((figure.value(bar.entry) / most) * WIDTH));
  const who = bar.callers.length === callers ? 'all callers' : bar.callers.join(', ');
  const rule =
    bar.first && at > 0
      ? html`<line class="tick" x1="0" x2="${LABELS + WIDTH + 110}" y1="${y - 2}" y2="${y - 2}"/>`
      : nothing;
  const name = bar.first ? html`<text class="design" x="0" y="${y + 12}">${bar.variant}</text>` : nothing;
  return html`<g class="bar">${rule}${name}<text class="who" x="${LABELS - 8}" y="${y + 12}">${who}</text><rect x="${LABELS}" y="${y}" width="${width}" height="${BAR}"><title>${bar.variant}, ${who}: ${figure.label(bar.entry)}</title></rect><text x="${LABELS + width + 6}" y="${y + 12}">${figure.label(bar.entry)}</text></g>
`;
}

/** One bar per design and value, callers of the same value together, in the order of the first. */
function barsOf(figure: Figure, rows: readonly CompareEntry[]): readonly Bar[] {
  const bars: Bar[] = [];
  for (const entry of rows) {
    const same = bars.findIndex(
      (bar) => bar.variant === entry.variant && figure.label(bar.entry) === figure.label(entry),
    );
    const known = bars[same];
    if (known !== undefined) bars[same] = { ...known, callers: [...known.callers, entry.context] };
    else
      bars.push({
        variant: entry.variant,
        callers: [entry.context],
        entry,
        first: !bars.some((bar) => bar.variant === entry.variant),
      });
  }
  return bars;
}

function unique(names: readonly string[]): readonly string[] {
  return [...new Set(names)];
}
