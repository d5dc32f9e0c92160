/**
 * A run over its steps, as one SVG: a lane per CPU with who runs there and in which context, below it where interrupts
 * are off and preemption is disabled, and a row per lock with the intervals in which it is held.
 */
import type { SimulationRun, TraceRow } from '../protocol';
import { html, type Markup } from './html';

const LANE = 24;
const STRIP = 5;
const LOCK = 18;
const GAP = 8;
const AXIS = 18;
const MAX_LABEL = 26;
const LABEL_CHARACTER = 6.7;

/** Half-open: steps [from, to). */
export interface Interval {
  readonly from: number;
  readonly to: number;
}

export interface LaneSegment extends Interval {
  readonly actor: string;
  readonly context: string;
}

/** What one CPU does: a segment is a run of its own steps with one actor; steps of other CPUs do not end it. */
export function laneOf(trace: readonly TraceRow[], cpu: number): readonly LaneSegment[] {
  const segments: { from: number; to: number; actor: string; context: string }[] = [];
  trace.forEach((row, at) => {
    if (row.cpu !== cpu) return;
    const last = segments[segments.length - 1];
    const adjacent = last?.to === at;
    if (last && adjacent && last.actor === row.actor && last.context === row.context) last.to = at + 1;
    else segments.push({ from: at, to: at + 1, actor: row.actor, context: row.context });
  });
  return segments;
}

/** Where `holds` is true of a CPU's state. Between two of its steps a CPU keeps the state of the earlier one. */
export function stretches(
  trace: readonly TraceRow[],
  cpu: number,
  holds: (row: TraceRow) => boolean,
): readonly Interval[] {
  const found: Interval[] = [];
  let from: number | undefined;
  trace.forEach((row, at) => {
    if (row.cpu !== cpu) return;
    if (holds(row) && from === undefined) from = at;
    if (!holds(row) && from !== undefined) {
      found.push({ from, to: at });
      from = undefined;
    }
  });
  if (from !== undefined) found.push({ from, to: trace.length });
  return found;
}

/** Locks in the order in which they are first taken, each with the CPU's intervals that hold it. */
export function lockRows(
  trace: readonly TraceRow[],
): readonly { readonly lock: string; readonly held: readonly (Interval & { readonly cpu: number })[] }[] {
  const locks = [...new Set(trace.flatMap((row) => row.held))];
  const cpus = cpusOf(trace);
  return locks.map((lock) => ({
    lock,
    held: cpus.flatMap((cpu) =>
      stretches(trace, cpu, (row) => row.held.includes(lock)).map((stretch) => ({ ...stretch, cpu })),
    ),
  }));
}

export function cpusOf(trace: readonly TraceRow[]): readonly number[] {
  return [...new Set(trace.map((row) => row.cpu))].sort((a, b) => a - b);
}

/** A lock's name keeps its end, which tells locks apart. */
function shortened(lock: string): string {
  return lock.length <= MAX_LABEL ? lock : `…${lock.slice(1 - MAX_LABEL)}`;
}

/** Pixels a step takes: wide where there are few, and never so narrow that it cannot be hit. */
function stepWidth(steps: number): number {
  return Math.max(7, Math.min(34, Math.floor(540 / Math.max(1, steps))));
}

/** Labels stand in a column of their own, so that they stay when the picture scrolls. */
export function timeline(run: SimulationRun): Markup {
  const { trace } = run;
  const width = stepWidth(trace.length);
  const rows: Markup[] = [];
  const labels: Markup[] = [];
  let y = AXIS;
  for (const cpu of cpusOf(trace)) {
    labels.push(html`<text class="lane" x="10" y="${y + 16}">CPU ${cpu}</text>`);
    for (const segment of laneOf(trace, cpu)) rows.push(laneSegment(segment, y, width));
    rows.push(
      strips(
        stretches(trace, cpu, (row) => !row.irqs),
        y + LANE + 2,
        width,
        'irqs',
        'interrupts off',
      ),
    );
    rows.push(
      strips(
        stretches(trace, cpu, (row) => row.preempt > 0),
        y + LANE + STRIP + 3,
        width,
        'preempt',
        'preemption disabled',
      ),
    );
    y += LANE + 2 * STRIP + 4 + GAP;
  }
  const locks = lockRows(trace);
  for (const [index, { lock, held }] of locks.entries()) {
    labels.push(html`<text x="10" y="${y + LOCK / 2 + 4}"><title>${lock}</title>${shortened(lock)}</text>`);
    rows.push(html`<line class="rail" x1="0" x2="${trace.length * width}" y1="${y + LOCK / 2}" y2="${y + LOCK / 2}"/>`);
    for (const { from, to, cpu } of held) {
      rows.push(
        html`<rect class="held tone${index % 6}" x="${from * width + 1}" y="${y + 3}" width="${(to - from) * width - 2}" height="${LOCK - 6}" rx="3"><title>${lock}: CPU ${cpu}, steps ${from + 1} to ${to}</title></rect>`,
      );
    }
    y += LOCK + GAP / 2;
  }
  const height = y + 4;
  const gutter = 20 + Math.max(5, ...locks.map(({ lock }) => shortened(lock).length)) * LABEL_CHARACTER;
  const total = Math.max(1, trace.length) * width;
  return html`<div class="timeline">
<svg class="labels" width="${gutter}" height="${height}" aria-hidden="true">${labels}</svg>
<div class="scroll"><svg width="${total}" height="${height}" viewBox="0 0 ${total} ${height}" data-step-width="${width}" role="img" aria-label="CPU lanes and held locks over the steps of the run">
${axis(trace.length, width, height)}
<rect class="cursor" x="0" y="${AXIS - 4}" width="${width}" height="${height - AXIS + 2}" rx="2"/>
${rows}
${run.reportRows.map((at) => html`<g class="report"><line x1="${(at + 0.5) * width}" x2="${(at + 0.5) * width}" y1="${AXIS - 4}" y2="${height - 2}"/><circle cx="${(at + 0.5) * width}" cy="${AXIS - 6}" r="4"/></g>`)}
${trace.map((row, at) => html`<rect class="hit" data-row="${at}" x="${at * width}" y="0" width="${width}" height="${height}"><title>${row.step}. ${row.function}(): ${row.event || row.source}</title></rect>`)}
</svg></div></div>`;
}

function laneSegment(segment: LaneSegment, y: number, width: number): Markup {
  const length = (segment.to - segment.from) * width;
  const room = Math.floor((length - 10) / 6.8);
  const label = segment.context === 'task' ? segment.actor : `${segment.actor} (${segment.context})`;
  const text = room < 3 ? '' : label.length <= room ? label : `${label.slice(0, room - 1)}…`;
  return html`<g class="segment ${contextClass(segment.context)}"><rect x="${segment.from * width + 0.5}" y="${y}" width="${length - 1}" height="${LANE}" rx="4"/><text x="${segment.from * width + 6}" y="${y + 16}">${text}</text></g>`;
}

function strips(intervals: readonly Interval[], y: number, width: number, kind: string, title: string): Markup {
  return html`${intervals.map(({ from, to }) => html`<rect class="strip ${kind}" x="${from * width + 0.5}" y="${y}" width="${(to - from) * width - 1}" height="${STRIP - 1}" rx="2"><title>${title}, steps ${from + 1} to ${to}</title></rect>`)}`;
}

/** A tick roughly every 60 pixels, on round step numbers. */
function axis(steps: number, width: number, height: number): Markup {
  const every = [1, 2, 5, 10, 20, 50, 100, 200, 500].find((n) => n * width >= 48) ?? 1000;
  const ticks: Markup[] = [];
  for (let step = 1; step <= steps; step++) {
    if (step !== 1 && step % every !== 0) continue;
    const x = (step - 0.5) * width;
    ticks.push(
      html`<line class="tick" x1="${x}" x2="${x}" y1="${AXIS - 4}" y2="${height}"/><text class="tick" x="${x}" y="9">${step}</text>`,
    );
  }
  return html`${ticks}`;
}

export function contextClass(context: string): string {
  if (context === 'task') return 'task';
  if (context === 'softirq') return 'softirq';
  return context === 'nmi' ? 'nmi' : 'hardirq';
}
