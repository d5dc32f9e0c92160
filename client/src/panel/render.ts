/**
 * A simulation report as the panel's page. Pure: text in, text out, no editor API, so that it is tested without one.
 * Script and style are files of the extension; the page carries no inline script and no inline handler.
 */
import type { SimulationReport, SimulationRun, TraceRow } from '../protocol';
import { counted, escapeHtml, html, type Markup, nothing } from './html';
import { contextClass, timeline } from './timeline';

export interface PageResources {
  readonly nonce: string;
  /** The webview's origin for its own resources. */
  readonly cspSource: string;
  readonly script: string;
  readonly style: string;
}

/** Longer traces are cut in the page; the command line prints them whole. */
export const MAX_ROWS = 2000;

const WORLD_NAMES: Readonly<Record<string, string>> = { smp: 'plain kernel', rt: 'PREEMPT_RT', up: 'uniprocessor' };
const VERDICT_SENTENCES: Readonly<Record<string, string>> = {
  confirmed: 'The run ends as the finding says.',
  refuted: 'No run within the bound ends as the finding says.',
  inconclusive: 'The run does not decide.',
  splat: 'The kernel would complain.',
  clean: 'No run within the bound makes the kernel complain.',
};

export function renderPage(report: SimulationReport, resources: PageResources): string {
  const shown = report.runs.findIndex((run) => run.verdict === 'confirmed' || run.verdict === 'splat');
  const active = Math.max(0, shown);
  const csp = `default-src 'none'; style-src ${resources.cspSource} 'nonce-${resources.nonce}'; script-src 'nonce-${resources.nonce}'; font-src ${resources.cspSource}`;
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escapeHtml(csp)}">
<meta name="viewport" content="width=device-width">
<link rel="stylesheet" nonce="${escapeHtml(resources.nonce)}" href="${escapeHtml(resources.style)}">
<title>Simulation of ${escapeHtml(report.function)}()</title></head>
<body data-report="${escapeHtml(report.runs.map(({ id }) => id).join(' '))}">
${header(report).markup}
${report.problem ? html`<p class="problem">${report.problem}</p>`.markup : ''}
${report.runs.length > 1 ? tabs(report.runs, active).markup : ''}
${report.runs.map((run, index) => section(report.file, run, index, index === active).markup).join('\n')}
<script nonce="${escapeHtml(resources.nonce)}" src="${escapeHtml(resources.script)}"></script>
</body></html>`;
}

function header(report: SimulationReport): Markup {
  const { finding } = report;
  return html`<header>
<h1>${finding ? html`<span class="rule">${finding.rule}</span>` : html`<span class="rule">simulation</span>`}<span class="function">${report.function}()</span><a class="where" data-place="${JSON.stringify(report.place)}" href="#">${report.file}:${report.place.line + 1}</a></h1>
${finding ? html`<p class="message">${finding.message}</p>` : nothing}
</header>`;
}

function tabs(runs: readonly SimulationRun[], active: number): Markup {
  return html`<div class="tabs" role="tablist">${runs.map(
    (run, index) =>
      html`<button type="button" role="tab" class="tab ${run.verdict}" id="tab${index}" aria-controls="run${index}" aria-selected="${String(index === active)}"><span class="world">${run.world}</span><span class="kind">${worldName(run.world)}</span>${badge(run)}</button>`,
  )}</div>`;
}

function badge(run: SimulationRun): Markup {
  return html`<span class="badge ${run.verdict}">${run.verdict}</span>`;
}

function worldName(world: string): string {
  return WORLD_NAMES[world] ?? world;
}

function section(file: string, run: SimulationRun, index: number, visible: boolean): Markup {
  const hidden = visible ? nothing : html` hidden`;
  return html`<section class="run" id="run${index}" role="tabpanel" aria-labelledby="tab${index}"${hidden}>
<p class="verdict ${run.verdict}"><strong>${run.verdict}</strong>${run.splat ? html` <code>${run.splat}</code>` : nothing} on ${article(run.world)}<br><span class="why">${sentence(run)}</span></p>
${run.trace.length > 0 ? html`${timeline(run)}${legend(run)}` : nothing}
${run.console.length > 0 ? html`<h2>What the kernel prints</h2>${splat(run.console)}` : nothing}
${run.trace.length > 0 ? trace(file, run) : nothing}
${explored(file, run)}
</section>`;
}

function article(world: string): string {
  const name = worldName(world);
  if (name === 'PREEMPT_RT') return 'a PREEMPT_RT kernel';
  return name === 'uniprocessor' ? 'a uniprocessor kernel' : 'a plain kernel';
}

function sentence(run: SimulationRun): string {
  const first = VERDICT_SENTENCES[run.verdict] ?? '';
  const space = run.exhausted ? 'all of the space within the bound' : 'part of the space within the bound';
  return `${first} ${run.reason ? `${capital(run.reason)}. ` : ''}Explored: ${counted(run.states, 'state')}, ${space}.`;
}

function capital(text: string): string {
  const trimmed = text.replace(/\.$/, '');
  return trimmed.charAt(0).toUpperCase() + trimmed.slice(1);
}

function legend(run: SimulationRun): Markup {
  const contexts = [...new Set(run.trace.map((row) => contextClass(row.context)))];
  return html`<p class="legend">${contexts.map((each) => html`<span><i class="swatch ${each}"></i>${each}</span>`)}<span><i class="swatch irqs"></i>interrupts off</span><span><i class="swatch preempt"></i>preemption disabled</span>${run.reportRows.length > 0 ? html`<span><i class="swatch report"></i>report</span>` : nothing}</p>`;
}

function splat(lines: readonly string[]): Markup {
  return html`<pre class="console" tabindex="0">${lines.map(
    (line) => html`<span class="${consoleClass(line)}">${line}
</span>`,
  )}</pre>`;
}

function consoleClass(line: string): string {
  if (/BUG|WARNING|DEADLOCK|inconsistent|circular|recursive locking/.test(line)) return 'bad';
  return /^[=-]{4,}$/.test(line.trim()) ? 'rule-line' : 'plain';
}

function trace(file: string, run: SimulationRun): Markup {
  const rows = run.trace.slice(0, MAX_ROWS);
  const model = rows.some((row) => !row.own);
  return html`<h2>The run, step by step${model ? html`<label class="filter"><input type="checkbox" class="own-only"> only my code</label>` : nothing}</h2>
<p class="hint">Click a step, or use the arrow keys: the editor follows.</p>
<table class="trace"><thead><tr><th class="step">#</th><th class="cpu">CPU</th><th class="where">where</th><th class="source">source</th><th class="event">event</th><th class="held">held</th></tr></thead><tbody>
${rows.map((row, at) => traceRow(row, at, run.reportRows.includes(at)))}
</tbody></table>
${run.trace.length > MAX_ROWS ? html`<p class="hint">${run.trace.length - MAX_ROWS} further steps are not shown here; the command line prints all: <code>lockstep simulate ${file} --replay ${run.id}</code></p>` : nothing}`;
}

function traceRow(row: TraceRow, at: number, reported: boolean): Markup {
  const place = row.place ? html` data-place="${JSON.stringify(row.place)}"` : nothing;
  // The line first: a long name is cut at its end.
  const where = row.place ? `${row.place.line + 1} ${row.function}` : row.function;
  const state = [row.irqs ? '' : 'irqs off', row.preempt > 0 ? `preempt ${row.preempt}` : '']
    .filter((each) => each !== '')
    .join(', ');
  return html`<tr class="${row.own ? 'own' : 'model'}${reported ? ' reported' : ''}" data-row="${at}"${place} tabindex="-1"><td class="step">${row.step}</td><td class="cpu" title="${row.context}${state ? `, ${state}` : ''}"><i class="swatch ${contextClass(row.context)}"></i>${row.cpu}</td><td class="where" title="${row.file}: ${row.function}()">${where}</td><td class="source" title="${row.source}"><code>${row.source}</code></td><td class="event" title="${row.event}">${row.event}</td><td class="held">${row.irqs ? nothing : html`<span class="chip off" title="interrupts off">irq</span>`}${row.held.map((lock) => html`<span class="chip" title="${lock}">${lock}</span>`)}</td></tr>`;
}

function explored(file: string, run: SimulationRun): Markup {
  const { bound } = run;
  return html`<h2>What was explored</h2>
<dl class="facts">
<dt>Model</dt><dd>${run.variant}${run.state ? html`, initial state <code>${run.state}</code>` : nothing}</dd>
<dt>States</dt><dd>${counted(run.states, 'state')}, ${run.exhausted ? 'exhausted' : 'not exhausted'}</dd>
<dt>Bound</dt><dd>${bound.preemptions < 0 ? 'any preemptions' : counted(bound.preemptions, 'preemption')}, ${counted(bound.steps, 'step')}</dd>
${run.reports.length > 1 ? html`<dt>Reports</dt><dd>${run.reports.join(', ')}</dd>` : nothing}
${run.id ? html`<dt>Again</dt><dd><code class="command">lockstep simulate ${file} --replay ${run.id}</code></dd>` : nothing}
${run.assumptions.length > 0 ? html`<dt>Assumed</dt><dd><ul>${run.assumptions.map((each) => html`<li>${each}</li>`)}</ul></dd>` : nothing}
</dl>`;
}
