/** `simulate --format text`: the verdict, the run step by step with what is held, and the splat as the kernel prints it. */
import pc from 'picocolors';
import type { ResultStep, SimulationResult } from '../../replay/api';

/** Longer runs are shown by their ends; JSON has every step. */
const MAX_STEPS = 400;
const SOURCE_WIDTH = 62;

export function renderTrace(result: SimulationResult, colour: boolean): string {
  const paint = pc.createColors(colour);
  const verdict =
    result.verdict === 'splat'
      ? paint.red(`splat: ${result.splat ?? ''}`)
      : result.verdict === 'clean'
        ? paint.green('clean')
        : paint.yellow('inconclusive');
  const lines = [
    `${paint.bold(result.subject)} in ${result.world} on ${result.variant} (${result.state}): ${verdict}${result.reason === undefined ? '' : ` (${result.reason})`}`,
    paint.dim(
      `  ${result.states} states, ${result.exhausted ? 'space exhausted' : 'space not exhausted'} within ${preemptions(result)} and ${result.bound.steps} steps; run again: lockstep simulate --replay ${result.id}`,
    ),
  ];
  if (result.reports.length > 1) lines.push(`  all reports: ${result.reports.join(', ')}`);
  if (result.verdict !== 'clean' || result.trace.length <= MAX_STEPS) lines.push(...traceLines(result.trace, colour));
  for (const line of result.console) lines.push(paint.red(`  ${line}`));
  for (const assumption of result.assumptions) lines.push(paint.dim(`  assuming: ${assumption}`));
  return `${lines.join('\n')}\n`;
}

export function traceLines(trace: readonly ResultStep[], colour: boolean): string[] {
  const paint = pc.createColors(colour);
  const shown = trace.length <= MAX_STEPS ? trace : [...trace.slice(0, MAX_STEPS / 2), ...trace.slice(-MAX_STEPS / 2)];
  const lines: string[] = [];
  let last = 0;
  for (const step of shown) {
    if (step.step > last + 1 && last > 0) lines.push(paint.dim(`  ... ${step.step - last - 1} steps ...`));
    last = step.step;
    const context = `${step.cpu} ${step.context}`.padEnd(12);
    const state = `${step.irqs ? 'irqs on ' : 'irqs off'} preempt ${step.preempt}`;
    const held = step.held.length === 0 ? '' : ` [${step.held.join(', ')}]`;
    const source = step.source.trim().replace(/\s+/g, ' ');
    const cut = source.length > SOURCE_WIDTH ? `${source.slice(0, SOURCE_WIDTH - 3)}...` : source;
    const event = step.event === '' ? '' : paint.cyan(`  -> ${step.event}`);
    lines.push(
      `  ${String(step.step).padStart(4)}  cpu${context} ${state} ${paint.dim(`${step.file}:${step.line}`)} ${cut.padEnd(step.event === '' ? 0 : 20)}${event}${held}`,
    );
  }
  return lines;
}

/** `--format html`: one page without scripts or outside resources. */
export function renderHtml(results: readonly SimulationResult[]): string {
  const sections = results.map((result) => {
    const rows = result.trace.map(
      (step) =>
        `<tr><td>${step.step}</td><td>${step.cpu}</td><td>${text(step.context)}</td><td>${text(`${step.file}:${step.line}`)}</td><td><code>${text(step.source.trim())}</code></td><td>${text(step.event)}</td><td>${text(step.held.join(', '))}</td><td>${step.irqs ? 'on' : 'off'}</td><td>${step.preempt}</td></tr>`,
    );
    const verdict = `${result.verdict}${result.splat === undefined ? '' : `: ${result.splat}`}${result.reason === undefined ? '' : ` (${result.reason})`}`;
    return `<section><h2>${text(result.subject)} in ${result.world} on ${text(result.variant)}: ${text(verdict)}</h2>
<p>${text(result.state)}; ${result.states} states, ${result.exhausted ? 'exhausted' : 'not exhausted'}; <code>lockstep simulate --replay ${text(result.id)}</code></p>
<table><thead><tr><th>step</th><th>cpu</th><th>context</th><th>place</th><th>source</th><th>event</th><th>held</th><th>irqs</th><th>preempt</th></tr></thead>
<tbody>${rows.join('\n')}</tbody></table>
<pre>${text(result.console.join('\n'))}</pre></section>`;
  });
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>lockstep simulate</title>
<style>body{font:14px system-ui,sans-serif;margin:1.5em}table{border-collapse:collapse}td,th{border-bottom:1px solid #ccc;padding:2px 8px;text-align:left}pre{background:#f4f4f4;padding:1em}</style>
</head><body>
${sections.join('\n')}
</body></html>
`;
}

function text(raw: string): string {
  return raw.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');
}

/** Negative: not bounded. */
function preemptions({ bound }: SimulationResult): string {
  return bound.preemptions < 0 ? 'any preemptions' : `${bound.preemptions} preemptions`;
}
