/** One run of the machine in the words of the panel: its verdict, and each step with the place to show for it. */
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { ReplayVerdict } from '../analysis/finding';
import type { Span } from '../base/span';
import type { World } from '../kernel/worlds';
import { isModelPath } from '../model/units';
import type { ResultStep, SimulationResult } from '../replay/api';
import { fileUri, placeOf } from './convert';
import { modelUri } from './modelSource';
import type { Place, SimulationRun, TraceRow } from './protocol';

/** Where the steps of a run may lie. */
export interface TraceSource {
  readonly document: TextDocument;
  /** How the run calls the document. */
  readonly file: string;
  /** Root of the tree that other files belong to. */
  readonly root: string | undefined;
}

/** A finding that was not run, or whose run does not decide. */
export function undecided(world: World, verdict: ReplayVerdict): SimulationRun {
  return {
    world,
    verdict: verdict.verdict,
    reports: [],
    variant: '',
    state: '',
    states: verdict.states ?? 0,
    exhausted: verdict.exhausted ?? false,
    bound: { preemptions: 0, steps: 0 },
    id: verdict.id ?? '',
    assumptions: [],
    trace: [],
    reportRows: [],
    console: [],
    ...(verdict.reason === undefined ? {} : { reason: verdict.reason }),
  };
}

/** `verdict` and `reason` are about the finding, where there is one, and not about the run alone. */
export function runOf(
  source: TraceSource,
  result: SimulationResult,
  verdict: string,
  reason: string | undefined,
): SimulationRun {
  const trace = result.trace.map((step) => rowOf(source, step));
  return {
    world: result.world,
    verdict,
    ...(result.splat === undefined ? {} : { splat: result.splat }),
    reports: result.reports,
    ...(reason === undefined || reason === '' ? {} : { reason }),
    variant: result.variant,
    state: result.state,
    states: result.states,
    exhausted: result.exhausted,
    bound: { preemptions: result.bound.preemptions, steps: result.bound.steps },
    id: result.id,
    assumptions: result.assumptions,
    trace,
    reportRows: trace.flatMap((row, at) => (row.event.startsWith('report') ? [at] : [])),
    console: result.console,
  };
}

function rowOf(source: TraceSource, step: ResultStep): TraceRow {
  const place = placeOfStep(source, step);
  return {
    step: step.step,
    cpu: step.cpu,
    context: step.context,
    actor: step.actor,
    file: step.file,
    function: step.function,
    ...(place === undefined ? {} : { place }),
    own: step.file === source.file,
    source: step.source,
    event: step.event,
    held: step.held,
    irqs: step.irqs,
    preempt: step.preempt,
  };
}

/** In the document, in the model, or in another file of the tree; without a tree that one cannot be shown. */
function placeOfStep({ document, file, root }: TraceSource, step: ResultStep): Place | undefined {
  if (step.file === file) return placeOf(document, lineSpan(document, step.line));
  const line = step.line - 1;
  if (isModelPath(step.file)) return { uri: modelUri(step.file), line, character: 0, endLine: line, endCharacter: 0 };
  if (root === undefined) return undefined;
  return { uri: fileUri(root, step.file), line, character: 0, endLine: line, endCharacter: 0 };
}

/** A line (from 1) without its indentation and line end. */
function lineSpan(document: TextDocument, line: number): Span {
  const start = document.offsetAt({ line: line - 1, character: 0 });
  const end = document.offsetAt({ line, character: 0 });
  const text = document.getText().slice(start, end);
  const indent = text.length - text.trimStart().length;
  return { start: start + Math.min(indent, text.trimEnd().length), end: start + text.trimEnd().length };
}
