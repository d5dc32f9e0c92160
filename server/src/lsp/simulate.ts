/**
 * Runs findings and functions on the machine and shapes the outcome for the panel. Works on a fresh check of the text: the
 * worker that simulates is not the one that keeps the sessions.
 */
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { Finding, ReplayVerdict } from '../analysis/finding';
import type { Span } from '../base/span';
import type { World } from '../kernel/worlds';
import type { FindingReplay, ResultStep, SimulationResult } from '../replay/api';
import { replayFinding } from '../replay/finding';
import { simulateFunction } from '../replay/simulate';
import type { CheckedFile, Workspace, WorldView } from '../workspace/api';
import { placeOf } from './convert';
import type { CheckAnswer, DocumentRequest, LocatedFinding, SimulationTarget } from './engineMessages';
import { functionAt } from './functionAt';
import { modelUri } from './modelSource';
import type { SimulationReport, SimulationRun, TraceRow } from './protocol';
import { codeOf, setupOf } from './runSetup';
import { locateFindings, type Sessions } from './sessions';

interface Subject {
  readonly document: TextDocument;
  readonly workspace: Workspace;
  readonly checked: CheckedFile;
  /** How the panel calls the file. */
  readonly file: string;
}

/** The session stays: the next run of an edited text solves only what changed. */
export async function simulate(
  sessions: Sessions,
  request: DocumentRequest,
  target: SimulationTarget,
): Promise<SimulationReport> {
  const { workspace, treePath } = await sessions.locate(request);
  const document = TextDocument.create(request.uri, 'c', request.version, request.text);
  const file = treePath ?? nameOf(request);
  const answer = await sessions.check(request, () => false);
  const checked = sessions.last(request.uri)?.checked;
  if (checked === undefined) {
    const place = placeOf(document, { start: 0, end: 0 });
    return {
      function: '',
      file,
      place,
      runs: [],
      problem: `This file was not analysed: ${answer?.problem ?? 'no reason given'}.`,
    };
  }
  const subject: Subject = { document, workspace, checked, file };
  return target.kind === 'finding' ? simulateFinding(subject, target) : simulateNamed(subject, target);
}

function simulateFinding(subject: Subject, target: Extract<SimulationTarget, { kind: 'finding' }>): SimulationReport {
  const { checked, document, workspace } = subject;
  const finding = checked.report.findings.find(({ rule, span }) => rule === target.rule && span.start === target.start);
  if (finding === undefined) {
    const place = placeOf(document, { start: target.start, end: target.start });
    return {
      function: target.rule,
      file: subject.file,
      place,
      runs: [],
      problem: 'The finding is no longer there: the text has changed.',
    };
  }
  const [located] = locateFindings(workspace, { report: { ...checked.report, findings: [finding] } });
  return {
    function: finding.function,
    file: subject.file,
    place: placeOf(document, finding.span),
    finding: {
      rule: finding.rule,
      band: finding.band,
      message: finding.message,
      path: (located?.path ?? []).map((step) => ({
        text: step.text,
        function: step.function,
        ...(step.kind === 'own' ? { place: placeOf(document, step.span) } : {}),
      })),
    },
    runs: checked.views
      .filter(({ world }) => finding.worlds.includes(world))
      .map((view) => replayIn(subject, finding, view)),
  };
}

function replayIn(subject: Subject, finding: Finding, view: WorldView): SimulationRun {
  const { verdict, result } = guarded(
    () => replayFinding(finding, codeOf(subject.checked, subject.file, view), setupOf(subject.workspace, view)),
    (reason): FindingReplay => ({ verdict: { verdict: 'inconclusive', reason } }),
  );
  return result === undefined
    ? undecided(view.world, verdict)
    : runOf(subject, result, verdict.verdict, verdict.reason);
}

function simulateNamed(subject: Subject, target: Extract<SimulationTarget, { kind: 'function' }>): SimulationReport {
  const { checked, document, workspace } = subject;
  const functions = checked.views[0]?.file.functions ?? [];
  const fn =
    target.name === undefined
      ? functionAt(checked, target.offset ?? 0)
      : functions.find(({ name }) => name === target.name);
  if (fn === undefined) return missing(subject, target);
  const runs = checked.views.map((view) =>
    guarded(
      () => {
        const result = simulateFunction(codeOf(checked, subject.file, view), fn.name, setupOf(workspace, view));
        return runOf(subject, result, result.verdict, result.reason);
      },
      (reason) => undecided(view.world, { verdict: 'inconclusive', reason }),
    ),
  );
  return { function: fn.name, file: subject.file, place: placeOf(document, fn.nameSpan), runs };
}

/** A bug of ours in the machine costs this verdict and is named in it. */
function guarded<T>(run: () => T, otherwise: (reason: string) => T): T {
  try {
    return run();
  } catch (error) {
    return otherwise(`internal error: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function missing(
  { checked, document, file }: Subject,
  target: Extract<SimulationTarget, { kind: 'function' }>,
): SimulationReport {
  const unlowered = checked.views[0]?.file.unlowered.find(
    ({ name, span }) =>
      name === target.name || (target.offset !== undefined && span.start <= target.offset && target.offset <= span.end),
  );
  const offset = unlowered?.at ?? target.offset ?? 0;
  const name = unlowered?.name ?? target.name ?? '';
  const problem =
    unlowered !== undefined
      ? `${unlowered.name}() cannot be run: ${unlowered.reason}.`
      : target.name !== undefined
        ? `There is no function ${target.name}() in this file, or this configuration leaves it out.`
        : 'The cursor is in no function.';
  return { function: name, file, place: placeOf(document, { start: offset, end: offset }), runs: [], problem };
}

/** For the setting `replayOnSave`: the check's answer with a verdict on each finding that has a witness. */
export async function replayAll(
  sessions: Sessions,
  request: DocumentRequest,
  cancelled: () => boolean,
): Promise<CheckAnswer | undefined> {
  const { workspace, treePath } = await sessions.locate(request);
  const answer = await sessions.check(request, cancelled);
  const checked = sessions.last(request.uri)?.checked;
  if (answer === undefined || checked === undefined) return undefined;
  const findings: LocatedFinding[] = [];
  for (const located of answer.findings) {
    if (cancelled()) return undefined;
    findings.push({
      ...located,
      finding: withReplay(workspace, checked, treePath ?? nameOf(request), located.finding),
    });
  }
  return { ...answer, findings };
}

function withReplay(workspace: Workspace, checked: CheckedFile, file: string, finding: Finding): Finding {
  if (finding.witness.kind === 'none') return finding;
  const replay: Partial<Record<World, ReplayVerdict>> = {};
  for (const view of checked.views) {
    if (!finding.worlds.includes(view.world)) continue;
    replay[view.world] = guarded(
      () => replayFinding(finding, codeOf(checked, file, view), setupOf(workspace, view)).verdict,
      (reason): ReplayVerdict => ({ verdict: 'inconclusive', reason }),
    );
  }
  return { ...finding, replay };
}

function undecided(world: World, verdict: ReplayVerdict): SimulationRun {
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

function runOf(subject: Subject, result: SimulationResult, verdict: string, reason: string | undefined): SimulationRun {
  const trace = result.trace.map((step) => rowOf(subject, step));
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

function rowOf(subject: Subject, step: ResultStep): TraceRow {
  const own = step.file === subject.file;
  const place = own
    ? placeOf(subject.document, lineSpan(subject.document, step.line))
    : { uri: modelUri(step.file), line: step.line - 1, character: 0, endLine: step.line - 1, endCharacter: 0 };
  const { cpu, context, actor, file, source, event, held, irqs, preempt } = step;
  return {
    step: step.step,
    cpu,
    context,
    actor,
    file,
    function: step.function,
    place,
    own,
    source,
    event,
    held,
    irqs,
    preempt,
  };
}

/** A line (from 1) without its indentation and line end. */
function lineSpan(document: TextDocument, line: number): Span {
  const start = document.offsetAt({ line: line - 1, character: 0 });
  const end = document.offsetAt({ line, character: 0 });
  const text = document.getText().slice(start, end);
  const indent = text.length - text.trimStart().length;
  return { start: start + Math.min(indent, text.trimEnd().length), end: start + text.trimEnd().length };
}

function nameOf(request: DocumentRequest): string {
  return (request.path ?? request.uri).split(/[/\\]/).pop() ?? request.uri;
}
