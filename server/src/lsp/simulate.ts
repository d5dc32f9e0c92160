/**
 * Runs findings and functions on the machine and shapes the outcome for the panel. Works on a fresh check of the text: the
 * worker that simulates is not the one that keeps the sessions.
 */
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { Finding, ReplayVerdict } from '../analysis/finding';
import type { World } from '../kernel/worlds';
import type { CodeUnderTest, FindingReplay, RunSetup } from '../replay/api';
import { replayFinding } from '../replay/finding';
import { simulateFunction } from '../replay/simulate';
import { codeUnderTest, runSetup } from '../review/codeUnderTest';
import type { CheckedFile, Workspace, WorldView } from '../workspace/api';
import { placeOf } from './convert';
import type { CheckAnswer, DocumentRequest, LocatedFinding, SimulationTarget } from './engineMessages';
import { functionAt } from './functionAt';
import type { SimulationReport, SimulationRun } from './protocol';
import { locateFindings, type Sessions } from './sessions';
import { runOf, type TraceSource, undecided } from './simulationRun';

/** Someone waits in the editor: past this a run is given up as inconclusive. The command line has no such limit. */
const PATIENCE_MS = 40_000;

/** What can be run, and until when somebody waits. */
interface Runnable {
  readonly workspace: Workspace;
  readonly checked: CheckedFile;
  /** How console text and traces call it: the tree path, as the kernel's own messages do. */
  readonly file: string;
  readonly cancelled: () => boolean;
}

interface Subject extends TraceSource, Runnable {
  readonly file: string;
}

/** The session stays: the next run of an edited text solves only what changed. Undefined: cancelled. */
export async function simulate(
  sessions: Sessions,
  request: DocumentRequest,
  target: SimulationTarget,
  cancelled: () => boolean,
): Promise<SimulationReport | undefined> {
  const { workspace, treePath } = await sessions.locate(request);
  const document = TextDocument.create(request.uri, 'c', request.version, request.text);
  const file = treePath ?? nameOf(request);
  const answer = await sessions.check(request, cancelled);
  if (cancelled()) return undefined;
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
  const subject: Subject = { document, workspace, checked, file, root: workspace.tree?.root, cancelled };
  const report = target.kind === 'finding' ? simulateFinding(subject, target) : simulateNamed(subject, target);
  return cancelled() ? undefined : report;
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
    () => replayFinding(finding, codeOf(subject, view), setupOf(subject, view)),
    (reason): FindingReplay => ({ verdict: { verdict: 'inconclusive', reason } }),
  );
  return result === undefined
    ? undecided(view.world, verdict)
    : runOf(subject, result, verdict.verdict, verdict.reason);
}

function simulateNamed(subject: Subject, target: Extract<SimulationTarget, { kind: 'function' }>): SimulationReport {
  const { checked, document } = subject;
  const functions = checked.views[0]?.file.functions ?? [];
  const fn =
    target.name === undefined
      ? functionAt(checked, target.offset ?? 0)
      : functions.find(({ name }) => name === target.name);
  if (fn === undefined) return missing(subject, target);
  const runs = checked.views.map((view) =>
    guarded(
      () => {
        const result = simulateFunction(codeOf(subject, view), fn.name, setupOf(subject, view));
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
        : 'The cursor is in no function: put it into the one to run.';
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
  const subject = { workspace, checked, file: treePath ?? nameOf(request), cancelled };
  const findings: LocatedFinding[] = [];
  for (const located of answer.findings) {
    if (cancelled()) return undefined;
    findings.push({
      ...located,
      finding: withReplay(subject, located.finding),
    });
  }
  return { ...answer, findings };
}

function withReplay(subject: Runnable, finding: Finding): Finding {
  if (finding.witness.kind === 'none') return finding;
  const replay: Partial<Record<World, ReplayVerdict>> = {};
  for (const view of subject.checked.views) {
    if (!finding.worlds.includes(view.world)) continue;
    replay[view.world] = guarded(
      () => replayFinding(finding, codeOf(subject, view), setupOf(subject, view)).verdict,
      (reason): ReplayVerdict => ({ verdict: 'inconclusive', reason }),
    );
  }
  return { ...finding, replay };
}

function codeOf({ checked, file }: Runnable, view: WorldView): CodeUnderTest {
  return codeUnderTest({ ...checked, request: { ...checked.request, path: file } }, view);
}

function setupOf({ workspace, cancelled }: Runnable, { world }: WorldView): RunSetup {
  const deadline = performance.now() + PATIENCE_MS;
  return { ...runSetup(workspace, world, undefined), cancelled: () => cancelled() || performance.now() > deadline };
}

function nameOf(request: DocumentRequest): string {
  return (request.path ?? request.uri).split(/[/\\:]/).pop() ?? request.uri;
}
