/** A simulation report for clients without the panel, and its verdicts as part of a check's answer. */
import type { Finding, ReplayVerdict } from '../analysis/finding';
import { isWorld, type World } from '../kernel/worlds';
import type { CheckAnswer } from './engineMessages';
import type { SimulationReport, SimulationRun } from './protocol';

/** The first line says it all; the trace and the console text follow. */
export function plainReport(report: SimulationReport): string {
  const subject = `${report.file}:${report.place.line + 1}: ${report.function}()`;
  if (report.problem !== undefined) return `${subject}: ${report.problem}`;
  const verdicts = report.runs.map(
    (run) => `${run.world}: ${run.verdict}${run.splat === undefined ? '' : ` (${run.splat})`}`,
  );
  return [`${subject}: ${verdicts.join('; ')}`, ...report.runs.flatMap(plainRun)].join('\n');
}

function plainRun(run: SimulationRun): string[] {
  const steps = run.trace.map((row) => {
    const held = row.held.length === 0 ? '' : `  [${row.held.join(', ')}]`;
    return `${String(row.step).padStart(4)}  cpu${row.cpu} ${row.context}  ${row.function}: ${row.source}  ${row.event}${held}`;
  });
  return [
    '',
    `${run.world}: ${run.verdict}, ${run.states} states, ${run.exhausted ? 'exhausted' : 'not exhausted'}${run.reason === undefined ? '' : `: ${run.reason}`}`,
    ...steps,
    ...run.console,
  ];
}

/** `answer` with the runs' verdicts at the finding of `rule` that starts at `start`. */
export function withVerdicts(answer: CheckAnswer, rule: string, start: number, report: SimulationReport): CheckAnswer {
  const verdicts = report.runs.flatMap((run): [World, ReplayVerdict][] =>
    isWorld(run.world) ? [[run.world, verdictOf(run)]] : [],
  );
  if (verdicts.length === 0) return answer;
  const replay: Finding['replay'] = Object.fromEntries(verdicts);
  return {
    ...answer,
    findings: answer.findings.map((each) =>
      each.finding.rule === rule && each.finding.span.start === start
        ? { ...each, finding: { ...each.finding, replay } }
        : each,
    ),
  };
}

function verdictOf(run: SimulationRun): ReplayVerdict {
  return {
    verdict: run.verdict === 'confirmed' || run.verdict === 'refuted' ? run.verdict : 'inconclusive',
    ...(run.splat === undefined ? {} : { splat: run.splat }),
    ...(run.reason === undefined ? {} : { reason: run.reason }),
    states: run.states,
    exhausted: run.exhausted,
    id: run.id,
  };
}

/** A text that is judged again since another file was written keeps the verdicts of what is found as before. */
export function keepVerdicts(before: CheckAnswer | undefined, answer: CheckAnswer): CheckAnswer {
  if (before?.version !== answer.version) return answer;
  const known = new Map(before.findings.map(({ finding }) => [keyOf(finding), finding.replay] as const));
  return {
    ...answer,
    findings: answer.findings.map((each) => {
      const replay = each.finding.replay ?? known.get(keyOf(each.finding));
      return replay === undefined ? each : { ...each, finding: { ...each.finding, replay } };
    }),
  };
}

function keyOf({ rule, span, worlds, message, path }: Finding): string {
  return JSON.stringify([rule, span, worlds, message, path]);
}
